//! A session that says in one line what a command must cause.

use crate::lines::Line;
use cift_engine::{Config, DecimalStep, Engine, Fault, Instrument, Limits, Rules, Submitted};
use cift_types::{
    CommandKind, EventKind, FLAG_AUCTION, FLAG_MAKER_DONE, FLAG_TAKER_DONE, FLAG_WAITS, Phase, Reason, Side,
};
use cift_wire::{Command, Event, MarketState, Order, Position};
use core::fmt::Write;

// ---- sessions

pub struct Venue {
    pub engine: Engine,
}

/// Two instruments with the default rules.
pub fn venue() -> Venue {
    session(|_| {})
}

/// Both instruments with other rules.
pub fn venue_with(change: impl Fn(&mut Rules)) -> Venue {
    session(|config| config.instruments.iter_mut().for_each(|instrument| change(&mut instrument.rules)))
}

pub fn session(change: impl FnOnce(&mut Config)) -> Venue {
    let mut config = config();
    change(&mut config);
    Venue { engine: Engine::new(config).unwrap() }
}

pub fn config() -> Config {
    let one = DecimalStep { mantissa: 1, scale: 0 };
    let instrument = |symbol: &str| Instrument {
        symbol: symbol.to_owned(),
        tick_size: one,
        lot_size: one,
        rules: Rules::default(),
        reference_price: None,
    };
    Config {
        seed: 0,
        instruments: vec![instrument("A"), instrument("B")],
        schedule: Vec::new(),
        accounts: None,
        limits: Limits { orders: 100, pages: 100, reserve_orders: 10, reserve_pages: 10 },
        event_buffer: 1000,
    }
}

impl Venue {
    /// Submits command after command and returns what they caused. All events carry their command's number
    /// and time (O4).
    #[track_caller]
    pub fn run(&mut self, lines: impl IntoIterator<Item = Line>) -> Vec<Event> {
        let mut events = Vec::new();
        for line in lines {
            for command in line.commands(self.engine.time_ns()) {
                assert_eq!(self.submit(&[command]), Submitted { consumed: 1, fault: None });
                let now = (self.engine.seq(), self.engine.time_ns());
                assert!(self.engine.events().iter().all(|event| (event.seq, event.time_ns) == now), "O4");
                events.extend_from_slice(self.engine.events());
            }
        }
        events
    }

    pub fn submit(&mut self, commands: &[Command]) -> Submitted {
        self.engine.clear_events();
        self.engine.submit(commands)
    }

    /// The command causes exactly these events.
    #[track_caller]
    pub fn does(&mut self, line: Line, expected: impl AsRef<[Expected]>) {
        let events = self.run([line]);
        compare(&events, expected.as_ref());
    }

    /// The order is accepted (N1), and then these events follow.
    #[track_caller]
    pub fn enters(&mut self, line: Line, after: impl AsRef<[Expected]>) {
        let mut expected = vec![accepted(line)];
        expected.extend_from_slice(after.as_ref());
        self.does(line, expected);
    }

    /// The orders are accepted, and nothing else happens.
    #[track_caller]
    pub fn accepts(&mut self, lines: impl IntoIterator<Item = Line>) {
        for line in lines {
            self.enters(line, []);
        }
    }

    /// The administrative command is applied, and then these events follow.
    #[track_caller]
    pub fn applies(&mut self, line: Line, after: impl AsRef<[Expected]>) {
        let mut expected = vec![echo(EventKind::Applied, line).flags(line.command.kind)];
        expected.extend_from_slice(after.as_ref());
        self.does(line, expected);
    }

    /// The command causes no event.
    #[track_caller]
    pub fn is_silent(&mut self, line: Line) {
        self.does(line, []);
    }

    /// The command is refused with its own fields, and nothing changes.
    #[track_caller]
    pub fn refuses(&mut self, line: Line, reason: Reason) {
        let before = self.state();
        let expected = Expected { reason, ..echo(EventKind::Rejected, line) };
        self.does(line, [expected.flags(line.command.kind)]);
        let after = self.state();
        let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert!(after == before, "it was refused and changed something: {new:#?}");
    }

    /// The command is a caller's mistake: it is not taken.
    #[track_caller]
    pub fn faults(&mut self, line: Line, fault: Fault) {
        let commands = line.commands(self.engine.time_ns());
        assert_eq!(self.submit(&commands), Submitted { consumed: 0, fault: Some(fault) });
        assert!(self.engine.events().is_empty());
    }
}

// ---- looking at the book

impl Venue {
    /// Prices and displayed quantities of instrument 0, best first.
    #[track_caller]
    pub fn shows(&self, bids: &[(i64, u64)], asks: &[(i64, u64)]) {
        assert_eq!((self.levels(Side::Buy), self.levels(Side::Sell)), (bids.to_vec(), asks.to_vec()));
    }

    pub fn levels(&self, side: Side) -> Vec<(i64, u64)> {
        let mut levels: Vec<(i64, u64)> = Vec::new();
        for (price, order) in self.engine.resting(0, side) {
            match levels.last_mut() {
                Some(last) if last.0 == price => last.1 += order.quantity,
                _ => levels.push((price, order.quantity)),
            }
        }
        levels
    }

