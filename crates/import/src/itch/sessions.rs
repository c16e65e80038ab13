//! Sessions, halts and auctions.

use cift_tape::Batch;
use cift_types::{Phase, Side};
use cift_wire::{AuctionImbalance, MarketStatus};

use super::convert::{Common, Converter, NOT_WANTED};
use super::messages::{Header, Imbalance};
use crate::lines::Fault;

/// The events of a day in their order: messages, the system, the market begin; market, system, messages end.
const EVENTS: &[u8] = b"OSQMEC";

impl Converter {
    /// The day's sessions: said once, and so for every instrument. What is said again is left out.
    pub(super) fn system_event(&mut self, header: &Header, code: u8, batch: &mut Batch) -> Result<(), Fault> {
        let Some(at) = EVENTS.iter().position(|&event| event == code) else {
            let reason = format!("'{}' is none of O, S, Q, M, E, C", code.escape_ascii());
            return Err(Fault::column("event_code", reason));
        };
        if at < self.event {
            self.left_out += 1;
            return Ok(());
        }
        self.event = at + 1;
        self.session = match code {
            b'S' | b'Q' | b'M' => Phase::Continuous,
            b'E' | b'C' => Phase::Closed,
            _ => Phase::PreOpen,
        };
        for instrument in 0..self.metadata.instruments.len() as u32 {
            let common = self.at(header, instrument);
            self.status(&common, code, (0, 0), batch);
        }
        Ok(())
    }

    pub(super) fn status(
        &mut self,
        common: &Common,
        code: u8,
        (reason, trading_event): (u16, u16),
        batch: &mut Batch,
    ) {
        let state = self.states[common.instrument as usize];
        let phase = match (self.session, state) {
            (Phase::Continuous, b'H' | b'P') => Phase::Halt,
            (Phase::Continuous, b'Q') => Phase::VolatilityAuction,
            (session, _) => session,
        };
        let trading = phase == Phase::Continuous;
        self.seq += 1;
        batch.push_status(MarketStatus {
            phase: phase as u8,
            trading: u8::from(trading),
            quoting: u8::from(trading || phase == Phase::VolatilityAuction),
            flags: 0,
            instrument: common.instrument,
            seq: self.seq,
            time_ns: common.time_ns,
            action: u16::from(code),
            reason,
            trading_event,
            reserved16: 0,
            received_ns: 0,
            venue_seq: common.venue_seq,
            reserved0: 0,
            reserved1: 0,
        });
    }

    pub(super) fn imbalance(&mut self, common: &Common, message: &Imbalance, batch: &mut Batch) {
        if common.instrument == NOT_WANTED {
            return;
        }
        let side = match message.direction {
            b'B' => Some(Side::Buy),
            b'S' => Some(Side::Sell),
            _ => None,
        };
        self.seq += 1;
        batch.push_imbalance(AuctionImbalance {
            side: side.unwrap_or(Side::Buy) as u8,
            side_unknown: u8::from(side.is_none()),
            auction_type: message.cross_type,
            flags: 0,
            instrument: common.instrument,
            seq: self.seq,
            time_ns: common.time_ns,
            reference_price: i64::from(message.reference_price),
            indicative_price: i64::from(message.near_price),
            auction_only_price: i64::from(message.far_price),
            paired_quantity: message.paired_shares,
            imbalance_quantity: message.imbalance_shares,
            market_imbalance_quantity: 0,
            auction_time_ns: 0,
            received_ns: 0,
            venue_seq: common.venue_seq,
            reserved0: 0,
            reserved1: 0,
            reserved2: 0,
            reserved3: 0,
        });
    }
}
