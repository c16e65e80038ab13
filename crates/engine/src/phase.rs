//! Phases (P): what an instrument's market takes and does, and what a change of it brings with it.

use crate::incoming::Now;
use crate::output::Record;
use crate::rules::{BandAction, MarketToLimit, UnmatchedMarket};
use crate::timers::{Due, Timer, phase_after};
use crate::venue::Venue;
use cift_book::{Place, Slot, Waiting};
use cift_types::{
    EVERY, EventKind, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_REDUCE_ONLY, InstrumentId, OrderType, Phase, Reason,
    Side, TimeInForce,
};

impl Venue {
    /// Changes the phase of an instrument.
    pub fn set_phase(&mut self, now: Now, instrument: InstrumentId, phase: Phase, reason: Reason) {
        let i = instrument as usize;
        let old = self.markets[i].phase;
        if old == phase {
            return self.phase_changed(now, instrument, (old, phase), reason);
        }
        self.end_phase_at(instrument, None);
        let ends_call = matches!(phase, Phase::Continuous | Phase::Closed) && self.markets[i].collecting;
        if ends_call {
            self.uncross(now, instrument);
            self.markets[i].collecting = false;
        }
        self.markets[i].phase = phase;
        self.markets[i].published = crate::market::Indication::default();
        self.phase_changed(now, instrument, (old, phase), reason);
        self.note_plain(instrument);
        if ends_call {
            self.cancel_auction_orders(now, instrument);
        }
        if old == Phase::Closed {
            self.desk.new_day();
        }
        if phase.is_call() {
            self.begin_call(now, instrument, old, phase);
        }
        if phase == Phase::Closed {
            self.close(now, instrument);
        }
        let ends_ns = match phase {
            Phase::VolatilityAuction if self.markets[i].rules.auction_ns > 0 => {
                Some(now.since_ns.saturating_add(self.markets[i].rules.auction_ns))
            }
            _ => None,
        };
        self.end_phase_at(instrument, ends_ns);
    }

    fn phase_changed(&mut self, now: Now, instrument: InstrumentId, phases: (Phase, Phase), reason: Reason) {
        self.output.write(
            now,
            Record {
                kind: EventKind::PhaseChanged,
                reason,
                flags: phases.1 as u8,
                side: phases.0 as u8,
                instrument,
                ..Record::EMPTY
            },
        );
    }

    /// P2 and P3.
    fn begin_call(&mut self, now: Now, instrument: InstrumentId, old: Phase, phase: Phase) {
        self.markets[instrument as usize].collecting = true;
        self.markets[instrument as usize].call = phase;
        if !old.is_call() {
            let goes = |venue: &Self, slot: Slot| {
                venue.store.extra(slot).is_some_and(|extra| {
                    let flags = FLAG_ALL_OR_NONE | FLAG_REDUCE_ONLY;
                    let pegged = extra.order_type == OrderType::Pegged;
                    extra.waiting == Waiting::No && (pegged || extra.flags & flags != 0)
                })
            };
            self.cancel_where(now, instrument, Reason::WrongPhase, goes);
        }
        if phase == Phase::ClosingAuction {
            let mut waiting = core::mem::take(&mut self.scratch.closing);
            self.at_close(instrument, &mut waiting);
            for &(slot, serial) in &waiting {
                if self.is_still(slot, serial) {
                    self.lift(instrument, slot);
                    self.enter_again(now, instrument, slot);
                }
            }
            waiting.clear();
            self.scratch.closing = waiting;
        }
    }

    /// P5.
    fn close(&mut self, now: Now, instrument: InstrumentId) {
        let for_the_day = |venue: &Self, slot: Slot| {
            venue.store.extra(slot).is_some_and(|extra| extra.time_in_force == TimeInForce::Day)
        };
        self.cancel_where(now, instrument, Reason::EndOfDay, for_the_day);
        let at_close = |venue: &Self, slot: Slot| {
            venue.store.extra(slot).is_some_and(|extra| extra.waiting == Waiting::Close)
        };
        self.cancel_where(now, instrument, Reason::AuctionOver, at_close);
    }

