//! Records of other builds.

use super::layout::{ChunkHead, ChunkKind, Span};
use super::parts::{BodyReader, BodyWriter};
use crate::{Arrangement, Batch, Kind};
use cift_wire::{MarketByOrderEvent, Quote};

fn head(kind: Kind, records: u32) -> ChunkHead {
    let mut counts = [0; Kind::COUNT];
    counts[kind as usize] = records;
    ChunkHead {
        kind: ChunkKind::Records,
        body_bytes: 0,
        number: 1,
        span: Span::default(),
        latest: 0,
        content: 0,
        previous: 0,
        counts,
        body_crc: 0,
    }
}

/// The body of a batch, as if its records were of the other kind: those have twice or half as many words.
fn body_as(batch: &Batch, arrangement: Arrangement, kind: Kind) -> Vec<u8> {
    let mut body = Vec::new();
    BodyWriter::default().write(batch, arrangement, &mut body);
    body[0] = kind as u8;
    body
}

#[test]
fn longer_records_lose_what_we_do_not_know_and_shorter_ones_get_zeros() {
    let quote =
        |i: u64| Quote { flags: 1, seq: i, time_ns: 2 * i, bid_price: 7, reserved5: i, ..Quote::default() };
    let event =
        |i: u64| MarketByOrderEvent { flags: 1, seq: i, venue_seq: 9, ..MarketByOrderEvent::default() };
    let (mut quotes, mut events) = (Batch::default(), Batch::default());
    for i in 1..=20 {
        quotes.push_quote(quote(i));
        events.push_market_by_order(event(i));
    }
    let mut batch = Batch::default();
    for arrangement in [Arrangement::Message, Arrangement::Columns] {
        let mut reader = BodyReader::new();
        let body = body_as(&quotes, arrangement, Kind::MarketByOrder);
        reader.read(&head(Kind::MarketByOrder, 20), &body, &mut batch).expect("longer records");
        let found = batch.market_by_order[4];
        assert_eq!((found.instrument, found.seq, found.time_ns, found.order_id), (1, 5, 10, 7));
        let body = body_as(&events, arrangement, Kind::Quote);
        reader.read(&head(Kind::Quote, 20), &body, &mut batch).expect("shorter records");
        let found = batch.quotes[4];
        assert_eq!((found.seq, found.received_ns, found.venue_seq, found.reserved5), (5, 0, 0, 0));
        assert_eq!(found.bid_orders, 9, "the last word that both have");
    }
}

#[test]
fn records_of_our_length_have_to_have_the_hash() {
    let mut events = Batch::default();
    events.push_market_by_order(MarketByOrderEvent { seq: 1, ..MarketByOrderEvent::default() });
    let mut body = Vec::new();
    BodyWriter::default().write(&events, Arrangement::Columns, &mut body);
    let mut head = head(Kind::MarketByOrder, 1);
    let mut reader = BodyReader::new();
    assert!(reader.read(&head, &body, &mut Batch::default()).is_none());
    head.content = super::parts::content_hash(&events);
    assert!(reader.read(&head, &body, &mut Batch::default()).is_some());
}
