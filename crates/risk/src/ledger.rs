//! What a position cost and what it earned: by average cost, and lot by lot.

use crate::money::share;
use cift_types::{Price, Quantity, Side};
use std::collections::VecDeque;

/// The books of one holding. Costs and earnings are in ticks times lots unless they say money.
///
/// What follows from other numbers is not kept, because every trade would have to write it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C, align(64))]
pub struct Ledger {
    /// What the open position cost, by average; negative where it is short.
    pub cost: i128,
    /// What closed positions earned, by average cost.
    pub realised: i128,
    /// Fees paid less rebates, in money.
    pub fees: i128,
    /// Lots bought, ever. Those sold are these less the position.
    pub bought: i128,
    /// Value traded, ever, regardless of sign, in money.
    pub turnover: i128,
    /// Margin held back for position and live orders, in money.
    pub held: i128,
    /// Where the day began.
    pub morning: Morning,
}

/// What a [`Ledger`] said when the day began.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Morning {
    /// Lots bought and sold.
    pub traded: i128,
    pub turnover: i128,
    /// Realised and unrealised, less fees, in money.
    pub earned: i128,
}

impl Ledger {
    /// Lots sold, ever.
    pub fn sold(&self, position: i64) -> i128 {
        self.bought - i128::from(position)
    }

    /// Lots bought and sold, ever.
    pub fn traded(&self, position: i64) -> i128 {
        self.bought + self.sold(position)
    }

    /// Enters a trade of a holding whose position was `position`. `worth` is price times quantity. What was realised, in
    /// ticks times lots.
    ///
    /// A closed part takes its share of the cost with it, rounded toward zero; the last lot takes all that is left.
    #[inline(always)]
    pub fn enter(&mut self, side: Side, price: Price, quantity: Quantity, worth: i64, position: i64) -> i128 {
        let buys = matches!(side, Side::Buy);
        if buys {
            self.bought += i128::from(quantity);
        }
        let grows = position == 0 || (position > 0) == buys;
        if grows {
            self.cost += i128::from(if buys { worth } else { -worth });
            return 0;
        }
        let lots = quantity.cast_signed();
        self.close(price, quantity, if buys { lots } else { -lots }, position)
    }

    #[inline(always)]
    fn close(&mut self, price: Price, quantity: Quantity, signed: i64, position: i64) -> i128 {
        let size = position.unsigned_abs();
        let closed = quantity.min(size);
        let cost = share(self.cost, closed, size);
        // What the closed lots brought in (or took to buy back), in the direction of the position.
        let direction = i128::from(position.signum());
        let earned = i128::from(price) * i128::from(closed) * direction - cost;
        let opened = i128::from(signed.unsigned_abs() - closed) * i128::from(signed.signum());
        self.cost += i128::from(price) * opened - cost;
        self.realised += earned;
        earned
    }

    /// What the position would earn if it were closed at `mark`, in ticks times lots.
    pub fn unrealised(&self, position: i64, mark: Option<Price>) -> i128 {
        mark.map_or(0, |mark| i128::from(mark) * i128::from(position) - self.cost)
    }
}

/// A part of a position that was opened by one trade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lot {
    pub price: Price,
    pub quantity: Quantity,
}

/// A position lot by lot, the oldest first. All lots are long, or all are short.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fifo {
    pub lots: VecDeque<Lot>,
    /// What closed lots earned, in ticks times lots.
    pub realised: i128,
}

impl Fifo {
    /// Enters a trade of a holding whose position was `position`.
    pub fn enter(&mut self, side: Side, price: Price, mut quantity: Quantity, position: i64) {
        let buys = matches!(side, Side::Buy);
        if position == 0 || (position > 0) == buys {
            self.open(price, quantity);
            return;
        }
        let direction = i128::from(position.signum());
        while let Some(first) = self.lots.front_mut() {
            let closed = quantity.min(first.quantity);
            let gain = i128::from(price) - i128::from(first.price);
            self.realised += gain * i128::from(closed) * direction;
            first.quantity -= closed;
            quantity -= closed;
            if first.quantity > 0 {
                return;
            }
            self.lots.pop_front();
            if quantity == 0 {
                return;
            }
        }
        self.open(price, quantity);
    }

    /// Neighbours at one price are one lot: they close in the same way.
    fn open(&mut self, price: Price, quantity: Quantity) {
        match self.lots.back_mut() {
            Some(last) if last.price == price => last.quantity += quantity,
            _ => self.lots.push_back(Lot { price, quantity }),
        }
    }

    /// What the open position cost; negative where it is short.
    pub fn cost(&self, position: i64) -> i128 {
        let sum: i128 = self.lots.iter().map(|lot| i128::from(lot.price) * i128::from(lot.quantity)).sum();
        sum * i128::from(position.signum())
    }
}
