//! Call auctions (A): the price at which most would trade, and the uncross at that price.

use crate::incoming::Now;
use crate::market::{Indication, Market, market_order_price};
use crate::output::Record;
use crate::plan::Accounts;
use crate::rules::AuctionTie;
use crate::venue::Venue;
use cift_book::{LevelView, NIL, Place, Slot, Store};
use cift_types::{
    EXACT_LIMIT, EventKind, FLAG_AUCTION, FLAG_MAKER_DONE, FLAG_TAKER_DONE, InstrumentId, OrderType, Price,
    Quantity, Reason, Side,
};

/// Room to compute an auction's price in: the levels of each side that could trade, best first, each with the quantity up to
/// and with it.
#[derive(Debug, Default)]
pub struct Scratch {
    buys: Vec<(Price, u128)>,
    sells: Vec<(Price, u128)>,
    candidates: Vec<Candidate>,
    pairs: Vec<Pair>,
}

/// A price that an auction could have.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    price: Price,
    volume: u128,
    demand: u128,
    supply: u128,
}

impl Candidate {
    const fn surplus(&self) -> u128 {
        self.demand.abs_diff(self.supply)
    }
}

impl Venue {
    /// The auction's price as it is now (A1).
    pub fn indication(&mut self, instrument: InstrumentId) -> Indication {
        let mut scratch = core::mem::take(&mut self.auction);
        self.collect_levels(instrument, &mut scratch);
        let best = self.best_candidate(instrument, &mut scratch);
        self.auction = scratch;
        // Where accounts could not book so much money, nothing trades.
        let best = best.filter(|best| self.desk.fits(instrument, best.price, shown(best.volume)));
        best.map_or_else(Indication::default, |best| Indication {
            price: best.price,
            quantity: shown(best.volume),
            surplus: shown(best.surplus()),
            side: Some(if best.demand >= best.supply { Side::Buy } else { Side::Sell }),
        })
    }

    /// Sums up the levels of both sides that are within reach of the other.
    fn collect_levels(&self, instrument: InstrumentId, scratch: &mut Scratch) {
        let lowest_sell = self.best_of(instrument, Side::Sell);
        let highest_buy = self.best_of(instrument, Side::Buy);
        scratch.buys.clear();
        scratch.sells.clear();
        let Some((sell, buy)) = lowest_sell.zip(highest_buy) else { return };
        self.sum_levels(instrument, Side::Buy, |price| price >= sell, &mut scratch.buys);
        self.sum_levels(instrument, Side::Sell, |price| price <= buy, &mut scratch.sells);
    }

    fn best_of(&self, instrument: InstrumentId, side: Side) -> Option<Price> {
        let book = &self.books[instrument as usize];
        let best = |place| book.best_at(&self.store, place, side).map(|level: LevelView| level.price);
        let both = [best(Place::Lit), best(Place::Hidden)].into_iter().flatten();
        if side == Side::Buy { both.max() } else { both.min() }
    }

    fn sum_levels(
        &self,
        instrument: InstrumentId,
        side: Side,
        within: impl Fn(Price) -> bool,
        target: &mut Vec<(Price, u128)>,
    ) {
        let book = &self.books[instrument as usize];
        let mut lit = book.levels_at(&self.store, Place::Lit, side).peekable();
        let mut hidden = book.levels_at(&self.store, Place::Hidden, side).peekable();
        let mut sum = 0;
        loop {
            let hidden_first = is_hidden_first(side, lit.peek(), hidden.peek());
            let next = if hidden_first { hidden.next() } else { lit.next() };
            let Some(level) = next.filter(|level| within(level.price)) else { return };
            // A displayed level knows its sum; only hidden quantities have to be added up.
            let known = !hidden_first && self.markets[instrument as usize].icebergs == 0;
            sum += if known { u128::from(level.quantity) } else { level_total(&self.store, level) };
            match target.last_mut() {
                Some(last) if last.0 == level.price => last.1 = sum,
                _ => target.push((level.price, sum)),
            }
        }
    }

