//! Level 3: every order, and its place in the queue.

use super::ids::{Ids, hash};
use super::ladder::{Cell, Ladder};
use super::{Book, FLAG_NOT_DISPLAYED, Level, Moment, Oddities, mirrored};
use cift_types::{BookAction, Side};
use cift_wire::MarketByOrderEvent;

/// The bit of [`Order::back`] that tells the side.
const SELLS: u32 = 1 << 31;

/// An order: 32 bytes, two a cache line.
#[derive(Clone, Copy, Debug)]
struct Order {
    id: u64,
    price: i64,
    quantity: u64,
    /// The order before it at its price, [`NO_ORDER`] for the first; the top bit is set on the sell side.
    back: u32,
    /// The order behind it; in the list of free ones, the next of them.
    next: u32,
}

/// No order: the first slot, which nobody has. What is written through a link to it is never read, so links are written
/// without asking whether there is somebody at the other end, which would be a coin toss.
const NO_ORDER: u32 = 0;
/// The most slots that 31 bits can name.
const MOST_SLOTS: usize = SELLS as usize;
const NOBODY: Order = Order { id: 0, price: 0, quantity: 0, back: 0, next: 0 };

impl Order {
    #[inline(always)]
    const fn side(&self) -> usize {
        (self.back >> 31) as usize
    }

    #[inline(always)]
    const fn previous(&self) -> u32 {
        self.back & !SELLS
    }
}

/// The orders at a price, first to trade first.
#[derive(Clone, Copy)]
struct Queue {
    orders: u32,
    first: u32,
    last: u32,
    quantity: u64,
}

impl Queue {
    #[inline(always)]
    const fn of(cell: Cell<3>) -> Self {
        let [orders, quantity, ends] = cell;
        Self { orders: orders as u32, first: ends as u32, last: (ends >> 32) as u32, quantity }
    }

    #[inline(always)]
    const fn cell(self) -> Cell<3> {
        [self.orders as u64, self.quantity, self.first as u64 | (self.last as u64) << 32]
    }
}

/// An order of a book.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RestingOrder {
    /// The venue's id.
    pub id: u64,
    /// Its side.
    pub side: Side,
    /// In ticks.
    pub price: i64,
    /// In lots.
    pub quantity: u64,
}

/// An order's place in the queue at its price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueuePlace {
    /// The order.
    pub order: RestingOrder,
    /// How many orders trade before it.
    pub orders_ahead: u32,
    /// Their quantity, in lots.
    pub quantity_ahead: u64,
}

/// Every order of an instrument, from market-by-order records.
///
/// A cancellation takes its quantity off the order (zero: all of it), which goes when nothing is left. A modification
/// gives a new price and quantity; the order loses its place unless it keeps its price and does not grow. A modification of an
/// order that is not there adds it. Trades and fills change nothing: the venue sends a cancellation with them. Orders that
/// are not displayed are not in the book.
#[derive(Clone, Debug)]
pub struct OrderBook {
    /// Bids, asks.
    sides: [Ladder<3>; 2],
    orders: Vec<Order>,
    free: u32,
    ids: Ids,
    moment: Moment,
    oddities: Oddities,
}

impl OrderBook {
    /// An empty book.
    #[must_use]
    pub fn new(instrument: u32) -> Self {
        Self {
            sides: [Ladder::new(), Ladder::new()],
            orders: vec![NOBODY],
            free: NO_ORDER,
            ids: Ids::new(),
            moment: Moment { instrument, ..Moment::default() },
            oddities: Oddities::default(),
        }
    }

    /// Takes a record of the book's instrument.
    #[inline(always)]
    pub fn apply(&mut self, event: &MarketByOrderEvent) {
        const ADD: u8 = BookAction::Add as u8;
        const CANCEL: u8 = BookAction::Cancel as u8;
        const MODIFY: u8 = BookAction::Modify as u8;
        const CLEAR: u8 = BookAction::Clear as u8;
        self.moment = Moment {
            instrument: self.moment.instrument,
            seq: event.seq,
            time_ns: event.time_ns,
            received_ns: event.received_ns,
            venue_seq: event.venue_seq,
        };
        if event.flags & FLAG_NOT_DISPLAYED != 0 {
            return;
        }
        match event.action {
            CANCEL => self.cancel(event.order_id, event.quantity),
            ADD | MODIFY if event.side > 1 => self.oddities.invalid += 1,
            ADD => self.add(event),
            MODIFY => self.modify(event),
            CLEAR => self.clear(),
            other => self.oddities.invalid += u64::from(other > CLEAR),
        }
    }

