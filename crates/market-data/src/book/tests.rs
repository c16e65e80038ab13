//! Books against naive ones, and by hand.

use super::*;
use cift_types::BookAction;
use cift_wire::{MarketByOrderEvent, MarketByPriceEvent};
use std::collections::BTreeMap;

/// A generator of numbers that do not repeat soon.
pub(super) struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) * limit) >> 31
    }
}

fn price_event(action: BookAction, side: Side, price: i64, quantity: u64) -> MarketByPriceEvent {
    MarketByPriceEvent {
        action: action as u8,
        side: side as u8,
        price,
        quantity,
        orders: 1,
        ..Default::default()
    }
}

fn order_event(action: BookAction, side: Side, id: u64, price: i64, quantity: u64) -> MarketByOrderEvent {
    MarketByOrderEvent {
        action: action as u8,
        side: side as u8,
        order_id: id,
        price,
        quantity,
        ..Default::default()
    }
}

fn all(book: &impl Book, side: Side) -> Vec<(i64, u64)> {
    book.levels(side).map(|level| (level.price, level.quantity)).collect()
}

/// Prices near a market that wanders, some far away, some at the ends of the numbers.
fn wild_price(dice: &mut Dice, centre: i64) -> i64 {
    match dice.below(50) {
        0 => i64::MIN + dice.below(70) as i64,
        1 => i64::MAX - dice.below(70) as i64,
        2 => centre + dice.below(3_000_000) as i64 - 1_500_000,
        3..6 => centre + dice.below(6000) as i64 - 3000,
        _ => centre + dice.below(100) as i64 - 50,
    }
}

#[test]
fn levels_are_those_of_an_ordered_map() {
    for seed in 0..12 {
        let mut dice = Dice::new(seed);
        let mut book = LevelBook::new(3);
        let mut naive = [BTreeMap::new(), BTreeMap::new()];
        let mut centre = 1_000_000;
        for step in 0..20_000_u64 {
            if dice.below(400) == 0 {
                centre += dice.below(400_000) as i64 - 200_000;
            }
            let side = if dice.below(2) == 0 { Side::Buy } else { Side::Sell };
            let price = wild_price(&mut dice, centre);
            let quantity = dice.below(3) * dice.below(100);
            if dice.below(5000) == 0 {
                book.apply(&price_event(BookAction::Clear, side, 0, 0));
                naive.iter_mut().for_each(BTreeMap::clear);
            }
            book.apply(&price_event(BookAction::Modify, side, price, quantity));
            if quantity == 0 {
                naive[side as usize].remove(&price);
            } else {
                naive[side as usize].insert(price, quantity);
            }
            let best = (naive[0].keys().next_back().copied(), naive[1].keys().next().copied());
            let ours = (
                book.best(Side::Buy).map(|level| level.price),
                book.best(Side::Sell).map(|level| level.price),
            );
            assert_eq!(ours, best, "seed {seed}, step {step}");
            if step % 500 == 0 {
                let bids: Vec<_> =
                    naive[0].iter().rev().map(|(&price, &quantity)| (price, quantity)).collect();
                let asks: Vec<_> = naive[1].iter().map(|(&price, &quantity)| (price, quantity)).collect();
                assert_eq!((all(&book, Side::Buy), all(&book, Side::Sell)), (bids, asks), "seed {seed}");
            }
        }
    }
}

#[test]
fn orders_are_those_of_lists() {
    for seed in 0..8 {
        let mut dice = Dice::new(seed);
        let mut book = OrderBook::new(0);
        // In the order of their places within a price.
        let mut naive: Vec<RestingOrder> = Vec::new();
        for step in 0..6000 {
            let id = dice.below(300) * if seed % 2 == 0 { 1 } else { 0x1_0000_0001_0001 };
            let side = if dice.below(2) == 0 { Side::Buy } else { Side::Sell };
            let (price, quantity) = (wild_price(&mut dice, 5000), dice.below(20));
            let action =
                [BookAction::Add, BookAction::Add, BookAction::Cancel, BookAction::Modify, BookAction::Fill]
                    [dice.below(5) as usize];
            book.apply(&order_event(action, side, id, price, quantity));
            apply_naively(&mut naive, action, RestingOrder { id, side, price, quantity });
            if step % 100 == 0 {
                compare(&book, &naive);
            }
        }
        assert_ne!(book.oddities(), Oddities::default());
        book.clear();
        assert!(book.is_empty() && book.best(Side::Buy).is_none());
    }
}

fn apply_naively(naive: &mut Vec<RestingOrder>, action: BookAction, given: RestingOrder) {
    let at = naive.iter().position(|order| order.id == given.id);
    let enter = |naive: &mut Vec<RestingOrder>| {
        if given.quantity > 0 {
            naive.push(given);
        }
    };
    match (action, at) {
        (BookAction::Add, at) => {
            at.map(|at| naive.remove(at));
            enter(naive);
        }
        (BookAction::Modify, None) => enter(naive),
        (BookAction::Modify, Some(at)) => {
            let order = naive[at];
            let stays =
                (order.side, order.price) == (given.side, given.price) && given.quantity <= order.quantity;
            if stays && given.quantity > 0 {
                naive[at].quantity = given.quantity;
            } else {
                naive.remove(at);
                enter(naive);
            }
        }
        (BookAction::Cancel, Some(at)) => {
            if given.quantity == 0 || given.quantity >= naive[at].quantity {
                naive.remove(at);
            } else {
                naive[at].quantity -= given.quantity;
            }
        }
        _ => {}
    }
}

