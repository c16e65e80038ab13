//! The gate of an account to an instrument: all that a plain order of a cash account is checked against, and all that it
//! changes, in three cache lines.
//!
//! What is kept are rooms: how much more there may be of everything. An order that enters takes from them, and is let in if
//! none is below zero then; one that leaves gives back. Of what the holdings of an account share, funds and the number of
//! live orders, an open gate has a part to itself, which was lent to it.
//!
//! While a gate is open, its holding, purses and count are as they were when it was opened, but for what was lent: that is
//! gone from the purses, and counted as live orders. Closing it brings them up to date. A closed gate lets nothing in or out.

use crate::holding::{COLLAR, Holding};
use crate::money::{MONEY_LIMIT, PPM};
use cift_types::{AccountId, InstrumentId, Price, Quantity, Side};

/// See the [module](self).
///
/// What there is of each side is in pairs, the buys' first: which side an order is on cannot be predicted, so it is an
/// index and not a branch.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Gate {
    /// Lots that live orders of a side may still get more.
    lots: [i64; 2],
    /// What they may still be worth more, in ticks times lots.
    worth: [i64; 2],
    /// What is lent by the purses of the quote and the base currency: what buys and sells set aside, and trades pay.
    pub funds: [i64; 2],
    /// Live orders that may still come; counted as live elsewhere.
    pub orders: i64,
    /// The most lots of an order; zero while it is closed.
    most: u64,

    pub account: AccountId,
    pub instrument: InstrumentId,
    /// The least price that comes in here, and how many there are from it on.
    lowest: Price,
    prices: u64,
    /// How far below the market's price an order may be, and how many prices there are from there on.
    collar: i64,
    collared: u64,
    /// In ticks times lots.
    max_order_value: i64,
    lot_value: i64,

    // A lot of a side sets aside the upper half of price times `ticks` times `rate`, and `flat`.
    ticks: [u64; 2],
    rate: [u64; 2],
    flat: [i64; 2],
    /// What trades have added to the totals of the two purses.
    pub moved: [i64; 2],
}

const _: () = assert!(size_of::<Gate>() == 192);

/// Rooms that an order would leave.
#[derive(Clone, Copy, Debug)]
pub struct Rooms {
    lots: i64,
    worth: i64,
    funds: i64,
    orders: i64,
}

/// What lots of a side hold back at a price: their worth in ticks times lots, and what the side's purse gives.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    value: i64,
    pub need: i64,
}

/// Of [`Gate::rate`]: so many of them are one.
const ONE: u64 = 1 << 62;

impl Gate {
    /// A closed one.
    pub const fn closed(account: AccountId, instrument: InstrumentId) -> Self {
        Self {
            lots: [0; 2],
            worth: [0; 2],
            funds: [0; 2],
            orders: 0,
            most: 0,
            account,
            instrument,
            lowest: 1,
            prices: 0,
            collar: 0,
            collared: 0,
            max_order_value: 0,
            lot_value: 0,
            ticks: [0; 2],
            rate: [0; 2],
            flat: [0; 2],
            moved: [0; 2],
        }
    }

