//! V10 to V17a: the checks that need the market, for new orders, for those that come in later (C6), and for changes.

use super::fields::{deny, has_too_many_parts, is_quantity};
use super::market::{Floor, is_call};
use super::order::flag::{ALL_OR_NONE, CAP, HELD, MONEY, POST_ONLY, REDUCE_ONLY, REPRICE};
use super::order::{Order, Place, market_price};
use cift_engine::{Crossing, MarketToLimit, Width};
use cift_types::{Link, OrderType, Phase, Price, Quantity, Reason, Side, TimeInForce};
use cift_wire::Command;

type Checked = Result<(), Reason>;

impl Floor<'_> {
    /// V10a to V12d of an order that has just been made of its command.
    pub fn check_new(&self, order: &Order) -> Checked {
        let waits = order.has_trigger() || order.has(HELD) || waits_for_another(order);
        deny(self.wrong_phase(order, waits), Reason::WrongPhase)?; // V10a
        self.check_price(order)?; // V10b
        deny(!order.has(MONEY) && !self.fits_lot(order.open), Reason::InvalidLot)?; // V10c
        let limit = order.order_type == OrderType::Limit;
        deny(limit && !self.within_static_band(order.price), Reason::StaticBand)?; // V10d
        deny(self.live(order.account, order.id).is_some(), Reason::DuplicateOrderId)?; // V11
        self.check_link(order)?; // V11a
        let triggered = order.has_trigger() && self.is_satisfied_on_entry(order);
        let outside = order.has(HELD) || waits_for_another(order) || order.has_trigger() && !triggered;
        if !outside {
            self.check_trading(order)?; // V12, V12a, V12b
        }
        deny(order.has(REDUCE_ONLY), Reason::ReduceOnly) // V12c: there are no accounts
    }

    /// V10a, V12 to V12b, of an order that waited and comes in now.
    pub fn check_entering(&self, order: &Order) -> Checked {
        deny(self.wrong_phase(order, false), Reason::WrongPhase)?;
        self.check_trading(order)
    }

    /// V16: the order that a command names.
    pub fn live(&self, account: u32, id: u64) -> Option<Order> {
        self.market.orders.iter().find(|order| (order.account, order.id) == (account, id)).copied()
    }

    // V10a
    fn wrong_phase(&self, order: &Order, waits: bool) -> bool {
        let phase = self.market.phase;
        if phase == Phase::Halt || phase == Phase::Closed {
            return true;
        }
        let opening = phase == Phase::PreOpen || phase == Phase::OpeningAuction;
        if order.tif == TimeInForce::AtOpen && !opening {
            return true;
        }
        let immediate = order.tif == TimeInForce::Ioc || order.tif == TimeInForce::Fok;
        let special = order.has(POST_ONLY | ALL_OR_NONE | REDUCE_ONLY | MONEY)
            || order.order_type == OrderType::Pegged
            || order.terms.minimum_quantity != 0;
        is_call(phase) && !waits && (immediate || special)
    }

    // V10b
    fn check_price(&self, order: &Order) -> Checked {
        let priced = !order.is_unpriced();
        deny(priced && !self.fits_tick(order.price), Reason::InvalidTick)?;
        let trigger = order.trigger_price.is_some_and(|price| !self.fits_tick(price));
        deny(trigger, Reason::InvalidTick)
    }

    // V11a
    fn check_link(&self, order: &Order) -> Checked {
        if order.link() == Link::None {
            return Ok(());
        }
        let linked = self.live(order.account, order.terms.linked_order_id).ok_or(Reason::InvalidLink)?;
        let live = self.session.live_elsewhere + self.market.orders.len();
        let full = live as u64 >= u64::from(self.session.limits.orders);
        deny(linked.place == Place::Parent || full, Reason::InvalidLink)
    }

    /// V12, V12a, V12b: unless a call phase collects it or it waits for the close.
    fn check_trading(&self, order: &Order) -> Checked {
        if self.market.phase != Phase::Continuous || order.tif == TimeInForce::AtClose {
            return Ok(());
        }
        self.check_crossing(order, order.price)?;
        let opposite = self.best(order.side.opposite(), |_| true);
        let priced = opposite.is_some_and(|best| !best.is_at_market());
        let to_limit = order.order_type == OrderType::MarketToLimit;
        let refused = self.market.rules.market_to_limit == MarketToLimit::Reject;
        deny(to_limit && refused && !priced, Reason::NoCounterOrder) // V12b
    }

    /// V12, V12a.
    fn check_crossing(&self, order: &Order, price: Price) -> Checked {
        let crosses = order.order_type == OrderType::Limit && self.would_trade(order.side, price);
        let opposite = self.best(order.side.opposite(), |_| true);
        let market = opposite.is_some_and(|best| best.is_at_market());
        let moves = order.has(REPRICE) && !market;
        deny(order.has(POST_ONLY) && crosses && !moves, Reason::PostOnlyWouldTrade)?; // V12
        deny(crosses && self.market.rules.crossing == Crossing::Reject, Reason::WouldCross) // V12a
    }

    /// V17a.
    pub fn check_replace(&self, order: &Order, command: &Command) -> Checked {
        let phase = self.market.phase;
        deny(phase == Phase::Halt || phase == Phase::Closed, Reason::WrongPhase)?;
        deny(order.order_type == OrderType::Pegged, Reason::InvalidPeg)?;
        let market = order.order_type != OrderType::Limit;
        deny(!market && !self.fits_tick(command.price), Reason::InvalidTick)?;
        deny(!order.has(MONEY) && !self.fits_lot(command.quantity), Reason::InvalidLot)?;
        let parts = has_too_many_parts(command.quantity, order.terms.display_quantity);
        deny(parts, Reason::InvalidDisplayQuantity)?;
        deny(!market && !self.within_static_band(command.price), Reason::StaticBand)?;
        let comes_in = order.rests() && phase == Phase::Continuous;
        if comes_in { self.check_crossing(order, command.price) } else { Ok(()) }
    }

    /// C5: an entry of a mass quote, V10a to V11. `earlier`: the group's entries before it.
    pub fn check_quote(&self, entry: &Command, earlier: &[Command]) -> Checked {
        let order = Order::new(entry, None, 0);
        deny(self.wrong_phase(&order, false), Reason::WrongPhase)?;
        if entry.quantity == 0 {
            return Ok(());
        }
        self.check_price(&order)?;
        deny(!self.fits_lot(entry.quantity), Reason::InvalidLot)?;
        deny(!self.within_static_band(entry.price), Reason::StaticBand)?;
        let twice = earlier.iter().any(|other| other.order_id == entry.order_id);
        deny(twice, Reason::DuplicateOrderId)
    }

    /// The tick at a price: of the last band that begins at or below it, or of the first.
    fn tick_at(&self, price: Price) -> i64 {
        let bands = &self.market.rules.ticks;
        let band = bands.iter().rfind(|band| band.from <= price).or(bands.first());
        band.map_or(1, |band| i64::from(band.tick))
    }

    /// V10b.
    pub fn fits_tick(&self, price: Price) -> bool {
        price.rem_euclid(self.tick_at(price)) == 0
    }

    /// N6, N8: on to a multiple of the tick, away from the other side.
    pub fn away_to_tick(&self, side: Side, price: Price) -> Price {
        let mut price = price;
        while !self.fits_tick(price) {
            let over = price.rem_euclid(self.tick_at(price));
            price = match side {
                Side::Buy => price.saturating_sub(over),
                Side::Sell => price.saturating_add(self.tick_at(price) - over),
            };
            if price == market_price(Side::Buy) || price == market_price(Side::Sell) {
                break;
            }
        }
        price
    }

    // V10c
    fn fits_lot(&self, quantity: Quantity) -> bool {
        let rules = &self.market.rules;
        is_quantity(quantity)
            && quantity >= rules.min_quantity
            && quantity <= rules.max_quantity
            && quantity.is_multiple_of(rules.lot)
    }

    /// B1.
    pub fn within_static_band(&self, price: Price) -> bool {
        is_around(self.market.rules.static_band, self.market.reference, price)
    }

    /// B2.
    pub fn within_dynamic_band(&self, price: Price) -> bool {
        is_around(self.market.rules.dynamic_band, self.market.before, price)
    }
}

/// Whether an order waits for another on entry.
#[must_use]
pub fn waits_for_another(order: &Order) -> bool {
    order.link() == Link::OneTriggersOther || order.link() == Link::Bracket
}

/// Without a price or a width there is no band.
fn is_around(width: Option<Width>, centre: Option<Price>, price: Price) -> bool {
    let (Some(width), Some(centre)) = (width, centre) else { return true };
    let distance = u128::from(price.abs_diff(centre));
    distance
        <= match width {
            Width::Ticks(ticks) => u128::from(ticks),
            Width::BasisPoints(points) => u128::from(centre.unsigned_abs()) * u128::from(points) / 10_000,
        }
}

/// The cap of a capped market order, or a limit order's limit.
#[must_use]
pub fn own_limit(order: &Order) -> Option<Price> {
    let capped = order.order_type == OrderType::Market && order.has(CAP);
    (capped || order.order_type == OrderType::Limit).then_some(order.price)
}
