//! Records written and read again.

use cift_tape::{Batch, Decimal, Input, Instrument, Kind, MemoryInput, Metadata, Problem, Source};
use cift_types::BookAction;
use cift_wire::{AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};

use super::super::{Options, Times, header, open, write_csv};
use super::{DATA, read};

/// One batch.
struct One(Metadata, Option<Batch>);

impl Source for One {
    fn metadata(&self) -> &Metadata {
        &self.0
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        let taken = self.1.take();
        let had = taken.is_some();
        *batch = taken.unwrap_or_default();
        Ok(had)
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}

fn metadata() -> Metadata {
    let instrument = |symbol: &str, tick: &str, lot: &str| Instrument {
        symbol: symbol.to_owned(),
        source_id: 0,
        tick: Decimal::parse(tick).unwrap(),
        lot: Decimal::parse(lot).unwrap(),
    };
    Metadata {
        epoch_ns: 1_706_659_200_000_000_000,
        dated: true,
        instruments: vec![instrument("A,\"B\"", "0.25", "0.001"), instrument("#C ", "5", "100")],
        ..Metadata::default()
    }
}

fn written(kind: Kind, times: Times, batch: Batch) -> String {
    let mut text = Vec::new();
    write_csv(&mut One(metadata(), Some(batch)), kind, times, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn columns_are_those_of_the_tables() {
    let tables = include_str!("../../../../../schemas/generated/tables.json");
    let tables: serde_json::Value = serde_json::from_str(tables).unwrap();
    for (kind, name) in Kind::ALL.into_iter().zip([
        "market_by_order",
        "market_by_price",
        "ticks",
        "quotes",
        "bars",
        "market_status",
        "auction_imbalances",
    ]) {
        let table = tables["tables"].as_array().unwrap().iter().find(|table| table["table"] == name).unwrap();
        let columns =
            table["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap());
        let expected: Vec<&str> = std::iter::once("symbol").chain(columns).collect();
        assert_eq!(header(kind).split(',').collect::<Vec<_>>(), expected);
    }
}

#[test]
fn ticks_are_written_exactly_and_read_again() {
    let mut batch = Batch::default();
    let tick = Tick {
        time_ns: 86_399_500_000_000,
        price: 17,
        quantity: 2_500,
        seq: 1,
        trade_id: u64::MAX,
        ..Tick::default()
    };
    batch.push_tick(Tick { side: 1, received_ns: 86_399_600_000_000, venue_seq: 9, ..tick });
    batch.push_tick(Tick { instrument: 1, price: -3, seq: 2, side_unknown: 1, ..tick });
    for (times, time) in
        [(Times::Iso, "2024-01-31T23:59:59.500000000Z"), (Times::Nanoseconds, "1706745599500000000")]
    {
        let text = written(Kind::Tick, times, batch.clone());
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[1]
                .starts_with(&format!("\"A,\"\"B\"\"\",sell,0,0,0,1,{time},4.25,2.5,18446744073709551615,"))
        );
        assert_eq!(lines[2], format!("\"#C \",,1,0,1,2,{time},-15,250000,18446744073709551615,,0"));
        let again = read(&text);
        let [first, second] = again.ticks[..] else { panic!("two") };
        assert_eq!(
            (again.metadata.epoch_ns, again.metadata.instruments[0].symbol.as_str()),
            (1_706_659_200_000_000_000, "A,\"B\"")
        );
        assert_eq!(
            (first.time_ns, first.received_ns, first.side, first.venue_seq),
            (86_399_500_000_000, 86_399_600_000_000, 1, 9)
        );
        assert_eq!((first.price, first.quantity, first.trade_id), (4_250_000_000, 2_500_000_000, u64::MAX));
        assert_eq!((second.price, second.side_unknown, second.received_ns), (-15_000_000_000, 1, 0));
    }
}

#[test]
fn quotes_bars_and_the_rest() {
    let mut batch = Batch::default();
    batch.push_quote(Quote {
        bid_price: 1,
        bid_quantity: 1,
        ask_price: 2,
        bid_orders: 3,
        venue_seq: 4,
        seq: 1,
        ..Quote::default()
    });
    let text = written(Kind::Quote, Times::Nanoseconds, batch.clone());
    let again = read(&text).quotes[0];
    assert_eq!(
        (again.bid_price, again.bid_quantity, again.ask_quantity, again.bid_orders, again.venue_seq),
        (250_000_000, 1_000_000, 0, 3, 4)
    );
    batch.push_bar(Bar {
        open: 1,
        high: 3,
        low: 0,
        close: 2,
        volume: 5,
        buy_volume: 2,
        trades: 7,
        close_time_ns: 60_000_000_000,
        notional_high: -1,
        ..Bar::default()
    });
    let again = read(&written(Kind::Bar, Times::Iso, batch.clone())).bars[0];
    assert_eq!((again.open, again.high, again.low, again.close), (250_000_000, 750_000_000, 0, 500_000_000));
    assert_eq!(
        (again.volume, again.buy_volume, again.trades, again.close_time_ns),
        (5_000_000, 2_000_000, 7, 60_000_000_000)
    );
    batch.push_market_by_order(MarketByOrderEvent {
        action: BookAction::Modify as u8,
        side: 1,
        order_id: 5,
        ..Default::default()
    });
    batch.push_market_by_price(MarketByPriceEvent { action: 99, level: 2, ..Default::default() });
    batch.push_status(MarketStatus { phase: 4, trading: 1, ..Default::default() });
    batch.push_imbalance(AuctionImbalance {
        side_unknown: 1,
        paired_quantity: u64::MAX,
        instrument: 1,
        reference_price: i64::MIN,
        ..Default::default()
    });
    for (kind, line) in [
        (Kind::MarketByOrder, "\"A,\"\"B\"\"\",modify,sell,0,0,0,1706659200000000000,5,0,0,,0"),
        (Kind::MarketByPrice, "\"A,\"\"B\"\"\",99,buy,0,0,0,1706659200000000000,0,0,0,2,,0"),
        (Kind::Status, "\"A,\"\"B\"\"\",halt,1,0,0,0,0,1706659200000000000,0,0,0,,0"),
        (
            Kind::Imbalance,
            "\"#C \",,1,0,0,1,0,1706659200000000000,-46116860184273879040,0,0,1844674407370955161500,0,0,,,0",
        ),
    ] {
        assert_eq!(written(kind, Times::Nanoseconds, batch.clone()).lines().nth(1), Some(line));
    }
}

#[test]
fn real_bars_go_round() {
    for path in ["btc-perp-20211231-20220201_1m.csv.gz", "sp500/stocks.csv", "short-term-interest.csv.gz"] {
        let Ok(input) = cift_tape::FileInput::open(&format!("{DATA}{path}")) else { return };
        let mut once = Vec::new();
        let mut source = open(vec![Box::new(input)], &Options::default()).unwrap();
        let count = write_csv(&mut source, Kind::Bar, Times::Nanoseconds, &mut once).unwrap();
        assert!(count > 500);
        let input: Box<dyn Input> = Box::new(MemoryInput::new("again.csv", once.clone()));
        let mut twice = Vec::new();
        write_csv(
            &mut open(vec![input], &Options::default()).unwrap(),
            Kind::Bar,
            Times::Nanoseconds,
            &mut twice,
        )
        .unwrap();
        // Symbols have their numbers by their first rows, which sorting has changed.
        let lines = |text: Vec<u8>| -> Vec<String> {
            let text = String::from_utf8(text).unwrap();
            text.lines()
                .map(|line| {
                    line.split(',').enumerate().filter(|(at, _)| *at != 1).map(|(_, field)| field).collect()
                })
                .collect()
        };
        assert!(lines(once) == lines(twice), "{path}");
    }
}
