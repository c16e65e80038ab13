//! Seed 5. The references that pegs follow are known from before the first peg came: where one goes away in the command
//! that brings a peg, the peg waits.

use super::{agree, order, with};
use cift_engine::Rules;
use cift_types::{OrderType, PegReference, Side, Trigger, TriggerSource};
use cift_wire::{Command, OrderTerms};

#[test]
fn references_before_the_first_peg() {
    let touched = OrderTerms {
        trigger: Trigger::Touched as u8,
        trigger_source: TriggerSource::Mid as u8,
        ..OrderTerms::default()
    };
    let peg = OrderTerms { peg: PegReference::Ask as u8, ..OrderTerms::default() };
    let pegged = Command { order_type: OrderType::Pegged as u8, ..order(3, Side::Buy, 0, 1) };
    let mut commands = vec![order(1, Side::Sell, 0, 1)];
    commands.extend(with(touched, order(2, Side::Buy, 0, 1)));
    commands.extend(with(peg, pegged));
    agree(Rules::default(), commands);
}