    fn best_candidate(&self, instrument: InstrumentId, scratch: &mut Scratch) -> Option<Candidate> {
        let market = &self.markets[instrument as usize];
        let Scratch { buys, sells, candidates, .. } = scratch;
        candidates.clear();
        list_candidates(buys, sells, candidates);
        if candidates.is_empty() {
            let only_market = buys.last().is_some_and(|last| last.0 == market_order_price(Side::Buy))
                && sells.last().is_some_and(|last| last.0 == market_order_price(Side::Sell));
            let price = market.price().filter(|_| only_market)?;
            let (demand, supply) = (buys.last()?.1, sells.last()?.1);
            return Some(Candidate { price, volume: demand.min(supply), demand, supply });
        }
        choose(candidates, market)
    }
}

/// What a level would bring to an auction: all of its orders, hidden parts included.
fn level_total(store: &Store, level: LevelView) -> u128 {
    let reserves = store.slots(level.level).filter_map(|slot| store.extra(slot));
    let hidden: u128 = reserves.map(|extra| u128::from(extra.reserve)).sum();
    // The sums of hidden levels wrap, so they are added up anew.
    let displayed: u128 = store.slots(level.level).map(|slot| u128::from(store.order(slot).quantity)).sum();
    displayed + hidden
}

/// Every limit price of either side with what would be bought and sold there, from low to high.
fn list_candidates(buys: &[(Price, u128)], sells: &[(Price, u128)], target: &mut Vec<Candidate>) {
    let (mut buy, mut sell) = (buys.len(), 0);
    loop {
        let next_buy = buy.checked_sub(1).map(|at| buys[at].0);
        let next_sell = sells.get(sell).map(|&(price, _)| price);
        let Some(price) = next_buy.into_iter().chain(next_sell).min() else { return };
        // Buys at this price or higher, before those at it are passed.
        let demand = buy.checked_sub(1).map_or(0, |at| buys[at].1);
        if next_sell == Some(price) {
            sell += 1;
        }
        let supply = sell.checked_sub(1).map_or(0, |at| sells[at].1);
        // Market orders, which stand at the extreme of their side, name no price.
        let named_by_buy = next_buy == Some(price) && price != market_order_price(Side::Buy);
        let named_by_sell = next_sell == Some(price) && price != market_order_price(Side::Sell);
        if next_buy == Some(price) {
            buy -= 1;
        }
        if named_by_buy || named_by_sell {
            target.push(Candidate { price, volume: demand.min(supply), demand, supply });
        }
    }
}

/// A1's choice among candidates that stand from low to high.
fn choose(candidates: &[Candidate], market: &Market) -> Option<Candidate> {
    let volume = candidates.iter().map(|candidate| candidate.volume).max().filter(|&volume| volume > 0)?;
    let most = candidates.iter().filter(|candidate| candidate.volume == volume);
    let surplus = most.clone().map(Candidate::surplus).min()?;
    let best = most.filter(|candidate| candidate.surplus() == surplus);
    let highest_buy = best.clone().rfind(|candidate| candidate.demand > candidate.supply);
    let lowest_sell = best.clone().find(|candidate| candidate.demand < candidate.supply);
    match (highest_buy, lowest_sell) {
        (Some(&highest), None) => Some(highest),
        (None, Some(&lowest)) => Some(lowest),
        (Some(&below), Some(&above)) => nearest([below, above].iter(), market),
        (None, None) => nearest(best, market),
    }
}

/// The candidate nearest to the price that the market had.
fn nearest<'a>(candidates: impl Iterator<Item = &'a Candidate>, market: &Market) -> Option<Candidate> {
    let distance = |candidate: &Candidate| market.price().map_or(0, |price| price.abs_diff(candidate.price));
    let mut best: Option<Candidate> = None;
    for &candidate in candidates {
        let better = best.is_none_or(|best| match distance(&candidate).cmp(&distance(&best)) {
            core::cmp::Ordering::Less => true,
            core::cmp::Ordering::Equal => match market.rules.auction_tie {
                AuctionTie::Highest => candidate.price > best.price,
                AuctionTie::Lowest => candidate.price < best.price,
            },
            core::cmp::Ordering::Greater => false,
        });
        if better {
            best = Some(candidate);
        }
    }
    best
}

