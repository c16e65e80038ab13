//! The books against the accounts of the orders in them.

use super::order::Account;
use super::{Auditor, Checked, require};
use crate::oracle::flag;
use cift_book::OrderView;
use cift_types::{InstrumentId, Phase, Price, Side};

impl Auditor {
    /// Compares a side of the book, best first, with the accounts: sums per order, FIFO within a price.
    pub fn check_side(&self, instrument: InstrumentId, side: Side, book: &[(Price, OrderView)]) -> Checked {
        let mut before: Option<(Price, u64)> = None;
        for &(price, order) in book {
            let account =
                self.orders.get(&(instrument, order.account, order.id)).ok_or("a resting order is live")?;
            let there = account.side == side as u8 && (account.standing() == price || account.vague);
            require(there && !account.waits, "it rests where it was entered")?;
            require(!account.has(flag::HIDDEN), "a hidden order is not to be seen")?;
            let open = account.open()?;
            if account.is_iceberg() {
                let shows = order.quantity > 0 && order.quantity <= open.min(account.most_shown());
                require(shows, "an iceberg shows no more than it is to show")?;
            } else {
                require(open == order.quantity, "accepted = traded + reduced + resting")?;
            }
            let fifo = before.is_none_or(|(last, priority)| {
                let better = if side == Side::Buy { last > price } else { last < price };
                better || (last == price && priority < account.priority)
            });
            require(fifo, "best price first, and there first come first")?;
            before = Some((price, account.priority));
        }
        Ok(())
    }

    /// The best bid is below the best ask while orders trade as they come. All-or-none and market orders may stand
    /// beyond each other.
    pub fn check_spread(
        &self,
        instrument: InstrumentId,
        bids: &[(Price, OrderView)],
        asks: &[(Price, OrderView)],
    ) -> Checked {
        let at = instrument as usize;
        if self.phases[at] != Phase::Continuous || self.may_cross[at] {
            return Ok(());
        }
        let counts = |(_, order): &&(Price, OrderView)| {
            let account = self.orders.get(&(instrument, order.account, order.id));
            account
                .is_some_and(|account: &Account| !account.has(flag::ALL_OR_NONE) && !account.is_at_market())
        };
        let (bid, ask) = (bids.iter().find(counts), asks.iter().find(counts));
        let crossed = bid.zip(ask).is_some_and(|(bid, ask)| bid.0 >= ask.0);
        require(!crossed, "the best bid is below the best ask")
    }
}
