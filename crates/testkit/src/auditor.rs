//! A third view, of events alone: every order is accounted for, every trade is one that both sides had asked for.
//! It knows no book, so a mistake that engine and oracle share can still be seen here.

use cift_book::OrderView;
use cift_types::{
    AccountId, CommandKind, EventKind, FLAG_MAKER_DONE, FLAG_POST_ONLY, FLAG_TAKER_DONE, InstrumentId,
    OrderId, OrderType, Price, Quantity, Reason, Side, TimeInForce,
};
use cift_wire::{Command, Event};
use std::collections::BTreeMap;

type Key = (InstrumentId, AccountId, OrderId);

/// What the events have said about an order.
#[derive(Clone, Copy, Debug)]
struct Account {
    side: u8,
    price: Price,
    entered: Quantity,
    traded: Quantity,
    reduced: Quantity,
    /// Counts up with every order that is accepted or replaced.
    priority: u64,
}

/// The accounts of all orders that are live.
#[derive(Clone, Debug, Default)]
pub struct Auditor {
    orders: BTreeMap<Key, Account>,
    priority: u64,
}

impl Account {
    fn open(&self) -> Result<Quantity, String> {
        let gone = self.traded + self.reduced;
        self.entered.checked_sub(gone).ok_or_else(|| format!("{gone} of {} lots are gone", self.entered))
    }
}

impl Auditor {
    /// Follows the events of one command.
    pub fn observe(&mut self, command: &Command, events: &[Event]) -> Result<(), String> {
        let Some(last) = events.last() else { return Err("a command causes at least one event".to_owned()) };
        let place = (last.seq, command.time_ns);
        for event in events {
            require((event.seq, event.time_ns) == place, "all events of a command carry its place")?;
            let alone = event.kind != EventKind::Rejected as u8 || events.len() == 1;
            require(alone, "a rejection is the only event of its command")?;
            self.account(command, event)?;
        }
        self.settle(command, last, events)
    }

    fn account(&mut self, command: &Command, event: &Event) -> Result<(), String> {
        let key = (event.instrument, event.account, event.order_id);
        match EventKind::from_u8(event.kind) {
            Some(EventKind::Accepted) => {
                let old = self.enter(key, event);
                require(old.is_none(), "an accepted order has an id that is free")
            }
            Some(EventKind::Replaced) => {
                let old = self.enter(key, event);
                require(
                    old.is_some_and(|old| old.side == event.side),
                    "a replaced order was live, on its side",
                )
            }
            Some(EventKind::Reduced) => {
                let order = self.find(key)?;
                let open = order.open()?;
                require(event.quantity > 0 && event.quantity < open, "a reduced order has got smaller")?;
                order.reduced += open - event.quantity;
                require((order.side, order.price) == (event.side, event.price), "it keeps its side and price")
            }
            Some(EventKind::Cancelled) => {
                let order = self.orders.remove(&key).ok_or("a cancelled order was live")?;
                let same = (order.side, order.price) == (event.side, event.price);
                require(same, "a cancellation names the order's side and price")?;
                require(
                    order.open()? == event.quantity && event.quantity > 0,
                    "entered = traded + reduced + cancelled",
                )
            }
            Some(EventKind::Trade) => self.trade(command, event),
            Some(EventKind::Rejected) => Ok(()),
            Some(EventKind::None) | None => Err("an event has a kind".to_owned()),
        }
    }

    fn enter(&mut self, key: Key, event: &Event) -> Option<Account> {
        self.priority += 1;
        let &Event { side, price, quantity: entered, .. } = event;
        self.orders
            .insert(key, Account { side, price, entered, traded: 0, reduced: 0, priority: self.priority })
    }

    fn find(&mut self, key: Key) -> Result<&mut Account, String> {
        self.orders.get_mut(&key).ok_or_else(|| format!("order {key:?} is live"))
    }

    fn trade(&mut self, command: &Command, event: &Event) -> Result<(), String> {
        require(event.quantity > 0, "a trade has a quantity")?;
        let new = command.kind == CommandKind::New as u8;
        require(!(new && command.flags & FLAG_POST_ONLY != 0), "a post-only order never takes")?;
        let taker_key = (event.instrument, event.account, event.order_id);
        let maker_key = (event.instrument, event.counter_account, event.counter_order_id);
        let taker = self.find(taker_key)?;
        let market = new && command.order_type == OrderType::Market as u8;
        let buys = event.side == Side::Buy as u8;
        let within = if buys { event.price <= taker.price } else { event.price >= taker.price };
        require(market || within, "no fill is worse than the limit")?;
        require(taker.side == event.side, "the event has the taker's side")?;
        let taker_done = self.fill(taker_key, event.quantity)?;
        let maker = self.find(maker_key)?;
        require(maker.price == event.price, "a fill is at the resting order's price")?;
        require(maker.side != event.side, "the maker is on the other side")?;
        let maker_done = self.fill(maker_key, event.quantity)?;
        let flags =
            (if taker_done { FLAG_TAKER_DONE } else { 0 }) | (if maker_done { FLAG_MAKER_DONE } else { 0 });
        require(
            event.flags == flags && flags != 0,
            "a flag for each order that is filled, and at least one is",
        )
    }

    /// Whether the order is filled now.
    fn fill(&mut self, key: Key, quantity: Quantity) -> Result<bool, String> {
        let order = self.find(key)?;
        order.traded += quantity;
        let done = order.open()? == 0;
        if done {
            self.orders.remove(&key);
        }
        Ok(done)
    }

    /// What may be left of the command's order.
    fn settle(&self, command: &Command, last: &Event, events: &[Event]) -> Result<(), String> {
        let new = command.kind == CommandKind::New as u8 && events[0].kind == EventKind::Accepted as u8;
        let key = (command.instrument, command.account, command.order_id);
        let gtc = command.time_in_force == TimeInForce::Gtc as u8;
        let may_rest = gtc && command.order_type == OrderType::Limit as u8;
        require(!new || may_rest || !self.orders.contains_key(&key), "only gtc limit orders rest")?;
        let fok = new && command.time_in_force == TimeInForce::Fok as u8;
        let killed = last.kind == EventKind::Cancelled as u8;
        let right = if killed {
            last.reason == Reason::FillOrKill as u8 && events.len() == 2
        } else {
            events.len() > 1
        };
        require(!fok || right, "a fok order trades in full or not at all")
    }

    /// Compares a side of the book, best first, with the accounts: sums per order, FIFO within a price.
    pub fn check_side(
        &self,
        instrument: InstrumentId,
        side: Side,
        book: &[(Price, OrderView)],
    ) -> Result<(), String> {
        let mut before: Option<(Price, u64)> = None;
        for &(price, order) in book {
            let account =
                self.orders.get(&(instrument, order.account, order.id)).ok_or("a resting order is live")?;
            require(account.side == side as u8 && account.price == price, "it rests where it was entered")?;
            require(account.open()? == order.quantity, "accepted = traded + reduced + resting")?;
            let fifo = before.is_none_or(|(last, priority)| {
                let better = if side == Side::Buy { last > price } else { last < price };
                better || (last == price && priority < account.priority)
            });
            require(fifo, "best price first, and there first come first")?;
            before = Some((price, account.priority));
        }
        Ok(())
    }

    /// How many orders are live.
    pub fn live_orders(&self) -> usize {
        self.orders.len()
    }
}

fn require(holds: bool, rule: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}