    /// Ids of the displayed orders of a side of instrument 0, in the order in which they trade.
    pub fn queue(&self, side: Side) -> Vec<u64> {
        self.engine.resting(0, side).map(|(_, order)| order.id).collect()
    }

    /// A live order of account 0 on instrument 0.
    pub fn order(&self, id: u64) -> Option<Order> {
        self.engine.order(0, 0, id)
    }

    /// What is open of it; zero where it is gone.
    pub fn open(&self, id: u64) -> u64 {
        self.order(id).map_or(0, |order| order.quantity)
    }

    pub fn is_waiting(&self, id: u64) -> bool {
        self.order(id).is_some_and(|order| order.waiting == 1)
    }

    pub fn phase(&self) -> Phase {
        Phase::from_u8(self.engine.market_state(0).unwrap().phase).unwrap()
    }

    /// Everything that a refused command must leave as it was, line by line.
    fn state(&self) -> Vec<String> {
        let mut state = vec![format!("{} live", self.engine.live_orders())];
        for instrument in 0..2 {
            let market = self.engine.market_state(instrument).unwrap_or_default();
            state.push(format!("{:?}", MarketState { seq: 0, time_ns: 0, ..market }));
            for &side in Side::ALL {
                let orders = self.engine.resting(instrument, side);
                state.extend(
                    orders.map(|(price, order)| format!("{instrument} {side:?} {order:?} at {price}")),
                );
            }
        }
        if let Some(risk) = self.engine.risk() {
            // Purses and holdings are made when they are first looked for.
            let balances = risk.balances().filter(|it| (it.total, it.reserved) != (0, 0));
            state.extend(balances.map(|balance| format!("{balance:?}")));
            let blank = |it: &Position| Position {
                account: it.account,
                instrument: it.instrument,
                ..Position::default()
            };
            let unmarked = risk.positions().map(|position| Position { mark_price: 0, ..position });
            let positions = unmarked.filter(|position| *position != blank(position));
            state.extend(positions.map(|position| format!("{position:?}")));
        }
        state
    }
}

// ---- events

/// An event as it must be. What is `None` may be anything.
#[derive(Clone, Copy)]
pub struct Expected {
    pub kind: EventKind,
    pub reason: Reason,
    pub id: u64,
    pub counter: u64,
    pub price: i64,
    pub quantity: u64,
    flags: Option<u8>,
    /// Flags that must be set, whatever others are.
    bits: u8,
    side: Option<u8>,
    instrument: Option<u32>,
    accounts: Option<(u32, u32)>,
}

const BLANK: Expected = Expected {
    kind: EventKind::None,
    reason: Reason::None,
    id: 0,
    counter: 0,
    price: 0,
    quantity: 0,
    flags: None,
    bits: 0,
    side: None,
    instrument: None,
    accounts: None,
};

impl Expected {
    pub fn flags(self, flags: u8) -> Self {
        Self { flags: Some(flags), ..self }
    }

    pub fn side(self, side: Side) -> Self {
        Self { side: Some(side as u8), ..self }
    }

    pub fn because(self, reason: Reason) -> Self {
        Self { reason, ..self }
    }

    /// The refusal of a command of this kind.
    pub fn rejected(self, kind: CommandKind) -> Self {
        Self { kind: EventKind::Rejected, ..self }.flags(kind as u8)
    }

    pub fn on(self, instrument: u32) -> Self {
        Self { instrument: Some(instrument), ..self }
    }

    /// Whose order it is; in a trade, also the resting one's owner.
    pub fn of(self, account: u32, counter_account: u32) -> Self {
        Self { accounts: Some((account, counter_account)), ..self }
    }

    /// A trade after which the incoming order is filled.
    pub fn taker_done(self) -> Self {
        self.bit(FLAG_TAKER_DONE)
    }

    /// A trade after which the resting order is filled.
    pub fn maker_done(self) -> Self {
        self.bit(FLAG_MAKER_DONE)
    }

    fn bit(self, bit: u8) -> Self {
        Self { bits: self.bits | bit, flags: self.flags.map(|flags| flags | bit), ..self }
    }

    fn is(&self, event: &Event) -> bool {
        let Event { order_id, counter_order_id, price, quantity, .. } = *event;
        (event.kind, event.reason) == (self.kind as u8, self.reason as u8)
            && (order_id, counter_order_id, price, quantity)
                == (self.id, self.counter, self.price, self.quantity)
            && self.flags.is_none_or(|flags| flags == event.flags)
            && event.flags & self.bits == self.bits
            && self.side.is_none_or(|side| side == event.side)
            && self.instrument.is_none_or(|instrument| instrument == event.instrument)
            && self.accounts.is_none_or(|accounts| accounts == (event.account, event.counter_account))
    }
}

