//! Trades, and the changes of orders that they are.

use std::collections::VecDeque;

use cift_types::Side;

use super::super::APART_NS;
use super::super::book::Effect;
use super::super::event::{Order, Trade};
use super::{Findings, Moment, ROUNDING, pop_old, text};
use crate::emit::opposite;

/// How trades and the changes of orders belong together.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Trades {
    /// Changes and deletions by which an order traded.
    pub fills: u64,
    /// Of these, as many have one of the other side over the same quantity.
    pub fills_paired: u64,
    /// Of these, no trade was found: not held against a log, since some have no trades.
    pub fills_untraded: u64,
    /// Trades.
    pub trades: u64,
    /// Trades to which the changes of both orders were found.
    pub both: u64,
    /// Trades to which the change of one order was found.
    pub one: u64,
    /// Trades to which none was found, though all of that time is in the log.
    pub none: u64,
    /// Trades to which none was found at the log's ends.
    pub at_ends: u64,
}

impl Trades {
    pub(super) const fn passed(&self) -> bool {
        self.none == 0
    }
}

/// A part of an order that traded.
struct Fill {
    time_ns: u64,
    id: u64,
    side: Side,
    /// `None` where it was not known how much there was.
    quantity: Option<u64>,
    /// What it traded at is no worse for it than one of these: market orders move as they trade.
    prices: [i64; 2],
    /// The same of the one of the other side.
    pair: Option<[i64; 2]>,
    used: bool,
}

/// A trade that is looked for, and which of its orders were found.
struct Wanted {
    moment: Moment,
    trade: Trade,
    found: [bool; 2],
}

#[derive(Default)]
pub(super) struct Traded {
    trades: Trades,
    fills: VecDeque<Fill>,
    wanted: VecDeque<Wanted>,
    first_ns: Option<u64>,
    last_ns: u64,
}

impl Traded {
    pub(super) fn order(&mut self, order: &Order, effect: Effect, now: Moment) {
        let line = order.level.price;
        let (quantity, prices) = match effect {
            Effect::Filled(was) | Effect::Short(was) => (Some(was.quantity), [was.price, line]),
            // Amounts change by trades, and nothing left is the end of one.
            Effect::Adopted => (None, [line; 2]),
            Effect::Unknown if order.level.quantity == 0 => (None, [line; 2]),
            _ => return,
        };
        self.trades.fills += 1;
        let Order { id, side, .. } = *order;
        let mut fill = Fill { time_ns: now.time_ns, id, side, quantity, prices, pair: None, used: false };
        let other = self.fills.iter_mut().find(|other| other.pair.is_none() && are_pair(other, &fill));
        if let Some(other) = other {
            (other.pair, fill.pair) = (Some(fill.prices), Some(other.prices));
            self.trades.fills_paired += 2;
        }
        let wanted = self.wanted.iter_mut();
        let mut wanted = wanted.filter(|wanted| !wanted.found[side as usize]);
        if let Some(wanted) = wanted.find(|wanted| is_of(&wanted.trade, &fill)) {
            wanted.found[side as usize] = true;
            fill.used = true;
        }
        self.fills.push_back(fill);
    }

    pub(super) fn trade(&mut self, trade: Trade, now: Moment) {
        self.trades.trades += 1;
        let mut wanted = Wanted { moment: now, trade, found: [false; 2] };
        for side in [Side::Buy, Side::Sell] {
            let fills = || self.fills.iter().enumerate();
            let of = |fill: &Fill| !fill.used && fill.side == side && is_of(&trade, fill);
            // One of exactly this quantity, if there is one.
            let known = fills().find(|(_, fill)| fill.quantity.is_some() && of(fill));
            let found = known.or_else(|| fills().find(|(_, fill)| of(fill))).map(|(at, _)| at);
            if let Some(at) = found {
                self.fills[at].used = true;
                wanted.found[side as usize] = true;
            }
        }
        self.wanted.push_back(wanted);
    }

    pub(super) fn expire(&mut self, now_ns: u64, findings: &mut Findings) {
        self.first_ns.get_or_insert(now_ns);
        self.last_ns = now_ns;
        while let Some(fill) = pop_old(&mut self.fills, now_ns, |fill| fill.time_ns) {
            self.trades.fills_untraded += u64::from(!fill.used);
        }
        while let Some(wanted) = pop_old(&mut self.wanted, now_ns, |wanted| wanted.moment.time_ns) {
            self.judge(&wanted, findings);
        }
    }

    fn judge(&mut self, wanted: &Wanted, findings: &mut Findings) {
        let Wanted { moment, trade, found } = wanted;
        let near = |time_ns: u64| moment.time_ns.abs_diff(time_ns) <= APART_NS;
        match found {
            [true, true] => self.trades.both += 1,
            [false, false] if near(self.first_ns.unwrap_or(0)) || near(self.last_ns) => {
                self.trades.at_ends += 1;
            }
            [false, false] => {
                self.trades.none += 1;
                findings.add(moment.line, || {
                    let (quantity, price) = (text(trade.level.quantity), text(trade.level.price));
                    format!("no order changed by the trade of {quantity} at {price}")
                });
            }
            _ => self.trades.one += 1,
        }
    }

    pub(super) fn finish(mut self, findings: &mut Findings) -> Trades {
        while let Some(wanted) = self.wanted.pop_front() {
            self.judge(&wanted, findings);
        }
        self.trades.fills_untraded += self.fills.iter().filter(|fill| !fill.used).count() as u64;
        self.trades
    }
}

fn are_pair(one: &Fill, other: &Fill) -> bool {
    let same = one.quantity.zip(other.quantity).is_none_or(|(one, other)| one.abs_diff(other) <= ROUNDING);
    one.side == opposite(other.side) && same
}

/// Whether a fill can be of a trade.
fn is_of(trade: &Trade, fill: &Fill) -> bool {
    let id = trade.orders[fill.side as usize];
    fill.quantity.is_none_or(|quantity| quantity.abs_diff(trade.level.quantity) <= ROUNDING)
        && (id == 0 || id == fill.id)
        && allow(fill.side, fill.prices, trade)
        && fill.pair.is_none_or(|prices| allow(opposite(fill.side), prices, trade))
}

/// Whether an order with one of these prices can have been in a trade.
fn allow(side: Side, prices: [i64; 2], trade: &Trade) -> bool {
    let price = trade.level.price;
    prices.into_iter().any(|limit| if side == Side::Buy { price <= limit } else { price >= limit })
}