    /// One with the rooms of a holding, before anything is lent to it. `None` where there is none for it.
    pub fn of(holding: &Holding) -> Option<Self> {
        let fee = holding.fee;
        let by_value = fee.ppm > 0;
        // With fees of both kinds it is the larger one of each lot.
        if holding.small_quantity == 0 || by_value && fee.per_lot > 0 {
            return None;
        }
        let lots = |side| i64::try_from(i128::from(holding.max_position) - holding.potential(side, 0)).ok();
        // Below this price a seller's fee would exceed it, and take money.
        let lowest = (fee.per_lot.cast_unsigned().div_ceil(holding.tick_value.cast_unsigned())).max(1);
        let collared = holding.is(COLLAR);
        Some(Self {
            lots: [lots(Side::Buy)?, lots(Side::Sell)?],
            worth: holding.worth.map(|worth| MONEY_LIMIT / holding.tick_value - worth / holding.tick_value),
            most: holding.small_quantity.into(),
            lowest: lowest.cast_signed(),
            prices: (1_u64 << holding.price_bits).saturating_sub(lowest),
            collar: if collared { holding.collar.into() } else { 0 },
            collared: if collared { 2 * u64::from(holding.collar) } else { u64::MAX },
            max_order_value: holding.max_order_value / holding.tick_value,
            lot_value: holding.lot_value,
            // A buyer's lot sets aside its price and the fee rounded up. With a rate that is too low by less than one of
            // 2^62 the price and the fee are too low by less than a millionth of a unit, as a lot is worth less than 2^38:
            // so what is rounded down is what would be rounded up, less one.
            ticks: [holding.tick_value.cast_unsigned() * 4, 0],
            rate: [if by_value { rate_below(fee.ppm) } else { ONE }, 0],
            flat: [if by_value { 1 } else { fee.per_lot }, holding.lot_value],
            ..Self::closed(holding.account, holding.instrument)
        })
    }

    #[inline(always)]
    pub const fn is_open(&self) -> bool {
        self.most > 0
    }

    #[inline(always)]
    pub const fn is_of(&self, account: AccountId, instrument: InstrumentId) -> bool {
        self.account == account && self.instrument == instrument
    }

    /// Whether the price, and what is reckoned with it, is small enough for words.
    #[inline(always)]
    pub const fn is_small_price(&self, price: Price) -> bool {
        price.wrapping_sub(self.lowest).cast_unsigned() < self.prices
    }

    /// Of a small price, and at most [`Gate::most`] lots. None of the products wraps: a lot is worth less than 2^38, and
    /// there are less than 2^23.
    #[inline(always)]
    fn held(&self, side: Side, price: Price, quantity: Quantity) -> Held {
        let ticks = price.cast_unsigned().wrapping_mul(self.ticks[side as usize]);
        let one = high_half(ticks, self.rate[side as usize]).cast_signed();
        let one = one.wrapping_add(self.flat[side as usize]);
        let lots = quantity.cast_signed();
        Held { value: price.wrapping_mul(lots), need: one.wrapping_mul(lots) }
    }

    /// The rooms with so many more live orders, and what the order would hold back; `None` where it does not come in here.
    /// `centre` is what collars measure from.
    #[inline(always)]
    pub fn look(
        &self,
        side: Side,
        (price, quantity): (Price, Quantity),
        centre: Price,
        new_orders: i64,
    ) -> Option<(Rooms, Held)> {
        let rooms = Rooms {
            lots: self.lots[side as usize],
            worth: self.worth[side as usize],
            funds: self.funds[side as usize],
            orders: self.orders,
        };
        self.look_with(rooms, side, (price, quantity), centre, new_orders)
    }

    #[inline(always)]
    fn look_with(
        &self,
        rooms: Rooms,
        side: Side,
        (price, quantity): (Price, Quantity),
        centre: Price,
        new_orders: i64,
    ) -> Option<(Rooms, Held)> {
        // Small prices are so near to zero that they cannot be near any centre by going round.
        let from_below = price.wrapping_sub(centre).wrapping_add(self.collar).cast_unsigned();
        if quantity.wrapping_sub(1) >= self.most || !self.is_small_price(price) || from_below > self.collared
        {
            return None;
        }
        let held = self.held(side, price, quantity);
        // Rooms and what is taken from them are between -2^62 and 2^62, funds and orders not below zero.
        let after = Rooms {
            lots: rooms.lots.wrapping_sub(quantity.cast_signed()),
            worth: rooms.worth.wrapping_sub(held.value),
            funds: rooms.funds.wrapping_sub(held.need),
            orders: rooms.orders.wrapping_sub(new_orders),
        };
        let value_room = self.max_order_value.wrapping_sub(held.value);
        let least = after.lots | after.worth | after.funds | after.orders | value_room;
        (least >= 0).then_some((after, held))
    }

