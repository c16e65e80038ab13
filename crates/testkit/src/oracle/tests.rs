//! Small stories, written down from the rules by hand: what each command causes.

use super::Oracle;
use crate::case::Setup;
use crate::oracle::flag;
use cift_engine::{
    Allocation, AuctionTie, BandAction, MarketToLimit, Remainder, ReplacePriority, Rounding, Rules,
    ScheduleEntry, UnmatchedMarket, Width,
};
use cift_types::{
    CommandKind, EventKind, Link, OrderType, PegReference, Phase, Price, Quantity, Reason, SelfTrade, Side,
    TimeInForce, Trigger, TriggerSource,
};
use cift_wire::{Command, Event, OrderTerms, as_words, from_words};
use core::fmt::Write;

mod auctions;
mod books;
mod waiting;

/// A venue of one instrument, and what it has said.
struct Story {
    oracle: Oracle,
    time_ns: u64,
}

/// An order to be entered; the rest as in a limit order gtc of account 1.
fn order(id: u64, side: Side, price: Price, quantity: Quantity) -> Command {
    Command {
        kind: CommandKind::New as u8,
        side: side as u8,
        order_id: id,
        price,
        quantity,
        account: 1,
        ..Command::default()
    }
}

fn buy(id: u64, price: Price, quantity: Quantity) -> Command {
    order(id, Side::Buy, price, quantity)
}

fn sell(id: u64, price: Price, quantity: Quantity) -> Command {
    order(id, Side::Sell, price, quantity)
}

fn of(kind: CommandKind, id: u64) -> Command {
    Command { kind: kind as u8, order_id: id, account: 1, ..Command::default() }
}

fn phase(phase: Phase) -> Command {
    Command { order_type: phase as u8, account: 0, ..of(CommandKind::Phase, 0) }
}

impl Story {
    fn of(rules: Rules) -> Self {
        let setup = Setup { rules: vec![rules], ..Setup::roomy(1) };
        Self { oracle: Oracle::new(&setup), time_ns: 0 }
    }

    fn plain() -> Self {
        Self::of(Rules::default())
    }

    /// What a command causes, an event a word or two.
    fn tell(&mut self, command: Command) -> String {
        let command = Command { time_ns: self.time_ns, ..command };
        let events = self.oracle.apply(&command).expect("the command has a place");
        events.iter().map(word).collect::<Vec<_>>().join(", ")
    }

    /// The same with terms before it.
    fn with(&mut self, terms: OrderTerms, command: Command) -> String {
        let terms = OrderTerms { kind: CommandKind::Terms as u8, ..terms };
        assert_eq!(self.tell(from_words(*as_words(&terms))), "");
        self.tell(Command { flags: command.flags | flag::TERMS, ..command })
    }

    /// Commands whose events do not matter here.
    fn after(mut self, commands: &[Command]) -> Self {
        for &command in commands {
            let told = self.tell(command);
            assert!(!told.contains("rejected"), "{told}");
        }
        self
    }

    /// The book as it is to be seen: id:quantity@price, best first.
    fn book(&self, side: Side) -> String {
        let mut text = String::new();
        for order in self.oracle.book(0, side) {
            let _ = write!(text, "{}:{}@{} ", order.id, order.displayed(), order.price);
        }
        text.trim_end().to_owned()
    }
}

/// An event in short: `trade 2-1 5@100`, `cancelled 1 5@100 requested`.
fn word(event: &Event) -> String {
    let kind = EventKind::from_u8(event.kind).expect("events have kinds");
    let reason = Reason::from_u8(event.reason).expect("events have reasons");
    let &Event { order_id, counter_order_id, price, quantity, .. } = event;
    let lots = format!("{quantity}@{price}");
    let reason = if reason == Reason::None { String::new() } else { format!(" {}", reason.name()) };
    match kind {
        EventKind::Trade => format!("trade {order_id}-{counter_order_id} {lots}"),
        EventKind::PhaseChanged => {
            format!("{}{reason}", Phase::from_u8(event.flags).expect("a phase").name())
        }
        EventKind::Indicative | EventKind::Uncrossed => {
            format!("{} {lots} +{counter_order_id}", kind.name())
        }
        EventKind::Rejected => format!("rejected{reason}"),
        _ => format!("{} {order_id} {lots}{reason}", kind.name()),
    }
}
