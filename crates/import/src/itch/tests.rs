//! Messages made by hand, byte by byte, from the tables of the specification.

use std::io::Write as _;

use cift_tape::{Batch, MemoryInput, Problem, Source};
use cift_types::{BookAction, Phase, Side};

use super::messages::{self, Header, Message};
use super::{Itch, ItchOptions, day_in_name, is};

/// A message of a type and size, with its header: locate 7, tracking 3, ten hours after midnight.
pub fn message(letter: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    bytes[0] = letter;
    put(&mut bytes, 1, &7_u16.to_be_bytes());
    put(&mut bytes, 3, &3_u16.to_be_bytes());
    put(&mut bytes, 5, &36_000_000_000_000_u64.to_be_bytes()[2..]);
    bytes
}

fn put(bytes: &mut [u8], at: usize, field: &[u8]) {
    bytes[at..at + field.len()].copy_from_slice(field);
}

fn with(letter: u8, size: usize, fields: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = message(letter, size);
    for (at, field) in fields {
        put(&mut bytes, *at, field);
    }
    bytes
}

pub fn add(order: u64, side: u8, shares: u32, price: u32) -> Vec<u8> {
    with(
        b'A',
        36,
        &[
            (11, &order.to_be_bytes()),
            (19, &[side]),
            (20, &shares.to_be_bytes()),
            (24, b"AAPL    "),
            (32, &price.to_be_bytes()),
        ],
    )
}

/// A day with every type of message.
pub fn day() -> Vec<Vec<u8>> {
    vec![
        with(b'S', 12, &[(11, b"O")]),
        with(b'R', 39, &[(11, b"AAPL    "), (19, b"QN"), (21, &100_u32.to_be_bytes()), (25, b"NCZ PNN1N")]),
        with(b'H', 25, &[(11, b"AAPL    "), (19, b"T\0"), (21, b"IPO1")]),
        with(b'Y', 20, &[(11, b"AAPL    "), (19, b"0")]),
        with(b'L', 26, &[(11, b"MMKR"), (15, b"AAPL    "), (23, b"YNA")]),
        with(b'V', 35, &[(11, &1_u64.to_be_bytes())]),
        with(b'W', 12, &[(11, b"1")]),
        with(b'K', 28, &[(11, b"AAPL    "), (19, &1_u32.to_be_bytes()), (23, b"A")]),
        with(b'J', 35, &[(11, b"AAPL    "), (19, &100_u32.to_be_bytes())]),
        with(b'S', 12, &[(11, b"S")]),
        add(1, b'B', 100, 1_000_000),
        with(
            b'F',
            40,
            &[
                (11, &2_u64.to_be_bytes()),
                (19, b"S"),
                (20, &200_u32.to_be_bytes()),
                (24, b"AAPL    "),
                (32, &1_000_100_u32.to_be_bytes()),
                (36, b"MMKR"),
            ],
        ),
        with(
            b'E',
            31,
            &[(11, &1_u64.to_be_bytes()), (19, &30_u32.to_be_bytes()), (23, &900_u64.to_be_bytes())],
        ),
        with(
            b'C',
            36,
            &[
                (11, &2_u64.to_be_bytes()),
                (19, &50_u32.to_be_bytes()),
                (23, &901_u64.to_be_bytes()),
                (31, b"Y"),
                (32, &1_000_050_u32.to_be_bytes()),
            ],
        ),
        with(b'C', 36, &[(11, &2_u64.to_be_bytes()), (19, &50_u32.to_be_bytes()), (31, b"N")]),
        with(b'X', 23, &[(11, &1_u64.to_be_bytes()), (19, &20_u32.to_be_bytes())]),
        with(
            b'U',
            35,
            &[
                (11, &1_u64.to_be_bytes()),
                (19, &3_u64.to_be_bytes()),
                (27, &70_u32.to_be_bytes()),
                (31, &999_900_u32.to_be_bytes()),
            ],
        ),
        with(b'D', 19, &[(11, &2_u64.to_be_bytes())]),
        with(
            b'P',
            44,
            &[
                (19, b"B"),
                (20, &10_u32.to_be_bytes()),
                (24, b"AAPL    "),
                (32, &1_000_000_u32.to_be_bytes()),
                (36, &902_u64.to_be_bytes()),
            ],
        ),
        with(
            b'Q',
            40,
            &[
                (11, &5000_u64.to_be_bytes()),
                (19, b"AAPL    "),
                (27, &1_000_000_u32.to_be_bytes()),
                (31, &903_u64.to_be_bytes()),
                (39, b"O"),
            ],
        ),
        with(b'Q', 40, &[(19, b"AAPL    "), (39, b"C")]),
        with(b'B', 19, &[(11, &902_u64.to_be_bytes())]),
        with(
            b'I',
            50,
            &[
                (11, &1000_u64.to_be_bytes()),
                (19, &250_u64.to_be_bytes()),
                (27, b"S"),
                (28, b"AAPL    "),
                (36, &11_u32.to_be_bytes()),
                (40, &12_u32.to_be_bytes()),
                (44, &13_u32.to_be_bytes()),
                (48, b"CL"),
            ],
        ),
        with(b'N', 20, &[(11, b"AAPL    "), (19, b"A")]),
        with(b'O', 48, &[(11, b"AAPL    "), (19, b"Y"), (32, &5_u64.to_be_bytes())]),
        with(b'H', 25, &[(11, b"AAPL    "), (19, b"H\0"), (21, b"LUDP")]),
        with(b'h', 21, &[(11, b"AAPL    "), (19, b"QH")]),
        with(b'S', 12, &[(11, b"C")]),
    ]
}

