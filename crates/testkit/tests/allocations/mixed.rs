//! Nothing is allocated in a steady state with everything that there is: all kinds of orders, triggers, links, pegs, quotes,
//! auctions, accounts with limits.

use crate::counting::{Use, measure_traced};
use crate::submit;
use cift_engine::Engine;
use cift_testkit::mixed::{self, Mixed};
use cift_testkit::special::as_command;
use cift_types::{CommandKind, EVERY, FLAG_TERMS, OrderType, PegReference, Side, TimeInForce, Trigger};
use cift_wire::{Command, OrderTerms};

/// Commands until everything has its size: several days with their auctions.
const WARM_UP: usize = 400_000;
const COMMANDS: usize = 1_000_000;
/// Commands that are counted together.
const PART: usize = 50_000;

/// Whether a command sets something up: those may allocate.
const fn is_administrative(command: &Command) -> bool {
    matches!(
        CommandKind::from_u8(command.kind),
        Some(
            CommandKind::Account
                | CommandKind::Transfer
                | CommandKind::Limit
                | CommandKind::Kill
                | CommandKind::Permit
        )
    )
}

/// So many of each kind are live at a time while the session grows to its size: more than the flow has.
const MANY: u64 = 2000;

/// Orders of the kinds that are kept in lists, all swept by one order, and what is left of them is cancelled.
fn grow(instrument: u32) -> Vec<Command> {
    let terms = |terms| as_command(&terms);
    let sell = |id: u64| Command {
        kind: CommandKind::New as u8,
        side: Side::Sell as u8,
        instrument,
        account: 3,
        order_id: (1 << 40) + id,
        price: 10_000,
        quantity: 20,
        flags: FLAG_TERMS,
        ..Command::default()
    };
    let market = OrderType::Market as u8;
    let icebergs = (0..MANY)
        .flat_map(|id| [terms(OrderTerms { display_quantity: 10, ..OrderTerms::default() }), sell(id)]);
    let trailing = (MANY..2 * MANY).flat_map(|id| {
        let trail = OrderTerms { trigger: Trigger::Trailing as u8, offset: 500, ..OrderTerms::default() };
        [terms(trail), Command { order_type: market, price: 0, ..sell(id) }]
    });
    let pegs = (2 * MANY..3 * MANY).flat_map(|id| {
        let peg = OrderTerms { peg: PegReference::Ask as u8, ..OrderTerms::default() };
        [terms(peg), Command { order_type: OrderType::Pegged as u8, price: 1, ..sell(id) }]
    });
    let dated = (3 * MANY..4 * MANY).map(|id| {
        let gtd = TimeInForce::Gtd as u8;
        Command { time_in_force: gtd, param: 1 << 40, flags: 0, ..sell(id) }
    });
    let buy = Command { side: Side::Buy as u8, account: 1, ..sell(4 * MANY) };
    let sweep = Command { quantity: MANY * 20, flags: 0, ..buy };
    let clear = Command {
        kind: CommandKind::MassCancel as u8,
        side: 2,
        instrument,
        account: EVERY,
        ..Command::default()
    };
    icebergs.chain(trailing).chain(pegs).chain(dated).chain([sweep, clear]).collect()
}

#[test]
fn nothing_is_allocated_by_orders_of_any_kind() {
    let mut flow = Mixed::new(11);
    let mut engine = Engine::new(mixed::config()).expect("the settings are valid");
    submit(&mut engine, &mixed::opening());
    for instrument in 0..mixed::INSTRUMENTS {
        submit(&mut engine, &grow(instrument));
    }
    assert_eq!(engine.live_orders(), 0);
    let warm_up: Vec<Command> = flow.by_ref().take(WARM_UP).collect();
    submit(&mut engine, &warm_up);
    let (mut commands, mut events) = (0, 0);
    let mut by_kind = [Use::default(); CommandKind::ALL.len()];
    while commands < COMMANDS {
        let part: Vec<Command> = flow.by_ref().take(PART).collect();
        for command in &part {
            let command = core::slice::from_ref(command);
            if is_administrative(&command[0]) {
                submit(&mut engine, command);
                continue;
            }
            let (used, caused) = measure_traced(3, || submit(&mut engine, command));
            let sum = &mut by_kind[command[0].kind as usize];
            sum.allocations += used.allocations;
            sum.deallocations += used.deallocations;
            events += caused;
        }
        commands += part.len();
    }
    println!("{commands} commands, {events} events, {} live orders", engine.live_orders());
    for (kind, used) in CommandKind::ALL.iter().zip(by_kind).filter(|&(_, used)| used != Use::default()) {
        println!("{}: {} allocations, {} given back", kind.name(), used.allocations, used.deallocations);
    }
    assert!(by_kind.iter().all(|used| *used == Use::default()), "CIFT_TRACE_ALLOCATIONS=1 says where");
}
