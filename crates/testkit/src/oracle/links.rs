//! K: orders that hang together.

use super::market::Floor;
use super::marks::Mark;
use super::order::{Order, Place};
use super::session::Due;
use cift_types::{Link, Reason, TimeInForce};

impl Floor<'_> {
    /// A new order is linked to the live order of its account with this id.
    pub fn link(&mut self, number: u64, link: Link, id: u64) {
        let Some(order) = self.get(number) else { return };
        if link == Link::None {
            return;
        }
        let other =
            |other: &&Order| (other.account, other.id) == (order.account, id) && other.number != order.number;
        let Some(other) = self.market.orders.iter().find(other).copied() else { return };
        match link {
            Link::None => {}
            Link::OneCancelsOther => self.join(number, other.number),
            Link::OneTriggersOther => self.change(number, |order| order.parent = other.number),
            Link::Bracket => {
                let sibling = self.numbers(|child| {
                    child.parent == other.number && child.link() == Link::Bracket && child.number != number
                });
                self.change(number, |order| order.parent = other.number);
                if let Some(&sibling) = sibling.first() {
                    self.join(number, sibling);
                }
            }
        }
    }

    /// K1: the new order gets into the ring of another.
    fn join(&mut self, number: u64, other: u64) {
        if self.get(other).is_some_and(|order| order.ring == 0) {
            self.market.rings += 1;
            let ring = self.market.rings;
            self.change(other, |order| order.ring = ring);
        }
        let ring = self.get(other).map_or(0, |order| order.ring);
        self.change(number, |order| order.ring = ring);
    }

    /// M9: whether it is in a ring or another waits for it.
    pub fn is_linked(&self, order: &Order) -> bool {
        order.ring != 0 || self.market.orders.iter().any(|child| child.parent == order.number)
    }

    /// K1: the order has traded, was triggered or is gone: all others of its ring are cancelled, and the ring is no more.
    pub fn ring_ends(&mut self, number: u64) {
        let ring = self.get(number).map_or(0, |order| order.ring);
        self.end_ring(ring, number);
    }

    fn end_ring(&mut self, ring: u64, number: u64) {
        if ring == 0 {
            return;
        }
        let others = self.numbers(|order| order.ring == ring && order.number != number);
        for order in self.market.orders.iter_mut().filter(|order| order.ring == ring) {
            order.ring = 0;
        }
        for other in others {
            self.mark(Mark::RingCancels);
            self.leave(other, Reason::Linked);
        }
    }

    /// After a trade of an order, as it was after the trade.
    pub fn follow_trade(&mut self, order: &Order) {
        if self.get(order.number).is_some() {
            self.ring_ends(order.number);
        } else if order.open == 0 {
            self.gone(order, true);
        }
    }

    /// What follows when an order has left: its ring first, then those that waited for it.
    pub fn gone(&mut self, order: &Order, filled: bool) {
        if order.tif == TimeInForce::Gtd {
            let expiry = Due::Order(order.instrument, order.number);
            self.session.timers.retain(|timer| timer.what != expiry);
        }
        self.end_ring(order.ring, order.number);
        for child in self.numbers(|child| child.parent == order.number && child.place == Place::Parent) {
            if filled {
                self.mark(Mark::ChildrenDue);
                self.change(child, |child| child.parent = 0);
                self.market.children.push(child);
            } else {
                self.mark(Mark::ChildrenCancelled);
                self.leave(child, Reason::Linked);
            }
        }
    }

    /// K3: those whose parents are filled enter the market, depth first.
    pub fn enter_children(&mut self) {
        for child in core::mem::take(&mut self.market.children) {
            if self.get(child).is_none() {
                continue;
            }
            self.enter_child(child);
            self.enter_children();
        }
    }
}