/// Quantities in records stay below 2^53, so that everybody can read them.
fn shown(quantity: u128) -> Quantity {
    quantity.min(u128::from(EXACT_LIMIT - 1)) as Quantity
}

// ---- the uncross

/// An order that takes part: its slot, and its serial if it has one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Part {
    slot: Slot,
    serial: Option<u64>,
    /// It is filled by this pair.
    done: bool,
}

/// A buyer and a seller that trade.
#[derive(Clone, Copy, Debug)]
struct Pair {
    buyer: Part,
    seller: Part,
    quantity: Quantity,
}

impl Venue {
    /// Trades what can trade at one price (A2).
    pub fn uncross(&mut self, now: Now, instrument: InstrumentId) {
        let indication = self.indication(instrument);
        if indication.quantity > 0 {
            let mut scratch = core::mem::take(&mut self.auction);
            self.pair_up(instrument, indication.price, &mut scratch.pairs);
            for pair in &scratch.pairs {
                self.trade_pair(now, instrument, indication.price, pair);
            }
            let (mut buyer, mut seller) = (NIL, NIL);
            for pair in &scratch.pairs {
                // The pairs of an order follow each other; what it brings with it comes with the first.
                if core::mem::replace(&mut buyer, pair.buyer.slot) != pair.buyer.slot {
                    self.after_pair(now, instrument, pair.buyer);
                }
                if core::mem::replace(&mut seller, pair.seller.slot) != pair.seller.slot {
                    self.after_pair(now, instrument, pair.seller);
                }
            }
            for pair in &scratch.pairs {
                self.show_again(now, instrument, indication.price, pair.buyer);
                self.show_again(now, instrument, indication.price, pair.seller);
            }
            self.auction = scratch;
        }
        self.output.write(now, indication.record(EventKind::Uncrossed, instrument));
    }

    /// Pairs the orders of both sides by price and time.
    fn pair_up(&self, instrument: InstrumentId, price: Price, pairs: &mut Vec<Pair>) {
        pairs.clear();
        let mut buys = self.in_order(instrument, Side::Buy, price);
        let mut sells = self.in_order(instrument, Side::Sell, price);
        let (mut buy, mut sell) = (buys.next(), sells.next());
        while let (Some((buyer, wanted)), Some((seller, offered))) = (&mut buy, &mut sell) {
            let quantity = (*wanted).min(*offered);
            *wanted -= quantity;
            *offered -= quantity;
            let (buy_done, sell_done) = (*wanted == 0, *offered == 0);
            let part = |slot: Slot, done: bool| Part {
                slot,
                serial: self.store.extra(slot).map(|extra| extra.serial),
                done,
            };
            pairs.push(Pair { buyer: part(*buyer, buy_done), seller: part(*seller, sell_done), quantity });
            if buy_done {
                buy = buys.next();
            }
            if sell_done {
                sell = sells.next();
            }
        }
    }

