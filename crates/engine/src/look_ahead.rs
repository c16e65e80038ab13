//! Looks ahead in a batch: asks for the memory that the next commands will need, so that its misses overlap with work.
//! Nothing here changes a result.
//!
//! The requests are spread, a few with each command: asked for in a burst they would queue up at the processor.

use cift_book::{IdHash, Store};
use cift_wire::Command;

/// How far ahead a command's own line is asked for: they stream in faster than the processor guesses.
#[cfg(not(target_arch = "wasm32"))]
const COMMAND_AHEAD: usize = 96;
/// How far ahead the line of the id map is asked for.
const ID_AHEAD: usize = 20;
/// How far ahead the order is asked for; its line of the id map has arrived by then.
const ORDER_AHEAD: usize = 8;
/// Hashes that are kept between the two; a power of two above [`ID_AHEAD`].
const RING: usize = 32;

/// The look ahead over one batch.
pub struct LookAhead<'a> {
    pub commands: &'a [Command],
    hashes: [IdHash; RING],
}

impl<'a> LookAhead<'a> {
    /// Begins before the first command.
    #[inline(always)]
    pub fn new(commands: &'a [Command], store: &Store) -> Self {
        let mut ahead = Self { commands, hashes: [IdHash::new(0, 0, 0); RING] };
        for at in 0..commands.len().min(ID_AHEAD) {
            ahead.ask_for_id(at, store);
        }
        ahead
    }

    /// Moves on to the command at `at`, and returns the hash of its id.
    #[inline(always)]
    pub fn step(&mut self, at: usize, store: &Store) -> IdHash {
        // A WASM module has just copied its commands in.
        #[cfg(not(target_arch = "wasm32"))]
        cift_book::prefetch(self.commands, at + COMMAND_AHEAD);
        if at + ID_AHEAD < self.commands.len() {
            self.ask_for_id(at + ID_AHEAD, store);
        }
        // Beyond the end this asks for an order again that was there before, which is harmless.
        store.prefetch_order(self.hashes[(at + ORDER_AHEAD) % RING]);
        self.hashes[at % RING]
    }

    #[inline(always)]
    fn ask_for_id(&mut self, at: usize, store: &Store) {
        let hash = hash_of(&self.commands[at]);
        self.hashes[at % RING] = hash;
        store.prefetch_id(hash);
    }
}

/// The hash of a command's order id.
#[inline(always)]
pub const fn hash_of(command: &Command) -> IdHash {
    IdHash::new(command.instrument, command.account, command.order_id)
}
