//! The engine allocates nothing once it has its size, and idle or far parts of it cost next to nothing. Counted by an
//! allocator of this test's own, on the thread that asks.

#![allow(clippy::print_stdout)] // reports what was measured

mod counting;
mod mixed;

use cift_engine::{Engine, Limits};
use cift_testkit::case::Setup;
use cift_testkit::generator::Generator;
use cift_testkit::session;
use cift_types::{CommandKind, FLAG_HELD, FLAG_HIDDEN, OrderType, Price, Side};
use cift_wire::Command;
use counting::{Use, measure, measure_traced};

fn submit(engine: &mut Engine, commands: &[Command]) -> usize {
    let (mut at, mut events) = (0, 0);
    while at < commands.len() {
        let submitted = engine.submit(&commands[at..]);
        assert_eq!(submitted.fault, None);
        at += submitted.consumed;
        events += engine.events().len();
        engine.clear_events();
    }
    events
}

fn order(instrument: u32, id: u64, side: Side, price: Price) -> Command {
    let kind = CommandKind::New as u8;
    Command { kind, side: side as u8, instrument, order_id: id, price, quantity: 1, ..Command::default() }
}

#[test]
fn the_allocator_counts() {
    let (used, memory) = measure(|| vec![0_u8; 1000]);
    assert_eq!(used, Use { allocations: 1, deallocations: 0, bytes: 1000 });
    let (used, ()) = measure(|| drop(memory));
    assert_eq!(used, Use { allocations: 0, deallocations: 1, bytes: -1000 });
}

#[test]
fn nothing_is_allocated_in_a_steady_state() {
    const INSTRUMENTS: u32 = 4;
    let mut flow = Generator::realistic(7, INSTRUMENTS);
    let mut engine = session::engine(INSTRUMENTS);
    // All prices that the market will see, and then the market for a while.
    let (centre, reach) = (flow.swarm.centre, 400);
    for instrument in 0..INSTRUMENTS {
        for (side, price) in
            Side::ALL.iter().flat_map(|&side| (-reach..=reach).map(move |by| (side, centre + by)))
        {
            // Displayed, hidden, and waiting for a release: a spoilt flag now and then makes such orders.
            for flags in [0, FLAG_HIDDEN, FLAG_HELD] {
                let new = Command { flags, ..order(instrument, 0, side, price) };
                submit(&mut engine, &[new, Command { kind: CommandKind::Cancel as u8, flags: 0, ..new }]);
            }
        }
    }
    // More than a market order will ever meet, all of them with something special.
    for id in 1..=2000 {
        submit(&mut engine, &[Command { flags: FLAG_HIDDEN, ..order(0, id, Side::Sell, centre) }]);
    }
    let all = Command { order_type: OrderType::Market as u8, quantity: 2000, ..order(0, 1, Side::Buy, 0) };
    submit(&mut engine, &[all]);
    let warm_up: Vec<Command> = flow.by_ref().take(100_000).collect();
    submit(&mut engine, &warm_up);
    let (mut commands, mut events, mut used) = (0, 0, Use::default());
    while commands < 1_000_000 {
        let part: Vec<Command> = flow.by_ref().take(50_000).collect();
        for batch in part.chunks(700) {
            let (more, caused) = measure_traced(3, || submit(&mut engine, batch));
            used.allocations += more.allocations;
            used.deallocations += more.deallocations;
            events += caused;
        }
        commands += part.len();
        assert_eq!(used, Use::default(), "within {commands} commands");
    }
    let live = engine.live_orders();
    println!("{commands} commands, {events} events, {live} live orders: no allocation");
    assert!(live > 50 && events > commands);
}

#[test]
fn an_idle_instrument_costs_little() {
    let create = |count| {
        let config = session::config(count);
        let (used, _engine) = measure(|| Engine::new(config).expect("the settings are valid"));
        used.bytes
    };
    let each = (create(10_000) - create(1)) / 9_999;
    println!("an idle instrument costs {each} bytes");
    assert!(each <= 4096);
}

/// Memory that an order at `price` costs beside the orders that are there, with nothing set aside.
fn cost_of(engine: &mut Engine, id: u64, side: Side, price: Price) -> i64 {
    let command = order(0, id, side, price);
    let (used, _) = measure(|| submit(engine, &[command]));
    used.bytes
}

#[test]
fn a_far_price_costs_a_page() {
    let limits = Limits { reserve_orders: 1000, reserve_pages: 0, ..Setup::roomy(1).limits };
    let setup = Setup { limits, ..Setup::roomy(1) };
    let mut engine = setup.engine();
    submit(&mut engine, &[order(0, 1, Side::Buy, 1000), order(0, 2, Side::Sell, 1001)]);
    let far = [i64::MAX, 1 << 62, 1 << 40, 2_000_000_000, 1_000_000, 1_000_000_000_000];
    let mut total = 0;
    for (id, price) in (3..).zip(far) {
        let bytes = cost_of(&mut engine, id, Side::Sell, price);
        println!("an order at {price} costs {bytes} bytes");
        total += bytes;
    }
    let each = total / far.len() as i64;
    println!("a far price costs {each} bytes");
    assert!(each <= 8192, "a page of 64 levels, and its share of vectors that double");
}

#[test]
fn ten_thousand_instruments_that_were_touched_once_stay_small() {
    const COUNT: u32 = 10_000;
    let limits = Limits { reserve_orders: 16, reserve_pages: 16, ..Setup::roomy(COUNT).limits };
    let mut engine = Setup { limits, ..Setup::roomy(COUNT) }.engine();
    let (used, ()) = measure(|| {
        for instrument in 0..COUNT {
            for (id, side, price) in [(1, Side::Buy, 100), (2, Side::Sell, i64::MAX)] {
                let new = order(instrument, id, side, price);
                let cancel = Command { kind: CommandKind::Cancel as u8, ..new };
                submit(&mut engine, &[new, cancel]);
            }
        }
    });
    assert_eq!((engine.live_orders(), engine.pages_in_use()), (0, 0));
    let each = used.bytes / i64::from(COUNT);
    println!("an instrument that was touched once keeps {each} bytes");
    assert!(each <= 1024);
}
