use cift_tape::{
    AnyRecord, Batch, Decimal, Input, Instrument, Kind, MemoryInput, Metadata, Problem, Source, TapeRecord,
    Writer,
};
use cift_wire::{AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};

use super::Select;
use crate::detect::{Format, Options, open};

/// A text in which two instruments take turns, in each format that tells them apart: with AB, and CD at 20.
fn formats() -> Vec<(Format, String)> {
    let table = "time,symbol,price,size\n2024-03-01 14:30:00,AB,10,1\n2024-03-01 14:30:01,CD,20,2\n\
        2024-03-01 14:30:02,AB,10.5,3\n2024-03-01 14:30:03,CD,20,4\n";
    let databento = "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,flags,sequence,symbol\n\
        1,1,0,1,5,T,A,10.0,1,128,1,AB\n2,2,0,1,6,T,A,20.0,2,128,2,CD\n3,3,0,1,5,T,A,10.0,3,128,3,AB\n4,4,0,1,6,T,A,20.0,4,128,4,CD\n";
    let tardis = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nx,AB,1583020803145000,1583020803307160,1,sell,10,1\n\
        x,CD,1583020803146000,1583020803307160,2,sell,20,2\nx,CD,1583020803147000,1583020803307160,3,sell,20,4\n";
    let trades = "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n\
        1733011200.5,AB,Buy,1,10,PlusTick,a,1,1,1\n1733011201,CD,Sell,2,20,PlusTick,b,1,1,1\n1733011202,CD,Sell,4,20,PlusTick,c,1,1,1\n";
    let trade = |symbol: &str, price: u8, quantity: u8, id: u8| {
        format!(
            "{{\"e\":\"trade\",\"E\":1723161256322,\"T\":1723161256322,\"s\":\"{symbol}\",\"t\":{id},\"p\":\"{price}\",\
             \"q\":\"{quantity}\",\"m\":true}}\n"
        )
    };
    let binance =
        [trade("AB", 10, 1, 1), trade("CD", 20, 2, 2), trade("AB", 10, 3, 3), trade("CD", 20, 4, 4)];
    vec![
        (Format::Csv, table.to_owned()),
        (Format::DatabentoCsv, databento.to_owned()),
        (Format::Tardis, tardis.to_owned()),
        (Format::BybitTrades, trades.to_owned()),
        (Format::Binance, binance.concat()),
    ]
}

fn source(text: &str, symbols: &[&str]) -> Box<dyn Source> {
    let input: Vec<Box<dyn Input>> = vec![Box::new(MemoryInput::new("x.csv", text.into()))];
    let symbols = symbols.iter().map(|symbol| (*symbol).to_owned()).collect();
    open(input, &Options { symbols, ..Options::default() }).expect("opens")
}

/// Symbols, and number, instrument, quantity of each trade; or the problem.
#[expect(clippy::type_complexity, reason = "three numbers a trade")]
fn trades(source: &mut dyn Source) -> Result<(Vec<String>, Vec<(u64, u32, u64)>), String> {
    let (mut batch, mut all) = (Batch::default(), Vec::new());
    while source.read(&mut batch).map_err(|problem| problem.to_string())? {
        all.extend(batch.ticks.iter().map(|tick| (tick.seq, tick.instrument, tick.quantity)));
    }
    let instruments = &source.metadata().instruments;
    Ok((instruments.iter().map(|instrument| instrument.symbol.clone()).collect(), all))
}

#[test]
fn every_format_with_symbols_can_be_asked_for_some() {
    for (format, text) in formats() {
        let mut chosen = source(&text, &["CD"]);
        let (symbols, all) = trades(&mut *chosen).expect("reads");
        assert_eq!((symbols, all), (vec!["CD".to_owned()], vec![(1, 0, 2), (2, 0, 4)]), "{}", format.name());
        let (symbols, all) = trades(&mut *source(&text, &["CD", "AB"])).expect("reads");
        assert_eq!((symbols.join(","), all.len() > 2), ("AB,CD".to_owned(), true), "{}", format.name());
        let problem = trades(&mut *source(&text, &["CD", "EF"])).expect_err("a problem");
        assert_eq!(problem, "x.csv: has no instrument \"EF\"; it has AB, CD", "{}", format.name());
    }
}

