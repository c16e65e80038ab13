//! Files that vendors made, all without an option, and layouts that others are known to have.

use super::{TimeFormat, columns, price, problem, read, read_with, real, real_with};

const DAY: u64 = 86_400_000_000_000;
const MINUTE: u64 = 60_000_000_000;

#[test]
fn minute_bars_with_fractional_volume() {
    let Some(read) = real("btc-perp-20211231-20220201_1m.csv.gz") else { return };
    assert_eq!(read.bars.len(), 45_031);
    let (first, last) = (read.bars[0], read.bars[45_030]);
    assert_eq!(read.metadata.epoch_ns, 1_640_908_800_000_000_000);
    assert_eq!(first.open_time_ns, 23 * 60 * MINUTE + MINUTE);
    assert_eq!(first.close_time_ns - first.open_time_ns, MINUTE);
    assert_eq!(
        [first.open, first.high, first.low, first.close].map(|ticks| price(&read, ticks)),
        ["46319", "46385", "46319", "46377"]
    );
    let lot = read.metadata.instruments[0].lot;
    assert_eq!(lot.times(first.volume as i64).reduced().to_string(), "2300413.7295");
    let volumes = read.bars.iter().map(|bar| lot.times(bar.volume as i64).reduced().to_string());
    assert!(volumes.clone().any(|volume| volume == "218102.595075"), "without what a float has left behind");
    assert_eq!((last.close_seq, price(&read, last.close).as_str()), (45_031, "38544"));
    assert_eq!(read.metadata.instruments[0].symbol, "btc-perp-20211231-20220201_1m");
}

#[test]
fn histdata_ticks_without_a_header_are_quotes() {
    let Some(read) = real("quote_tick_data.csv.gz") else { return };
    assert_eq!(read.quotes.len(), 9_500);
    let first = read.quotes[0];
    assert_eq!(first.time_ns, 17 * 60 * MINUTE + 65_000_000);
    assert_eq!(
        (price(&read, first.bid_price).as_str(), price(&read, first.ask_price).as_str()),
        ("1.1212", "1.12172")
    );
    assert_eq!(read.metadata.instruments[0].lot.times(first.bid_quantity as i64).reduced().to_string(), "1");
}

#[test]
fn fxcm_truefx_and_cme() {
    for (path, bars, close) in [
        ("fxcm/usdjpy-m1-ask-2013.csv.gz", 28_761, "92.54"),
        ("fxcm/usdjpy-m1-bid-2013.csv.gz", 28_761, "92.539"),
        ("fxcm/gbpusd-m1-ask-2012.csv.gz", 30_117, "1.59216"),
        ("fxcm/gbpusd-m1-bid-2012.csv.gz", 30_117, "1.59208"),
        ("xcme/6EH4.XCME_1min_bars_20240101_20240131.csv.gz", 29_996, "1.0823"),
    ] {
        let Some(read) = real(path) else { return };
        let last = read.bars[read.bars.len() - 1];
        assert_eq!((read.bars.len(), price(&read, last.close).as_str()), (bars, close), "{path}");
        assert_eq!(last.close_time_ns - last.open_time_ns, MINUTE);
    }
    let Some(read) = real("truefx/usdjpy-ticks.csv") else { return };
    assert_eq!((read.quotes.len(), read.quotes[0].time_ns), (1_000, 22 * 60 * MINUTE + 295_000_000));
    assert_eq!(price(&read, read.quotes[999].ask_price), "86.854");
}

#[test]
fn daily_bars_of_an_index() {
    let Some(read) = real("sp500/sp500-2000.csv") else { return };
    let (first, last) = (read.bars[0], read.bars[read.bars.len() - 1]);
    assert_eq!((read.bars.len(), first.open_time_ns, first.close_time_ns), (5_105, 0, DAY));
    assert_eq!(price(&read, first.close), "1455.219971");
    assert_eq!(last.open_time_ns, 7_410 * DAY);
    let lot = read.metadata.instruments[0].lot;
    assert_eq!(lot.times(last.volume as i64).reduced().to_string(), "5792140000");
}

