//! Compares one book of the engine with the oracle's and with itself: orders, levels, sums, places in the queue.

use crate::auditor::Auditor;
use crate::oracle::{Clearing, Due, Market, Oracle, Order as Live};
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
    state(engine, oracle, instrument)?;
    unseen(engine, &oracle.markets[instrument as usize])?;
    let mut levels = [Vec::new(), Vec::new()];
    let mut sides = [Vec::new(), Vec::new()];
    for &side in Side::ALL {
        let expected = oracle.book(instrument, side);
        // One more than there should be: a broken book may go on for ever.
        let actual: Vec<View> = engine.resting(instrument, side).take(expected.len() + 1).collect();
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
        let (orders_ahead, quantity_ahead) =
            ahead.fold((0, 0), |(count, sum), other| (count + 1, sum + other.displayed()));
        let expected = Order { quantity_ahead, orders_ahead, ..row(order) };
        same("an order's place", Some(expected), engine.order(order.instrument, order.account, order.id))?;
    }
    Ok(())
}

/// An order as the engine should tell it, without its place.
fn row(order: &Live) -> Order {
    let waiting = !order.rests();
    Order {
        side: order.side as u8,
        instrument: order.instrument,
        order_id: order.id,
        price: order.price,
        quantity: order.open,
        account: order.account,
        displayed_quantity: if waiting { order.open } else { order.displayed() },
        waiting: u64::from(waiting),
        ..Order::default()
    }
}

/// Some of the orders that are not to be seen. Their places ahead of others are nobody's business.
fn unseen(engine: &Engine, market: &Market) -> Result<(), Difference> {
    for order in market.orders.iter().filter(|order| !order.is_displayed()).take(6) {
        let actual = engine.order(order.instrument, order.account, order.id);
        let expected = row(order);
        let actual = actual.map(|actual| Order {
            orders_ahead: 0,
            quantity_ahead: 0,
            displayed_quantity: expected.displayed_quantity,
            ..actual
        });
        same("an order that is not to be seen", Some(expected), actual)?;
    }
    Ok(())
}

/// Phase, prices, counts, timers.
fn state(engine: &Engine, oracle: &Oracle, instrument: InstrumentId) -> Result<(), Difference> {
    let market = &oracle.markets[instrument as usize];
    let Some(actual) = engine.market_state(instrument) else {
        return Err(("the market's state", "one".to_owned(), "none".to_owned()));
    };
    same("the phase", market.phase as u8, actual.phase)?;
    let price = |bit: u8, price| (actual.flags & bit != 0).then_some(price);
    same("the last price", market.last, price(1, actual.last_price))?;
    same("the reference price", market.reference, price(2, actual.reference_price))?;
    let waiting = market.orders.iter().filter(|order| !order.rests()).count();
    let counts = (waiting as u32, (market.orders.len() - waiting) as u32);
    same("waiting and resting orders", counts, (actual.waiting_orders, actual.resting_orders))?;
    let timer = oracle.session.timers.iter().find(|timer| timer.what == Due::Phase(instrument));
    same("the end of the phase", timer.map_or(0, |timer| timer.due_ns), actual.phase_end_ns)?;
    let Clearing { price: indicated, volume, surplus, .. } = market.published;
    let expected = (indicated, volume, surplus);
    let told = (actual.indicative_price, actual.indicative_quantity, actual.surplus_quantity);
    same("the indication", expected, told)
}

#[allow(clippy::needless_pass_by_value)] // both are small, and made for the call
fn same<T: PartialEq + Debug>(what: &'static str, expected: T, actual: T) -> Result<(), Difference> {
    if expected == actual { Ok(()) } else { Err((what, format!("{expected:?}"), format!("{actual:?}"))) }
}
