//! A session from outside: what it answers, and what outlives it, snapshots and journals.

#[path = "../../../engine/tests/snapshot/flow.rs"]
mod flow;
mod hostile;
mod journals;
mod queries;
mod snapshots;

use cift_host::{Code, Handle, Host, HostError, Session};
use cift_wire::{Command, Event};
use flow::Flow;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    seed: u64,
    instruments: Vec<Instrument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accounts: Option<Accounts>,
    limits: BTreeMap<&'static str, u32>,
    reserve: BTreeMap<&'static str, u32>,
    event_buffer: u32,
}

#[derive(Serialize)]
struct Instrument {
    symbol: String,
    rules: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct Accounts {
    currencies: [Currency; 2],
    instruments: Vec<BTreeMap<&'static str, u32>>,
    tiers: [BTreeMap<&'static str, BTreeMap<&'static str, i32>>; 2],
    fifo: bool,
}

#[derive(Serialize)]
struct Currency {
    code: &'static str,
    scale: u32,
}

/// A session's configuration in MessagePack.
fn settings(with_accounts: bool) -> Vec<u8> {
    let rules = |rests: bool| {
        if rests {
            BTreeMap::from([("unmatchedMarket", "rest"), ("selfTrade", "decrement")])
        } else {
            BTreeMap::new()
        }
    };
    let instruments = (0..3).map(|i| Instrument { symbol: format!("I{i}"), rules: rules(i == 1) }).collect();
    let fee = |ppm| BTreeMap::from([("ppm", ppm)]);
    let tier = || BTreeMap::from([("maker", fee(-10)), ("taker", fee(50))]);
    let currency = |code| Currency { code, scale: 2 };
    let money = |i: u32| {
        BTreeMap::from([
            ("base", 1),
            ("quote", 0),
            ("tickValue", 1),
            ("lotValue", i),
            ("initialMarginPpm", 100_000),
        ])
    };
    let accounts = Accounts {
        currencies: [currency("USD"), currency("XYZ")],
        instruments: (0..3).map(money).collect(),
        tiers: [tier(), tier()],
        fifo: true,
    };
    rmp_serde::to_vec_named(&Settings {
        seed: 7,
        instruments,
        accounts: with_accounts.then_some(accounts),
        limits: BTreeMap::from([("orders", 300), ("pages", 20)]),
        reserve: BTreeMap::from([("orders", 16), ("pages", 4)]),
        event_buffer: 1000,
    })
    .unwrap()
}

fn commands(with_accounts: bool, seed: u64, count: usize) -> Vec<Command> {
    let mut flow = Flow::new(seed, 3, with_accounts);
    let mut all = flow.opening();
    all.extend(flow.commands(count));
    all
}

/// Applies all commands, reading events whenever the buffer is full.
fn submit(session: &mut Session, commands: &[Command]) -> Vec<Event> {
    let (mut rest, mut events) = (commands, Vec::new());
    while !rest.is_empty() {
        let consumed = session.submit(rest).unwrap();
        assert_eq!(session.fault(), None);
        events.extend_from_slice(session.events().unwrap());
        session.advance(usize::MAX).unwrap();
        rest = &rest[consumed..];
    }
    events
}

fn error_of(result: Result<Handle, HostError>) -> HostError {
    result.expect_err("it was taken")
}

fn error_of_query<T>(result: Result<T, HostError>) -> Code {
    result.err().expect("it was answered").code
}

/// A host with one session.
fn begun(with_accounts: bool) -> (Host, Handle) {
    let mut host = Host::new();
    let handle = host.create(&settings(with_accounts)).unwrap();
    (host, handle)
}