#[test]
fn a_table_of_several_symbols_is_sorted_by_time() {
    let Some(read) = real("sp500/stocks.csv") else { return };
    let symbols: Vec<&str> = read.metadata.instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!((read.bars.len(), symbols), (560, vec!["MSFT", "AMZN", "IBM", "GOOG", "AAPL"]));
    assert!(read.bars.is_sorted_by_key(|bar| (bar.open_time_ns, bar.close_seq)));
    let first = read.bars[0];
    assert_eq!((first.instrument, price(&read, first.close).as_str(), first.volume), (0, "39.81", 0));
    // January has 31 days, February of 2000 has 29.
    assert_eq!(first.close_time_ns, 31 * DAY);
    let february = read.bars.iter().find(|bar| bar.open_time_ns == 31 * DAY).unwrap();
    assert_eq!(february.close_time_ns, 60 * DAY);
}

#[test]
fn a_statistical_table_has_a_series_for_each_key() {
    let Some(read) = real("short-term-interest.csv.gz") else { return };
    assert_eq!((read.bars.len(), read.metadata.instruments.len()), (24_125, 129));
    // Sorted: it begins in 1956, 5,113 days before 1970.
    assert_eq!(read.metadata.epoch_ns, -5_114 * 86_400_000_000_000);
    let symbols: Vec<&str> = read.metadata.instruments.iter().map(|one| one.symbol.as_str()).collect();
    let swiss = symbols.iter().position(|symbol| *symbol == "CHE.STINT.TOT.PC_PA.Q").unwrap();
    let first = read.bars.iter().find(|bar| bar.instrument as usize == swiss).unwrap();
    assert_eq!(
        (price(&read, first.close).as_str(), first.close_time_ns - first.open_time_ns),
        ("10.84317", 90 * DAY)
    );
    assert!(read.bars.iter().any(|bar| bar.close < 0));
}

#[test]
fn years_with_a_fraction_and_dates_that_are_numbers() {
    let dax = columns(&[("close", "DAX")]);
    if let Some(read) = real_with("../rref/EuStockMarkets_daily.csv", &dax) {
        // 1991.49615384615: the 182nd day of 1991, which is the first of July.
        assert_eq!((read.bars.len(), read.metadata.epoch_ns), (1_860, 678_326_400_000_000_000));
        assert_eq!(price(&read, read.bars[0].close), "1628.75");
        // 1998.64615384615, in August.
        let last = read.bars[1_859].open_time_ns / DAY;
        assert_eq!(crate::lines::civil_date(last + 7_851), (1998, 8, 24));
        let seconds = super::Options { time_format: Some(TimeFormat::Seconds), ..dax };
        let said = real_with("../rref/EuStockMarkets_daily.csv", &seconds).expect("it was there");
        assert_eq!(said.metadata.epoch_ns, 0, "seconds, when somebody says so");
    }
    for (times, first_day, shape) in [
        (["20240131", "20240201"], 19_753, "bar"),
        (["20240131.0", "20240201.0"], 19_753, "bar"),
        (["2024013100", "2024013101"], 19_753, "tick"),
        (["202401", "202402"], 19_723, "bar"),
        (["2024", "2025"], 19_723, "bar"),
        (["2024.0", "2024.25"], 19_723, "bar"),
    ] {
        let read = read(&format!("time,price\n{},10\n{},11\n", times[0], times[1]));
        assert_eq!(read.metadata.epoch_ns, first_day * DAY.cast_signed(), "{times:?}");
        assert_eq!(
            (read.bars.len(), read.ticks.len()),
            if shape == "bar" { (2, 0) } else { (0, 2) },
            "{times:?}"
        );
    }
    // A later time that is none is a problem, not a moment of 1970.
    let rows = (0..600).map(|row| (2_000 + row / 4).to_string()).collect::<Vec<_>>().join(",10\n");
    let found = problem(&format!("time,price\n{rows},10\n2300.5,1\n"));
    assert!(
        found.contains("line 602, time: \"2300.5\" is not a time like those of the first rows (period)"),
        "{found}"
    );
    // Prices that look like years are prices.
    let gold = read("2024-01-01 10:00,1900.5,2\n2024-01-01 10:01,1901.5,2\n");
    assert_eq!(price(&gold, gold.ticks[0].price), "1900.5");
}

