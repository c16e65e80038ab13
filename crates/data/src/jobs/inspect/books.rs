//! How often the market that a source describes is crossed or locked.

use cift_tape::AnyRecord;
use cift_wire::Quote;
use serde::Serialize;

/// States in which the best bid is at or above the best ask.
#[derive(Serialize, Default, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Books {
    /// Quotes whose bid is above their ask.
    pub crossed: u64,
    /// Quotes whose bid is their ask.
    pub locked: u64,
    /// The first crossed one's place on the tape.
    pub first_crossed_seq: Option<u64>,
}

impl Books {
    pub(super) fn read(&mut self, record: &AnyRecord<'_>) {
        if let AnyRecord::Quote(quote) = record {
            self.quote(quote);
        }
    }

    fn quote(&mut self, quote: &Quote) {
        if quote.bid_quantity == 0 || quote.ask_quantity == 0 || quote.bid_price < quote.ask_price {
            return;
        }
        if quote.bid_price == quote.ask_price {
            self.locked += 1;
            return;
        }
        self.crossed += 1;
        self.first_crossed_seq.get_or_insert(quote.seq);
    }
}
