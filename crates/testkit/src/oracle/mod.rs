//! The rules of `schemas/semantics.md` once more, as plainly as they can be said: a vector of all live orders of an
//! instrument, searched from end to end. Written from the rules alone, not from the engine. Where the rules left a
//! question open, the reading that was chosen is said where it matters.

mod allocation;
mod auction;
mod changes;
mod checks;
mod entry;
mod fields;
mod links;
mod market;
mod marks;
mod order;
mod phases;
mod session;
mod sweep;
#[cfg(test)]
mod tests;
mod waits;
mod whole;

pub use allocation::allocate;
pub use market::{Clearing, Market, is_call};
pub use marks::{Mark, Marks};
pub use order::{Order, Place, flag};
pub use session::{Due, Session, Timer};

use crate::case::Setup;
use changes::{Matching, check_change, matching};
use cift_engine::{Fault, ScheduleEntry};
use cift_types::{CommandKind, EXACT_LIMIT, EventKind, InstrumentId, Phase, Reason, Side};
use cift_wire::{Command, Event, OrderTerms, as_words, from_words};
use fields::deny;
use market::Floor;

/// The number that stands for all instruments, or all accounts.
pub const ALL: u32 = u32::MAX;
/// V19: so many quote entries are kept for an account.
const QUOTE_ENTRIES: usize = 64;

/// A naive venue.
#[derive(Clone, Debug)]
pub struct Oracle {
    /// What all instruments share.
    pub session: Session,
    /// The instruments.
    pub markets: Vec<Market>,
    /// Quote entries that wait for their mass quote.
    pub quotes: Vec<Command>,
    /// V24: the terms of the command just before.
    terms: Option<OrderTerms>,
    schedule: Vec<ScheduleEntry>,
}

type Checked = Result<(), Reason>;