fn compare(book: &OrderBook, naive: &[RestingOrder]) {
    assert_eq!(book.len(), naive.len());
    for side in [Side::Buy, Side::Sell] {
        let mut levels: BTreeMap<i64, Vec<RestingOrder>> = BTreeMap::new();
        for order in naive.iter().filter(|order| order.side == side) {
            levels.entry(order.price).or_default().push(*order);
        }
        let mut prices: Vec<i64> = levels.keys().copied().collect();
        if side == Side::Buy {
            prices.reverse();
        }
        assert_eq!(book.levels(side).map(|level| level.price).collect::<Vec<_>>(), prices);
        for (&price, orders) in &levels {
            let quantity = orders.iter().map(|order| order.quantity).sum();
            assert_eq!(book.level(side, price), Some(Level { price, quantity, orders: orders.len() as u32 }));
            assert_eq!(&book.queue(side, price).collect::<Vec<_>>(), orders);
            let mut ahead = 0;
            for (place, &order) in orders.iter().enumerate() {
                let expected = QueuePlace { order, orders_ahead: place as u32, quantity_ahead: ahead };
                assert_eq!(book.place(order.id), Some(expected));
                ahead += order.quantity;
            }
        }
    }
}

#[test]
fn quotes_depth_and_crossings_by_hand() {
    let mut book = LevelBook::new(7);
    assert_eq!((book.spread(), book.is_crossed(), book.is_locked()), (None, false, false));
    for (side, price, quantity) in [
        (Side::Buy, 99, 5),
        (Side::Buy, 98, 4),
        (Side::Sell, 101, 3),
        (Side::Buy, 97, 1),
        (Side::Sell, 103, 2),
    ] {
        let event =
            MarketByPriceEvent { seq: 9, time_ns: 11, ..price_event(BookAction::Add, side, price, quantity) };
        book.apply(&event);
    }
    let quote = book.quote();
    assert_eq!((quote.instrument, quote.seq, quote.time_ns), (7, 9, 11));
    assert_eq!((quote.bid_price, quote.bid_quantity, quote.ask_price, quote.ask_quantity), (99, 5, 101, 3));
    let mut rows = [DepthLevel { bid_quantity: 77, ..Default::default() }; 5];
    assert_eq!(book.depth(&mut rows), 3);
    let told = rows.map(|row| (row.level, row.bid_price, row.bid_quantity, row.ask_price, row.ask_quantity));
    assert_eq!(
        told,
        [(0, 99, 5, 101, 3), (1, 98, 4, 103, 2), (2, 97, 1, 0, 0), (3, 0, 0, 0, 0), (4, 0, 0, 0, 0)]
    );
    assert_eq!((book.spread(), book.is_locked(), book.is_crossed()), (Some(2), false, false));
    book.set(Side::Buy, 101, 1, 1);
    assert!(book.is_locked() && !book.is_crossed());
    book.set(Side::Buy, 102, 1, 1);
    assert!(book.is_crossed());
    // What is not displayed, trades and unknown actions change nothing.
    book.apply(&MarketByPriceEvent { flags: 4, ..price_event(BookAction::Add, Side::Buy, 200, 1) });
    book.apply(&price_event(BookAction::Trade, Side::Buy, 200, 1));
    book.apply(&MarketByPriceEvent { action: 99, side: 5, ..Default::default() });
    assert_eq!(book.best(Side::Buy).map(|level| level.price), Some(102));
    assert_eq!(book.oddities().invalid, 1);
}

#[test]
fn a_market_book_is_of_the_best_kind_that_it_is_told() {
    let mut book = MarketBook::new(0);
    let best = |book: &MarketBook| book.best(Side::Buy).map(|level| (level.price, level.quantity));
    assert_eq!((book.source(), best(&book)), (BookSource::Nothing, None));
    let quote = Quote { bid_price: 10, bid_quantity: 1, ask_price: 12, seq: 5, ..Quote::default() };
    book.apply_quote(&quote);
    assert_eq!(
        (book.source(), best(&book), book.best(Side::Sell)),
        (BookSource::Quotes, Some((10, 1)), None)
    );
    assert_eq!(book.moment().seq, 5);
    book.apply_quote(&Quote { bid_price: 9, ..quote });
    assert_eq!(book.levels(Side::Buy).count(), 1);
    book.apply_level(&price_event(BookAction::Add, Side::Buy, 8, 2));
    book.apply_quote(&quote);
    assert_eq!((book.source(), best(&book)), (BookSource::Levels, Some((8, 2))));
    assert!(book.orders().is_none());
    book.apply_order(&order_event(BookAction::Add, Side::Buy, 1, 7, 3));
    book.apply_level(&price_event(BookAction::Add, Side::Buy, 9, 2));
    assert_eq!((book.source(), best(&book)), (BookSource::Orders, Some((7, 3))));
    assert_eq!(book.orders().map(OrderBook::len), Some(1));
    book.apply_order(&order_event(BookAction::Cancel, Side::Buy, 2, 7, 3));
    assert_eq!(book.oddities().unknown, 1);
}
