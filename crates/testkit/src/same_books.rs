//! Compares one book of the engine with the oracle's and with itself: orders, levels, sums, places in the queue.

use crate::auditor::Auditor;
use crate::oracle::{Oracle, Order as Live};
use cift_book::OrderView;
use cift_engine::Engine;
use cift_types::{InstrumentId, Price, Quantity, Side};
use cift_wire::{DepthLevel, Order};
use core::fmt::Debug;

/// What differs, what the oracle says, what the engine says.
type Difference = (&'static str, String, String);
/// What the engine tells of a resting order.
type View = (Price, OrderView);
/// Price, quantity, number of orders.
type Level = (Price, Quantity, u32);

/// Compares everything that queries tell about an instrument.
pub fn compare(
    engine: &Engine,
    oracle: &Oracle,
    auditor: &Auditor,
    instrument: InstrumentId,
) -> Result<(), Difference> {
    let mut levels = [Vec::new(), Vec::new()];
    let mut sides = [Vec::new(), Vec::new()];
    for &side in Side::ALL {
        let expected = oracle.book(instrument, side);
        // One more than there should be: a broken book may go on for ever.
        let actual: Vec<View> =
            engine.resting(instrument, side).take(expected.len() + 1).collect();
        let wanted: Vec<View> = expected.iter().map(view).collect();
        if wanted != actual {
            return Err(first_difference(&wanted, &actual));
        }
        auditor
            .check_side(instrument, side, &actual)
            .map_err(|rule| ("an invariant of a book", rule, String::new()))?;
        levels[side as usize] = sums(&expected);
        sides[side as usize] = actual;
        places(engine, &expected)?;
    }
    let [own, other] = &sides;
    let spread = auditor.check_spread(instrument, own, other);
    spread.map_err(|rule| ("an invariant of a book", rule, String::new()))?;
    let [bids, asks] = levels;
    depth(engine, instrument, &bids, &asks)?;
    bests(engine, instrument, &bids, &asks)
}

fn view(order: &Live) -> View {
    (order.price, OrderView { account: order.account, id: order.id, quantity: order.displayed() })
}

fn first_difference(expected: &[View], actual: &[View]) -> Difference {
    let at = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let show = |orders: &[View]| format!("{} orders, number {at} is {:?}", orders.len(), orders.get(at));
    ("resting orders", show(expected), show(actual))
}

fn sums(orders: &[Live]) -> Vec<Level> {
    let levels = orders.chunk_by(|a, b| a.price == b.price);
    levels
        .map(|level| (level[0].price, level.iter().map(Live::displayed).sum(), level.len() as u32))
        .collect()
}

/// Levels as `depth` tells them, all of them and a row more, and the best two.
fn depth(
    engine: &Engine,
    instrument: InstrumentId,
    bids: &[Level],
    asks: &[Level],
) -> Result<(), Difference> {
    let all = bids.len().max(asks.len());
    for rows in [all + 1, 2] {
        let mut target = vec![DepthLevel { bid_quantity: 1, ask_orders: 1, ..DepthLevel::default() }; rows];
        let count = engine.depth(instrument, &mut target);
        same("rows of depth", Some(all.min(rows)), count)?;
        let none = (0, 0, 0);
        for (at, row) in target.iter().enumerate() {
            let bid = (row.bid_price, row.bid_quantity, row.bid_orders);
            let ask = (row.ask_price, row.ask_quantity, row.ask_orders);
            same("instrument and level of depth", (instrument, at as u32), (row.instrument, row.level))?;
            same("a bid level", *bids.get(at).unwrap_or(&none), bid)?;
            same("an ask level", *asks.get(at).unwrap_or(&none), ask)?;
        }
    }
    Ok(())
}

fn bests(
    engine: &Engine,
    instrument: InstrumentId,
    bids: &[Level],
    asks: &[Level],
) -> Result<(), Difference> {
    for (side, levels) in [(Side::Buy, bids), (Side::Sell, asks)] {
        let best = levels.first().map(|level| level.0);
        same("the best price", best, engine.best(instrument, side))?;
        for &(price, quantity, _) in levels.iter().take(2).chain(levels.last()) {
            same("the quantity at a price", quantity, engine.quantity_at(instrument, side, price))?;
            let next = price.wrapping_add(1);
            let beside = levels.iter().find(|level| level.0 == next).map_or(0, |level| level.1);
            same("the quantity beside a price", beside, engine.quantity_at(instrument, side, next))?;
        }
    }
    Ok(())
}

/// The first and last orders' places in their queues.
fn places(engine: &Engine, orders: &[Live]) -> Result<(), Difference> {
    let ends = orders.iter().take(2).chain(orders.iter().rev().take(2));
    for order in ends {
        let ahead =
            orders.iter().take_while(|other| *other != order).filter(|other| other.price == order.price);
        let (count, quantity_ahead) =
            ahead.fold((0, 0), |(count, sum), other| (count + 1, sum + other.displayed()));
        let &Live { instrument, account, id, side, price, open: quantity, .. } = order;
        let expected = Order {
            side: side as u8,
            instrument,
            order_id: id,
            price,
            quantity,
            quantity_ahead,
            account,
            orders_ahead: count,
            ..Order::default()
        };
        same("an order's place", Some(expected), engine.order(instrument, account, id))?;
    }
    Ok(())
}

#[allow(clippy::needless_pass_by_value)] // both are small, and made for the call
fn same<T: PartialEq + Debug>(what: &'static str, expected: T, actual: T) -> Result<(), Difference> {
    if expected == actual { Ok(()) } else { Err((what, format!("{expected:?}"), format!("{actual:?}"))) }
}
