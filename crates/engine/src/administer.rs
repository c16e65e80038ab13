//! Commands of the venue itself: phases, reference prices, heartbeats, accounts.

use crate::apply::Sequenced;
use crate::incoming::Now;
use crate::venue::Venue;
use cift_book::{Slot, Stand, Waiting};
use cift_types::{CommandKind, EXACT_LIMIT, InstrumentId, Phase, Reason, Trigger};
use cift_wire::Command;

impl Venue {
    pub fn administer(&mut self, at: Sequenced<'_>, kind: CommandKind) -> Result<(), Reason> {
        let &Command { instrument, account, price, param, order_type, .. } = at.command;
        let now = at.now();
        match kind {
            CommandKind::Phase => {
                self.instruments(instrument)?;
                let phase = Phase::from_u8(order_type).ok_or(Reason::InvalidPhase)?;
                self.set_phases(now, instrument, phase, Reason::None);
            }
            CommandKind::Reference => {
                self.check_instrument(at)?;
                self.output.applied(at);
                self.markets[instrument as usize].set_reference(price);
                self.desk.set_reference(instrument, price);
                self.note_plain(instrument);
            }
            CommandKind::Clock => {}
            CommandKind::Heartbeat => {
                if param >= EXACT_LIMIT {
                    return Err(Reason::InvalidExpiry);
                }
                self.output.applied(at);
                let due_ns = (param > 0).then(|| now.time_ns.saturating_add(param));
                self.timers.watch(account, due_ns);
            }
            CommandKind::Disconnect => {
                self.output.applied(at);
                self.disconnect(now, account);
            }
            _ => self.of_accounts(at, kind)?,
        }
        Ok(())
    }

    fn of_accounts(&mut self, at: Sequenced<'_>, kind: CommandKind) -> Result<(), Reason> {
        self.desk.apply(at.command)?;
        self.output.applied(at);
        if kind == CommandKind::Kill && at.command.order_type == 1 {
            self.cancel_killed(at);
        }
        Ok(())
    }

    /// Puts an order that waits for its trigger back, behind the others there.
    pub fn put_back(&mut self, now: Now, instrument: InstrumentId, slot: Slot, stand: Stand) {
        let Some(extra) = self.store.extra_mut(slot) else { return };
        extra.waiting = Waiting::Trigger;
        let (serial, trailing) = (extra.serial, extra.trigger == Trigger::Trailing);
        let market = &mut self.markets[instrument as usize];
        market.triggers += 1;
        if trailing {
            let at = market.trails.partition_point(|&(of, _)| of < serial);
            market.trails.insert(at, (serial, slot));
        }
        let to = (stand.place, stand.side, stand.price);
        let put = self.books[instrument as usize].put(&mut self.store, slot, to);
        debug_assert!(put.is_ok(), "no room to wait at {}", now.seq);
    }
}
