//! A book of orders as simple as can be: for checking, not for speed.

use std::collections::BTreeMap;

use cift_types::{BookAction, Side};
use cift_wire::MarketByOrderEvent;

/// A resting order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// Its side.
    pub side: Side,
    /// Its price, in ticks.
    pub price: i64,
    /// What is left of it, in lots.
    pub quantity: u64,
}

/// All orders at a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Level {
    /// The sum of their quantities, in lots.
    pub quantity: u64,
    /// How many they are.
    pub orders: u64,
}

/// What an event did to the book that it should not have done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Odd {
    /// A cancel of an order that is not there.
    CancelOfUnknown,
    /// A change of an order that is not there; it is added.
    ModifyOfUnknown,
    /// An order is added that is there; it takes the place of the other.
    AddOfKnown,
    /// A cancel of more than is left.
    CancelOfMore,
    /// A cancel that gives another price or side than the order has.
    CancelElsewhere,
    /// An order without a quantity is added.
    AddOfNothing,
}

/// The orders of one instrument, and the levels that they make.
#[derive(Clone, Default, Debug)]
pub struct Book {
    /// By their ids.
    pub orders: BTreeMap<u64, Order>,
    /// Levels by price, bids and asks.
    pub levels: [BTreeMap<i64, Level>; 2],
}

impl Book {
    /// Applies an event. Trades and fills change nothing: what follows from them comes as cancels and changes.
    /// Returns by how much the order became smaller, and what is odd about it.
    pub fn apply(&mut self, event: &MarketByOrderEvent) -> (u64, Option<Odd>) {
        let side = if event.side == Side::Sell as u8 { Side::Sell } else { Side::Buy };
        let order = Order { side, price: event.price, quantity: event.quantity };
        match BookAction::from_u8(event.action) {
            Some(BookAction::Add) => {
                let known = self.remove(event.order_id).is_some();
                if order.quantity == 0 {
                    return (0, Some(Odd::AddOfNothing));
                }
                self.insert(event.order_id, order);
                (0, known.then_some(Odd::AddOfKnown))
            }
            Some(BookAction::Modify) => {
                let before = self.remove(event.order_id);
                if order.quantity > 0 {
                    self.insert(event.order_id, order);
                }
                match before {
                    Some(before) => (before.quantity.saturating_sub(order.quantity), None),
                    None => (0, Some(Odd::ModifyOfUnknown)),
                }
            }
            Some(BookAction::Cancel) => self.cancel(event.order_id, order),
            Some(BookAction::Clear) => {
                *self = Self::default();
                (0, None)
            }
            _ => (0, None),
        }
    }

    fn cancel(&mut self, id: u64, cancel: Order) -> (u64, Option<Odd>) {
        let Some(before) = self.remove(id) else { return (0, Some(Odd::CancelOfUnknown)) };
        let left = before.quantity.saturating_sub(cancel.quantity);
        if left > 0 {
            self.insert(id, Order { quantity: left, ..before });
        }
        let odd = if cancel.quantity > before.quantity {
            Some(Odd::CancelOfMore)
        } else if (cancel.side, cancel.price) != (before.side, before.price) {
            Some(Odd::CancelElsewhere)
        } else {
            None
        };
        (before.quantity - left, odd)
    }

    fn insert(&mut self, id: u64, order: Order) {
        self.orders.insert(id, order);
        let level = self.levels[order.side as usize].entry(order.price).or_default();
        level.quantity = level.quantity.saturating_add(order.quantity);
        level.orders += 1;
    }

    fn remove(&mut self, id: u64) -> Option<Order> {
        let order = self.orders.remove(&id)?;
        let levels = &mut self.levels[order.side as usize];
        if let Some(level) = levels.get_mut(&order.price) {
            level.quantity = level.quantity.saturating_sub(order.quantity);
            level.orders -= 1;
            if level.orders == 0 {
                levels.remove(&order.price);
            }
        }
        Some(order)
    }

    /// The best bid and the best ask.
    #[must_use]
    pub fn best(&self) -> (Option<i64>, Option<i64>) {
        let [bids, asks] = &self.levels;
        (bids.last_key_value().map(|(&price, _)| price), asks.first_key_value().map(|(&price, _)| price))
    }

    /// The levels again, from the orders alone.
    #[must_use]
    pub fn recount(&self) -> [BTreeMap<i64, Level>; 2] {
        let mut levels: [BTreeMap<i64, Level>; 2] = Default::default();
        for order in self.orders.values() {
            let level = levels[order.side as usize].entry(order.price).or_default();
            level.quantity = level.quantity.saturating_add(order.quantity);
            level.orders += 1;
        }
        levels
    }
}

const _: () = assert!(Side::Buy as usize == 0 && Side::Sell as usize == 1);
