//! Not a difference, but one that no random stream would find: 2,100 levels that hold 2^53 − 1 lots each are more than
//! a 64-bit sum can hold, and a fill-or-kill order adds up what is there.

use cift_testkit::case::{Case, Setup};
use cift_testkit::differential;
use cift_types::{CommandKind, EXACT_LIMIT, OrderType, Side, TimeInForce};
use cift_wire::Command;

#[test]
fn fok_beyond_the_sum_of_u64() {
    let new = Command { kind: CommandKind::New as u8, quantity: EXACT_LIMIT - 1, ..Command::default() };
    let level = |id| Command { order_id: id, price: id.cast_signed(), side: Side::Sell as u8, ..new };
    let fok = Command { order_type: OrderType::Market as u8, time_in_force: TimeInForce::Fok as u8, ..new };
    let mut commands: Vec<Command> = (1..=2100).map(level).collect();
    commands.extend([Command { order_id: 3000, ..fok }, Command { order_id: 3001, quantity: 1, ..fok }]);
    let case = Case { setup: Setup::roomy(1), commands };
    differential::check(&case).unwrap_or_else(|found| panic!("{found}"));
}
