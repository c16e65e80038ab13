//! Which orders are live, as the events say.

use cift_types::{AccountId, EventKind, FLAG_MAKER_DONE, FLAG_TAKER_DONE, InstrumentId, Side};
use cift_wire::Event;
use std::collections::BTreeMap;

/// Ids below are those of quotes, which come again and again.
pub const FIRST_ID: u64 = 1000;

/// A live order.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub instrument: InstrumentId,
    pub account: AccountId,
    pub id: u64,
    pub side: Side,
}

/// All of them, for picking any.
#[derive(Debug, Default)]
pub struct Live {
    orders: Vec<Order>,
    /// By id: where it is among them.
    places: BTreeMap<u64, u32>,
}

impl Live {
    pub fn note(&mut self, event: &Event) {
        match EventKind::from_u8(event.kind) {
            Some(EventKind::Accepted) if event.order_id >= FIRST_ID => {
                let side = if event.side == Side::Buy as u8 { Side::Buy } else { Side::Sell };
                let &Event { instrument, account, order_id: id, .. } = event;
                self.places.insert(id, self.orders.len() as u32);
                self.orders.push(Order { instrument, account, id, side });
            }
            Some(EventKind::Cancelled) => self.remove(event.order_id),
            Some(EventKind::Trade) => {
                if event.flags & FLAG_TAKER_DONE != 0 {
                    self.remove(event.order_id);
                }
                if event.flags & FLAG_MAKER_DONE != 0 {
                    self.remove(event.counter_order_id);
                }
            }
            _ => {}
        }
    }

    fn remove(&mut self, id: u64) {
        let Some(place) = self.places.remove(&id) else { return };
        self.orders.swap_remove(place as usize);
        if let Some(moved) = self.orders.get(place as usize) {
            self.places.insert(moved.id, place);
        }
    }

    pub fn count(&self) -> u64 {
        self.orders.len() as u64
    }

    pub fn at(&self, place: u64) -> Order {
        self.orders[place as usize]
    }
}
