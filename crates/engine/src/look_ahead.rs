//! Looks ahead in a batch: asks for the memory that the next commands will need, so that its misses overlap.
//! Nothing here changes a result.

use crate::apply::Venue;
use cift_book::IdHash;
use cift_types::Side;
use cift_wire::Command;

/// Commands that are looked at together. More would push lines out again before they are used.
pub const BLOCK: usize = 32;

impl Venue {
    /// Hashes the ids of a block and asks for what its commands will touch.
    #[inline(always)]
    pub fn look_ahead(&self, commands: &[Command], hashes: &mut [IdHash; BLOCK]) {
        for (hash, command) in hashes.iter_mut().zip(commands) {
            *hash = hash_of(command);
            self.store.prefetch_id(*hash);
        }
        // Every command is treated alike, new or not: which kind comes next cannot be predicted.
        for (hash, command) in hashes.iter().zip(commands) {
            self.store.prefetch_order(*hash);
            self.prefetch_level(command);
        }
    }

    #[inline(always)]
    fn prefetch_level(&self, command: &Command) {
        let side = if command.side == Side::Buy as u8 { Side::Buy } else { Side::Sell };
        if let Some(book) = self.books.get(command.instrument as usize) {
            book.prefetch(&self.store, side, command.price);
        }
    }
}

#[inline(always)]
pub const fn hash_of(command: &Command) -> IdHash {
    IdHash::new(command.instrument, command.account, command.order_id)
}
