//! What limits over several holdings add up. Kept only while such a limit is set; they follow from the holdings.

use crate::holding::Holding;
use crate::ledger::Ledger;
use cift_types::Side;

/// Sums over holdings. Money is in the quote currency, so only holdings of one may be added for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    pub live_orders: i128,
    /// Lots that live orders could still trade.
    pub open_quantity: i128,
    /// Lots traded since the day began.
    pub day_quantity: i128,
    /// Value of live buys.
    pub buys: i128,
    /// Value of live sells.
    pub sells: i128,
    /// What positions cost, shorts less.
    pub cost: i128,
    /// What positions cost, shorts too.
    pub size: i128,
    /// Value traded since the day began.
    pub day_value: i128,
}

impl Sums {
    /// Of one holding.
    pub fn of(holding: &Holding, ledger: &Ledger) -> Self {
        let cost = ledger.cost * i128::from(holding.tick_value);
        Self {
            live_orders: i128::from(holding.live_orders),
            open_quantity: i128::from(holding.open[0]) + i128::from(holding.open[1]),
            day_quantity: ledger.traded(holding.position) - ledger.morning.traded,
            buys: i128::from(holding.worth[0]),
            sells: i128::from(holding.worth[1]),
            cost,
            size: cost.abs(),
            day_value: ledger.turnover - ledger.morning.turnover,
        }
    }

    /// Adds, or with `sign` -1 takes away. None of them gets near the ends of 128 bits.
    pub const fn add(&mut self, other: &Self, sign: i128) {
        self.live_orders = plus(self.live_orders, other.live_orders, sign);
        self.open_quantity = plus(self.open_quantity, other.open_quantity, sign);
        self.day_quantity = plus(self.day_quantity, other.day_quantity, sign);
        self.buys = plus(self.buys, other.buys, sign);
        self.sells = plus(self.sells, other.sells, sign);
        self.cost = plus(self.cost, other.cost, sign);
        self.size = plus(self.size, other.size, sign);
        self.day_value = plus(self.day_value, other.day_value, sign);
    }

    /// Live orders and positions.
    pub const fn gross(&self) -> i128 {
        self.buys + self.sells + self.size
    }

    /// The positions if all live orders of a side traded, counted in that side's direction.
    pub const fn net(&self, side: Side) -> i128 {
        match side {
            Side::Buy => self.cost + self.buys,
            Side::Sell => self.sells - self.cost,
        }
    }
}

#[inline(always)]
const fn plus(sum: i128, part: i128, sign: i128) -> i128 {
    if sign < 0 { sum.wrapping_sub(part) } else { sum.wrapping_add(part) }
}
