//! Levels, queues, and an order's place in its queue.

use super::View;
use cift_market_data::book::{Book, RestingOrder};
use cift_types::Side;
use cift_wire::{DepthLevel, Order};

impl View {
    /// The best levels of both sides, best first, `most` of them at most.
    pub fn depth(&mut self, most: usize) -> &[DepthLevel] {
        let book = self.market.book();
        let count = |side| book.levels(side).take(most).count();
        let rows = count(Side::Buy).max(count(Side::Sell));
        self.depth.resize(rows, DepthLevel::default());
        book.depth(&mut self.depth);
        &self.depth
    }

    /// The orders at a price, first to trade first, each with what is ahead of it. None where the book is not made of orders.
    pub fn queue(&mut self, side: Side, price: i64) -> &[Order] {
        self.orders.clear();
        let (instrument, mut orders_ahead, mut quantity_ahead) = (self.market.instrument(), 0, 0_u64);
        for order in self.market.book().orders().into_iter().flat_map(|book| book.queue(side, price)) {
            self.orders.push(record(instrument, &order, orders_ahead, quantity_ahead));
            orders_ahead += 1;
            quantity_ahead = quantity_ahead.saturating_add(order.quantity);
        }
        &self.orders
    }

    /// An order by the venue's id, with what is ahead of it.
    pub fn place(&self, id: u64) -> Option<Order> {
        let place = self.market.book().orders()?.place(id)?;
        Some(record(self.market.instrument(), &place.order, place.orders_ahead, place.quantity_ahead))
    }
}

fn record(instrument: u32, order: &RestingOrder, orders_ahead: u32, quantity_ahead: u64) -> Order {
    Order {
        side: order.side as u8,
        instrument,
        order_id: order.id,
        price: order.price,
        quantity: order.quantity,
        quantity_ahead,
        orders_ahead,
        displayed_quantity: order.quantity,
        ..Order::default()
    }
}