pub fn framed(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for message in messages {
        bytes.extend_from_slice(&(message.len() as u16).to_be_bytes());
        bytes.extend_from_slice(message);
    }
    bytes
}

fn read_all(name: &str, bytes: Vec<u8>, options: ItchOptions) -> Result<(Batch, Itch), Problem> {
    let mut source = Itch::open(vec![Box::new(MemoryInput::new(name, bytes))], options)?;
    let (mut all, mut batch) = (Batch::default(), Batch::default());
    while source.read(&mut batch)? {
        batch.market_by_order.drain(..).for_each(|record| all.push_market_by_order(record));
        batch.ticks.drain(..).for_each(|record| all.push_tick(record));
        batch.statuses.drain(..).for_each(|record| all.push_status(record));
        batch.imbalances.drain(..).for_each(|record| all.push_imbalance(record));
    }
    Ok((all, source))
}

#[test]
fn fields_lie_where_the_specification_says() {
    let header = Header::decode(&message(b'S', 12));
    assert_eq!((header.stock_locate, header.tracking_number, header.timestamp), (7, 3, 36_000_000_000_000));
    let sizes = [
        (b'S', 12),
        (b'R', 39),
        (b'H', 25),
        (b'Y', 20),
        (b'L', 26),
        (b'V', 35),
        (b'W', 12),
        (b'K', 28),
        (b'J', 35),
        (b'h', 21),
        (b'A', 36),
        (b'F', 40),
        (b'E', 31),
        (b'C', 36),
        (b'X', 23),
        (b'D', 19),
        (b'U', 35),
        (b'P', 44),
        (b'Q', 40),
        (b'B', 19),
        (b'I', 50),
        (b'N', 20),
        (b'O', 48),
    ];
    for (letter, size) in sizes {
        assert_eq!(messages::size_of_type(letter), Some(size), "{}", char::from(letter));
        assert!(Message::decode(&message(letter, size)).is_ok());
        assert!(Message::decode(&message(letter, size + 1)).is_err());
        assert!(Message::decode(&message(letter, size - 1)).is_err());
    }
    assert!(Message::decode(&message(b'Z', 20)).is_err());
    assert!(Message::decode(&[]).is_err());
    let Ok(Message::StockDirectory(directory)) = Message::decode(&day()[1]) else { panic!("no directory") };
    assert_eq!((directory.market_category, directory.financial_status), (b'Q', b'N'));
    assert_eq!(
        (directory.round_lot_size, directory.issue_subtype, directory.inverse_indicator),
        (100, *b"Z ", 0)
    );
    assert_eq!((directory.luld_reference_price_tier, directory.etp_flag), (b'1', b'N'));
}

