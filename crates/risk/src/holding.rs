//! One account's hold on one instrument: two cache lines with the position, what live orders hold, and the strictest limits.

use crate::account::AccountIx;
use crate::money::{MONEY_LIMIT, POSITION_LIMIT, WorstFee, lot_price, within_limit};
use cift_types::{AccountId, InstrumentId, Price, Quantity, Side};

/// Index of a holding. It stays valid for the life of the venue.
pub type HoldingIx = u32;

/// A kill switch, the latch, or a missing permission: no orders enter.
pub const BLOCKED: u32 = 1;
/// Of a margin account.
pub const MARGIN: u32 = 2;
/// A control that is not compiled into the holding applies: the whole check is made.
pub const SLOW: u32 = 4;
/// Sums over the account's holdings are kept.
pub const SUMS: u32 = 8;
/// Executions are counted.
pub const EXECUTIONS: u32 = 16;
/// Prices have to be near the market's.
pub const COLLAR: u32 = 64;
/// The account's live orders are counted over its holdings: see [`Count`](crate::account::Count).
pub const COUNTED: u32 = 128;
/// The account is not permitted the instrument. The only flag that is state; the others follow from other state.
pub const FORBIDDEN: u32 = 32;

/// What an account has on an instrument, and the strictest limits that apply to it.
///
/// What there is of each side is in pairs, the buys' first: which side an order is on cannot be predicted, so it is an
/// index and not a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C, align(64))]
pub struct Holding {
    pub account: AccountId,
    pub instrument: InstrumentId,
    pub flags: u32,
    pub live_orders: u32,
    /// The most ticks that a price may be from the market's, with [`COLLAR`].
    pub collar: u32,
    /// The account's purses of the quote and the base currency: what a cash buy and a cash sell take from.
    pub purses: [u32; 2],
    pub owner: AccountIx,
    /// Lots, negative where short.
    pub position: i64,
    /// Lots that live orders could still buy, and sell.
    pub open: [u64; 2],
    /// The most lots of an order that goes the short way; zero where none does.
    pub small_quantity: u32,
    pub max_position: i64,
    pub max_order_value: i64,
    pub tick_value: i64,
    pub lot_value: i64,
    /// What live buys, and sells, are worth at the prices their funds are set aside at, regardless of sign, in quote
    /// units.
    pub worth: [i64; 2],
    pub fee: WorstFee,
    pub tier: u16,
    /// Prices below two to this power go the short way.
    pub price_bits: u16,
}

const _: () = assert!(size_of::<Holding>() == 128);

/// On the short way a lot is worth less than this, and so is whatever else is counted by the lot...
const SMALL_LOT_BITS: u32 = 38;
/// ...and this is the most lots: the product of both, and of twice as much for fees, has room in 63 bits.
const SMALL_QUANTITY: u64 = (1 << 23) - 1;

/// What an order sets aside, and its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cost {
    /// Price times quantity regardless of sign, in quote units.
    pub value: i64,
    /// Of the quote currency. Of a margin account: fees alone; margin follows from the holding.
    pub quote: i128,
    /// Of the base currency.
    pub base: i128,
}

/// As [`Cost`], where 63 bits hold everything and one purse gives all.
#[derive(Clone, Copy, Debug)]
pub struct SmallCost {
    pub value: i64,
    pub need: i64,
    pub purse: u32,
    /// Otherwise it is a cash sell whose fee exceeds its price: that is no small cost.
    pub one_purse: bool,
    pub on_margin: bool,
}

impl SmallCost {
    /// The same as a [`Cost`], where it is one. A margin account's is all in the quote currency.
    #[inline(always)]
    pub fn whole(self, side: Side) -> Option<Cost> {
        let need = i128::from(self.need);
        let delivers = matches!(side, Side::Sell) && !self.on_margin;
        let (quote, base) = if delivers { (0, need) } else { (need, 0) };
        self.one_purse.then_some(Cost { value: self.value, quote, base })
    }
}

impl Holding {
    /// An empty one without limits.
    pub const fn empty(account: AccountId, instrument: InstrumentId, owner: AccountIx) -> Self {
        Self {
            account,
            instrument,
            flags: 0,
            live_orders: 0,
            collar: u32::MAX,
            purses: [u32::MAX; 2],
            owner,
            position: 0,
            open: [0; 2],
            small_quantity: 0,
            max_position: POSITION_LIMIT,
            max_order_value: MONEY_LIMIT,
            tick_value: 1,
            lot_value: 0,
            worth: [0; 2],
            fee: WorstFee { ppm: 0, per_lot: 0 },
            tier: 0,
            price_bits: 0,
        }
    }

