//! A third view, of events alone: every order is accounted for, every trade is one that both sides had asked for.
//! It knows no book, so a mistake that engine and oracle share can still be seen here.

mod auction;
mod books;
mod ledger;
mod order;

use crate::case::Setup;
use crate::oracle::flag;
use auction::Auction;
use cift_engine::{Config, ReplacePriority, Rules};
use cift_types::{
    AccountId, CommandKind, EventKind, FLAG_MAKER_DONE, FLAG_RESERVE_PRICE, FLAG_TAKER_DONE, InstrumentId,
    OrderId, OrderType, Phase, Quantity, Reason, SelfTrade, Side, TimeInForce,
};
use cift_wire::{Command, Event, OrderTerms, as_words, from_words};
use ledger::Ledger;
use order::Account;
use std::collections::BTreeMap;

type Key = (InstrumentId, AccountId, OrderId);
type Checked = Result<(), String>;

/// Flag of a trade of an auction.
const FLAG_AUCTION: u8 = 4;

/// The accounts of all orders that are live.
#[derive(Clone, Debug)]
pub struct Auditor {
    orders: BTreeMap<Key, Account>,
    rules: Vec<Rules>,
    phases: Vec<Phase>,
    /// Instruments whose books may be crossed until the next uncross, because a band ended matching.
    may_cross: Vec<bool>,
    auctions: Vec<Auction>,
    terms: Option<OrderTerms>,
    entries: u64,
    /// Orders that came in during this command.
    came: Vec<Key>,
    /// Of a session with accounts.
    ledger: Option<Ledger>,
}