impl Oracle {
    /// An empty venue.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        let config = setup.config();
        let mut session = Session::new(config.limits, config.seed);
        for (at, entry) in config.schedule.iter().enumerate() {
            session.set_timer(entry.time_ns, Due::Schedule(at));
        }
        let instruments = (0..).zip(config.instruments);
        let markets: Vec<Market> = instruments
            .map(|(number, instrument)| Market::new(number, instrument.rules, instrument.reference_price))
            .collect();
        for market in &markets {
            // A4
            if market.phase == Phase::VolatilityAuction && market.rules.auction_ns > 0 {
                session.set_timer(market.rules.auction_ns, Due::Phase(market.instrument));
            }
        }
        Self { session, markets, quotes: Vec::new(), terms: None, schedule: config.schedule }
    }

    /// Applies a command and returns what it caused (O4), or why it has no place in the stream (O3).
    pub fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Fault> {
        self.place(command)?;
        self.session.marks = Marks::default();
        while let Some(timer) = self.session.take_due() {
            self.session.now_ns = timer.due_ns;
            self.time_out(timer.what);
            self.settle();
        }
        self.session.now_ns = self.session.time_ns;
        // V24: they are for the next command, whatever it is.
        let terms = self.terms.take();
        if let Err(reason) = self.carry_out(command, terms.as_ref()) {
            self.reject(command, command, reason);
        }
        self.settle();
        Ok(core::mem::take(&mut self.session.events))
    }

    // O1, O2, O3: the number comes first when both are broken.
    fn place(&mut self, command: &Command) -> Result<(), Fault> {
        let (expected, actual) = (self.session.seq + 1, command.seq);
        if actual != 0 && actual != expected {
            return Err(Fault::Sequence { expected, actual });
        }
        let (last_ns, actual_ns) = (self.session.time_ns, command.time_ns);
        if actual_ns < last_ns || actual_ns >= EXACT_LIMIT {
            return Err(Fault::Time { last_ns, actual_ns });
        }
        (self.session.seq, self.session.time_ns) = (expected, actual_ns);
        Ok(())
    }

    /// O6: in each instrument, the orders that others have made due, what the changed market causes, the indication.
    fn settle(&mut self) {
        for number in 0..self.markets.len() {
            self.on(number as u32, |floor| {
                floor.enter_children();
                floor.follow_market();
                floor.indicate();
            });
        }
    }

    /// Does something in an instrument.
    fn on<T>(&mut self, instrument: InstrumentId, work: impl FnOnce(&mut Floor<'_>) -> T) -> T {
        let live = |market: &Market| market.orders.len();
        let others = self.markets.iter().filter(|market| market.instrument != instrument);
        self.session.live_elsewhere = others.map(live).sum();
        let all = self.session.live_elsewhere + live(&self.markets[instrument as usize]);
        // Pages matter only where there could be too many.
        if all >= self.session.limits.pages as usize {
            let others = self.markets.iter().filter(|market| market.instrument != instrument);
            self.session.pages_elsewhere = others.map(Market::pages).sum();
        }
        let market = &mut self.markets[instrument as usize];
        work(&mut Floor { market, session: &mut self.session })
    }

    /// V1 and everything else.
    fn carry_out(&mut self, command: &Command, terms: Option<&OrderTerms>) -> Checked {
        use CommandKind as Kind;
        match CommandKind::from_u8(command.kind) {
            None | Some(Kind::None) => Err(Reason::UnknownCommand),
            Some(Kind::New) => self.enter(command, terms),
            Some(Kind::Reduce | Kind::Replace | Kind::Cancel | Kind::Release) => self.change(command),
            Some(Kind::Terms) => {
                self.terms = Some(from_words(*as_words(command)));
                Ok(())
            }
            Some(Kind::MassCancel) => self.mass_cancel(command),
            Some(Kind::QuoteEntry) => self.keep_quote(command),
            Some(Kind::MassQuote) => self.mass_quote(command),
            Some(Kind::Phase) => self.phase(command),
            Some(Kind::Reference) => self.reference(command),
            Some(Kind::Clock) => Ok(()),
            Some(Kind::Heartbeat) => self.heartbeat(command),
            Some(Kind::Disconnect) => {
                self.tell_applied(command);
                self.disconnect(command.account);
                Ok(())
            }
            // V23: there are no accounts.
            Some(Kind::Account | Kind::Transfer | Kind::Limit | Kind::Kill | Kind::Permit) => {
                Err(Reason::InvalidCommand)
            }
        }
    }

    fn known(&self, instrument: InstrumentId) -> Checked {
        deny(instrument as usize >= self.markets.len(), Reason::UnknownInstrument)
    }

    fn enter(&mut self, command: &Command, kept: Option<&OrderTerms>) -> Checked {
        fields::check(command, kept)?; // V2 to V9h
        self.known(command.instrument)?; // V10
        let terms = kept.filter(|_| command.flags & flag::TERMS != 0);
        let order = Order::new(command, terms, self.session.accepted + 1);
        self.on(command.instrument, |floor| floor.check_new(&order))?;
        self.session.accepted += 1;
        self.on(command.instrument, |floor| floor.enter(order));
        Ok(())
    }

    fn change(&mut self, command: &Command) -> Checked {
        check_change(command)?; // V13, V14
        self.known(command.instrument)?; // V15
        self.on(command.instrument, |floor| match CommandKind::from_u8(command.kind) {
            Some(CommandKind::Reduce) => floor.reduce(command),
            Some(CommandKind::Replace) => floor.replace(command),
            Some(CommandKind::Release) => floor.release(command),
            _ => floor.cancel(command),
        })
    }

    /// The instruments that a command means.
    fn meant(&self, instrument: InstrumentId) -> Vec<InstrumentId> {
        if instrument == ALL { (0..self.markets.len() as u32).collect() } else { vec![instrument] }
    }

    // V18, C4
    fn mass_cancel(&mut self, command: &Command) -> Checked {
        let which = matching(command)?;
        deny(command.instrument != ALL, Reason::None).or_else(|_| self.known(command.instrument))?;
        for instrument in self.meant(command.instrument) {
            self.on(instrument, |floor| floor.cancel_many(&which, Reason::MassCancelled));
        }
        Ok(())
    }

    // V19
    fn keep_quote(&mut self, command: &Command) -> Checked {
        Side::from_u8(command.side).ok_or(Reason::InvalidSide)?;
        deny(command.order_id >= EXACT_LIMIT, Reason::InvalidOrderId)?;
        deny(command.quantity >= EXACT_LIMIT, Reason::InvalidQuantity)?;
        self.known(command.instrument)?;
        let words = command.flags != 0 || command.param != 0;
        deny(words || command.order_type != 0 || command.time_in_force != 0, Reason::InvalidFlags)?;
        let kept = self.quotes.iter().filter(|quote| quote.account == command.account).count();
        deny(kept >= QUOTE_ENTRIES, Reason::InvalidQuote)?;
        self.quotes.push(*command);
        Ok(())
    }

    // V20, C5
    fn mass_quote(&mut self, command: &Command) -> Checked {
        let own = |quote: &&Command| quote.account == command.account;
        let entries: Vec<Command> = self.quotes.iter().filter(own).copied().collect();
        self.quotes.retain(|quote| quote.account != command.account);
        deny(entries.is_empty(), Reason::InvalidQuote)?;
        for group in entries.chunk_by(|one, other| one.instrument == other.instrument) {
            let instrument = group[0].instrument;
            let wrong = group.iter().enumerate().find_map(|(at, entry)| {
                let checked = self.on(instrument, |floor| floor.check_quote(entry, &group[..at]));
                checked.err().map(|reason| (entry, reason))
            });
            if let Some((entry, reason)) = wrong {
                self.session.marks.add(Mark::QuoteGroupRejected);
                self.reject(command, entry, reason);
                continue;
            }
            for entry in group {
                self.enter_quote(entry);
            }
        }
        Ok(())
    }

    fn enter_quote(&mut self, entry: &Command) {
        let number = self.session.accepted + 1;
        self.session.accepted += u64::from(entry.quantity > 0);
        self.on(entry.instrument, |floor| {
            if let Some(live) = floor.live(entry.account, entry.order_id) {
                floor.mark(Mark::QuoteReplaced);
                floor.leave(live.number, Reason::MassCancelled);
            }
            if entry.quantity > 0 {
                floor.enter(Order::new(entry, None, number));
            }
        });
    }

    // V21, P1
    fn phase(&mut self, command: &Command) -> Checked {
        deny(command.instrument != ALL, Reason::None).or_else(|_| self.known(command.instrument))?;
        let phase = Phase::from_u8(command.order_type).ok_or(Reason::InvalidPhase)?;
        for instrument in self.meant(command.instrument) {
            self.on(instrument, |floor| floor.change_phase(phase, Reason::None));
        }
        Ok(())
    }

    // V22, A5
    fn reference(&mut self, command: &Command) -> Checked {
        self.known(command.instrument)?;
        self.tell_applied(command);
        let market = &mut self.markets[command.instrument as usize];
        (market.reference, market.current) = (Some(command.price), Some(command.price));
        Ok(())
    }

    // V22, T1
    fn heartbeat(&mut self, command: &Command) -> Checked {
        deny(command.param >= EXACT_LIMIT, Reason::InvalidExpiry)?;
        self.tell_applied(command);
        self.end_watch(command.account);
        if command.param > 0 {
            let due = self.session.time_ns.saturating_add(command.param);
            self.session.set_timer(due, Due::Watch(command.account));
        }
        Ok(())
    }

    fn end_watch(&mut self, account: u32) {
        self.session.timers.retain(|timer| timer.what != Due::Watch(account));
    }

    // T1, T2
    fn disconnect(&mut self, account: u32) {
        self.end_watch(account);
        for instrument in self.meant(ALL) {
            self.on(instrument, |floor| {
                floor.cancel_many(&Matching::account(account), Reason::Disconnected);
            });
        }
    }

    /// T1: what a timer does.
    fn time_out(&mut self, what: Due) {
        match what {
            Due::Order(instrument, number) => self.on(instrument, |floor| {
                floor.leave(number, Reason::Expired);
            }),
            Due::Phase(instrument) => {
                self.session.marks.add(Mark::PhaseEnds);
                self.on(instrument, |floor| {
                    floor.end_phase();
                });
            }
            Due::Schedule(at) => {
                let ScheduleEntry { phase, instrument, .. } = self.schedule[at];
                for instrument in self.meant(instrument.unwrap_or(ALL)) {
                    self.on(instrument, |floor| floor.change_phase(phase, Reason::Scheduled));
                }
            }
            Due::Watch(account) => {
                self.session.marks.add(Mark::WatchEnds);
                self.disconnect(account);
            }
        }
    }

    // T2
    fn tell_applied(&mut self, command: &Command) {
        self.tell_command(command, command, EventKind::Applied, Reason::None);
    }

    // V: everything as it came; of a mass quote, the entry's.
    fn reject(&mut self, command: &Command, fields: &Command, reason: Reason) {
        self.tell_command(command, fields, EventKind::Rejected, reason);
    }

    fn tell_command(&mut self, command: &Command, fields: &Command, kind: EventKind, reason: Reason) {
        self.session.events.push(Event {
            kind: kind as u8,
            side: fields.side,
            flags: command.kind,
            reason: reason as u8,
            instrument: fields.instrument,
            order_id: fields.order_id,
            price: fields.price,
            quantity: fields.quantity,
            account: fields.account,
            ..self.session.event()
        });
    }

    /// The orders of one side of a book that are to be seen, first to trade first.
    #[must_use]
    pub fn book(&self, instrument: InstrumentId, side: Side) -> Vec<Order> {
        self.resting(instrument, side).into_iter().filter(Order::is_displayed).collect()
    }

    /// The same with the hidden ones.
    #[must_use]
    pub fn resting(&self, instrument: InstrumentId, side: Side) -> Vec<Order> {
        let orders = self.markets[instrument as usize].orders.iter();
        let mut orders: Vec<Order> =
            orders.filter(|order| order.rests() && order.side == side).copied().collect();
        orders.sort_by_key(Order::rank);
        orders
    }

    /// All live orders.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.markets.iter().flat_map(|market| &market.orders)
    }

    /// How many orders are live.
    #[must_use]
    pub fn live_orders(&self) -> usize {
        self.markets.iter().map(|market| market.orders.len()).sum()
    }

    /// How many price pages hold orders (L1).
    #[must_use]
    pub fn pages(&self) -> u32 {
        self.markets.iter().map(Market::pages).sum::<usize>() as u32
    }
}