#[test]
fn a_day_becomes_orders_ticks_statuses_and_imbalances() {
    let (batch, source) = read_all("x", framed(&day()), ItchOptions::default()).expect("reads");
    let instruments = &source.metadata().instruments;
    assert_eq!((instruments.len(), instruments[0].symbol.as_str(), instruments[0].source_id), (1, "AAPL", 7));
    assert_eq!((source.metadata().dated, source.resting_orders()), (false, 1));
    let orders: Vec<_> = batch
        .market_by_order
        .iter()
        .map(|event| (event.action, event.side, event.order_id, event.price, event.quantity, event.flags))
        .collect();
    let (buy, sell) = (Side::Buy as u8, Side::Sell as u8);
    let (add, cancel, fill) = (BookAction::Add as u8, BookAction::Cancel as u8, BookAction::Fill as u8);
    let expected = [
        (add, buy, 1, 1_000_000, 100, 1),
        (add, sell, 2, 1_000_100, 200, 1),
        (fill, buy, 1, 1_000_000, 30, 0),
        (cancel, buy, 1, 1_000_000, 30, 1),
        (fill, sell, 2, 1_000_050, 50, 0),
        (cancel, sell, 2, 1_000_100, 50, 1),
        (fill, sell, 2, 0, 50, 0),
        (cancel, sell, 2, 1_000_100, 50, 1),
        (cancel, buy, 1, 1_000_000, 20, 1),
        (cancel, buy, 1, 1_000_000, 50, 0),
        (add, buy, 3, 999_900, 70, 1),
        (cancel, sell, 2, 1_000_100, 100, 1),
    ];
    assert_eq!(orders, expected);
    let ticks: Vec<_> = batch
        .ticks
        .iter()
        .map(|tick| (tick.side, tick.side_unknown, tick.price, tick.quantity, tick.trade_id, tick.flags))
        .collect();
    let expected = [
        (sell, 0, 1_000_000, 30, 900, 0),
        (buy, 0, 1_000_050, 50, 901, 0),
        (buy, 1, 1_000_000, 10, 902, 5),
        (buy, 1, 1_000_000, 5000, 903, 9),
    ];
    assert_eq!(ticks, expected);
    let statuses: Vec<_> =
        batch.statuses.iter().map(|status| (status.phase, status.trading, status.action)).collect();
    let code = u16::from;
    let expected = [
        (Phase::PreOpen as u8, 0, code(b'T')),
        (Phase::Continuous as u8, 1, code(b'S')),
        (Phase::Halt as u8, 0, code(b'H')),
        (Phase::Halt as u8, 0, code(b'h')),
        (Phase::Closed as u8, 0, code(b'C')),
    ];
    assert_eq!(statuses, expected);
    assert_eq!(batch.statuses[2].reason.to_be_bytes(), *b"LU");
    assert_eq!(batch.statuses[2].trading_event.to_be_bytes(), *b"DP");
    let noii = &batch.imbalances[0];
    assert_eq!(
        (noii.paired_quantity, noii.imbalance_quantity, noii.side, noii.auction_type),
        (1000, 250, sell, b'C')
    );
    assert_eq!((noii.auction_only_price, noii.indicative_price, noii.reference_price), (11, 12, 13));
    // Numbers run over all kinds, the venue's are those of the messages.
    assert_eq!(batch.market_by_order[0].venue_seq, 11);
    assert_eq!(source.left_out(), 9);
    assert!(is(&framed(&day())[..14]));
}

#[test]
fn symbols_are_chosen_and_gz_is_read() {
    let options = ItchOptions { symbols: vec!["MSFT".to_owned()], ..ItchOptions::default() };
    let problem = read_all("x", framed(&day()), options).err().expect("a problem").to_string();
    assert_eq!(problem, "x: has no instrument \"MSFT\"; it has AAPL");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&framed(&day())).expect("packs");
    let options = ItchOptions { symbols: vec!["AAPL".to_owned()], ..ItchOptions::default() };
    let (batch, source) =
        read_all("01302019.NASDAQ_ITCH50.gz", gz.finish().expect("packs"), options).expect("reads");
    assert_eq!(batch.market_by_order.len(), 12);
    // 2019-01-30, ten in the morning in New York: 15:00 in UTC.
    assert_eq!(source.metadata().epoch_ns, 1_548_806_400_000_000_000);
    assert_eq!(batch.market_by_order[0].time_ns, 15 * 3_600_000_000_000);
}

