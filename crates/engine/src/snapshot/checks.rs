//! What a live order can be: where it may stand, and what it may have to it.

use super::SnapshotError;
use super::bytes::ensure;
use crate::incoming::can_be_live;
use crate::market::{Market, market_order_price};
use crate::rules::{MarketToLimit, UnmatchedMarket};
use crate::settle::fires_upwards;
use cift_book::{Extra, Place, Waiting};
use cift_types::{
    EXACT_LIMIT, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HELD, FLAG_HIDDEN, FLAG_REDUCE_ONLY, InstrumentId, Link,
    OrderType, Price, Quantity, Side, TimeInForce, Trigger,
};

/// Where an order stands.
#[derive(Clone, Copy, Debug)]
pub struct Stands {
    pub instrument: InstrumentId,
    pub place: Place,
    /// Of the ladder.
    pub side: Side,
    pub price: Price,
}

/// Whether an order with an extra could be live there.
pub fn check_extra(
    at: Stands,
    market: &Market,
    extra: &Extra,
    quantity: Quantity,
    has_accounts: bool,
) -> Result<(), SnapshotError> {
    let open = quantity.saturating_add(extra.reserve);
    let hides = extra.reserve == 0 || extra.display > 0 && at.place == Place::Lit;
    ensure(open < EXACT_LIMIT && hides, "an order's reserve")?;
    ensure(can_be_live(&as_it_came(extra), open), "an order that would have been rejected")?;
    let gtd = extra.time_in_force == TimeInForce::Gtd;
    ensure(gtd == (extra.expire_ns > 0) && extra.expire_ns < EXACT_LIMIT, "when an order expires")?;
    ensure(has_accounts || extra.flags & FLAG_REDUCE_ONLY == 0, "an order to reduce without accounts")?;
    ensure(reserves(extra, has_accounts), "what is held back for an order")?;
    ensure(extra.serial > 0 || is_plain(at, extra), "an order without a number")?;
    if extra.waiting == Waiting::No {
        ensure(is_in_book(at, extra), "an order in the book stands in the wrong place")?;
        return ensure(
            could_rest(at, market, extra),
            "an order in the book at a price or time that it cannot be",
        );
    }
    ensure(waits_there(at, extra), "a waiting order stands in the wrong place")
}

/// An order came without a price, or its funds are held back at one that all its trades are within.
fn reserves(extra: &Extra, has_accounts: bool) -> bool {
    if !has_accounts {
        return !extra.unreserved;
    }
    let own = has_own_price(extra);
    let known = if extra.unreserved { !own || extra.order_type == OrderType::Limit } else { own };
    let covers = extra.reserve_price.is_none_or(|price| match extra.side {
        Side::Buy => price >= extra.limit,
        Side::Sell => price <= extra.limit,
    });
    known && covers
}

/// A market order that was replaced has the price that it stood at.
fn as_it_came(extra: &Extra) -> Extra {
    let stood = !has_own_price(extra) && extra.limit == market_order_price(extra.side);
    Extra { limit: if stood { 0 } else { extra.limit }, ..*extra }
}

const fn has_own_price(extra: &Extra) -> bool {
    match extra.order_type {
        OrderType::Limit | OrderType::Pegged => true,
        OrderType::Market => extra.flags & FLAG_CAP != 0,
        OrderType::MarketToLimit => false,
    }
}

/// A plain order that another was linked to.
fn is_plain(at: Stands, extra: &Extra) -> bool {
    at.place == Place::Lit && *extra == Extra::plain(at.side, at.price, 0)
}

fn is_in_book(at: Stands, extra: &Extra) -> bool {
    let place = if extra.flags & FLAG_HIDDEN == 0 { Place::Lit } else { Place::Hidden };
    at.place == place && at.side == extra.side
}

/// Whether the market has such orders in its book, and at this price.
fn could_rest(at: Stands, market: &Market, extra: &Extra) -> bool {
    let flags = FLAG_ALL_OR_NONE | FLAG_REDUCE_ONLY;
    let never_in_call = extra.order_type == OrderType::Pegged || extra.flags & flags != 0;
    if market.phase.is_call() && never_in_call {
        return false;
    }
    let priceless = at.price == market_order_price(at.side);
    match extra.order_type {
        OrderType::Limit => at.price == extra.limit,
        OrderType::Market if extra.flags & FLAG_CAP != 0 => market.collecting && at.price == extra.limit,
        OrderType::Market => {
            priceless && (market.collecting || market.rules.unmatched_market == UnmatchedMarket::Rest)
        }
        OrderType::MarketToLimit => {
            priceless && (market.collecting || market.rules.market_to_limit == MarketToLimit::Rest)
        }
        OrderType::Pegged => {
            let bound = extra.limit.clamp(Price::MIN + 1, Price::MAX - 1);
            !priceless && if at.side == Side::Buy { at.price <= bound } else { at.price >= bound }
        }
    }
}

/// Whether a waiting order stands where it waits for what it waits for.
fn waits_there(at: Stands, extra: &Extra) -> bool {
    if at.place != Place::Parked {
        let up = if fires_upwards(extra.trigger, extra.side) { Side::Sell } else { Side::Buy };
        let price = match extra.trigger {
            Trigger::Stop | Trigger::Touched => at.price == extra.offset,
            trigger => trigger == Trigger::Trailing,
        };
        let place = Place::Trigger(extra.source, extra.side);
        return extra.waiting == Waiting::Trigger && at.place == place && at.side == up && price;
    }
    let waits = match extra.waiting {
        Waiting::No => false,
        Waiting::Trigger => extra.trigger == Trigger::Trailing,
        Waiting::Release => extra.flags & FLAG_HELD != 0,
        Waiting::Parent => matches!(extra.link, Link::OneTriggersOther | Link::Bracket),
        Waiting::Close => extra.time_in_force == TimeInForce::AtClose,
        Waiting::Reference => extra.order_type == OrderType::Pegged,
    };
    waits && (at.side, at.price) == (Side::Sell, 0)
}
