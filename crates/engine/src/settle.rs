//! What a changed market causes in its instrument (W): trailing triggers follow, triggers fire, children of filled orders
//! enter, pegged orders move.

use crate::incoming::{Incoming, Now};
use crate::market::{Market, market_order_price};
use crate::venue::Venue;
use cift_book::{Extra, Place, Slot, Waiting};
use cift_types::{
    EventKind, FLAG_WAITS, InstrumentId, OrderType, PegReference, Phase, Price, Reason, Side, TrailUnit,
    Trigger, TriggerSource,
};

/// The lowest and highest value of a price that a trigger has to look at: those that fire downwards look at the lowest.
type Seen = Option<(Price, Price)>;

impl Venue {
    /// Works off everything that a command or a timer has left to happen in an instrument.
    pub fn settle(&mut self, now: Now, instrument: InstrumentId) {
        let i = instrument as usize;
        loop {
            while self.release_next(now, instrument) {}
            if self.markets[i].phase != Phase::Continuous {
                break;
            }
            if self.markets[i].triggers > 0 {
                self.follow_trails(now, instrument);
                if let Some(slot) = self.next_trigger(instrument) {
                    self.fire(now, instrument, slot);
                    continue;
                }
            }
            if !self.follow_pegs(now, instrument) {
                self.markets[i].range = None;
                break;
            }
        }
        self.publish_indication(now, instrument);
    }

    /// Lets the next child of a filled order enter; whether there was one. Those that become due by it come next.
    fn release_next(&mut self, now: Now, instrument: InstrumentId) -> bool {
        let Some(at) = self.released.iter().position(|&(of, ..)| of == instrument) else { return false };
        let (_, slot, serial) = self.released.remove(at);
        if self.is_still(slot, serial) {
            let others = self.released.len();
            self.come_in(now, instrument, slot);
            self.released.rotate_left(others);
        }
        true
    }

    /// A waiting order comes in: `triggered`, and then as if it were new.
    pub fn come_in(&mut self, now: Now, instrument: InstrumentId, slot: Slot) {
        let live = self.live(instrument, slot);
        self.lift(instrument, slot);
        self.output.write(now, live.record(EventKind::Triggered, Reason::None));
        self.enter_again(now, instrument, slot);
    }

    /// A trigger fires.
    fn fire(&mut self, now: Now, instrument: InstrumentId, slot: Slot) {
        let live = self.live(instrument, slot);
        self.lift(instrument, slot);
        self.output.write(now, live.record(EventKind::Triggered, Reason::None));
        self.break_ring(now, instrument, slot);
        let order = self.incoming(instrument, slot);
        self.enter(now, order);
    }
}

// ---- triggers

impl Venue {
    /// What a trigger of a side sees now. `fresh`: an order that has just come looks at the last trade, not at those since
    /// triggers were looked at.
    fn seen(&self, instrument: InstrumentId, source: TriggerSource, side: Side, fresh: bool) -> Seen {
        let market = &self.markets[instrument as usize];
        let displayed = |side: Side| {
            let best = self.books[instrument as usize].best_at(&self.store, Place::Lit, side)?;
            (best.price != market_order_price(side)).then_some(best.price)
        };
        match source {
            TriggerSource::Last if fresh => market.last.map(|price| (price, price)),
            TriggerSource::Last => market.range,
            TriggerSource::BidAsk => displayed(side.opposite()).map(|price| (price, price)),
            TriggerSource::Mid => {
                // What is at or above the exact middle is at or above it rounded up; below it, rounded down.
                let sum = i128::from(displayed(Side::Buy)?) + i128::from(displayed(Side::Sell)?);
                let down = sum.div_euclid(2);
                Some(((sum - down) as Price, down as Price))
            }
        }
    }

    /// Whether an order's trigger is satisfied as it comes.
    pub fn is_satisfied(&self, order: &Incoming) -> bool {
        let extra = &order.extra;
        if extra.trigger == Trigger::None
            || self.markets[order.instrument as usize].phase != Phase::Continuous
        {
            return false;
        }
        let Some((low, high)) = self.seen(order.instrument, extra.source, extra.side, true) else {
            return false;
        };
        let trigger = match extra.trigger {
            Trigger::Trailing => trailing(extra, (low, high)),
            _ => extra.offset,
        };
        if fires_upwards(extra.trigger, extra.side) { trigger <= high } else { trigger >= low }
    }

    /// Puts an order that stands nowhere among those that wait for their trigger.
    pub fn wait_for_trigger(&mut self, now: Now, instrument: InstrumentId, slot: Slot) {
        let Some(&extra) = self.store.extra(slot) else { return };
        if extra.trigger == Trigger::Trailing {
            let seen = self.seen(instrument, extra.source, extra.side, true);
            let open = self.markets[instrument as usize].phase == Phase::Continuous;
            return match seen.map(|seen| trailing(&extra, seen)) {
                Some(trigger) if open => self.set_trigger(now, instrument, slot, trigger),
                _ => self.park(now, instrument, slot, Waiting::Trigger),
            };
        }
        self.set_trigger(now, instrument, slot, extra.offset);
    }