    /// Takes records in order.
    pub fn apply_all(&mut self, events: &[MarketByOrderEvent]) {
        for event in events {
            self.apply(event);
        }
    }

    #[inline(always)]
    fn find(&self, id: u64) -> Option<(usize, u32)> {
        self.ids.find(hash(id, 0), |slot| self.orders[slot as usize].id == id)
    }

    #[inline(always)]
    fn add(&mut self, event: &MarketByOrderEvent) {
        let orders = &self.orders;
        let found = self.ids.find(hash(event.order_id, 0), |slot| orders[slot as usize].id == event.order_id);
        if let Some((place, slot)) = found {
            self.oddities.duplicate += 1;
            self.remove(place, slot);
        }
        self.enter(event);
    }

    /// Puts a new order behind all others at its price. One of no quantity is none.
    #[inline(always)]
    fn enter(&mut self, event: &MarketByOrderEvent) {
        if event.quantity == 0 || self.orders.len() >= MOST_SLOTS {
            return;
        }
        let side = usize::from(event.side & 1);
        let slot = if self.free == NO_ORDER {
            self.orders.push(NOBODY);
            self.orders.len() as u32 - 1
        } else {
            let slot = self.free;
            self.free = self.orders[slot as usize].next;
            slot
        };
        let back = self.append(side, slot, event.price, event.quantity) | (side as u32) << 31;
        let (id, price, quantity) = (event.order_id, event.price, event.quantity);
        self.orders[slot as usize] = Order { id, price, quantity, back, next: NO_ORDER };
        self.ids.insert(hash(id, 0), slot);
    }

    /// Makes an order the last of its price; returns the one before it.
    #[inline(always)]
    fn append(&mut self, side: usize, slot: u32, price: i64, quantity: u64) -> u32 {
        let mut before = NO_ORDER;
        self.sides[side].update(mirrored(side, price), |cell| {
            let mut queue = Queue::of(*cell);
            // Of an empty queue: nobody.
            before = queue.last;
            queue.first = if before == NO_ORDER { slot } else { queue.first };
            queue.last = slot;
            queue.orders += 1;
            queue.quantity = queue.quantity.wrapping_add(quantity);
            *cell = queue.cell();
        });
        self.orders[before as usize].next = slot;
        before
    }

    /// Takes an order out of its queue.
    #[inline(always)]
    fn unlink(&mut self, slot: u32) {
        let order = self.orders[slot as usize];
        let (side, before, behind) = (order.side(), order.previous(), order.next);
        self.orders[before as usize].next = behind;
        self.orders[behind as usize].back = order.back;
        self.sides[side].update(mirrored(side, order.price), |cell| {
            let mut queue = Queue::of(*cell);
            queue.orders -= 1;
            queue.quantity = queue.quantity.wrapping_sub(order.quantity);
            queue.first = if before == NO_ORDER { behind } else { queue.first };
            queue.last = if behind == NO_ORDER { before } else { queue.last };
            *cell = queue.cell();
        });
    }

    #[inline(always)]
    fn remove(&mut self, place: usize, slot: u32) {
        self.unlink(slot);
        self.ids.remove_at(place);
        self.orders[slot as usize].next = self.free;
        self.free = slot;
    }

    #[inline(always)]
    fn cancel(&mut self, id: u64, quantity: u64) {
        let Some((place, slot)) = self.find(id) else {
            self.oddities.unknown += 1;
            return;
        };
        let open = self.orders[slot as usize].quantity;
        if quantity == 0 || quantity >= open {
            self.oddities.excess += u64::from(quantity > open);
            return self.remove(place, slot);
        }
        self.shrink(slot, open - quantity);
    }

