//! An instrument's market in bytes: its phase, and prices that are there. Its rules are the configuration's.

use super::SnapshotError;
use super::bytes::{Put, Reader, ensure, put_all};
use crate::market::{Indication, Market};
use cift_types::{EXACT_LIMIT, Phase, Price, Side};

/// What there is of a market, by bit.
const COLLECTING: u16 = 1;
const LAST: u16 = 1 << 1;
const REFERENCE: u16 = 1 << 2;
const NEWER: u16 = 1 << 3;
const RANGE: u16 = 1 << 4;
const PUBLISHED: u16 = 1 << 5;
const SURPLUS_BUY: u16 = 1 << 6;
const SURPLUS_SELL: u16 = 1 << 7;
const BID: u16 = 1 << 8;
const ASK: u16 = 1 << 9;
const ALL: u16 = (1 << 10) - 1;

impl Market {
    fn marks(&self) -> u16 {
        let Self { last, reference, newer, range, published, followed, .. } = self;
        [
            (COLLECTING, self.collecting),
            (LAST, last.is_some()),
            (REFERENCE, reference.is_some()),
            (NEWER, newer.is_some()),
            (RANGE, range.is_some()),
            (PUBLISHED, *published != Indication::default()),
            (SURPLUS_BUY, published.side == Some(Side::Buy)),
            (SURPLUS_SELL, published.side == Some(Side::Sell)),
            (BID, followed.0.is_some()),
            (ASK, followed.1.is_some()),
        ]
        .into_iter()
        .fold(0, |marks, (bit, there)| marks | (bit * u16::from(there)))
    }

    pub fn save(&self, out: &mut Vec<u8>) {
        debug_assert!(
            self.newer.is_none() || self.newer == self.reference,
            "a newer price than the reference"
        );
        (self.phase as u8).put(out);
        (self.call as u8).put(out);
        let marks = self.marks();
        marks.put(out);
        let range = self.range.map(|(low, high)| [low, high]);
        put_all([self.last, self.reference].into_iter().flatten(), out);
        put_all(range.into_iter().flatten(), out);
        if marks & PUBLISHED != 0 {
            self.published.price.put(out);
            self.published.quantity.put(out);
            self.published.surplus.put(out);
        }
        let (bid, ask) = self.followed;
        put_all([bid, ask].into_iter().flatten(), out);
    }

    /// Reads what [`Market::save`] wrote into a new market of the same rules.
    pub fn load(&mut self, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.phase = from.one_of(Phase::from_u8, "a phase")?;
        self.call = from.one_of(Phase::from_u8, "the phase of a call")?;
        let marks = from.u16()?;
        ensure(marks & !ALL == 0, "the parts of a market")?;
        self.collecting = marks & COLLECTING != 0;
        let open = matches!(self.phase, Phase::Continuous | Phase::Closed);
        let halted = self.phase == Phase::Halt;
        ensure(halted || self.collecting != open, "what a phase collects")?;
        ensure(self.call.is_call() || self.call == self.rules.initial_phase, "the phase of a call")?;
        let mut price = |bit: u16| -> Result<Option<Price>, SnapshotError> {
            if marks & bit == 0 { Ok(None) } else { from.i64().map(Some) }
        };
        self.last = price(LAST)?;
        let reference = price(REFERENCE)?;
        let (low, high) = (price(RANGE)?, price(RANGE)?);
        self.range = low.zip(high);
        ensure(low <= high, "the range of trade prices")?;
        self.load_reference(reference, marks & NEWER != 0)?;
        self.published = published(marks, from)?;
        let auction = self.phase.is_auction();
        ensure(auction || self.published == Indication::default(), "an indication out of an auction")?;
        let mut price = |bit: u16| if marks & bit == 0 { Ok(None) } else { from.i64().map(Some) };
        self.followed = (price(BID)?, price(ASK)?);
        Ok(())
    }

    fn load_reference(&mut self, reference: Option<Price>, newer: bool) -> Result<(), SnapshotError> {
        ensure(reference.is_some() || self.reference.is_none() && !newer, "a reference price")?;
        if let Some(price) = reference {
            self.set_reference(price);
        }
        self.newer = reference.filter(|_| newer);
        Ok(())
    }
}

fn published(marks: u16, from: &mut Reader<'_>) -> Result<Indication, SnapshotError> {
    let sides = marks & (SURPLUS_BUY | SURPLUS_SELL);
    let side = match sides {
        0 => None,
        SURPLUS_BUY => Some(Side::Buy),
        SURPLUS_SELL => Some(Side::Sell),
        _ => return Err(SnapshotError::Wrong("a surplus of both sides".to_owned())),
    };
    if marks & PUBLISHED == 0 {
        ensure(side.is_none(), "a surplus of nothing")?;
        return Ok(Indication::default());
    }
    let published = Indication { price: from.i64()?, quantity: from.u64()?, surplus: from.u64()?, side };
    let counts = published.quantity < EXACT_LIMIT && published.surplus < EXACT_LIMIT;
    ensure(counts && published != Indication::default(), "an indication")?;
    Ok(published)
}
