//! Bars, statuses and auctions: what a venue says seldom.

use cift_tape::Batch;
use cift_types::{Phase, Side};
use cift_wire::{AuctionImbalance, Bar, MarketStatus};

use super::convert::{Common, Converter, NO_PRICE, interval, quantity, slot};
use super::records::{Imbalance, Ohlcv, Status};
use crate::lines::Fault;

/// "The source says nothing about it."
const UNKNOWN: u8 = b'~';

impl Converter {
    /// A bar's time is the start of its interval. Its trades are not counted by the source.
    pub(super) fn bar(&mut self, record: &Ohlcv, batch: &mut Batch) -> Result<(), Fault> {
        let start = record.header.ts_event;
        let Common { instrument, seq, time_ns, .. } = self.common(&record.header, start, start, 0)?;
        let price = |price: i64| if price == NO_PRICE { 0 } else { price };
        let length = interval(record.header.rtype, self.schema);
        batch.push_bar(Bar {
            instrument,
            trades: 0,
            open_seq: seq,
            close_seq: seq,
            open_time_ns: time_ns,
            close_time_ns: time_ns.saturating_add(length),
            open: price(record.open),
            high: price(record.high),
            low: price(record.low),
            close: price(record.close),
            volume: record.volume,
            buy_volume: 0,
            notional_low: 0,
            notional_high: 0,
            reserved0: 0,
            reserved1: 0,
            reserved2: 0,
        });
        Ok(())
    }

    pub(super) fn status(&mut self, record: &Status, batch: &mut Batch) -> Result<(), Fault> {
        let common = self.common(&record.header, record.header.ts_event, record.ts_recv, 0)?;
        let before = slot(&mut self.phases, common.instrument);
        let phase = phase(record.action, record.is_trading).map_or(*before, |phase| phase as u8);
        *before = phase;
        batch.push_status(MarketStatus {
            phase,
            trading: u8::from(record.is_trading == b'Y'),
            quoting: u8::from(record.is_quoting == b'Y'),
            flags: u8::from(record.is_trading == UNKNOWN && record.is_quoting == UNKNOWN),
            instrument: common.instrument,
            seq: common.seq,
            time_ns: common.time_ns,
            action: record.action,
            reason: record.reason,
            trading_event: record.trading_event,
            reserved16: 0,
            received_ns: common.received_ns,
            venue_seq: 0,
            reserved0: 0,
            reserved1: 0,
        });
        Ok(())
    }

    pub(super) fn imbalance(&mut self, record: &Imbalance, batch: &mut Batch) -> Result<(), Fault> {
        let common = self.common(&record.header, record.header.ts_event, record.ts_recv, 0)?;
        let price = |price: i64| if price == NO_PRICE { 0 } else { price };
        // Some venues say where the auction would match, others where the book with the auction's orders would clear.
        let matched = price(record.ind_match_price);
        let side = match record.side {
            b'B' => Some(Side::Buy),
            b'A' => Some(Side::Sell),
            _ => None,
        };
        batch.push_imbalance(AuctionImbalance {
            side: side.unwrap_or(Side::Buy) as u8,
            side_unknown: u8::from(side.is_none()),
            auction_type: record.auction_type,
            flags: 0,
            instrument: common.instrument,
            seq: common.seq,
            time_ns: common.time_ns,
            reference_price: price(record.ref_price),
            indicative_price: if matched == 0 { price(record.cont_book_clr_price) } else { matched },
            auction_only_price: price(record.auct_interest_clr_price),
            paired_quantity: quantity(record.paired_qty),
            imbalance_quantity: quantity(record.total_imbalance_qty),
            market_imbalance_quantity: quantity(record.market_imbalance_qty),
            auction_time_ns: self.times.other(record.auction_time),
            received_ns: common.received_ns,
            venue_seq: 0,
            reserved0: 0,
            reserved1: 0,
            reserved2: 0,
            reserved3: 0,
        });
        Ok(())
    }
}

/// The phase that a status begins; nothing when it stays as it is.
const fn phase(action: u16, trading: u8) -> Option<Phase> {
    Some(match action {
        1 | 3 => Phase::PreOpen,
        // Indications of prices are published in continuous trading too.
        2 | 6 if trading == b'Y' => Phase::Continuous,
        2 | 4 | 5 | 6 => Phase::OpeningAuction,
        7 => Phase::Continuous,
        8..=10 => Phase::Halt,
        11 => Phase::ClosingAuction,
        12 | 13 | 15 => Phase::Closed,
        _ if trading == b'Y' => Phase::Continuous,
        _ => return None,
    })
}