const HOUR: u64 = 3_600_000_000_000;

#[test]
fn days_are_found_in_names() {
    let day = |name| day_in_name(name).map(crate::lines::civil_date);
    assert_eq!(day("01302019.NASDAQ_ITCH50"), Some((2019, 1, 30)));
    assert_eq!(day("20190730.BX_ITCH_50"), Some((2019, 7, 30)));
    assert_eq!(day("S112825-v50.txt"), Some((2025, 11, 28)));
    assert_eq!(day("feed.bin"), None);
    let hours = |text: &[u8]| {
        super::date::behind_utc(crate::lines::parse_date(text).expect("a date") / crate::lines::DAY_NS)
    };
    assert_eq!(hours(b"2019-03-09"), 5 * HOUR);
    assert_eq!(hours(b"2019-03-10"), 4 * HOUR);
    assert_eq!(hours(b"2019-11-02"), 4 * HOUR);
    assert_eq!(hours(b"2019-11-03"), 5 * HOUR);
}

#[test]
fn what_does_not_read_says_why_and_where() {
    let problem = |messages: &[Vec<u8>]| {
        let read = read_all("x", framed(messages), ItchOptions::default());
        read.err().map(|problem| problem.to_string()).unwrap_or_default()
    };
    let delete = with(b'D', 19, &[(11, &5_u64.to_be_bytes())]);
    assert!(problem(&[delete]).contains("5 is the number of no order"), "{}", problem(&[]));
    assert!(problem(&[add(1, b'X', 1, 1)]).contains("neither B nor S"));
    assert!(problem(&[add(1, b'B', 0, 1)]).contains("has none"));
    assert!(problem(&[add(1, b'B', 1, 1), add(1, b'B', 1, 1)]).contains("byte 38"));
    let more = with(b'X', 23, &[(11, &1_u64.to_be_bytes()), (19, &9_u32.to_be_bytes())]);
    assert!(problem(&[add(1, b'B', 1, 1), more]).contains("more than the 1"));
    assert!(problem(&[message(b'Z', 20)]).contains("no type"));
    let mut cut = framed(&day());
    cut.pop();
    let read = read_all("x", cut.clone(), ItchOptions::default());
    assert!(read.is_err_and(|problem| problem.reason.contains("ends after 11 of a message's 12 bytes")));
    let lenient = ItchOptions { lenient: true, ..ItchOptions::default() };
    let (batch, source) = read_all("x", cut, lenient).expect("reads");
    assert_eq!((batch.market_by_order.len(), source.tolerance().map(|all| all.skipped)), (12, Some(1)));
    // A session's end, and another after it.
    let mut two = framed(&day());
    two.extend_from_slice(&[0, 0]);
    assert!(read_all("x", two, ItchOptions::default()).is_ok());
}

#[test]
fn orders_are_found_whatever_came_and_went() {
    use super::orders::{Order, Orders};
    let mut orders = Orders::default();
    let mut naive = std::collections::BTreeMap::new();
    let mut state = 1_u64;
    for step in 0..200_000_u64 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let id = (state >> 33) % 3000;
        let order = Order { id, price: 1, shares: (step % 7) as u32 + 1, instrument: 0, side: Side::Buy };
        if state >> 63 == 0 {
            let expected = !naive.contains_key(&id);
            naive.entry(id).or_insert(order);
            assert_eq!(orders.add(order), expected);
        } else {
            assert_eq!(orders.remove(id), naive.remove(&id));
        }
        assert_eq!(orders.count(), naive.len());
    }
    for (id, order) in naive {
        assert_eq!(orders.get(id).copied(), Some(order));
    }
}
