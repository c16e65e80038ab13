//! A busy market with everything that there is: two accounts a side, all kinds of orders, quotes, auctions, administration.
//! Rates are meant to be those of an ordinary day: most orders are plain limits, most of them are cancelled.
//!
//! An engine runs along, so that changes can aim at orders that are live, and the book keeps its size.

mod live;
mod orders;

use crate::funded::{self, Limited};
use crate::random::Random;
use cift_engine::{
    Allocation, BandAction, Config, Engine, MarketPrice, MarketToLimit, ReplacePriority, Rules, TickBand,
    UnmatchedMarket, Width,
};
use cift_types::{
    AccountId, AccountKind, CommandKind, InstrumentId, Phase, Price, Quantity, SelfTrade, Side,
};
use cift_wire::Command;
use live::Live;
use std::collections::VecDeque;

/// The accounts: the first two begin as buyers, the others as sellers. They turn around when they have a lot.
pub const ACCOUNTS: [(AccountId, AccountKind); 4] =
    [(1, AccountKind::Cash), (2, AccountKind::Margin), (3, AccountKind::Cash), (4, AccountKind::Margin)];
/// Instruments: one plain, one with ticks, one that shares by size, one with bands where market orders rest.
pub const INSTRUMENTS: u32 = 4;

/// Where every market begins.
const CENTRE: Price = 10_000;
/// Live orders that the market has about as many of.
const POPULATION: u32 = 3000;
/// A position, in lots, at which an account turns around.
const ENOUGH: i64 = 20_000;
/// Commands of an instrument from one opening to the next, and how many of them each call and the night takes.
const DAY: u32 = 25_000;
const CALLS: [(Phase, u32); 4] =
    [(Phase::ClosingAuction, 250), (Phase::Closed, 20), (Phase::PreOpen, 150), (Phase::OpeningAuction, 250)];

/// Commands without end.
#[derive(Debug)]
pub struct Mixed {
    engine: Engine,
    random: Random,
    live: Live,
    /// Orders that wait for their release, or did.
    held: Vec<Command>,
    markets: Vec<Market>,
    /// By account: which way it goes.
    sides: [Side; ACCOUNTS.len()],
    next: VecDeque<Command>,
    ids: u64,
    time_ns: u64,
}

/// An instrument, as the flow sees it.
#[derive(Debug)]
struct Market {
    centre: Price,
    tick: Price,
    /// Commands until the phase changes, and what to.
    left: u32,
    phase: Phase,
    next_phase: Phase,
}

/// The session that the flow is for.
#[must_use]
pub fn config() -> Config {
    let mut config = funded::config(INSTRUMENTS);
    let rules = [
        Rules::default(),
        Rules { ticks: vec![TickBand { from: 0, tick: 5 }], ..Rules::default() },
        Rules {
            allocation: Allocation { fifo_percent: 40, pro_rata: true, minimum: 2, ..Allocation::PRICE_TIME },
            replace: ReplacePriority::KeepsOnReduce,
            ..Rules::default()
        },
        Rules {
            unmatched_market: UnmatchedMarket::Rest,
            market_price: MarketPrice::Reference,
            market_to_limit: MarketToLimit::Rest,
            self_trade: SelfTrade::CancelOldest,
            static_band: Some(Width::BasisPoints(5000)),
            dynamic_band: Some(Width::BasisPoints(100)),
            band_action: BandAction::Auction,
            auction_ns: 1_000_000,
            ..Rules::default()
        },
    ];
    for (instrument, rules) in config.instruments.iter_mut().zip(rules) {
        instrument.rules = rules;
    }
    config.instruments[3].reference_price = Some(CENTRE);
    config
}

/// The commands that come before the flow: accounts, money, and the usual limits.
#[must_use]
pub fn opening() -> Vec<Command> {
    funded::opening(&ACCOUNTS, Limited::Typical)
}

