//! What commands change: the books, what orders have in common, and what waits to happen.

use crate::config::Config;
use crate::desk::Desk;
use crate::incoming::Incoming;
use crate::market::Market;
use crate::output::Output;
use crate::plan::Plan;
use crate::random::Draws;
use crate::timers::Timers;
use cift_book::{Book, Slot, Store};
use cift_types::{InstrumentId, Phase, TimeNs};
use cift_wire::{Command, OrderTerms};

/// The reason to look closer that a market gives its book.
pub const BUSY_MARKET: u32 = 1;

/// The state of a session, and where it says what happens.
#[derive(Debug)]
pub struct Venue {
    pub books: Vec<Book>,
    pub store: Store,
    pub output: Output,
    pub markets: Vec<Market>,
    pub desk: Desk,
    pub timers: Timers,
    /// The last order's serial number.
    pub serial: u64,
    pub draws: Draws,
    /// The terms of the command before, for the order that follows.
    pub kept: Option<OrderTerms>,
    /// Quote entries by account, in order of entry.
    pub quotes: Vec<Command>,
    /// Children whose parent is filled: they enter the market next.
    pub released: Vec<(InstrumentId, Slot, u64)>,
    /// An incoming order whose ring may take it along.
    pub taker: Option<Incoming>,
    pub plan: Plan,
    pub scratch: Scratch,
    /// An order that moved found no room and has gone: what a plan says of the orders after it does not hold.
    pub lost_one: bool,
    pub auction: crate::auction::Scratch,
}

/// Room for lists that a command needs for a while: taken out, and put back empty.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Orders that are about to be cancelled.
    pub doomed: Vec<(Slot, Option<u64>)>,
    /// A mass quote's entries.
    pub entries: Vec<Command>,
    /// All-or-none orders that an incoming one passed over.
    pub passed: Vec<(Slot, u64)>,
    /// Pegged orders that are about to follow.
    pub following: Vec<(u64, Slot)>,
    /// Orders that enter the closing auction.
    pub closing: Vec<(Slot, u64)>,
    /// Orders whose parent has gone; a stack.
    pub orphans: Vec<(Slot, u64)>,
}

impl Venue {
    pub fn new(config: &Config, books: Vec<Book>, store: Store, output: Output) -> Self {
        let mut venue = Self {
            books,
            store,
            output,
            markets: config.instruments.iter().map(Market::new).collect(),
            desk: Desk::new(config),
            timers: Timers::new(&config.schedule),
            serial: 0,
            draws: Draws(config.seed),
            kept: None,
            quotes: Vec::new(),
            released: Vec::new(),
            taker: None,
            plan: Plan::default(),
            scratch: Scratch::default(),
            lost_one: false,
            auction: crate::auction::Scratch::default(),
        };
        for instrument in 0..venue.markets.len() as InstrumentId {
            venue.note_plain(instrument);
            let market = &venue.markets[instrument as usize];
            if market.phase == Phase::VolatilityAuction && market.rules.auction_ns > 0 {
                let ends_ns = market.rules.auction_ns;
                venue.end_phase_at(instrument, Some(ends_ns));
            }
        }
        venue
    }

    /// Tells an instrument's book whether its market lets orders take the short way.
    pub fn note_plain(&mut self, instrument: InstrumentId) {
        let i = instrument as usize;
        let busy = !self.markets[i].is_plain();
        self.books[i].set_busy(BUSY_MARKET, busy);
    }

    /// When the next timer is due; later than all times where there is none.
    #[inline(always)]
    pub const fn next_due_ns(&self) -> TimeNs {
        self.timers.next_due_ns
    }

    pub const fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}