    fn set_trigger(&mut self, now: Now, instrument: InstrumentId, slot: Slot, trigger: i64) {
        let Some(extra) = self.store.extra_mut(slot) else { return };
        extra.waiting = Waiting::Trigger;
        let (serial, trailing) = (extra.serial, extra.trigger == Trigger::Trailing);
        let up = if fires_upwards(extra.trigger, extra.side) { Side::Sell } else { Side::Buy };
        let to = (Place::Trigger(extra.source, extra.side), up, trigger);
        let market = &mut self.markets[instrument as usize];
        market.triggers += 1;
        if trailing {
            let at = market.trails.partition_point(|&(of, _)| of < serial);
            market.trails.insert(at, (serial, slot));
        }
        // Levels of waiting orders have no greatest total, and their pages are not counted: there is always room.
        let put = self.books[instrument as usize].put(&mut self.store, slot, to);
        debug_assert!(put.is_ok(), "no room to wait at {}", now.seq);
    }

    /// Moves the triggers of trailing orders that the price has gone away from (W3).
    fn follow_trails(&mut self, now: Now, instrument: InstrumentId) {
        let i = instrument as usize;
        for at in 0..self.markets[i].trails.len() {
            let (_, slot) = self.markets[i].trails[at];
            let Some(&extra) = self.store.extra(slot) else { continue };
            let parked = self.books[i].stand(&self.store, slot).place == Place::Parked;
            let seen = self.seen(instrument, extra.source, extra.side, false);
            // One that has no trigger yet takes the price as it is, where nothing has traded since.
            let seen = seen.or_else(|| self.seen(instrument, extra.source, extra.side, parked));
            let Some(seen) = seen else { continue };
            let trigger = trailing(&extra, seen);
            let stand = self.books[i].stand(&self.store, slot);
            let better = if extra.side == Side::Sell { trigger > stand.price } else { trigger < stand.price };
            if stand.place == Place::Parked || better {
                self.lift(instrument, slot);
                self.set_trigger(now, instrument, slot, trigger);
            }
        }
    }

    /// The first order whose trigger is satisfied.
    fn next_trigger(&self, instrument: InstrumentId) -> Option<Slot> {
        let book = &self.books[instrument as usize];
        for source in [TriggerSource::Last, TriggerSource::BidAsk, TriggerSource::Mid] {
            for side in [Side::Buy, Side::Sell] {
                let place = Place::Trigger(source, side);
                let [up, down] = [Side::Sell, Side::Buy].map(|up| book.best_at(&self.store, place, up));
                // What they would see costs more than to find that there are none.
                if up.is_none() && down.is_none() {
                    continue;
                }
                let Some((low, high)) = self.seen(instrument, source, side, false) else { continue };
                let up = up.filter(|level| level.price <= high);
                let down = down.filter(|level| level.price >= low);
                if let Some(level) = up.or(down) {
                    return self.store.slots(level.level).next();
                }
            }
        }
        None
    }
}

/// Whether a trigger fires when the price rises to it.
pub const fn fires_upwards(trigger: Trigger, side: Side) -> bool {
    matches!(trigger, Trigger::Touched) == matches!(side, Side::Sell)
}

/// The trigger of a trailing stop that follows the best of the prices seen. A middle is rounded down to a tick.
fn trailing(extra: &Extra, (low, high): (Price, Price)) -> Price {
    let sells = extra.side == Side::Sell;
    let price = if sells || extra.source == TriggerSource::Mid { high } else { low };
    let distance = match extra.unit {
        TrailUnit::Ticks => extra.offset,
        TrailUnit::BasisPoints => {
            let part = u128::from(price.unsigned_abs()) * u128::from(extra.offset.unsigned_abs()) / 10_000;
            i64::try_from(part).unwrap_or(i64::MAX)
        }
    };
    if sells { price.saturating_sub(distance) } else { price.saturating_add(distance) }
}

// ---- pegs

impl Venue {
    /// A new pegged order takes its price, or waits for one (N8).
    pub fn enter_peg(&mut self, now: Now, mut order: Incoming) {
        let instrument = order.instrument;
        let references = self.references(instrument);
        let price = self.peg_price(instrument, &order.extra, references);
        let market = &mut self.markets[instrument as usize];
        if market.pegs.iter().all(|&(_, slot)| slot == order.slot) {
            // Nobody else has followed anything so far.
            market.followed = references;
        }
        if self.create(&mut order).is_err() {
            return self.no_room_for_peg(now, order, price);
        }
        let slot = order.slot;
        match price {
            Some(price) => self.move_to(now, instrument, slot, price),
            None => self.wait_for_reference(now, instrument, slot),
        }
    }