impl Mixed {
    /// The flow of a seed, behind [`opening`].
    ///
    /// # Panics
    ///
    /// When the session is refused, which is a bug.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let config = config();
        let market = |(instrument, tick)| Market {
            centre: CENTRE,
            tick,
            // Not all on the same day.
            left: DAY / 4 * (1 + instrument),
            phase: Phase::Continuous,
            next_phase: CALLS[0].0,
        };
        let mut flow = Self {
            engine: Engine::new(config).expect("the settings are valid"),
            random: Random::new(seed),
            live: Live::default(),
            held: Vec::new(),
            markets: (0..INSTRUMENTS).zip([1, 5, 1, 1]).map(market).collect(),
            sides: [Side::Buy, Side::Buy, Side::Sell, Side::Sell],
            next: VecDeque::new(),
            ids: live::FIRST_ID,
            time_ns: 0,
        };
        for command in opening() {
            flow.apply(&command);
        }
        flow
    }

    /// How many orders are live after the commands so far.
    #[must_use]
    pub const fn live_orders(&self) -> u32 {
        self.engine.live_orders()
    }

    fn apply(&mut self, command: &Command) {
        let submitted = self.engine.submit(core::slice::from_ref(command));
        assert_eq!((submitted.consumed, submitted.fault), (1, None), "{command:?}");
        for event in self.engine.events() {
            self.live.note(event);
        }
        self.engine.clear_events();
    }

    /// A command, or some that follow each other.
    fn make(&mut self) {
        let instrument = self.random.weighted(&[40, 20, 20, 20]) as InstrumentId;
        if let Some(phase) = self.pass(instrument) {
            let kind = CommandKind::Phase as u8;
            let to = Command { kind, instrument, order_type: phase as u8, ..Command::default() };
            self.next.push_back(to);
            return;
        }
        let number = self.random.below(ACCOUNTS.len() as u64) as usize;
        self.turn(number, instrument);
        let command = Command { instrument, account: ACCOUNTS[number].0, ..Command::default() };
        match self.markets[instrument as usize].phase {
            Phase::Continuous => self.any(number, command),
            Phase::Halt | Phase::Closed => self.change(CommandKind::Cancel, command),
            phase => self.collect(number, phase, command),
        }
    }

    fn any(&mut self, number: usize, command: Command) {
        let crowded = self.live_orders() > POPULATION;
        let cancels = if crowded { 4800 } else { 2000 };
        match self.random.weighted(&[4900, cancels, 800, 200, 80, 30, 20, 20, 2, 10, 3, 1]) {
            0 => self.enter(number, command),
            1 => self.change(CommandKind::Cancel, command),
            2 => self.change(CommandKind::Replace, command),
            3 => self.change(CommandKind::Reduce, command),
            4 => self.quote(command),
            5 => self.release(command),
            6 => self.heartbeat(command),
            7 => self.next.push_back(Command { kind: CommandKind::Clock as u8, ..command }),
            8 => self.mass_cancel(command),
            9 => self.administer(command),
            10 => self.reference(command),
            _ => self.stop_an_account(command),
        }
    }

    /// Lets an instrument's day go on; the phase that begins.
    fn pass(&mut self, instrument: InstrumentId) -> Option<Phase> {
        if self.random.chance(20) {
            let step = self.random.between(-1, 1);
            let market = &mut self.markets[instrument as usize];
            // It does not wander off for ever.
            let back = (CENTRE - market.centre) / 400;
            market.centre += market.tick * (step + back);
        }
        let engine_phase = self.engine.market_state(instrument).map_or(0, |state| state.phase);
        let phase = Phase::from_u8(engine_phase).unwrap_or(Phase::Continuous);
        let market = &mut self.markets[instrument as usize];
        if phase != market.phase {
            // By a band or a timer.
            market.phase = phase;
        }
        market.left -= 1;
        if market.left == 0 {
            let at = CALLS.iter().position(|&(of, _)| of == market.next_phase);
            market.phase = market.next_phase;
            market.left = at.map_or(DAY, |at| CALLS[at].1);
            let following = at.map_or(0, |at| at + 1);
            market.next_phase = CALLS.get(following).map_or(Phase::Continuous, |&(phase, _)| phase);
            return Some(market.phase);
        }
        let sudden = market.phase == Phase::Continuous && self.random.below(20_000) == 0;
        let over = matches!(market.phase, Phase::Halt | Phase::VolatilityAuction) && self.random.chance(20);
        if sudden {
            market.phase = self.random.pick(&[Phase::Halt, Phase::VolatilityAuction]);
            return Some(market.phase);
        }
        if over {
            market.phase = Phase::Continuous;
            return Some(market.phase);
        }
        None
    }

    /// An account that has enough goes the other way.
    fn turn(&mut self, number: usize, instrument: InstrumentId) {
        let position = self.holds(number, instrument);
        if position > ENOUGH {
            self.sides[number] = Side::Sell;
        } else if position < -ENOUGH {
            self.sides[number] = Side::Buy;
        }
    }

    fn holds(&self, number: usize, instrument: InstrumentId) -> i64 {
        self.engine.risk().map_or(0, |risk| risk.position(ACCOUNTS[number].0, instrument))
    }

    fn side(&mut self, number: usize) -> Side {
        let side = self.sides[number];
        if self.random.chance(150) { side.opposite() } else { side }
    }

    fn new_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn lots(&mut self) -> Quantity {
        match self.random.weighted(&[60, 30, 9, 1]) {
            0 => 100,
            1 => 1 + self.random.below(200),
            2 => 100 * (1 + self.random.below(10)),
            _ => 1 + self.random.below(5000),
        }
    }

    /// A price so many ticks behind the centre, where it rests; beyond it, if negative.
    fn behind(&self, instrument: InstrumentId, side: Side, ticks: i64) -> Price {
        let market = &self.markets[instrument as usize];
        let by = ticks * market.tick;
        let centre = market.centre.div_euclid(market.tick) * market.tick;
        if side == Side::Buy { centre - by } else { centre + by }
    }

    /// A price at which it rests, mostly near the centre.
    fn passive(&mut self, instrument: InstrumentId, side: Side) -> Price {
        let most = self.random.pick(&[2, 5, 5, 10, 40]);
        let ticks = 1 + self.random.below(most);
        self.behind(instrument, side, ticks as i64)
    }

    /// A price at which it trades.
    fn aggressive(&mut self, instrument: InstrumentId, side: Side) -> Price {
        let ticks = 1 + self.random.below(3);
        self.behind(instrument, side, -(ticks as i64))
    }
}

