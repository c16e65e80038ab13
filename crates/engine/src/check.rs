//! Checks a new order's fields before anything happens (rules V1 to V9 of `schemas/semantics.md`).

use cift_types::{CommandKind, EXACT_LIMIT, OrderType, Quantity, Reason, Side, TimeInForce};
use cift_wire::{Command, as_words};
use core::mem::offset_of;

/// The new order that nearly every one is: a limit order without flags, good till cancelled or immediate-or-cancel.
#[derive(Clone, Copy, Debug)]
pub struct Plain {
    pub side: Side,
    pub immediate: bool,
}

impl Plain {
    /// Whether the command is one and all its fields are good, in a few tests of whole words.
    #[inline(always)]
    pub const fn of(command: &Command) -> Option<Self> {
        let [first, _, _, id, _, quantity, tail, reserved] = *as_words(command);
        // Kind, side, order type and time in force, where the side and the lowest bit of the latter may be set.
        let kind = first & 0xFFFF_FFFF & !(1 << SIDE_BIT | 1 << IMMEDIATE_BIT);
        let zeros = tail >> 32 | reserved | id >> 53;
        if kind == CommandKind::New as u64 && zeros == 0 && quantity_is_valid(quantity) {
            let side = if first >> SIDE_BIT & 1 == Side::Buy as u64 { Side::Buy } else { Side::Sell };
            return Some(Self { side, immediate: first >> IMMEDIATE_BIT & 1 == TimeInForce::Ioc as u64 });
        }
        None
    }
}

const SIDE_BIT: u32 = 8;
const IMMEDIATE_BIT: u32 = 24;

// `Plain::of` reads by position and by number; the schema has to be the one it knows.
const _: () = {
    assert!(offset_of!(Command, kind) == 0 && offset_of!(Command, side) == 1);
    assert!(offset_of!(Command, order_type) == 2 && offset_of!(Command, time_in_force) == 3);
    assert!(offset_of!(Command, order_id) == 24 && offset_of!(Command, quantity) == 40);
    assert!(offset_of!(Command, flags) == 52 && offset_of!(Command, param) == 56);
    assert!(OrderType::Limit as u8 == 0 && TimeInForce::Gtc as u8 == 0 && TimeInForce::Ioc as u8 == 1);
    assert!(EXACT_LIMIT == 1 << 53);
};

/// Checks the fields that every change to an order has.
#[inline(always)]
pub fn check_change(command: &Command) -> Result<(), Reason> {
    if command.flags != 0 || command.param != 0 {
        return Err(Reason::InvalidFlags);
    }
    check_id(command)
}

#[inline(always)]
fn check_id(command: &Command) -> Result<(), Reason> {
    if command.order_id < EXACT_LIMIT { Ok(()) } else { Err(Reason::InvalidOrderId) }
}

#[inline(always)]
pub fn check_quantity(command: &Command) -> Result<(), Reason> {
    if quantity_is_valid(command.quantity) { Ok(()) } else { Err(Reason::InvalidQuantity) }
}

/// Neither zero nor 2^53 and above.
#[inline(always)]
const fn quantity_is_valid(quantity: Quantity) -> bool {
    quantity.wrapping_sub(1) < EXACT_LIMIT - 1
}
