//! One test for each rule of `schemas/semantics.md`, by its number.

use cift_engine::{Config, DecimalStep, Engine, Fault, Instrument, Limits, Rules, Submitted};
use cift_types::{CommandKind, EXACT_LIMIT, EventKind, FLAG_POST_ONLY, OrderType, Reason, Side, TimeInForce};
use cift_wire::{Command, DepthLevel, Event};

const BUY: u8 = Side::Buy as u8;
const SELL: u8 = Side::Sell as u8;
const IOC: u8 = TimeInForce::Ioc as u8;
const FOK: u8 = TimeInForce::Fok as u8;
const MARKET: u8 = OrderType::Market as u8;

fn config() -> Config {
    let one = DecimalStep { mantissa: 1, scale: 0 };
    let instrument = |symbol: &str| Instrument {
        symbol: symbol.to_owned(),
        tick_size: one,
        lot_size: one,
        rules: Rules::default(),
        reference_price: None,
    };
    Config {
        seed: 0,
        instruments: vec![instrument("A"), instrument("B")],
        schedule: Vec::new(),
        accounts: None,
        limits: Limits { orders: 100, pages: 100, reserve_orders: 10, reserve_pages: 10 },
        event_buffer: 1000,
    }
}

fn engine() -> Engine {
    Engine::new(config()).unwrap()
}

fn new(id: u64, side: u8, price: i64, quantity: u64) -> Command {
    Command { kind: CommandKind::New as u8, side, order_id: id, price, quantity, ..Command::default() }
}

fn market(id: u64, side: u8, quantity: u64) -> Command {
    Command { order_type: MARKET, ..new(id, side, 0, quantity) }
}

fn cancel(id: u64) -> Command {
    Command { kind: CommandKind::Cancel as u8, order_id: id, ..Command::default() }
}

fn reduce(id: u64, quantity: u64) -> Command {
    Command { kind: CommandKind::Reduce as u8, order_id: id, quantity, ..Command::default() }
}

fn replace(id: u64, price: i64, quantity: u64) -> Command {
    Command { kind: CommandKind::Replace as u8, order_id: id, price, quantity, ..Command::default() }
}

/// An event in short: kind, reason, order, counter-order, price, quantity.
type Short = (EventKind, Reason, u64, u64, i64, u64);

fn short(event: &Event) -> Short {
    (
        EventKind::from_u8(event.kind).unwrap(),
        Reason::from_u8(event.reason).unwrap(),
        event.order_id,
        event.counter_order_id,
        event.price,
        event.quantity,
    )
}

/// Submits all and returns the events since.
fn run(engine: &mut Engine, commands: &[Command]) -> Vec<Short> {
    engine.clear_events();
    assert_eq!(engine.submit(commands), Submitted { consumed: commands.len(), fault: None });
    engine.events().iter().map(short).collect()
}

fn accepted(id: u64, price: i64, quantity: u64) -> Short {
    (EventKind::Accepted, Reason::None, id, 0, price, quantity)
}

fn trade(taker: u64, maker: u64, price: i64, quantity: u64) -> Short {
    (EventKind::Trade, Reason::None, taker, maker, price, quantity)
}

fn cancelled(reason: Reason, id: u64, price: i64, quantity: u64) -> Short {
    (EventKind::Cancelled, reason, id, 0, price, quantity)
}

fn reason_of(command: Command) -> Reason {
    let mut engine = engine();
    run(&mut engine, &[new(1, BUY, 100, 5)]);
    let before = (engine.live_orders(), engine.best(0, Side::Buy));
    let events = run(&mut engine, &[command]);
    assert_eq!(events.len(), 1, "one event");
    assert_eq!(events[0].0, EventKind::Rejected);
    assert_eq!(engine.events()[0].flags, command.kind, "the rejection names the command's kind");
    assert_eq!((engine.live_orders(), engine.best(0, Side::Buy)), before, "nothing changed");
    events[0].1
}

