//! A: the price of an auction, its uncross, its indication.

use super::market::{Clearing, Floor};
use super::marks::Mark;
use super::order::{Order, within};
use cift_engine::AuctionTie;
use cift_types::{EXACT_LIMIT, EventKind, FLAG_MAKER_DONE, FLAG_TAKER_DONE, Phase, Price, Quantity, Side};
use cift_wire::Event;

/// A trade of an auction.
const FLAG_AUCTION: u8 = 4;

/// What would trade at a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Candidate {
    price: Price,
    demand: u128,
    supply: u128,
}

impl Candidate {
    fn volume(&self) -> u128 {
        self.demand.min(self.supply)
    }

    const fn surplus(&self) -> u128 {
        self.demand.abs_diff(self.supply)
    }
}

impl Floor<'_> {
    /// A1.
    pub fn clearing(&mut self) -> Clearing {
        let mut best = self.candidates();
        let volume = best.iter().map(Candidate::volume).max().unwrap_or(0);
        best.retain(|candidate| candidate.volume() == volume);
        let surplus = best.iter().map(Candidate::surplus).min().unwrap_or(0);
        best.retain(|candidate| candidate.surplus() == surplus);
        let Some(chosen) = self.choose(&best).filter(|_| volume > 0) else { return Clearing::default() };
        Clearing {
            price: chosen.price,
            volume: told(volume),
            surplus: told(surplus),
            side: u8::from(chosen.supply > chosen.demand),
        }
    }

    fn candidates(&self) -> Vec<Candidate> {
        let resting = || self.market.orders.iter().filter(|order| order.rests());
        let mut prices: Vec<Price> =
            resting().filter(|order| !order.is_at_market()).map(|order| order.price).collect();
        prices.sort_unstable();
        prices.dedup();
        let sum = |side: Side, price: Price| -> u128 {
            let trades = |order: &&Order| order.side == side && within(price, order.side, Some(order.price));
            resting().filter(trades).map(|order| u128::from(order.open)).sum()
        };
        let at = |price| Candidate { price, demand: sum(Side::Buy, price), supply: sum(Side::Sell, price) };
        let crossed: Vec<Candidate> =
            prices.into_iter().map(at).filter(|candidate| candidate.volume() > 0).collect();
        if crossed.is_empty() {
            // Only market orders cross, if any.
            return self.market.current.map(at).into_iter().collect();
        }
        crossed
    }

    /// Of those with the greatest volume and the least surplus.
    fn choose(&mut self, best: &[Candidate]) -> Option<Candidate> {
        let (lowest, highest) = (best.first().copied()?, best.last().copied()?);
        if best.len() == 1 {
            return Some(lowest);
        }
        if best.iter().all(|candidate| candidate.demand > candidate.supply) {
            self.mark(Mark::TieBuySurplus);
            return Some(highest);
        }
        if best.iter().all(|candidate| candidate.demand < candidate.supply) {
            self.mark(Mark::TieSellSurplus);
            return Some(lowest);
        }
        // Some on the one side and some on the other: the innermost two stay.
        let buys = best.iter().rfind(|candidate| candidate.demand > candidate.supply);
        let sells = best.iter().find(|candidate| candidate.demand < candidate.supply);
        let inner: Vec<Candidate> =
            buys.zip(sells).map_or_else(|| best.to_vec(), |(buy, sell)| vec![*buy, *sell]);
        self.choose_nearest(&inner)
    }

    /// The one nearest to P, or the higher or lower where two are.
    fn choose_nearest(&mut self, best: &[Candidate]) -> Option<Candidate> {
        let distance = |candidate: &Candidate| {
            self.market.current.map_or(0, |current| candidate.price.abs_diff(current))
        };
        let nearest = best.iter().map(distance).min()?;
        let mut near = best.iter().filter(|candidate| distance(candidate) == nearest);
        let tie = self.market.rules.auction_tie;
        let chosen = if tie == AuctionTie::Highest { near.next_back() } else { near.next() }.copied();
        let equally = best.iter().filter(|candidate| distance(candidate) == nearest).count() > 1;
        self.mark(if equally { Mark::TieByRule } else { Mark::TieByReference });
        chosen
    }

    /// A2.
    pub fn uncross(&mut self) {
        let clearing = self.clearing();
        let Clearing { price, volume, .. } = clearing;
        let before: Vec<Order> = self.market.orders.clone();
        let trades = if volume > 0 { self.pair(price) } else { Vec::new() };
        let traded: Vec<u64> = trades.iter().flat_map(|&(buyer, seller)| [buyer, seller]).collect();
        let after: Vec<Order> = traded.iter().filter_map(|&number| self.get(number)).collect();
        self.take_filled(&traded);
        self.follow_uncross(&trades, &before, &after);
        let mut done: Vec<u64> = Vec::new();
        for number in traded {
            if !done.contains(&number) {
                done.push(number);
                self.after_trade(number, price);
            }
        }
        self.mark(if volume > 0 { Mark::Uncrossed } else { Mark::NothingUncrossed });
        self.tell_clearing(EventKind::Uncrossed, &clearing);
    }

    /// Buyers and sellers by price, then time. Orders that are done stay for now, with nothing open.
    fn pair(&mut self, price: Price) -> Vec<(u64, u64)> {
        let mut trades = Vec::new();
        while let (Some(buyer), Some(seller)) =
            (self.best_in(Side::Buy, price), self.best_in(Side::Sell, price))
        {
            let lots = buyer.open.min(seller.open);
            for number in [buyer.number, seller.number] {
                self.change(number, |order| {
                    order.open -= lots;
                    order.shown = order.shown.saturating_sub(lots);
                });
            }
            self.tell_pair(&buyer, &seller, price, lots);
            self.traded_at(price);
            trades.push((buyer.number, seller.number));
        }
        trades
    }

    fn best_in(&self, side: Side, price: Price) -> Option<Order> {
        self.best(side, |order| order.open > 0 && within(price, side, Some(order.price)))
    }

    fn tell_pair(&mut self, buyer: &Order, seller: &Order, price: Price, lots: Quantity) {
        let buyer_done = if buyer.open == lots { FLAG_TAKER_DONE } else { 0 };
        let seller_done = if seller.open == lots { FLAG_MAKER_DONE } else { 0 };
        let event = Event {
            kind: EventKind::Trade as u8,
            side: Side::Buy as u8,
            flags: FLAG_AUCTION | buyer_done | seller_done,
            instrument: self.market.instrument,
            order_id: buyer.id,
            account: buyer.account,
            counter_order_id: seller.id,
            counter_account: seller.account,
            price,
            quantity: lots,
            ..self.session.event()
        };
        self.session.events.push(event);
    }

    /// K after all trades, in the order of trading.
    fn follow_uncross(&mut self, trades: &[(u64, u64)], before: &[Order], after: &[Order]) {
        let mut done: Vec<u64> = Vec::new();
        for number in trades.iter().flat_map(|&(buyer, seller)| [buyer, seller]) {
            let Some(order) = before.iter().find(|order| order.number == number) else { continue };
            let open = after.iter().find(|order| order.number == number).map_or(0, |order| order.open);
            if !done.contains(&number) {
                done.push(number);
                self.follow_trade(&Order { open, ..*order });
            }
        }
    }

    /// A3.
    pub fn indicate(&mut self) {
        use Phase::{ClosingAuction, OpeningAuction, VolatilityAuction};
        if !matches!(self.market.phase, OpeningAuction | VolatilityAuction | ClosingAuction) {
            return;
        }
        let clearing = self.clearing();
        if clearing != self.market.published {
            self.market.published = clearing;
            self.tell_clearing(EventKind::Indicative, &clearing);
        }
    }

    fn tell_clearing(&mut self, kind: EventKind, clearing: &Clearing) {
        let event = Event {
            kind: kind as u8,
            side: clearing.side,
            instrument: self.market.instrument,
            price: clearing.price,
            quantity: clearing.volume,
            counter_order_id: clearing.surplus,
            ..self.session.event()
        };
        self.session.events.push(event);
    }
}

/// A3: what is told of a volume or a surplus.
fn told(lots: u128) -> Quantity {
    Quantity::try_from(lots).unwrap_or(Quantity::MAX).min(EXACT_LIMIT - 1)
}
