//! Rules that it takes orders with flags and terms, phases and rules of instruments to break.

use super::plain::move_to;
use super::*;
use cift_engine::{
    Allocation, AuctionTie, BandAction, Crossing, MarketPrice, MarketToLimit, Remainder, ReplacePriority,
    Rounding, UnmatchedMarket,
};
use cift_testkit::oracle::{Due, Place, flag};
use cift_types::{Link, OrderType, Phase, Reason, SelfTrade, TimeInForce, Trigger};

macro_rules! command {
    ($name:literal, |$command:ident| $change:expr) => {
        special(before($name, |_, $command| $change))
    };
}

/// Takes a flag from new orders.
macro_rules! without {
    ($name:literal, $flag:expr) => {
        command!($name, |command| if is_new(command) {
            command.flags &= !$flag;
        })
    };
}

/// Another time in force.
macro_rules! tif {
    ($name:literal, $from:ident, $to:ident) => {
        command!($name, |command| if is_new(command) && command.time_in_force == TimeInForce::$from as u8 {
            command.time_in_force = TimeInForce::$to as u8;
            command.param = 0;
        })
    };
}

macro_rules! terms {
    ($name:literal, |$terms:ident| $change:expr) => {
        special(before($name, |_, command| terms(command, |$terms| $change)))
    };
}