#[test]
fn o1_commands_are_numbered_from_one() {
    let mut engine = engine();
    let numbered = Command { seq: 2, ..new(2, BUY, 1, 1) };
    run(&mut engine, &[new(1, BUY, 1, 1), numbered, new(3, BUY, 1, 1)]);
    assert_eq!(engine.events().iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn o3_a_wrong_number_or_time_stops_the_batch_before_it() {
    let mut engine = engine();
    let gap = Command { seq: 9, ..new(2, BUY, 1, 1) };
    let fault = Some(Fault::Sequence { expected: 2, actual: 9 });
    assert_eq!(engine.submit(&[new(1, BUY, 1, 1), gap, new(3, BUY, 1, 1)]), Submitted { consumed: 1, fault });
    let late = Command { time_ns: 50, ..new(4, BUY, 1, 1) };
    let early = Command { time_ns: 49, ..new(5, BUY, 1, 1) };
    let fault = Some(Fault::Time { last_ns: 50, actual_ns: 49 });
    assert_eq!(engine.submit(&[late, early]), Submitted { consumed: 1, fault });
    let never = Command { time_ns: EXACT_LIMIT, ..new(6, BUY, 1, 1) };
    let fault = Some(Fault::Time { last_ns: 50, actual_ns: EXACT_LIMIT });
    assert_eq!(engine.submit(&[never]), Submitted { consumed: 0, fault });
    assert_eq!((engine.seq(), engine.live_orders()), (2, 2), "the session goes on with what was applied");
}

#[test]
fn o5_a_full_event_buffer_stops_between_commands_and_changes_nothing() {
    let commands: Vec<Command> = (0..3000).map(|id| new(id % 60, (id % 2) as u8, 100, 1 + id % 3)).collect();
    let mut small = Engine::new(Config { event_buffer: 7, ..config() }).unwrap();
    let mut rest = &commands[..];
    while !rest.is_empty() {
        let Submitted { consumed, fault } = small.submit(rest);
        assert_eq!(fault, None);
        assert!(consumed > 0);
        rest = &rest[consumed..];
        small.clear_events();
    }
    let mut large = engine();
    let mut rest = &commands[..];
    while !rest.is_empty() {
        rest = &rest[large.submit(&rest[..rest.len().min(100)]).consumed..];
        large.clear_events();
    }
    assert_eq!(small.digest(), large.digest());
}

#[test]
fn v_every_reason_by_the_first_rule_that_applies() {
    let order = new(2, BUY, 99, 5);
    let with = |change: fn(&mut Command)| {
        let mut command = order;
        change(&mut command);
        reason_of(command)
    };
    assert_eq!(with(|c| c.kind = 0), Reason::UnknownCommand);
    assert_eq!(with(|c| c.kind = 20), Reason::UnknownCommand);
    assert_eq!(with(|c| c.kind = 255), Reason::UnknownCommand);
    assert_eq!(with(|c| c.side = 2), Reason::InvalidSide);
    assert_eq!(with(|c| c.order_type = 4), Reason::InvalidOrderType);
    assert_eq!(with(|c| c.time_in_force = 7), Reason::InvalidTimeInForce);
    assert_eq!(with(|c| c.flags = 1 << 10), Reason::InvalidFlags);
    assert_eq!(with(|c| c.param = 1 << 40), Reason::InvalidFlags);
    assert_eq!(with(|c| c.order_id = EXACT_LIMIT), Reason::InvalidOrderId);
    assert_eq!(with(|c| c.quantity = 0), Reason::InvalidQuantity);
    assert_eq!(with(|c| c.quantity = EXACT_LIMIT), Reason::InvalidQuantity);
    assert_eq!(with(|c| (c.flags, c.time_in_force) = (FLAG_POST_ONLY, IOC)), Reason::InvalidTimeInForce);
    assert_eq!(with(|c| c.order_type = MARKET), Reason::InvalidPrice);
    assert_eq!(with(|c| c.instrument = 2), Reason::UnknownInstrument);
    assert_eq!(with(|c| c.order_id = 1), Reason::DuplicateOrderId);
    assert_eq!(with(|c| (c.side, c.flags) = (SELL, FLAG_POST_ONLY)), Reason::PostOnlyWouldTrade);
    assert_eq!(with(|c| (c.side, c.quantity) = (2, 0)), Reason::InvalidSide, "the first rule decides");
}

#[test]
fn v_every_reason_of_a_change() {
    assert_eq!(reason_of(Command { flags: 1, ..cancel(1) }), Reason::InvalidFlags);
    assert_eq!(reason_of(Command { param: 1, ..reduce(1, 1) }), Reason::InvalidFlags);
    assert_eq!(reason_of(cancel(EXACT_LIMIT)), Reason::InvalidOrderId);
    assert_eq!(reason_of(Command { instrument: 7, ..cancel(1) }), Reason::UnknownInstrument);
    assert_eq!(reason_of(Command { instrument: 1, ..cancel(1) }), Reason::UnknownOrder);
    assert_eq!(reason_of(Command { account: 1, ..cancel(1) }), Reason::UnknownOrder);
    assert_eq!(reason_of(cancel(2)), Reason::UnknownOrder);
    assert_eq!(reason_of(reduce(1, 0)), Reason::InvalidQuantity);
    assert_eq!(reason_of(replace(1, 5, EXACT_LIMIT)), Reason::InvalidQuantity);
    let ignored =
        Command { side: 77, order_type: 77, time_in_force: 77, price: -3, quantity: 0, ..cancel(1) };
    assert_eq!(run(&mut with_bid(), &[ignored])[0].0, EventKind::Cancelled);
}

fn with_bid() -> Engine {
    let mut engine = engine();
    run(&mut engine, &[new(1, BUY, 100, 5)]);
    engine
}

#[test]
fn v11_ids_belong_to_an_account_and_an_instrument_and_are_free_again() {
    let mut engine = with_bid();
    let elsewhere = Command { instrument: 1, ..new(1, BUY, 100, 5) };
    let others = Command { account: 1, ..new(1, BUY, 100, 5) };
    let events = run(&mut engine, &[elsewhere, others, cancel(1), new(1, BUY, 100, 5)]);
    assert_eq!(events[0], accepted(1, 100, 5));
    assert_eq!(events[1], accepted(1, 100, 5));
    assert_eq!(events[3], accepted(1, 100, 5));
}

#[test]
fn m1_price_first_then_time() {
    let mut engine = engine();
    run(&mut engine, &[new(1, SELL, 101, 5), new(2, SELL, 100, 5), new(3, SELL, 100, 5)]);
    let events = run(&mut engine, &[new(4, BUY, 101, 12)]);
    assert_eq!(events[1..], [trade(4, 2, 100, 5), trade(4, 3, 100, 5), trade(4, 1, 101, 2)]);
}

#[test]
fn m2_not_beyond_the_limit() {
    let mut engine = engine();
    run(&mut engine, &[new(1, SELL, 100, 5), new(2, SELL, 101, 5), new(3, BUY, 90, 5), new(4, BUY, 89, 5)]);
    assert_eq!(run(&mut engine, &[new(5, BUY, 100, 9)])[1..], [trade(5, 1, 100, 5)]);
    assert_eq!(run(&mut engine, &[new(6, SELL, 90, 9)])[1..], [trade(6, 5, 100, 4), trade(6, 3, 90, 5)]);
    assert_eq!(run(&mut engine, &[market(7, SELL, 5)])[1..], [trade(7, 4, 89, 5)]);
}

#[test]
fn m3_flags_say_who_is_done() {
    let mut engine = engine();
    run(&mut engine, &[new(1, SELL, 100, 5), new(2, SELL, 100, 5)]);
    run(&mut engine, &[Command { account: 3, ..new(9, BUY, 100, 7) }]);
    let trades: Vec<&Event> = engine.events()[1..].iter().collect();
    assert_eq!(trades.iter().map(|event| event.flags).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((trades[0].account, trades[0].counter_account, trades[0].side), (3, 0, BUY));
    assert_eq!(run(&mut engine, &[new(10, BUY, 100, 3)])[1], trade(10, 2, 100, 3));
    assert_eq!(engine.events()[1].flags, 3);
}

#[test]
fn n2_fill_or_kill_is_all_or_nothing() {
    let mut engine = engine();
    run(&mut engine, &[new(1, SELL, 100, 5), new(2, SELL, 101, 5), new(3, SELL, 102, 5)]);
    let kill = Command { time_in_force: FOK, ..new(4, BUY, 101, 11) };
    assert_eq!(run(&mut engine, &[kill]), [accepted(4, 101, 11), cancelled(Reason::FillOrKill, 4, 101, 11)]);
    let fill = Command { time_in_force: FOK, ..new(5, BUY, 101, 10) };
    assert_eq!(run(&mut engine, &[fill]), [accepted(5, 101, 10), trade(5, 1, 100, 5), trade(5, 2, 101, 5)]);
    let all = Command { time_in_force: FOK, ..market(6, BUY, 6) };
    assert_eq!(run(&mut engine, &[all])[1], cancelled(Reason::FillOrKill, 6, 0, 6));
}

#[test]
fn n3_what_is_left_rests_or_is_cancelled() {
    let mut engine = engine();
    run(&mut engine, &[new(1, SELL, 100, 5)]);
    let ioc = Command { time_in_force: IOC, ..new(2, BUY, 100, 8) };
    let events = run(&mut engine, &[ioc]);
    assert_eq!(events[1..], [trade(2, 1, 100, 5), cancelled(Reason::ImmediateRemainder, 2, 100, 3)]);
    assert_eq!(run(&mut engine, &[market(3, BUY, 4)])[1], cancelled(Reason::NoLiquidity, 3, 0, 4));
    run(&mut engine, &[new(4, SELL, 100, 5), new(5, BUY, 100, 8)]);
    assert_eq!((engine.best(0, Side::Buy), engine.best(0, Side::Sell)), (Some(100), None));
    assert_eq!(engine.quantity_at(0, Side::Buy, 100), 3);
}

#[test]
fn n4_capacity_cancels_what_would_rest() {
    let limits = Limits { orders: 2, pages: 1, reserve_orders: 0, reserve_pages: 0 };
    let mut engine = Engine::new(Config { limits, ..config() }).unwrap();
    let events = run(&mut engine, &[new(1, BUY, 100, 1), new(2, BUY, 500, 1)]);
    assert_eq!(events[2], cancelled(Reason::Capacity, 2, 500, 1), "the second page");
    let events = run(&mut engine, &[new(3, BUY, 101, 1), new(4, BUY, 102, 1)]);
    assert_eq!(events[2], cancelled(Reason::Capacity, 4, 102, 1), "the third order");
    let events = run(&mut engine, &[cancel(3), new(5, BUY, 100, EXACT_LIMIT - 1)]);
    assert_eq!(events[2], cancelled(Reason::Capacity, 5, 100, EXACT_LIMIT - 1), "the level's total");
    let events = run(&mut engine, &[new(6, BUY, 100, EXACT_LIMIT - 2)]);
    assert_eq!(events, [accepted(6, 100, EXACT_LIMIT - 2)], "one below");
    let events = run(&mut engine, &[replace(1, 900, 1)]);
    assert_eq!(events[1], cancelled(Reason::Capacity, 1, 900, 1), "a replaced order too");
    assert_eq!(engine.live_orders(), 1);
}

#[test]
fn c1_c2_cancel_and_reduce() {
    let mut engine = with_bid();
    run(&mut engine, &[new(2, BUY, 100, 5)]);
    let reduced = (EventKind::Reduced, Reason::None, 1, 0, 100, 3);
    assert_eq!(run(&mut engine, &[reduce(1, 2)]), [reduced]);
    assert_eq!(run(&mut engine, &[new(3, SELL, 100, 1)])[1], trade(3, 1, 100, 1), "it kept its place");
    assert_eq!(run(&mut engine, &[reduce(1, 2)]), [cancelled(Reason::ReducedToZero, 1, 100, 2)]);
    assert_eq!(run(&mut engine, &[cancel(2)]), [cancelled(Reason::Requested, 2, 100, 5)]);
    assert_eq!((engine.live_orders(), engine.pages_in_use()), (0, 0));
}

#[test]
fn c3_replace_loses_its_place_and_may_trade() {
    let mut engine = with_bid();
    run(&mut engine, &[new(2, BUY, 100, 5), new(3, SELL, 105, 5)]);
    let replaced = |price, quantity| (EventKind::Replaced, Reason::None, 1, 0, price, quantity);
    assert_eq!(run(&mut engine, &[replace(1, 100, 5)]), [replaced(100, 5)]);
    assert_eq!(run(&mut engine, &[new(4, SELL, 100, 1)])[1], trade(4, 2, 100, 1), "it went to the back");
    assert_eq!(run(&mut engine, &[replace(1, 105, 7)]), [replaced(105, 7), trade(1, 3, 105, 5)]);
    assert_eq!(engine.order(0, 0, 1).map(|order| (order.price, order.quantity)), Some((105, 2)));
    assert_eq!(run(&mut engine, &[new(5, SELL, 200, 1), replace(1, 200, 1)])[2], trade(1, 5, 200, 1));
    assert_eq!(engine.order(0, 0, 1), None, "filled by its own replacement");
}

#[test]
fn any_price_is_a_price() {
    let mut engine = engine();
    let extremes = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    for (id, price) in (1..).zip(extremes) {
        run(&mut engine, &[new(id, BUY, price, 1)]);
        assert_eq!(engine.best(0, Side::Buy), Some(price));
    }
    for (id, price) in (1..).zip(extremes).collect::<Vec<_>>().into_iter().rev() {
        assert_eq!(run(&mut engine, &[new(100, SELL, i64::MIN, 1)])[1], trade(100, id, price, 1));
    }
    assert_eq!((engine.live_orders(), engine.pages_in_use()), (0, 0));
}

#[test]
fn depth_and_queue_position() {
    let mut engine = engine();
    run(&mut engine, &[new(1, BUY, 100, 5), new(2, BUY, 100, 6), new(3, BUY, 99, 7), new(4, SELL, 101, 8)]);
    let mut rows = [DepthLevel::default(); 3];
    assert_eq!(engine.depth(0, &mut rows), Some(2));
    let both = |row: &DepthLevel| (row.bid_price, row.bid_quantity, row.ask_price, row.ask_quantity);
    assert_eq!(rows.iter().map(both).collect::<Vec<_>>(), [(100, 11, 101, 8), (99, 7, 0, 0), (0, 0, 0, 0)]);
    assert_eq!((rows[0].bid_orders, rows[0].ask_orders, rows[1].level), (2, 1, 1));
    let second = engine.order(0, 0, 2).unwrap();
    assert_eq!((second.quantity_ahead, second.orders_ahead), (5, 1));
    assert_eq!(engine.depth(2, &mut rows), None);
}

#[test]
fn d_the_digest_knows_session_commands_and_events() {
    let digest = |config: Config, commands: &[Command]| {
        let mut engine = Engine::new(config).unwrap();
        engine.submit(commands);
        engine.digest().value()
    };
    let commands = [new(1, BUY, 100, 5), cancel(1)];
    let base = digest(config(), &commands);
    assert_eq!(base, digest(config(), &commands));
    assert_ne!(base, digest(config(), &commands[..1]));
    assert_ne!(base, digest(Config { seed: 1, ..config() }, &commands));
    let mut renamed = config();
    renamed.instruments[1].symbol = "C".to_owned();
    assert_ne!(base, digest(renamed, &commands));
    let roomy = Limits { reserve_orders: 99, reserve_pages: 99, ..config().limits };
    assert_eq!(
        base,
        digest(Config { limits: roomy, event_buffer: 5, ..config() }, &commands),
        "only memory differs"
    );
    assert_ne!(base, digest(Config { limits: Limits { orders: 99, ..roomy }, ..config() }, &commands));
}

#[test]
fn configurations_are_checked() {
    let problem = |change: fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        Engine::new(config).unwrap_err().path
    };
    assert_eq!(problem(|c| c.instruments.clear()), "instruments");
    assert_eq!(problem(|c| c.instruments[1].symbol = "A".to_owned()), "instruments");
    assert_eq!(problem(|c| c.instruments[1].symbol = String::new()), "instruments[1].symbol");
    assert_eq!(problem(|c| c.instruments[0].symbol = "x".repeat(41)), "instruments[0].symbol");
    assert_eq!(problem(|c| c.instruments[0].symbol = "a b".to_owned()), "instruments[0].symbol");
    assert_eq!(problem(|c| c.instruments[0].tick_size.mantissa = 0), "instruments[0].tickSize");
    assert_eq!(problem(|c| c.instruments[0].lot_size.scale = 19), "instruments[0].lotSize");
    assert_eq!(problem(|c| c.seed = EXACT_LIMIT), "seed");
    assert_eq!(problem(|c| c.limits.orders = 0), "limits.orders");
    assert_eq!(problem(|c| c.limits.pages = 0), "limits.pages");
    assert_eq!(problem(|c| c.limits.reserve_orders = 101), "reserve.orders");
    assert_eq!(problem(|c| c.event_buffer = 0), "eventBuffer");
}