#[test]
fn metatrader_stooq_and_dukascopy_bars() {
    let metatrader = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n\
        2024.01.02\t00:00:00\t1.1\t1.2\t1.0\t1.15\t77\t0\t3\n2024.01.02\t00:05:00\t1.1\t1.2\t1.0\t1.15\t78\t0\t3\n";
    let bars = read(metatrader).bars;
    assert_eq!((bars.len(), bars[1].open_time_ns, bars[1].close_time_ns), (2, 5 * MINUTE, 10 * MINUTE));
    let old = "2024.01.02,00:00,1.1,1.2,1.0,1.15,77\n2024.01.02,00:15,1.1,1.2,1.0,1.15,78\n";
    assert_eq!(read(old).bars[1].open_time_ns, 15 * MINUTE);
    let stooq = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n\
        AAPL.US,5,20240102,153000,1,2,0.5,1.5,100,0\nAAPL.US,5,20240102,153500,1,2,0.5,1.5,100,0\n";
    let read_stooq = read(stooq);
    assert_eq!(read_stooq.metadata.instruments[0].symbol, "AAPL.US");
    assert_eq!(read_stooq.bars[0].open_time_ns, (15 * 60 + 30) * MINUTE);
    let dukascopy = "Gmt time,Open,High,Low,Close,Volume\n01.02.2024 00:00:00.000,1,2,0.5,1.5,12.5\n";
    assert_eq!(read(dukascopy).metadata.epoch_ns, 1_706_745_600_000_000_000);
    let fxcm = "DateTime,BidOpen,BidHigh,BidLow,BidClose,AskOpen,AskHigh,AskLow,AskClose\n\
        01/02/2015 00:00:00.000,1,2,0.5,1.5,1.1,2.1,0.6,1.6\n";
    assert_eq!(price(&read(fxcm), read(fxcm).bars[0].close), "1.5");
    let ask = columns(&[("open", "AskOpen"), ("high", "AskHigh"), ("low", "AskLow"), ("close", "AskClose")]);
    let asks = read_with(fxcm, &ask).unwrap();
    assert_eq!(price(&asks, asks.bars[0].close), "1.6");
}

#[test]
fn histdata_kraken_and_binance_without_headers() {
    let histdata = "20120201 000000;1.306600;1.306700;1.306500;1.306560;0\n20120201 000100;1.3066;1.3066;1.3066;1.3066;0\n";
    assert_eq!(read(histdata).bars.len(), 2);
    let kraken = read("1381095255,122.00000,0.10000000\n1381179030,123.61000,0.10000000\n");
    assert_eq!((kraken.ticks.len(), kraken.ticks[0].side_unknown), (2, 1));
    let klines = "1704067200000,42283.58,42554.57,42261.02,42475.23,1271.68108000,1704070799999,53957248.97,47134,682.57581,28957416.82,0\n\
        1704070800000,42475.23,42775.00,42431.65,42613.56,1196.37856000,1704074399999,50984444.73,45000,554.95645,23654356.72,0\n";
    let bar = read(klines).bars[0];
    assert_eq!((bar.trades, bar.close_time_ns), (47_134, 3_599_999_000_000));
    let truefx = read("EUR/USD,20130101 22:00:00.295,1.31,1.32\nEUR/USD,20130101 22:00:01.295,1.31,1.32\n");
    assert_eq!((truefx.quotes.len(), truefx.metadata.instruments[0].symbol.as_str()), (2, "EUR/USD"));
}

#[test]
fn trades_with_sides() {
    let text = "timestamp,trade_id,price,quantity,buyer_maker\n\
        2020-08-14 10:00:00.223000+00:00,148568980,423.76,2.67900,True\n\
        2020-08-14 10:00:00.245000+00:00,148568981,423.77,1.5,False\n";
    let ticks = read(text).ticks;
    assert_eq!((ticks[0].side, ticks[1].side, ticks[0].trade_id), (1, 0, 148_568_980));
    let text = "https://www.CryptoDataDownload.com\nunix,date,symbol,price,amount,side\n1600000000,2020-09-13,BTC/USD,10,0.5,sell\n";
    assert_eq!(read(text).ticks[0].side, 1);
}