    /// Gives an order a smaller quantity; it keeps its place.
    #[inline(always)]
    fn shrink(&mut self, slot: u32, quantity: u64) {
        let order = &mut self.orders[slot as usize];
        let less = order.quantity - quantity;
        order.quantity = quantity;
        let (side, price) = (order.side(), order.price);
        self.sides[side].update(mirrored(side, price), |cell| {
            let queue = Queue::of(*cell);
            *cell = Queue { quantity: queue.quantity.wrapping_sub(less), ..queue }.cell();
        });
    }

    #[inline(always)]
    fn modify(&mut self, event: &MarketByOrderEvent) {
        let Some((place, slot)) = self.find(event.order_id) else {
            self.oddities.unknown += 1;
            return self.enter(event);
        };
        if event.quantity == 0 {
            return self.remove(place, slot);
        }
        let order = self.orders[slot as usize];
        let side = usize::from(event.side & 1);
        if order.price == event.price && order.side() == side && event.quantity <= order.quantity {
            return self.shrink(slot, event.quantity);
        }
        self.unlink(slot);
        let before = self.append(side, slot, event.price, event.quantity);
        let order = &mut self.orders[slot as usize];
        (order.price, order.quantity, order.next) = (event.price, event.quantity, NO_ORDER);
        order.back = before | (side as u32) << 31;
    }

    /// Removes all orders; what was grown stays.
    pub fn clear(&mut self) {
        self.sides.iter_mut().for_each(Ladder::clear);
        self.orders.truncate(1);
        self.free = NO_ORDER;
        self.ids.clear();
    }

    /// How many orders there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ids.live()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What stands at a price.
    #[must_use]
    pub fn level(&self, side: Side, price: i64) -> Option<Level> {
        let queue = Queue::of(self.sides[side as usize].get(mirrored(side as usize, price)));
        (queue.orders != 0).then_some(Level { price, quantity: queue.quantity, orders: queue.orders })
    }

    /// An order by its id.
    #[must_use]
    pub fn order(&self, id: u64) -> Option<RestingOrder> {
        self.find(id).map(|(_, slot)| self.resting(slot))
    }

    fn resting(&self, slot: u32) -> RestingOrder {
        let order = self.orders[slot as usize];
        let side = if order.side() == 0 { Side::Buy } else { Side::Sell };
        RestingOrder { id: order.id, side, price: order.price, quantity: order.quantity }
    }

    /// The orders at a price, first to trade first.
    pub fn queue(&self, side: Side, price: i64) -> impl Iterator<Item = RestingOrder> {
        let queue = Queue::of(self.sides[side as usize].get(mirrored(side as usize, price)));
        let first = (queue.orders != 0).then_some(queue.first);
        let next = |&slot: &u32| Some(self.orders[slot as usize].next).filter(|&next| next != NO_ORDER);
        core::iter::successors(first, next).map(|slot| self.resting(slot))
    }

    /// An order's place in its queue. O(orders ahead).
    #[must_use]
    pub fn place(&self, id: u64) -> Option<QueuePlace> {
        let (_, slot) = self.find(id)?;
        let order = self.resting(slot);
        let (mut orders_ahead, mut quantity_ahead) = (0, 0_u64);
        let mut before = self.orders[slot as usize].previous();
        while before != NO_ORDER {
            let other = self.orders[before as usize];
            orders_ahead += 1;
            quantity_ahead = quantity_ahead.saturating_add(other.quantity);
            before = other.previous();
        }
        Some(QueuePlace { order, orders_ahead, quantity_ahead })
    }

    /// Records that it could not take at their word.
    #[must_use]
    pub const fn oddities(&self) -> Oddities {
        self.oddities
    }

    #[inline(always)]
    fn at(&self, side: usize, key: Option<i64>) -> Option<Level> {
        let key = key?;
        let queue = Queue::of(self.sides[side].get(key));
        Some(Level { price: mirrored(side, key), quantity: queue.quantity, orders: queue.orders })
    }
}

impl Book for OrderBook {
    fn moment(&self) -> Moment {
        self.moment
    }

    #[inline]
    fn best(&self, side: Side) -> Option<Level> {
        let side = side as usize;
        self.at(side, self.sides[side].best())
    }

    #[inline]
    fn worse(&self, side: Side, price: i64) -> Option<Level> {
        let side = side as usize;
        let from = mirrored(side, price).checked_add(1)?;
        self.at(side, self.sides[side].next(from))
    }
}