    #[inline(always)]
    const fn set(&mut self, side: Side, rooms: Rooms) {
        self.lots[side as usize] = rooms.lots;
        self.worth[side as usize] = rooms.worth;
        self.funds[side as usize] = rooms.funds;
        self.orders = rooms.orders;
    }

    /// Lets an order in. False where it does not come in here; nothing has changed then.
    #[inline(always)]
    pub fn admit(&mut self, side: Side, order: (Price, Quantity), centre: Price) -> bool {
        let Some((rooms, _)) = self.look(side, order, centre, 1) else { return false };
        self.set(side, rooms);
        true
    }

    /// The rooms without some of the live orders' lots; `None` where they did not come in here.
    #[inline(always)]
    fn without(&self, side: Side, (price, quantity): (Price, Quantity), done: bool) -> Option<Rooms> {
        if quantity > self.most || !self.is_small_price(price) {
            return None;
        }
        let held = self.held(side, price, quantity);
        // What comes back was taken from the same rooms; only funds get more by trades.
        Some(Rooms {
            lots: self.lots[side as usize].wrapping_add(quantity.cast_signed()),
            worth: self.worth[side as usize].wrapping_add(held.value),
            funds: self.funds[side as usize].checked_add(held.need)?,
            orders: self.orders.wrapping_add(done.into()),
        })
    }

    /// Gives back what lots of a live order hold. False where that is not for here to do.
    #[inline(always)]
    pub fn release(&mut self, side: Side, order: (Price, Quantity), done: bool) -> bool {
        let Some(rooms) = self.without(side, order, done) else { return false };
        self.set(side, rooms);
        true
    }

    /// Changes a live order. False where that is not for here to do, or not allowed.
    #[inline(always)]
    pub fn amend(
        &mut self,
        side: Side,
        old: (Price, Quantity),
        new: (Price, Quantity),
        centre: Price,
    ) -> bool {
        let Some(without) = self.without(side, old, false) else { return false };
        let Some((rooms, _)) = self.look_with(without, side, new, centre, 0) else { return false };
        self.set(side, rooms);
        true
    }

    /// Lots of a live order trade: `money` comes, or goes if negative, and the lots go the other way. False where that is
    /// not for here to do.
    #[inline(always)]
    pub fn settle<const BUYS: bool>(
        &mut self,
        (price, quantity): (Price, Quantity),
        money: i64,
        done: bool,
    ) -> bool {
        let (side, other) = if BUYS { (Side::Buy, Side::Sell) } else { (Side::Sell, Side::Buy) };
        let Some(without) = self.without(side, (price, quantity), done) else { return false };
        let lots = quantity.cast_signed();
        let delivered = self.lot_value.wrapping_mul(lots);
        // A buyer gets back what was set aside and pays; of a seller what was set aside is what goes.
        let [quote, base] = self.funds;
        let (quote, base, goods) = if BUYS {
            (without.funds, base.checked_add(delivered), delivered)
        } else {
            (quote, Some(base), -delivered)
        };
        let (Some(quote), Some(base)) = (quote.checked_add(money), base) else { return false };
        let [total, total_goods] = self.moved;
        let (Some(total), Some(total_goods)) = (total.checked_add(money), total_goods.checked_add(goods))
        else {
            return false;
        };
        self.funds = [quote, base];
        self.moved = [total, total_goods];
        // The position takes the room that the order leaves on its side, and gives as much to the other.
        self.lots[other as usize] = self.lots[other as usize].wrapping_add(lots);
        self.worth[side as usize] = without.worth;
        self.orders = without.orders;
        true
    }