    /// The orders of a side that trade at a price, in order, with all that they have open.
    fn in_order(
        &self,
        instrument: InstrumentId,
        side: Side,
        price: Price,
    ) -> impl Iterator<Item = (Slot, Quantity)> + '_ {
        let book = &self.books[instrument as usize];
        let within = move |level: &LevelView| match side {
            Side::Buy => level.price >= price,
            Side::Sell => level.price <= price,
        };
        let mut lit = book.levels_at(&self.store, Place::Lit, side).take_while(within).peekable();
        let mut hidden = book.levels_at(&self.store, Place::Hidden, side).take_while(within).peekable();
        let levels = core::iter::from_fn(move || {
            let hidden_first = is_hidden_first(side, lit.peek(), hidden.peek());
            if hidden_first { hidden.next() } else { lit.next() }
        });
        levels.flat_map(move |level| self.store.slots(level.level)).map(move |slot| {
            let reserve = self.store.extra(slot).map_or(0, |extra| extra.reserve);
            (slot, self.store.order(slot).quantity + reserve)
        })
    }

    fn trade_pair(&mut self, now: Now, instrument: InstrumentId, price: Price, pair: &Pair) {
        let Pair { buyer, seller, quantity } = *pair;
        let (buys, sells) = (self.live(instrument, buyer.slot), self.live(instrument, seller.slot));
        let done = (u8::from(buyer.done) * FLAG_TAKER_DONE) | (u8::from(seller.done) * FLAG_MAKER_DONE);
        self.output.write(
            now,
            Record {
                kind: EventKind::Trade,
                reason: Reason::None,
                flags: FLAG_AUCTION | done,
                side: Side::Buy as u8,
                instrument,
                id: buys.id,
                counter_id: sells.id,
                price,
                quantity,
                account: buys.account,
                counter_account: sells.account,
            },
        );
        self.traded(instrument, price);
        let (buy_extra, sell_extra) = (self.store.extra(buyer.slot), self.store.extra(seller.slot));
        let parties = [(&buys, buy_extra, buyer.done), (&sells, sell_extra, seller.done)];
        self.desk.crossed(now, parties, price, quantity);
        self.take_from(instrument, buyer.slot, quantity);
        self.take_from(instrument, seller.slot, quantity);
    }

    /// Takes a traded quantity off an order in its place, what it displays first. It may display nothing for a while.
    fn take_from(&mut self, instrument: InstrumentId, slot: Slot, quantity: Quantity) {
        let displayed = self.store.order(slot).quantity;
        let from_displayed = quantity.min(displayed);
        self.books[instrument as usize].resize(&mut self.store, slot, displayed - from_displayed);
        if let Some(extra) = self.store.extra_mut(slot) {
            extra.reserve -= quantity - from_displayed;
        }
    }

    fn is_part(&self, part: Part) -> bool {
        part.serial.is_none_or(|serial| self.is_still(part.slot, serial))
    }

    /// What a trade means for linked orders; a filled order leaves.
    fn after_pair(&mut self, now: Now, instrument: InstrumentId, part: Part) {
        if !self.is_part(part) {
            return;
        }
        if self.live(instrument, part.slot).open == 0 {
            self.lift(instrument, part.slot);
            self.gone(now, instrument, part.slot, true);
        } else if part.serial.is_some() {
            self.break_ring(now, instrument, part.slot);
        }
    }

    /// An iceberg that displays nothing shows its next part; a market-to-limit order becomes a limit order.
    fn show_again(&mut self, now: Now, instrument: InstrumentId, price: Price, part: Part) {
        if part.done || part.serial.is_none() || !self.is_part(part) {
            return;
        }
        let Some(&extra) = self.store.extra(part.slot) else { return };
        if self.store.order(part.slot).quantity == 0 {
            let quantity = self.draws.part(&extra).min(extra.reserve);
            self.refresh(now, instrument, part.slot, quantity);
        } else if extra.order_type == OrderType::MarketToLimit {
            let live = self.live(instrument, part.slot);
            self.becomes_limit(now, &live, part.slot, price);
        }
    }

    /// Publishes the auction's price where it has changed (A3).
    pub fn publish_indication(&mut self, now: Now, instrument: InstrumentId) {
        if !self.markets[instrument as usize].phase.is_auction() {
            return;
        }
        let indication = self.indication(instrument);
        let published = &mut self.markets[instrument as usize].published;
        if indication != *published {
            *published = indication;
            self.output.write(now, indication.record(EventKind::Indicative, instrument));
        }
    }
}

/// Whether the next level is a hidden one: displayed orders come first at a price.
fn is_hidden_first(side: Side, lit: Option<&LevelView>, hidden: Option<&LevelView>) -> bool {
    match (lit, hidden) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(lit), Some(hidden)) => match side {
            Side::Buy => hidden.price > lit.price,
            Side::Sell => hidden.price < lit.price,
        },
    }
}

impl Indication {
    const fn record(&self, kind: EventKind, instrument: InstrumentId) -> Record {
        let side = match self.side {
            Some(Side::Sell) => Side::Sell,
            _ => Side::Buy,
        };
        Record {
            kind,
            side: side as u8,
            instrument,
            counter_id: self.surplus,
            price: self.price,
            quantity: self.quantity,
            ..Record::EMPTY
        }
    }
}
