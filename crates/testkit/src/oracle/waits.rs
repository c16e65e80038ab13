//! W: what a changed market causes: trailing triggers follow, triggers fire, pegs follow.

use super::entry::one_tick_behind;
use super::market::Floor;
use super::marks::Mark;
use super::order::{Order, Place, within};
use cift_types::{EventKind, OrderType, PegReference, Phase, Price, Reason, Side, TriggerSource};

impl Floor<'_> {
    /// W1.
    pub fn follow_market(&mut self) {
        if !self.market.has_followers && self.market.phase == Phase::Continuous {
            self.market.range = None;
            return;
        }
        while self.market.phase == Phase::Continuous {
            self.trail();
            if let Some(number) = self.first_satisfied() {
                self.fire(number);
            } else if !self.follow_references() {
                self.market.range = None;
                break;
            }
        }
    }

    /// W1 (b).
    fn fire(&mut self, number: u64) {
        let Some(order) = self.get(number) else { return };
        self.session.marks.add(Mark::of_trigger(order.terms.trigger, order.source()));
        self.change(number, |order| order.place = Place::Incoming);
        self.tell(EventKind::Triggered, Reason::None, number);
        self.ring_ends(number);
        self.enter_late(number);
        self.enter_children();
    }

    /// The first trigger that is satisfied: by source, side, direction, trigger price, time.
    fn first_satisfied(&self) -> Option<u64> {
        self.triggers().into_iter().find(|order| self.is_satisfied(order)).map(|order| order.number)
    }

    /// Orders that wait for a trigger which has a price, in the order in which they would fire.
    pub fn triggers(&self) -> Vec<Order> {
        let waits = |order: &&Order| order.place == Place::Trigger && order.trigger_price.is_some();
        let mut triggers: Vec<Order> = self.market.orders.iter().filter(waits).copied().collect();
        triggers.sort_by_key(|order| {
            let price = i128::from(order.trigger_price.unwrap_or(0));
            let price = if order.fires_upwards() { price } else { -price };
            (order.source() as u8, order.side as u8, !order.fires_upwards(), price, order.since)
        });
        triggers
    }

    /// W2.
    fn is_satisfied(&self, order: &Order) -> bool {
        let Some(trigger) = order.trigger_price else { return false };
        match order.source() {
            TriggerSource::Last => self.market.range.is_some_and(|(low, high)| {
                if order.fires_upwards() { high >= trigger } else { low <= trigger }
            }),
            TriggerSource::BidAsk | TriggerSource::Mid => self.is_satisfied_by_book(order, trigger),
        }
    }

    /// W2: on entry, in the continuous phase.
    pub fn is_satisfied_on_entry(&self, order: &Order) -> bool {
        if self.market.phase != Phase::Continuous {
            return false;
        }
        let Some(trigger) = self.trigger_on_entry(order) else { return false };
        if order.source() != TriggerSource::Last {
            return self.is_satisfied_by_book(order, trigger);
        }
        let upwards = order.fires_upwards();
        self.market.last.is_some_and(|last| if upwards { last >= trigger } else { last <= trigger })
    }

    fn is_satisfied_by_book(&self, order: &Order, trigger: Price) -> bool {
        let (price, trigger) = match order.source() {
            TriggerSource::Last => return false,
            TriggerSource::BidAsk => (self.opposite(order.side).map(i128::from), i128::from(trigger)),
            TriggerSource::Mid => (self.twice_mid(), 2 * i128::from(trigger)),
        };
        let upwards = order.fires_upwards();
        price.is_some_and(|price| if upwards { price >= trigger } else { price <= trigger })
    }

    /// The best displayed price of the other side, unless it is a market order's.
    fn opposite(&self, side: Side) -> Option<Price> {
        let best = self.best(side.opposite(), Order::is_displayed)?;
        (!best.is_at_market()).then_some(best.price)
    }

    fn twice_mid(&self) -> Option<i128> {
        let (bid, ask) = (self.opposite(Side::Sell)?, self.opposite(Side::Buy)?);
        Some(i128::from(bid) + i128::from(ask))
    }

    /// W3: the trigger that an order begins with, where there is one.
    pub fn trigger_on_entry(&self, order: &Order) -> Option<Price> {
        if !order.is_trailing() || self.market.phase != Phase::Continuous {
            return order.trigger_price;
        }
        self.source_price(order).map(|price| at_distance(order, price))
    }

    /// The price that a trailing trigger looks at, as it is now.
    fn source_price(&self, order: &Order) -> Option<Price> {
        match order.source() {
            TriggerSource::Last => self.market.last,
            TriggerSource::BidAsk => self.opposite(order.side),
            TriggerSource::Mid => self.twice_mid().map(|twice| twice.div_euclid(2) as Price),
        }
    }

    /// W1 (a), W3.
    fn trail(&mut self) {
        for number in self.numbers(|order| order.place == Place::Trigger && order.is_trailing()) {
            let Some(order) = self.get(number) else { continue };
            let seen = match (order.source(), self.market.range) {
                (TriggerSource::Last, Some((low, high))) => {
                    Some(if order.side == Side::Sell { high } else { low })
                }
                (TriggerSource::Last, None) if order.trigger_price.is_some() => None,
                _ => self.source_price(&order),
            };
            let Some(trigger) = seen.map(|price| at_distance(&order, price)) else { continue };
            let better = order
                .trigger_price
                .is_none_or(|old| if order.side == Side::Sell { trigger > old } else { trigger < old });
            if better {
                self.mark(Mark::Trailed);
                let stamp = self.session.next_stamp();
                self.change(number, |order| (order.trigger_price, order.since) = (Some(trigger), stamp));
            }
        }
    }

    /// W1 (c). Whether a peg has moved.
    fn follow_references(&mut self) -> bool {
        let now = (self.reference_of(Side::Buy), self.reference_of(Side::Sell));
        if self.market.followed == now {
            return false;
        }
        self.market.followed = now;
        let mut moved = false;
        for number in self.numbers(|order| order.order_type == OrderType::Pegged) {
            let Some(order) = self.get(number) else { continue };
            if order.place == Place::Book || order.place == Place::Peg {
                moved |= self.reprice_peg(&order);
            }
        }
        moved
    }

    /// N8: the best displayed price of a side, of orders that are neither pegged nor market orders.
    fn reference_of(&self, side: Side) -> Option<Price> {
        let counts = |order: &Order| {
            order.is_displayed() && order.order_type != OrderType::Pegged && !order.is_at_market()
        };
        self.best(side, counts).map(|order| order.price)
    }

    /// N8.
    fn peg_price(&self, order: &Order) -> Option<Price> {
        let (bid, ask) = (self.reference_of(Side::Buy), self.reference_of(Side::Sell));
        let buys = order.side == Side::Buy;
        let reference = match order.peg() {
            PegReference::None => None,
            PegReference::Bid => bid.map(i128::from),
            PegReference::Ask => ask.map(i128::from),
            PegReference::Mid => bid.zip(ask).map(|(bid, ask)| {
                let sum = i128::from(bid) + i128::from(ask);
                if buys { sum.div_euclid(2) } else { (sum + 1).div_euclid(2) }
            }),
        }?;
        let wanted = inside(reference + i128::from(order.terms.offset));
        let mut price = if buys { wanted.min(order.bound) } else { wanted.max(order.bound) };
        let displayed = |other: &Order| other.is_displayed() && !other.is_at_market();
        let best = self.best(order.side.opposite(), displayed).map(|best| best.price);
        if let Some(best) = best.filter(|&best| within(best, order.side, Some(price))) {
            price = one_tick_behind(order, best);
            if price == Price::MIN || price == Price::MAX {
                return None; // there is no room behind the other side
            }
        }
        // There may be no multiple of the tick before the numbers end.
        Some(self.away_to_tick(order.side, price)).filter(|&price| self.fits_tick(price))
    }

    /// N8: a new pegged order, or one that comes in late, gets its price, or waits for one.
    pub fn enter_pegged(&mut self, number: u64) {
        let Some(order) = self.get(number) else { return };
        let price = self.peg_price(&order);
        self.tell_peg(number, price);
        if price.is_some() {
            self.rest(number);
        } else {
            self.wait(number, Place::Peg);
        }
    }

    /// Whether it has moved.
    fn reprice_peg(&mut self, order: &Order) -> bool {
        let price = self.peg_price(order);
        if price == order.rests().then_some(order.price) {
            return false;
        }
        self.change(order.number, |order| order.place = Place::Peg);
        self.tell_peg(order.number, price);
        if price.is_some() {
            self.rest(order.number);
        }
        true
    }

    fn tell_peg(&mut self, number: u64, price: Option<Price>) {
        self.change(number, |order| order.price = price.unwrap_or(0));
        self.tell(EventKind::Repriced, Reason::None, number);
        if price.is_none()
            && let Some(event) = self.session.events.last_mut()
        {
            event.flags = 1;
        }
        self.mark(if price.is_some() { Mark::PegPriced } else { Mark::PegWaits });
    }
}

/// N8: one inside the extremes of the integers.
fn inside(price: i128) -> Price {
    price.clamp(i128::from(Price::MIN + 1), i128::from(Price::MAX - 1)) as Price
}

/// W3: a sell's trigger stands below the price, a buy's above it.
fn at_distance(order: &Order, price: Price) -> Price {
    let offset = i128::from(order.terms.offset);
    let distance =
        if order.trails_in_points() { i128::from(price.unsigned_abs()) * offset / 10_000 } else { offset };
    let trigger = match order.side {
        Side::Sell => i128::from(price) - distance,
        Side::Buy => i128::from(price) + distance,
    };
    trigger.clamp(i128::from(Price::MIN), i128::from(Price::MAX)) as Price
}
