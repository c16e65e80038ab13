//! What some orders have beyond id, account, price and quantity. Most have none of it, so it stands beside the cells, and
//! an order's cell says whether there is any.

use crate::cells::{NIL, Slot};
use cift_types::{
    Link, OrderType, PegReference, Price, Quantity, Side, TimeInForce, TimeNs, TrailUnit, Trigger,
    TriggerSource,
};

/// Where a live order stands, beyond which ladder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
pub enum Waiting {
    /// In the book.
    #[default]
    No,
    /// For its trigger.
    Trigger,
    /// For its release.
    Release,
    /// For the order that it is linked to.
    Parent,
    /// For the closing auction.
    Close,
    /// For a price to follow.
    Reference,
}

/// The rest of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extra {
    /// Position in the order of entry.
    pub serial: u64,
    /// Of an iceberg: what it does not display.
    pub reserve: Quantity,
    /// Of an iceberg: what it displays at least; zero for others.
    pub display: Quantity,
    /// Of an iceberg: what it displays at most; zero: always `display`.
    pub display_high: Quantity,
    /// What has to trade on entry.
    pub minimum: Quantity,
    /// The order's own price: its limit, cap or bound.
    pub limit: Price,
    /// Trigger price, trailing distance or peg offset.
    pub offset: Price,
    /// When it expires; zero: never.
    pub expire_ns: TimeNs,
    /// The price that a buy's funds are reserved at, where it is another than its limit.
    pub reserve_price: Option<Price>,
    /// No funds are held back for it: it has no price.
    pub unreserved: bool,
    /// The next order of its one-cancels-other ring; itself when it is alone.
    pub ring: Slot,
    /// The order that it waits for, or waited for until it was filled.
    pub parent: Slot,
    /// The last order to wait for this one.
    pub first_child: Slot,
    /// The next order to wait for the same one.
    pub sibling: Slot,
    /// The command's flags.
    pub flags: u32,
    /// Buy or sell: the ladder of a waiting order does not say it.
    pub side: Side,
    /// Its type.
    pub order_type: OrderType,
    /// How long it stays.
    pub time_in_force: TimeInForce,
    /// What it waits for.
    pub waiting: Waiting,
    /// What makes it an order in the market.
    pub trigger: Trigger,
    /// The price that its trigger looks at.
    pub source: TriggerSource,
    /// How its trailing distance is counted.
    pub unit: TrailUnit,
    /// What it follows.
    pub peg: PegReference,
    /// How it is linked.
    pub link: Link,
}

impl Extra {
    /// Of an order without special wishes.
    #[must_use]
    pub const fn plain(side: Side, limit: Price, serial: u64) -> Self {
        Self {
            serial,
            reserve: 0,
            display: 0,
            display_high: 0,
            minimum: 0,
            limit,
            offset: 0,
            expire_ns: 0,
            reserve_price: None,
            unreserved: false,
            ring: NIL,
            parent: NIL,
            first_child: NIL,
            sibling: NIL,
            flags: 0,
            side,
            order_type: OrderType::Limit,
            time_in_force: TimeInForce::Gtc,
            waiting: Waiting::No,
            trigger: Trigger::None,
            source: TriggerSource::Last,
            unit: TrailUnit::Ticks,
            peg: PegReference::None,
            link: Link::None,
        }
    }
}

/// The extras of a session's orders.
#[derive(Debug, Default)]
pub struct Extras {
    /// By slot: where its extra is, or [`NIL`]. As long as the highest slot that ever had one.
    index: Vec<u32>,
    items: Vec<Extra>,
    free: Vec<u32>,
}

impl Extras {
    pub fn get(&self, slot: Slot) -> &Extra {
        &self.items[self.index[slot as usize] as usize]
    }

    pub fn get_mut(&mut self, slot: Slot) -> &mut Extra {
        &mut self.items[self.index[slot as usize] as usize]
    }

    pub fn insert(&mut self, slot: Slot, extra: Extra) {
        if self.index.len() <= slot as usize {
            self.index.resize(slot as usize + 1, NIL);
        }
        let at = if let Some(at) = self.free.pop() {
            self.items[at as usize] = extra;
            at
        } else {
            self.items.push(extra);
            self.items.len() as u32 - 1
        };
        self.index[slot as usize] = at;
    }

    pub fn remove(&mut self, slot: Slot) {
        let at = core::mem::replace(&mut self.index[slot as usize], NIL);
        self.free.push(at);
    }
}