    fn no_room_for_peg(&mut self, now: Now, mut order: Incoming, price: Option<Price>) {
        order.extra.reserve_price = Some(order.extra.limit);
        order.extra.limit = price.unwrap_or(0);
        let mut record = order.record(EventKind::Repriced, Reason::None, order.left);
        record.flags = if price.is_none() { FLAG_WAITS } else { 0 };
        self.output.write(now, record);
        self.refuse(now, &order, Reason::Capacity);
    }

    fn wait_for_reference(&mut self, now: Now, instrument: InstrumentId, slot: Slot) {
        self.park(now, instrument, slot, Waiting::Reference);
        let live = self.live(instrument, slot);
        let mut record = live.record(EventKind::Repriced, Reason::None);
        (record.flags, record.price) = (FLAG_WAITS, 0);
        self.output.write(now, record);
    }

    /// The best displayed bid and ask of orders that follow nothing and have a price.
    fn references(&self, instrument: InstrumentId) -> (Option<Price>, Option<Price>) {
        (self.reference(instrument, Side::Buy), self.reference(instrument, Side::Sell))
    }

    fn reference(&self, instrument: InstrumentId, side: Side) -> Option<Price> {
        let follows =
            |slot: Slot| self.store.extra(slot).is_some_and(|extra| extra.order_type == OrderType::Pegged);
        let mut levels = self.books[instrument as usize].levels_at(&self.store, Place::Lit, side);
        let own = levels.find(|level| {
            level.price != market_order_price(side)
                && self.store.slots(level.level).any(|slot| !follows(slot))
        });
        own.map(|level| level.price)
    }

    /// The price of a pegged order that stands nowhere, if it has one.
    fn peg_price(
        &self,
        instrument: InstrumentId,
        extra: &Extra,
        (bid, ask): (Option<Price>, Option<Price>),
    ) -> Option<Price> {
        let market = &self.markets[instrument as usize];
        let buys = extra.side == Side::Buy;
        let reference = match extra.peg {
            PegReference::Bid => bid?,
            PegReference::Ask => ask?,
            _ => middle(bid?, ask?, buys),
        };
        // Not at the extremes, where market orders stand.
        let price = reference.saturating_add(extra.offset).clamp(Price::MIN + 1, Price::MAX - 1);
        let price = if buys { price.min(extra.limit) } else { price.max(extra.limit) };
        let opposite =
            Market::best_limit(&self.books[instrument as usize], &self.store, extra.side.opposite());
        if let Some(opposite) = opposite {
            let reached = if buys { price >= opposite } else { price <= opposite };
            if reached {
                let behind = market.behind(extra.side, opposite);
                return behind.filter(|&price| price != Price::MIN && price != Price::MAX);
            }
        }
        if buys { market.rules.round_down(price) } else { market.rules.round_up(price) }
    }

    /// Gives pegged orders their prices anew if what they follow has moved; whether any moved.
    fn follow_pegs(&mut self, now: Now, instrument: InstrumentId) -> bool {
        let i = instrument as usize;
        if self.markets[i].pegs.is_empty() || self.markets[i].phase != Phase::Continuous {
            return false;
        }
        let mut references = self.references(instrument);
        if core::mem::replace(&mut self.markets[i].followed, references) == references {
            return false;
        }
        let mut pegs = core::mem::take(&mut self.scratch.following);
        pegs.extend_from_slice(&self.markets[i].pegs);
        let mut moved = false;
        for &(serial, slot) in &pegs {
            if self.is_still(slot, serial) {
                self.lost_one = false;
                moved |= self.follow(now, instrument, slot, references);
                if self.lost_one {
                    // With one that found no room its ring may have gone, and a reference with that.
                    references = self.references(instrument);
                }
            }
        }
        pegs.clear();
        self.scratch.following = pegs;
        moved
    }

    fn follow(
        &mut self,
        now: Now,
        instrument: InstrumentId,
        slot: Slot,
        references: (Option<Price>, Option<Price>),
    ) -> bool {
        let stand = self.books[instrument as usize].stand(&self.store, slot);
        let Some(extra) = self.store.extra(slot) else { return false };
        if !matches!(extra.waiting, Waiting::No | Waiting::Reference) {
            return false;
        }
        let present = (stand.place == Place::Lit).then_some(stand.price);
        let price = self.peg_price(instrument, extra, references);
        if price == present {
            return false;
        }
        self.lift(instrument, slot);
        match price {
            Some(price) => self.move_to(now, instrument, slot, price),
            None => self.wait_for_reference(now, instrument, slot),
        }
        true
    }
}

/// Half of two prices' sum, rounded away from the other side.
const fn middle(bid: Price, ask: Price, buys: bool) -> Price {
    let sum = bid as i128 + ask as i128;
    let down = sum.div_euclid(2);
    (if buys { down } else { sum - down }) as Price
}