fn echo(kind: EventKind, line: Line) -> Expected {
    let Command { side, instrument, order_id: id, price, quantity, account, .. } = line.command;
    Expected {
        kind,
        id,
        price,
        quantity,
        side: Some(side),
        instrument: Some(instrument),
        accounts: Some((account, 0)),
        ..BLANK
    }
}

pub fn accepted(line: Line) -> Expected {
    echo(EventKind::Accepted, line)
}

pub fn trade(taker: u64, maker: u64, price: i64, quantity: u64) -> Expected {
    Expected { kind: EventKind::Trade, id: taker, counter: maker, price, quantity, ..BLANK }
}

/// A trade of an uncross; neither is filled by it.
pub fn cross(buyer: u64, seller: u64, price: i64, quantity: u64) -> Expected {
    trade(buyer, seller, price, quantity).side(Side::Buy).flags(FLAG_AUCTION)
}

fn of_order(kind: EventKind, id: u64, price: i64, quantity: u64) -> Expected {
    Expected { kind, id, price, quantity, flags: Some(0), ..BLANK }
}

pub fn cancelled(reason: Reason, id: u64, price: i64, quantity: u64) -> Expected {
    Expected { reason, ..of_order(EventKind::Cancelled, id, price, quantity) }
}

pub fn reduced(id: u64, price: i64, left: u64) -> Expected {
    of_order(EventKind::Reduced, id, price, left)
}

pub fn replaced(id: u64, price: i64, quantity: u64) -> Expected {
    of_order(EventKind::Replaced, id, price, quantity)
}

pub fn triggered(id: u64, price: i64, quantity: u64) -> Expected {
    of_order(EventKind::Triggered, id, price, quantity)
}

pub fn refreshed(id: u64, price: i64, shown: u64) -> Expected {
    of_order(EventKind::Refreshed, id, price, shown)
}

pub fn repriced(id: u64, price: i64, quantity: u64) -> Expected {
    of_order(EventKind::Repriced, id, price, quantity).flags(0)
}

/// A pegged order that has nothing to follow.
pub fn has_no_price(id: u64, quantity: u64) -> Expected {
    repriced(id, 0, quantity).flags(FLAG_WAITS)
}

pub fn phase_changed(from: Phase, to: Phase) -> Expected {
    let changed = Expected { kind: EventKind::PhaseChanged, side: Some(from as u8), ..BLANK };
    changed.flags(to as u8)
}

pub fn phase_changed_by(reason: Reason, from: Phase, to: Phase) -> Expected {
    Expected { reason, ..phase_changed(from, to) }
}

/// What an auction would do: price, volume and surplus.
pub fn indicative(price: i64, volume: u64, surplus: u64, side: Side) -> Expected {
    Expected { counter: surplus, ..of_order(EventKind::Indicative, 0, price, volume) }.side(side)
}

/// What an auction did.
pub fn uncrossed(price: i64, volume: u64, surplus: u64, side: Side) -> Expected {
    Expected { counter: surplus, ..of_order(EventKind::Uncrossed, 0, price, volume) }.side(side)
}

/// Fails with both lists, a line each, where they differ.
#[track_caller]
pub fn compare(events: &[Event], expected: &[Expected]) {
    if events.len() == expected.len() && expected.iter().zip(events).all(|(it, event)| it.is(event)) {
        return;
    }
    let mut text = String::from("other events than expected");
    for row in 0..events.len().max(expected.len()) {
        let (event, it) = (events.get(row), expected.get(row));
        let same = event.zip(it).is_some_and(|(event, it)| it.is(event));
        let _ = write!(text, "\n{} ", if same { "  " } else { "=>" });
        let _ = write!(text, "{:<70} | ", it.map_or_else(|| "(nothing)".to_owned(), expected_text));
        let _ = write!(text, "{}", event.map_or_else(|| "(nothing)".to_owned(), event_text));
    }
    panic!("{text}\n   (expected on the left)");
}

fn expected_text(it: &Expected) -> String {
    let Expected { kind, reason, id, counter, price, quantity, flags, bits, side, instrument, accounts } = it;
    let mut text = format!("{kind:?} {reason:?} {id}/{counter} {quantity}@{price}");
    let mut more = |name: &str, value: Option<u32>| {
        if let Some(value) = value {
            let _ = write!(text, " {name}{value}");
        }
    };
    more("f", flags.map(u32::from));
    more("f>=", flags.is_none().then_some(u32::from(*bits)).filter(|&bits| bits > 0));
    more("s", side.map(u32::from));
    more("i", *instrument);
    more("a", accounts.map(|accounts| accounts.0));
    more("c", accounts.map(|accounts| accounts.1));
    text
}

fn event_text(event: &Event) -> String {
    let &Event { order_id, counter_order_id, price, quantity, flags, side, instrument, .. } = event;
    let (kind, reason) = (EventKind::from_u8(event.kind).unwrap(), Reason::from_u8(event.reason).unwrap());
    format!(
        "{kind:?} {reason:?} {order_id}/{counter_order_id} {quantity}@{price} f{flags} s{side} i{instrument} \
         a{} c{}",
        event.account, event.counter_account
    )
}