    /// Writes lots, worth and number of the live orders into the holding; without the orders that were lent and are left.
    ///
    /// # Panics
    /// When more was released than was admitted: the caller has lost count of its orders.
    pub fn write_back(&self, holding: &mut Holding) {
        const COUNTED: &str = "more was released than was admitted";
        for side in Side::ALL.iter().copied() {
            let left = i128::from(self.lots[side as usize]) + holding.potential(side, 0);
            let open = i128::from(holding.max_position) - left + i128::from(holding.open[side as usize]);
            holding.open[side as usize] = u64::try_from(open).expect(COUNTED);
            let worth = MONEY_LIMIT / holding.tick_value - self.worth[side as usize];
            holding.worth[side as usize] = worth * holding.tick_value;
            assert!(holding.worth[side as usize] >= 0, "{COUNTED}");
        }
        let live = i64::from(holding.live_orders) - self.orders;
        holding.live_orders = u32::try_from(live).expect(COUNTED);
    }
}

/// One and so many parts per million, in parts of [`ONE`]: the largest number below it.
fn rate_below(ppm: u32) -> u64 {
    let (whole, million) = (PPM.cast_unsigned() + u64::from(ppm), PPM.cast_unsigned());
    ((u128::from(whole) * u128::from(ONE)).div_ceil(million.into()) - 1) as u64
}

/// The upper 64 bits of a product.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
const fn high_half(a: u64, b: u64) -> u64 {
    ((a as u128 * b as u128) >> 64) as u64
}

/// The upper 64 bits of a product, by halves: WebAssembly has no such multiplication. `b` is below 2^63.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
const fn high_half(a: u64, b: u64) -> u64 {
    high_half_by_parts(a, b)
}

#[cfg(any(test, target_arch = "wasm32"))]
#[inline(always)]
const fn high_half_by_parts(a: u64, b: u64) -> u64 {
    let (a1, a0) = (a >> 32, a & 0xFFFF_FFFF);
    let (b1, b0) = (b >> 32, b & 0xFFFF_FFFF);
    if a1 == 0 {
        return a0.wrapping_mul(b1).wrapping_add(a0.wrapping_mul(b0) >> 32) >> 32;
    }
    let middle = a0.wrapping_mul(b1).wrapping_add(a0.wrapping_mul(b0) >> 32);
    let carry = a1.wrapping_mul(b0).wrapping_add(middle & 0xFFFF_FFFF) >> 32;
    a1.wrapping_mul(b1).wrapping_add(middle >> 32).wrapping_add(carry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::WorstFee;

    #[test]
    fn a_product_by_parts_is_the_product() {
        for a in [0, 1, 0xFFFF_FFFF, 1 << 32, (1 << 40) - 1, u64::MAX] {
            for b in [0, 1, 0xFFFF_FFFF, 1 << 32, ONE, rate_below(250), (1 << 63) - 1] {
                assert_eq!(high_half_by_parts(a, b), high_half(a, b), "{a} {b}");
            }
        }
    }

    #[test]
    fn it_sets_aside_what_a_holding_does() {
        let fees = [0, 1, 7, 250, 999_999, 1_000_000].map(|ppm| WorstFee { per_lot: 0, ppm });
        let fixed = [1, 5, 77].map(|per_lot| WorstFee { per_lot, ppm: 0 });
        for (fee, tick_value) in
            fees.into_iter().chain(fixed).flat_map(|fee| [1, 3, 1 << 20].map(|it| (fee, it)))
        {
            let mut holding = Holding { fee, tick_value, lot_value: 9, ..Holding::empty(1, 0, 0) };
            holding.set_small(u64::MAX);
            let gate = Gate::of(&holding).expect("it is small");
            let last = (1 << holding.price_bits) - 1;
            let near = (0..2000)
                .chain(last - 2000..=last)
                .chain((1..=last / 1_000_000).map(|it| it * 1_000_000).take(2000));
            for price in near.filter(|&price| gate.is_small_price(price)) {
                for side in [Side::Buy, Side::Sell] {
                    let cost = holding.cost(side, price, 3).expect("it is worth little");
                    let Held { value, need } = gate.held(side, price, 3);
                    assert_eq!(
                        (value * tick_value, i128::from(need)),
                        (cost.value, cost.quote + cost.base),
                        "{fee:?} {price}"
                    );
                }
            }
        }
    }
}