pub const ALL: &[Plant] = &[
    // M: matching.
    without!("M5: hidden orders are to be seen", flag::HIDDEN),
    without!("M9: all-or-none orders trade in part", flag::ALL_OR_NONE),
    terms!("M6: icebergs show all", |terms| {
        (terms.display_quantity, terms.display_high_quantity) = (0, 0);
        terms.link = if *terms == empty() { 9 } else { terms.link };
    }),
    terms!("X1: a range of parts is its lowest", |terms| terms.display_high_quantity = 0),
    special(after("M6: a refreshed iceberg goes before all others", |before, _, oracle, events| {
        let refreshed = events.iter().filter(|event| is(event, EventKind::Refreshed));
        for event in refreshed.copied().collect::<Vec<_>>() {
            let key = (event.account, event.order_id);
            let live = orders(oracle, event.instrument).iter().find(|order| (order.account, order.id) == key);
            if let Some(order) = live.copied().filter(|order| order.since > before.stamp) {
                move_to(oracle, &order, 0);
            }
        }
    })),
    rules("M4: decrement is cancel-oldest", |rules| {
        if rules.self_trade == SelfTrade::Decrement {
            rules.self_trade = SelfTrade::CancelOldest;
        }
    }),
    rules("M4: cancel-both is cancel-newest", |rules| {
        if rules.self_trade == SelfTrade::CancelBoth {
            rules.self_trade = SelfTrade::CancelNewest;
        }
    }),
    command!("M4: an order's own code does not count", |command| if is_new(command) {
        command.flags &= !(7 << flag::SELF_TRADE);
    }),
    rules("M7: the price of the reference rule is the taker's", |rules| {
        rules.market_price = MarketPrice::Taker;
    }),
    rules("M8: orders of a price trade by time", |rules| rules.allocation = Allocation::PRICE_TIME),
    rules("M8: the first order has no more than its share", |rules| rules.allocation.top_order = 0),
    rules("M8: all of it goes by size", |rules| rules.allocation.fifo_percent = 0),
    rules("M8: shares are rounded down", |rules| rules.allocation.rounding = Rounding::Floor),
    rules("M8: the remainder goes by time", |rules| rules.allocation.remainder = Remainder::Time),
    rules("M8: small shares count", |rules| rules.allocation.minimum = 0),
    // N: new orders.
    rules("N3: market orders never rest", |rules| rules.unmatched_market = UnmatchedMarket::Cancel),
    rules("N7: market-to-limit orders never rest", |rules| rules.market_to_limit = MarketToLimit::Reject),
    terms!("N2: a minimum quantity does not count", |terms| {
        terms.minimum_quantity = 0;
        terms.link = if *terms == empty() { 9 } else { terms.link };
    }),
    without!("N6: post-only orders do not move away", flag::REPRICE),
    special(before("M2: a market order's cap does not count", |_, command| {
        if is_new(command) && command.flags & flag::CAP != 0 {
            (command.flags, command.price) = (command.flags & !flag::CAP, 0);
        }
    })),
    terms!("N8: a peg's offset does not count", |terms| if terms.peg != 0 {
        terms.offset = 0;
    }),
    special(before("N8: a peg has no bound", |_, command| {
        if is_new(command) && command.order_type == OrderType::Pegged as u8 {
            command.price = if command.side == 0 { i64::MAX - 70 } else { i64::MIN + 70 };
        }
    })),
    special(after("N8: a peg that follows keeps its time", |before, _, oracle, _| {
        for market in &mut oracle.markets {
            for order in market.orders.iter_mut().filter(|order| order.order_type == OrderType::Pegged) {
                if order.since > before.stamp && order.rests() {
                    order.since = order.number;
                }
            }
        }
    })),
    rules("V12a: nobody is refused for crossing", |rules| rules.crossing = Crossing::Match),
    rules("V10b: every price fits", |rules| rules.ticks.clear()),
    rules("V10c: every quantity fits", |rules| (rules.lot, rules.min_quantity) = (1, 1)),
    // C: changes.
    rules("C3: a replaced order always loses its place", |rules| rules.replace = ReplacePriority::Loses),
    command!("C4: a mass cancel takes both sides", |command| {
        if command.kind == CommandKind::MassCancel as u8 && command.side < 2 {
            command.side = 2;
        }
    }),
    special(before("C4: a mass cancel takes all prices", |_, command| {
        if command.kind == CommandKind::MassCancel as u8 && command.flags == 1 {
            (command.flags, command.price, command.param) = (0, 0, 0);
        }
    })),
    without!("C6: held orders do not wait", flag::HELD),
    command!("C5: a quote of nothing is refused", |command| {
        if command.kind == CommandKind::QuoteEntry as u8 && command.quantity == 0 {
            command.flags = 1;
        }
    }),
    // K, W, T: waiting.
    terms!("K1: one does not cancel the other", |terms| {
        if terms.link == Link::OneCancelsOther as u8 {
            terms.link = Link::OneTriggersOther as u8;
        }
    }),
    terms!("K2: the orders of a bracket do not cancel each other", |terms| {
        if terms.link == Link::Bracket as u8 {
            terms.link = Link::OneTriggersOther as u8;
        }
    }),
    terms!("W2: stops fire the other way", |terms| if terms.trigger == Trigger::Stop as u8 {
        terms.trigger = Trigger::Touched as u8;
    }),
    terms!("W2: the middle is bid or ask", |terms| if terms.trigger_source == 2 {
        terms.trigger_source = 1;
    }),
    terms!("W3: basis points are ticks", |terms| terms.trail_unit = 0),
    special(before("W3: a trailing trigger stands still", |oracle, _| {
        for market in &mut oracle.markets {
            for order in &mut market.orders {
                if order.place == Place::Trigger && order.is_trailing() && order.trigger_price.is_some() {
                    order.terms.trigger = Trigger::Stop as u8;
                }
            }
        }
    })),
    special(before("W2: a stop needs a trade beyond it", |oracle, _| {
        for market in &mut oracle.markets {
            for order in market.orders.iter_mut().filter(|order| order.terms.trigger == Trigger::Stop as u8) {
                if order.place == Place::Trigger && order.trigger_price == Some(order.terms.offset) {
                    let by = if order.fires_upwards() { 1 } else { -1 };
                    order.trigger_price = order.trigger_price.map(|price| price.saturating_add(by));
                }
            }
        }
    })),
    special(before("T1: timers are late by one", |oracle, command| {
        let due = |due: u64| due == command.time_ns;
        for timer in oracle.session.timers.iter_mut().filter(|timer| due(timer.due_ns)) {
            timer.due_ns += 1;
        }
    })),
    tif!("T1: orders for a date never expire", Gtd, Gtc),
    tif!("P5: orders for the day stay", Day, Gtc),
    command!("T1: a heartbeat sets no watch", |command| {
        if command.kind == CommandKind::Heartbeat as u8 {
            command.param = 0;
        }
    }),
    // P, A, B: phases, auctions, bands.
    rules("A1: ties go to the highest", |rules| rules.auction_tie = AuctionTie::Highest),
    special(after("A2: an uncross says nothing of the surplus", |_, _, _, events| {
        for event in events.iter_mut().filter(|event| is(event, EventKind::Uncrossed)) {
            event.counter_order_id = 0;
        }
    })),
    special(after("A3: an indication is told once more", |_, _, _, events| {
        if let Some(event) = events.last().copied().filter(|event| is(event, EventKind::Indicative)) {
            events.push(event);
        }
    })),
    rules("A4: volatility auctions never end", |rules| rules.auction_ns = 0),
    special(before("A5: a reference price is not the last price", |oracle, command| {
        if command.kind == CommandKind::Reference as u8 {
            let market = oracle.markets.get_mut(command.instrument as usize);
            command.price = market.and_then(|market| market.current).unwrap_or(command.price);
        }
    })),
    rules("B1: there is no static band", |rules| rules.static_band = None),
    rules("B2: there is no dynamic band", |rules| rules.dynamic_band = None),
    rules("B2: a pause is an auction", |rules| {
        if rules.band_action == BandAction::Pause {
            rules.band_action = BandAction::Auction;
        }
    }),
    special(before("P3: at-close orders come in with the time of the phase's end", |oracle, command| {
        let closing = command.order_type == Phase::ClosingAuction as u8;
        if command.kind == CommandKind::Phase as u8 && closing {
            for order in oracle.markets.iter_mut().flat_map(|market| &mut market.orders) {
                if order.place == Place::Close {
                    order.place = Place::Held;
                }
            }
        }
    })),
    special(after("T2: a disconnect says nothing of itself", |_, command, _, events| {
        if command.kind == CommandKind::Disconnect as u8 {
            events.retain(|event| !is(event, EventKind::Applied));
        }
    })),
    special(before("T1: phases never end by themselves", |oracle, _| {
        oracle.session.timers.retain(|timer| !matches!(timer.what, Due::Phase(_)));
    })),
    special(after("N5: what money is left over is no liquidity", |_, command, _, events| {
        let money = is_new(command) && command.flags & flag::MONEY != 0;
        let ioc = command.time_in_force == TimeInForce::Ioc as u8;
        for event in events.iter_mut().filter(|_| money && !ioc) {
            if event.reason == Reason::ImmediateRemainder as u8 {
                event.reason = Reason::NoLiquidity as u8;
            }
        }
    })),
];

fn empty() -> OrderTerms {
    OrderTerms { kind: CommandKind::Terms as u8, ..OrderTerms::default() }
}