#[test]
fn a_tape_is_one_of_these_formats() {
    let (_, text) = formats().swap_remove(0);
    let mut all = source(&text, &[]);
    let (mut batch, mut bytes) = (Batch::default(), Vec::new());
    assert!(all.read(&mut batch).expect("reads"));
    let mut writer = Writer::new(&mut bytes, all.metadata()).expect("begins");
    writer.append(&batch).expect("writes");
    writer.finish(all.metadata()).expect("ends");
    let input: Vec<Box<dyn Input>> = vec![Box::new(MemoryInput::new("x.cift", bytes))];
    let mut tape =
        open(input, &Options { symbols: vec!["CD".to_owned()], ..Options::default() }).expect("opens");
    let (symbols, all) = trades(&mut *tape).expect("reads");
    assert_eq!((symbols, all), (vec!["CD".to_owned()], vec![(1, 0, 2), (2, 0, 4)]));
}

#[test]
fn what_has_no_symbol_is_named() {
    let table = "time,price,size\n2024-03-01 14:30:00,10,1\n";
    assert_eq!(trades(&mut *source(table, &["AB"])).expect("reads").0, ["AB"]);
    assert!(trades(&mut *source(table, &["AB", "CD"])).expect_err("a problem").contains("it has x"));
    let input = |text: &str| -> Vec<Box<dyn Input>> { vec![Box::new(MemoryInput::new("x", text.into()))] };
    let options = Options { symbols: vec!["AB".to_owned(), "CD".to_owned()], ..Options::default() };
    for text in ["1000 order_created {\"price\": \"1\"}", "34200.1,1,11,10,1000000,1\n"] {
        let problem = open(input(text), &options).err().expect("a problem").to_string();
        assert!(problem.contains("several symbols were given"), "{problem}");
    }
}

/// Batches of records, with the symbols known by then.
struct Made(Vec<(Batch, &'static [&'static str])>, Metadata);

impl Source for Made {
    fn metadata(&self) -> &Metadata {
        &self.1
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        if self.0.is_empty() {
            return Ok(false);
        }
        let (next, symbols) = self.0.remove(0);
        *batch = next;
        self.1.instruments = (0..)
            .zip(symbols)
            .map(|(source_id, symbol)| {
                let symbol = (*symbol).to_owned();
                Instrument { symbol, source_id, tick: Decimal::ONE, lot: Decimal::ONE }
            })
            .collect();
        Ok(true)
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}

/// One record of each kind for an instrument.
fn one_each(instrument: u32, seq: u64) -> Batch {
    let mut batch = Batch::default();
    batch.push_market_by_order(MarketByOrderEvent { instrument, seq, ..Default::default() });
    batch.push_market_by_price(MarketByPriceEvent { instrument, seq, ..Default::default() });
    batch.push_tick(Tick { instrument, seq, ..Default::default() });
    batch.push_quote(Quote { instrument, seq, ..Default::default() });
    batch.push_bar(Bar { instrument, open_seq: seq, close_seq: seq, ..Default::default() });
    batch.push_status(MarketStatus { instrument, seq, ..Default::default() });
    batch.push_imbalance(AuctionImbalance { instrument, seq, ..Default::default() });
    batch
}

#[test]
fn all_kinds_are_numbered_anew_and_names_may_come_later() {
    let batches = vec![
        (one_each(0, 10), &["A", "1"][..]),
        (one_each(2, 20), &["A", "1", "C"][..]),
        (one_each(1, 30), &["A", "B", "C"][..]),
        (one_each(0, 40), &["A", "B", "C"][..]),
    ];
    let inner = Made(batches, Metadata::default());
    let mut select = Select::new(Box::new(inner), vec!["B".to_owned(), "C".to_owned()]);
    let (mut batch, mut found) = (Batch::default(), Vec::new());
    while select.read(&mut batch).expect("reads") {
        batch
            .for_each(|record: AnyRecord<'_>| found.push((record.kind(), record.instrument(), record.seq())));
        assert!(batch.bars.iter().all(|bar| bar.open_seq == bar.seq()));
    }
    let kinds =
        Kind::ALL.iter().chain(&Kind::ALL).zip(1..).map(|(kind, seq)| (*kind, u32::from(seq > 7), seq));
    assert_eq!(found, kinds.collect::<Vec<_>>());
    let symbols: Vec<_> = select.metadata().instruments.iter().map(|known| known.symbol.as_str()).collect();
    assert_eq!(symbols, ["C", "B"]);
}