impl Iterator for Mixed {
    type Item = Command;

    fn next(&mut self) -> Option<Command> {
        while self.next.is_empty() {
            self.make();
        }
        let mut command = self.next.pop_front()?;
        self.time_ns += self.random.below(10_000);
        command.time_ns = self.time_ns;
        self.apply(&command);
        Some(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cift_types::{EventKind, Reason};

    #[test]
    fn a_seed_is_a_stream_that_is_mostly_right_and_has_everything() {
        let flow = || Mixed::new(3).take(60_000);
        assert!(flow().eq(flow()));
        let mut engine = Engine::new(config()).expect("the settings are valid");
        let mut kinds = [0_u32; EventKind::ALL.len()];
        let mut reasons = [0_u32; Reason::ALL.len()];
        for command in opening().into_iter().chain(flow()) {
            engine.submit(&[command]);
            for event in engine.events() {
                kinds[event.kind as usize] += 1;
                if event.kind == EventKind::Rejected as u8 {
                    reasons[event.reason as usize] += 1;
                }
            }
            engine.clear_events();
        }
        let rejected = kinds[EventKind::Rejected as usize];
        assert!(rejected < 60_000 / 25, "{rejected} rejected: {reasons:?}");
        let missing = EventKind::ALL.iter().skip(1).filter(|&&kind| kinds[kind as usize] == 0);
        assert_eq!(missing.count(), 0, "{kinds:?}");
        assert!(engine.live_orders() > POPULATION / 4, "{}", engine.live_orders());
    }
}