    /// P4: what an uncross leaves of orders that were for it alone.
    fn cancel_auction_orders(&mut self, now: Now, instrument: InstrumentId) {
        let over = match self.markets[instrument as usize].call {
            Phase::PreOpen | Phase::OpeningAuction => Some(TimeInForce::AtOpen),
            Phase::ClosingAuction => Some(TimeInForce::AtClose),
            _ => None,
        };
        if let Some(over) = over {
            let for_auction = |venue: &Self, slot: Slot| {
                let extra = venue.store.extra(slot);
                extra.is_some_and(|extra| extra.waiting == Waiting::No && extra.time_in_force == over)
            };
            self.cancel_where(now, instrument, Reason::AuctionOver, for_auction);
        }
        let priceless = |venue: &Self, slot: Slot| {
            let rules = &venue.markets[instrument as usize].rules;
            venue.store.extra(slot).is_some_and(|extra| {
                extra.waiting == Waiting::No
                    && match extra.order_type {
                        OrderType::Market => {
                            rules.unmatched_market == UnmatchedMarket::Cancel || extra.flags & FLAG_CAP != 0
                        }
                        OrderType::MarketToLimit => rules.market_to_limit == MarketToLimit::Reject,
                        _ => false,
                    }
            })
        };
        self.cancel_where(now, instrument, Reason::NoLiquidity, priceless);
    }

    /// Orders that wait for the closing auction, in order of entry.
    fn at_close(&self, instrument: InstrumentId, target: &mut Vec<(Slot, u64)>) {
        let Some(level) = self.books[instrument as usize].best_at(&self.store, Place::Parked, Side::Sell)
        else {
            return;
        };
        let parked = self.store.slots(level.level).filter_map(|slot| Some((slot, self.store.extra(slot)?)));
        let waiting = parked.filter(|(_, extra)| extra.waiting == Waiting::Close);
        target.extend(waiting.map(|(slot, extra)| (slot, extra.serial)));
        target.sort_unstable_by_key(|&(_, serial)| serial);
    }

    /// B2: a trade would have left the dynamic band.
    pub fn leave_band(&mut self, now: Now, instrument: InstrumentId, action: BandAction) {
        if action == BandAction::Pause {
            self.set_phase(now, instrument, Phase::Halt, Reason::DynamicBand);
            self.markets[instrument as usize].collecting = true;
            let ends_ns = now.since_ns.saturating_add(self.markets[instrument as usize].rules.pause_ns);
            self.end_phase_at(instrument, Some(ends_ns));
        } else {
            self.set_phase(now, instrument, Phase::VolatilityAuction, Reason::DynamicBand);
        }
    }

    /// Works off the timers that are due.
    #[cold]
    #[inline(never)]
    pub fn run_timers(&mut self, now: Now) {
        while let Some(timer) = self.timers.pop(now.time_ns) {
            if self.is_live_timer(&timer) {
                self.run_timer(now, timer);
            }
        }
        self.clean_timers();
    }

    fn run_timer(&mut self, now: Now, timer: Timer) {
        let now = Now { since_ns: timer.due_ns, ..now };
        match timer.what {
            Due::Expiry { instrument, slot, .. } => {
                self.cancel_live(now, instrument, slot, Reason::Expired);
                self.settle(now, instrument);
            }
            Due::PhaseEnd { instrument } => {
                let next = phase_after(self.markets[instrument as usize].phase);
                self.set_phase(now, instrument, next, Reason::Scheduled);
                self.settle(now, instrument);
            }
            Due::Silence { account } => self.disconnect(now, account),
            Due::Schedule { entry } => {
                let entry = self.timers.schedule[entry as usize];
                self.set_phases(now, entry.instrument.unwrap_or(EVERY), entry.phase, Reason::Scheduled);
            }
        }
    }

    /// Changes the phase of one instrument or of all, in order.
    pub fn set_phases(&mut self, now: Now, instrument: InstrumentId, phase: Phase, reason: Reason) {
        let all = 0..self.markets.len() as InstrumentId;
        let some = if instrument == EVERY { all } else { instrument..instrument + 1 };
        for instrument in some.clone() {
            self.set_phase(now, instrument, phase, reason);
        }
        some.for_each(|instrument| self.settle(now, instrument));
    }
}
