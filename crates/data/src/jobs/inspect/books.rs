//! The books that a source describes: how often they are crossed or locked, and what stands in them at the end.

use cift_market_data::book::{Book, FLAG_LAST, LevelBook, OrderBook};
use cift_tape::AnyRecord;
use cift_types::{BookAction, Side};
use cift_wire::Quote;
use serde::{Serialize, Serializer};

/// Levels of a side that are shown of the last state.
const SHOWN_LEVELS: usize = 10;
/// Flag of records: part of a snapshot.
const SNAPSHOT: u16 = 2;

/// States in which the best bid is at or above the best ask, at the ends of packets and outside snapshots.
#[derive(Serialize, Default, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Books {
    /// The best bid is above the best ask.
    pub crossed: u64,
    /// The best bid is the best ask.
    pub locked: u64,
    /// The first crossed state's place on the tape.
    pub first_crossed_seq: Option<u64>,
    /// By instrument number.
    #[serde(rename = "books")]
    by_instrument: Vec<InstrumentBooks>,
}

/// What an instrument's records build. Order records are the better ones where there are both.
#[derive(Debug, Default)]
struct InstrumentBooks {
    levels: Option<Box<LevelBook>>,
    orders: Option<Box<OrderBook>>,
    quote: Option<Quote>,
}

#[derive(Serialize)]
struct BookWire {
    instrument: u32,
    bids: Vec<(i64, u64, u32)>,
    asks: Vec<(i64, u64, u32)>,
}

impl Serialize for InstrumentBooks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = match (&self.orders, &self.levels, &self.quote) {
            (Some(book), _, _) => shown(&**book),
            (None, Some(book), _) => shown(&**book),
            (None, None, Some(quote)) => {
                let side = |price, quantity, orders| {
                    if quantity == 0 { vec![] } else { vec![(price, quantity, orders)] }
                };
                BookWire {
                    instrument: quote.instrument,
                    bids: side(quote.bid_price, quote.bid_quantity, quote.bid_orders),
                    asks: side(quote.ask_price, quote.ask_quantity, quote.ask_orders),
                }
            }
            (None, None, None) => BookWire { instrument: 0, bids: vec![], asks: vec![] },
        };
        wire.serialize(serializer)
    }
}

fn shown(book: &impl Book) -> BookWire {
    let side = |side| {
        let levels = book.levels(side).take(SHOWN_LEVELS);
        levels.map(|level| (level.price, level.quantity, level.orders)).collect()
    };
    BookWire { instrument: book.moment().instrument, bids: side(Side::Buy), asks: side(Side::Sell) }
}

impl Books {
    pub(super) fn read(&mut self, record: &AnyRecord<'_>) {
        match record {
            AnyRecord::Quote(quote) => {
                self.of(quote.instrument).quote = Some(**quote);
                self.state(best(quote), quote.seq);
            }
            AnyRecord::MarketByPrice(event) => {
                let book = self.of(event.instrument);
                let book = book.levels.get_or_insert_with(|| Box::new(LevelBook::new(event.instrument)));
                book.apply(event);
                if is_state(event.flags, event.action) {
                    let quote = book.quote();
                    self.state(best(&quote), event.seq);
                }
            }
            AnyRecord::MarketByOrder(event) => {
                let book = self.of(event.instrument);
                let book = book.orders.get_or_insert_with(|| Box::new(OrderBook::new(event.instrument)));
                book.apply(event);
                if is_state(event.flags, event.action) {
                    let quote = book.quote();
                    self.state(best(&quote), event.seq);
                }
            }
            AnyRecord::Tick(_) | AnyRecord::Bar(_) | AnyRecord::Status(_) | AnyRecord::Imbalance(_) => {}
        }
    }

    fn of(&mut self, instrument: u32) -> &mut InstrumentBooks {
        // Importers number instruments one after the other, so this is no longer than their metadata.
        let place = instrument as usize;
        if place >= self.by_instrument.len() {
            self.by_instrument.resize_with(place + 1, InstrumentBooks::default);
        }
        &mut self.by_instrument[place]
    }

    fn state(&mut self, best: Option<(i64, i64)>, seq: u64) {
        match best {
            Some((bid, ask)) if bid > ask => {
                self.crossed += 1;
                self.first_crossed_seq.get_or_insert(seq);
            }
            Some((bid, ask)) if bid == ask => self.locked += 1,
            _ => {}
        }
    }
}

/// Whether the book is whole behind a record.
const fn is_state(flags: u16, action: u8) -> bool {
    flags & FLAG_LAST != 0 && flags & SNAPSHOT == 0 && action != BookAction::None as u8
}

fn best(quote: &Quote) -> Option<(i64, i64)> {
    (quote.bid_quantity > 0 && quote.ask_quantity > 0).then_some((quote.bid_price, quote.ask_price))
}
