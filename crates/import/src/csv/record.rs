//! Drafts as records.

use cift_tape::{Batch, Kind};
use cift_wire::{Bar, MarketByPriceEvent, Quote, Tick};

use super::assemble::Complaint;
use super::draft::{Draft, NO_TIME, UNKNOWN_SIDE};
use super::number::Number;

/// How much earlier than time zero a time may be and count as time zero: messages overtake each other at midnight.
const SLACK_NS: i64 = 60_000_000_000;

/// The units of the numbers, and time zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Units {
    /// A tick is 10^−this.
    pub price_digits: u8,
    /// A lot is 10^−this.
    pub size_digits: u8,
    /// Nanoseconds since 1970.
    pub epoch: i64,
}

impl Units {
    #[inline]
    fn time(self, time: i64) -> Result<u64, Complaint> {
        let since = time.checked_sub(self.epoch).filter(|since| *since >= -SLACK_NS);
        let early = || ("time", "is before the day of the first record".to_owned(), "sort by --order time");
        since.map(|since| since.max(0).cast_unsigned()).ok_or_else(early)
    }

    /// When a record was received; zero when that is not known or before time zero.
    #[inline]
    fn received(self, draft: &Draft) -> u64 {
        if draft.second == NO_TIME {
            0
        } else {
            draft.second.saturating_sub(self.epoch).max(0).cast_unsigned()
        }
    }

    #[inline]
    fn price(self, draft: &Draft, place: usize) -> Result<i64, Complaint> {
        let price = draft.prices[place];
        price
            .in_units(self.price_digits)
            .ok_or_else(|| misfit(price, draft.names().0[place], self.price_digits))
    }

    #[inline]
    fn size(self, draft: &Draft, place: usize) -> Result<u64, Complaint> {
        let size = draft.sizes[place];
        let name = draft.names().1[place];
        let lots = size.in_units(self.size_digits).ok_or_else(|| misfit(size, name, self.size_digits))?;
        u64::try_from(lots).map_err(|_| (name, "is negative".to_owned(), "quantities are zero or more"))
    }
}

/// A number that the units of the first records do not take.
#[cold]
fn misfit(number: Number, name: &'static str, digits: u8) -> Complaint {
    if number.reduced().digits > digits {
        let reason = format!(
            "has more than the {digits} decimals that the first 65,536 records need and have room for"
        );
        return (name, reason, "round by --decimals");
    }
    let reason = format!("is too large for {digits} decimals, which the first 65,536 records need");
    (name, reason, "round by --decimals")
}

/// Appends the record of a draft.
#[inline]
pub(crate) fn push(batch: &mut Batch, draft: &Draft, units: Units, seq: u64) -> Result<(), Complaint> {
    match draft.kind {
        Kind::Bar => batch.push_bar(bar(draft, units, seq)?),
        Kind::Quote => batch.push_quote(quote(draft, units, seq)?),
        Kind::MarketByPrice => batch.push_market_by_price(market_by_price(draft, units, seq)?),
        _ => batch.push_tick(tick(draft, units, seq)?),
    }
    Ok(())
}

fn tick(draft: &Draft, units: Units, seq: u64) -> Result<Tick, Complaint> {
    let unknown = draft.side == UNKNOWN_SIDE;
    Ok(Tick {
        side: if unknown { 0 } else { draft.side },
        side_unknown: u8::from(unknown),
        flags: draft.flags,
        instrument: draft.instrument,
        seq,
        time_ns: units.time(draft.time)?,
        price: units.price(draft, 0)?,
        quantity: units.size(draft, 0)?,
        trade_id: draft.id,
        received_ns: units.received(draft),
        venue_seq: draft.venue_seq,
    })
}

fn quote(draft: &Draft, units: Units, seq: u64) -> Result<Quote, Complaint> {
    Ok(Quote {
        instrument: draft.instrument,
        flags: u32::from(draft.flags),
        seq,
        time_ns: units.time(draft.time)?,
        bid_price: units.price(draft, 0)?,
        bid_quantity: units.size(draft, 0)?,
        ask_price: units.price(draft, 1)?,
        ask_quantity: units.size(draft, 1)?,
        bid_orders: draft.count,
        ask_orders: draft.other_count,
        received_ns: units.received(draft),
        venue_seq: draft.venue_seq,
        ..Quote::default()
    })
}

fn bar(draft: &Draft, units: Units, seq: u64) -> Result<Bar, Complaint> {
    let [open, high, low, close] = [0, 1, 2, 3].map(|place| units.price(draft, place));
    let bar = Bar {
        instrument: draft.instrument,
        trades: draft.count,
        open_seq: seq,
        close_seq: seq,
        open_time_ns: units.time(draft.time)?,
        close_time_ns: units.received(draft),
        open: open?,
        high: high?,
        low: low?,
        close: close?,
        volume: units.size(draft, 0)?,
        buy_volume: units.size(draft, 1)?,
        ..Bar::default()
    };
    if bar.high < bar.low {
        return Err(("high", "is below low".to_owned(), "look whether the columns are right"));
    }
    Ok(bar)
}

fn market_by_price(draft: &Draft, units: Units, seq: u64) -> Result<MarketByPriceEvent, Complaint> {
    Ok(MarketByPriceEvent {
        action: draft.action,
        side: if draft.side == UNKNOWN_SIDE { 0 } else { draft.side },
        flags: draft.flags,
        instrument: draft.instrument,
        seq,
        time_ns: units.time(draft.time)?,
        price: units.price(draft, 0)?,
        quantity: units.size(draft, 0)?,
        orders: 0,
        level: draft.count,
        received_ns: units.received(draft),
        venue_seq: draft.venue_seq,
    })
}