    #[inline(always)]
    pub const fn is(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Opens the short way for orders of at most `most` lots, where nothing that is counted by the lot is too large.
    pub fn set_small(&mut self, most: u64) {
        let limit = 1 << SMALL_LOT_BITS;
        let fits = self.tick_value < limit && self.lot_value < limit && self.fee.per_lot < limit;
        self.small_quantity = if fits { most.min(SMALL_QUANTITY) as u32 } else { 0 };
        let tick_bits = 64 - (self.tick_value.cast_unsigned() - 1).leading_zeros();
        self.price_bits = SMALL_LOT_BITS.saturating_sub(tick_bits) as u16;
    }

    /// Whether the price is not negative and a lot is worth less than 2^38 at it.
    #[inline(always)]
    pub const fn is_small_price(&self, price: Price) -> bool {
        price.cast_unsigned() >> (self.price_bits & 63) == 0
    }

    /// As [`Holding::cost`], where [`Self::is_small_price`] and `quantity` is at most [`SMALL_QUANTITY`]: the value, and
    /// what the purse that the side takes from gives.
    #[inline(always)]
    pub fn small_cost(&self, side: Side, price: Price, quantity: Quantity) -> SmallCost {
        // None of the products wraps: see SMALL_LOT_BITS.
        let lot = price.wrapping_mul(self.tick_value);
        let by_value =
            lot.wrapping_mul(i64::from(self.fee.ppm)).wrapping_add(999_999).cast_unsigned() / 1_000_000;
        let fee = by_value.cast_signed().max(self.fee.per_lot);
        let lots = quantity.cast_signed();
        let value = lot.wrapping_mul(lots);
        if self.is(MARGIN) {
            let (need, purse) = (fee.wrapping_mul(lots), self.purses[0]);
            return SmallCost { value, need, purse, one_purse: true, on_margin: true };
        }
        let sells = -(side as i64);
        let one = (lot.wrapping_add(fee) & !sells) | (self.lot_value & sells);
        let one_purse = fee.wrapping_sub(lot) & sells <= 0;
        let (need, purse) = (one.wrapping_mul(lots), self.purses[side as usize]);
        SmallCost { value, need, purse, one_purse, on_margin: false }
    }

    /// As [`Holding::cost`], of an order that has entered.
    #[cold]
    #[inline(never)]
    pub fn cost_of_live(&self, side: Side, price: Price, quantity: Quantity) -> Cost {
        self.cost(side, price, quantity).unwrap_or_default()
    }

    /// Takes lots of a live order out of the counts; what it had set aside goes back.
    ///
    /// # Panics
    /// When more is taken out than was put in: the caller has lost count of its orders.
    #[inline(always)]
    pub fn take_out(&mut self, side: Side, quantity: Quantity, value: i64) {
        self.open[side as usize] -= quantity;
        self.worth[side as usize] = self.worth[side as usize].wrapping_sub(value);
    }

    /// Counts lots of a live order.
    #[inline(always)]
    pub fn put_in(&mut self, side: Side, quantity: Quantity, value: i64) {
        // Checked before it came: position, live orders and their worth have room.
        self.open[side as usize] = self.open[side as usize].wrapping_add(quantity);
        self.worth[side as usize] = self.worth[side as usize].wrapping_add(value);
    }

    /// The position if all live orders of a side traded, and `more`, counted in that side's direction.
    #[inline(always)]
    pub fn potential(&self, side: Side, more: Quantity) -> i128 {
        let signed = if matches!(side, Side::Buy) { self.position } else { -self.position };
        i128::from(signed) + i128::from(self.open[side as usize]) + i128::from(more)
    }

    /// What an order sets aside here; `None` where it is worth more than an order may be.
    ///
    /// A cash buyer sets aside price and fee, a cash seller the lots and whatever the fee exceeds the price by: both
    /// are the most that any fill at this price or better can take, so it never owes anything by such an order. All of it
    /// is lots times an amount per lot, so parts add up to the whole.
    #[inline(always)]
    pub fn cost(&self, side: Side, price: Price, quantity: Quantity) -> Option<Cost> {
        let lot = lot_price(price, self.tick_value)?;
        let lots = i128::from(quantity);
        let value = within_limit(i128::from(lot) * lots)?.abs();
        let fee = self.fee.of_lot(lot);
        let (quote, base) = if self.is(MARGIN) {
            (fee, 0)
        } else if matches!(side, Side::Buy) {
            ((i128::from(lot) + fee).max(0), 0)
        } else {
            ((fee - i128::from(lot)).max(0), i128::from(self.lot_value))
        };
        Some(Cost { value, quote: quote * lots, base: base * lots })
    }
}