impl Auditor {
    /// Nothing has happened.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        Self::of(&setup.config())
    }

    /// Nothing has happened in a session of this configuration, with accounts or without.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let rules: Vec<Rules> =
            config.instruments.iter().map(|instrument| instrument.rules.clone()).collect();
        Self {
            orders: BTreeMap::new(),
            phases: rules.iter().map(|rules| rules.initial_phase).collect(),
            may_cross: vec![false; rules.len()],
            auctions: vec![Auction::default(); rules.len()],
            rules,
            terms: None,
            entries: 0,
            came: Vec::new(),
            ledger: config.accounts.clone().map(Ledger::new),
        }
    }

    /// Follows the events of one command.
    pub fn observe(&mut self, command: &Command, events: &[Event]) -> Checked {
        self.came.clear();
        let place = events.first().map(|event| (event.seq, command.time_ns));
        for (at, event) in events.iter().enumerate() {
            require(Some((event.seq, event.time_ns)) == place, "all events of a command carry its place")?;
            self.account(command, event)?;
            let quote = command.kind == CommandKind::MassQuote as u8;
            let last = at + 1 == events.len() || quote;
            let rejected = event.kind == EventKind::Rejected as u8;
            require(!rejected || last, "nothing follows a rejection")?;
        }
        let silent = matches!(
            CommandKind::from_u8(command.kind),
            Some(
                CommandKind::Terms
                    | CommandKind::Clock
                    | CommandKind::MassCancel
                    | CommandKind::QuoteEntry
                    | CommandKind::MassQuote
            )
        );
        require(silent || !events.is_empty(), "the command causes an event")?;
        let terms = command.kind == CommandKind::Terms as u8;
        self.terms = terms.then(|| from_words(*as_words(command)));
        self.settle()
    }

    fn account(&mut self, command: &Command, event: &Event) -> Checked {
        let key = (event.instrument, event.account, event.order_id);
        match EventKind::from_u8(event.kind) {
            Some(EventKind::Accepted) => self.enter(command, key, event),
            Some(EventKind::Replaced) => self.replace(key, event),
            Some(EventKind::Reduced) => self.reduce(key, event),
            Some(EventKind::Cancelled) => self.cancel(key, event),
            Some(EventKind::Trade) => self.trade(event),
            Some(EventKind::Triggered) => self.trigger(key, event),
            Some(EventKind::Refreshed) => self.refresh(key, event),
            Some(EventKind::Repriced) => self.reprice(key, event),
            Some(EventKind::PhaseChanged) => self.change_phase(event),
            Some(EventKind::Indicative) => self.indicate(event),
            Some(EventKind::Uncrossed) => self.uncross(event),
            Some(EventKind::Rejected) => self.reject(key, event),
            Some(EventKind::Applied) => {
                if let Some(ledger) = &mut self.ledger {
                    ledger.apply(command);
                }
                Ok(())
            }
            Some(EventKind::None) | None => Err("an event has a kind".to_owned()),
        }
    }

    fn next_priority(&mut self) -> u64 {
        self.entries += 1;
        self.entries
    }

    fn phase(&self, key: &Key) -> Phase {
        self.phases[key.0 as usize]
    }

    fn enter(&mut self, command: &Command, key: Key, event: &Event) -> Checked {
        let entry = self.next_priority();
        let mut order = Account::new(command, self.terms, event, entry);
        let closing = self.phase(&key) == Phase::ClosingAuction;
        order.waits = order.triggers > 0 || order.is(TimeInForce::AtClose) && !closing;
        order.come_in(self.phase(&key) == Phase::Continuous);
        self.came.push(key);
        let old = self.orders.insert(key, order);
        require(old.is_none(), "an accepted order has an id that is free")
    }

    fn find(&mut self, key: Key) -> Result<&mut Account, String> {
        self.orders.get_mut(&key).ok_or_else(|| format!("order {key:?} is live"))
    }

    fn replace(&mut self, key: Key, event: &Event) -> Checked {
        let keeps = self.rules[key.0 as usize].replace == ReplacePriority::KeepsOnReduce;
        let priority = self.next_priority();
        let phase = self.phase(&key);
        let order = self.find(key)?;
        require(order.side == event.side, "a replaced order keeps its side")?;
        if !order.waits {
            // A timer of this very command may have let it in.
            order.price_is_known();
        }
        let plain = !order.waits && !order.has(flag::HIDDEN) && !order.is_iceberg();
        let stays = keeps && plain && event.price == order.standing() && event.quantity <= order.open()?;
        if !stays {
            order.priority = priority;
        }
        (order.entered, order.traded, order.reduced) = (event.quantity, 0, 0);
        order.price = event.price;
        if order.funds_at.is_some() && !order.has(FLAG_RESERVE_PRICE) {
            order.funds_at = Some(event.price);
        }
        order.waits |= !stays && order.is(TimeInForce::AtClose) && phase != Phase::ClosingAuction;
        order.come_in(phase == Phase::Continuous);
        self.came.push(key);
        Ok(())
    }

    fn reduce(&mut self, key: Key, event: &Event) -> Checked {
        let order = self.find(key)?;
        let open = order.open()?;
        require(event.quantity > 0 && event.quantity <= open, "a reduced order has got smaller")?;
        order.reduced += open - event.quantity;
        named_as(order, event)
    }

    fn cancel(&mut self, key: Key, event: &Event) -> Checked {
        let order = self.orders.remove(&key).ok_or("a cancelled order was live")?;
        named_as(&order, event)?;
        require(
            order.open()? == event.quantity && event.quantity > 0,
            "entered = traded + reduced + cancelled",
        )?;
        let fok = order.is(TimeInForce::Fok);
        require(!fok || !order.has_traded, "a fok order trades in full or not at all")?;
        let untouched = !matches!(
            Reason::from_u8(event.reason),
            Some(Reason::FillOrKill | Reason::MinimumQuantity | Reason::PostOnlyWouldTrade)
        );
        require(untouched || !order.has_traded, "what could not trade enough did not trade")
    }

    fn trigger(&mut self, key: Key, event: &Event) -> Checked {
        let priority = self.next_priority();
        let phase = self.phase(&key);
        let order = self.find(key)?;
        require(order.waits && order.triggers > 0, "only what waits is triggered, once for each wait")?;
        order.triggers -= 1;
        order.waits = order.triggers > 0 || order.is(TimeInForce::AtClose) && phase != Phase::ClosingAuction;
        order.come_in(phase == Phase::Continuous);
        order.priority = priority;
        let open = order.open()?;
        require(event.quantity == open, "a triggered order is told with what is open")?;
        self.came.push(key);
        Ok(())
    }

    fn refresh(&mut self, key: Key, event: &Event) -> Checked {
        let priority = self.next_priority();
        let order = self.find(key)?;
        order.priority = priority;
        let fits =
            event.quantity > 0 && event.quantity <= order.most_shown() && event.quantity <= order.open()?;
        require(order.is_iceberg() && fits, "an iceberg shows no more than it is to show")
    }

    fn reprice(&mut self, key: Key, event: &Event) -> Checked {
        let priority = self.next_priority();
        let order = self.find(key)?;
        require(order.open()? == event.quantity, "a repriced order is told with what is open")?;
        let (pegged, posts) = (order.order_type == OrderType::Pegged as u8, order.is_post_only());
        let to_limit = order.order_type == OrderType::MarketToLimit as u8;
        if to_limit {
            order.order_type = OrderType::Limit as u8;
        }
        (order.price, order.priority) = (event.price, priority);
        order.waits = event.flags & 1 != 0;
        order.vague = false;
        let may = pegged || posts || order.has_traded || to_limit;
        // What is left of a resting market-to-limit order may come to stand beyond orders that it has not met.
        self.may_cross[key.0 as usize] |= !pegged && !posts;
        require(may, "only pegs, post-only and market-to-limit orders get another price")
    }

    fn trade(&mut self, event: &Event) -> Checked {
        require(event.quantity > 0, "a trade has a quantity")?;
        let auction = event.flags & FLAG_AUCTION != 0;
        if auction {
            self.auction_trade(event);
        }
        let taker_key = (event.instrument, event.account, event.order_id);
        let maker_key = (event.instrument, event.counter_account, event.counter_order_id);
        require(taker_key != maker_key, "no order trades with itself")?;
        let usual = self.rules[event.instrument as usize].self_trade;
        let (taker, maker) = (*self.find(taker_key)?, *self.find(maker_key)?);
        require(taker.side == event.side && maker.side != event.side, "the sides are opposite")?;
        require(!taker.waits && !maker.waits, "what waits does not trade")?;
        require(taker.takes(event.price) && maker.takes(event.price), "no fill is worse than the limit")?;
        if auction {
            require(event.side == Side::Buy as u8, "an auction's trade names the buyer first")?;
        } else {
            let there = maker.price == event.price || maker.is_at_market() || maker.vague;
            require(there, "a fill is at the resting order's price")?;
            require(!taker.is_post_only(), "a post-only order never takes")?;
            let allowed = taker.self_trade(usual) == SelfTrade::Allow;
            require(allowed || event.account != event.counter_account, "no trade with the same owner")?;
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.trade(event)?;
        }
        let taker_done = self.fill(taker_key, event)?;
        let maker_done = self.fill(maker_key, event)?;
        let flags =
            (if taker_done { FLAG_TAKER_DONE } else { 0 }) | (if maker_done { FLAG_MAKER_DONE } else { 0 });
        require(event.flags & !FLAG_AUCTION == flags, "a flag for each order that is filled")
    }

    /// Whether the order is filled now.
    fn fill(&mut self, key: Key, event: &Event) -> Result<bool, String> {
        let order = self.find(key)?;
        let money = order.has(flag::MONEY);
        order.traded += if money { event.quantity * event.price.unsigned_abs() } else { event.quantity };
        if (key.1, key.2) == (event.account, event.order_id) {
            order.took_at = Some(event.price);
        }
        order.has_traded = true;
        let done = order.open()? == 0;
        if done {
            self.orders.remove(&key);
        }
        Ok(done)
    }

    fn reject(&self, key: Key, event: &Event) -> Checked {
        let unknown = event.reason == Reason::UnknownOrder as u8;
        let release = event.flags == CommandKind::Release as u8;
        require(!unknown || release || !self.orders.contains_key(&key), "an unknown order is not live")
    }

    fn change_phase(&mut self, event: &Event) -> Checked {
        let at = event.instrument as usize;
        let old = self.phases[at];
        require(event.side == old as u8, "a phase changes from what it was")?;
        let new = Phase::from_u8(event.flags).ok_or("a phase is one")?;
        self.phases[at] = new;
        self.auctions[at].published = None;
        if event.reason == Reason::DynamicBand as u8 {
            self.may_cross[at] = true;
        }
        if new == Phase::ClosingAuction && old != new {
            let waits = |(key, order): (&Key, &Account)| {
                (key.0 == event.instrument && order.waits && order.is(TimeInForce::AtClose)).then_some((
                    order.entry,
                    *key,
                    order.triggers == 0,
                ))
            };
            let mut entering: Vec<(u64, Key, bool)> = self.orders.iter().filter_map(waits).collect();
            entering.sort_unstable();
            for (_, key, free) in entering {
                let priority = self.next_priority();
                let order = self.find(key)?;
                if free {
                    (order.waits, order.priority) = (false, priority);
                }
            }
        }
        Ok(())
    }

    /// What may be left of orders that came in.
    fn settle(&mut self) -> Checked {
        for key in core::mem::take(&mut self.came) {
            let Some(order) = self.orders.get_mut(&key) else { continue };
            if order.waits {
                continue;
            }
            order.price_is_known();
            let immediate = order.is(TimeInForce::Ioc) || order.is(TimeInForce::Fok);
            require(!immediate, "an immediate order does not rest")?;
        }
        Ok(())
    }

    /// How many orders are live.
    #[must_use]
    pub fn live_orders(&self) -> usize {
        self.orders.len()
    }

    /// What is open of an instrument's orders in the book.
    fn resting(&self, instrument: InstrumentId) -> Vec<(Account, Quantity)> {
        let orders = self.orders.range((instrument, 0, 0)..=(instrument, u32::MAX, u64::MAX));
        let resting = orders.filter(|(_, order)| !order.waits);
        resting.map(|(_, order)| (*order, order.open().unwrap_or(0))).collect()
    }
}

/// A change or a cancellation names the order's side, and its price. One without a price may name where it stands.
fn named_as(order: &Account, event: &Event) -> Checked {
    let market = order.is_unpriced() && (event.price == order.standing() || event.price == 0 || order.vague);
    require(order.side == event.side && (order.price == event.price || market), "it keeps its side and price")
}

fn require(holds: bool, rule: &str) -> Checked {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}
