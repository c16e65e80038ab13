//! Looks ahead in a batch: asks for the memory that the next commands will need, so that its misses overlap with work
//! and with each other. Nothing here changes a result.
//!
//! How to ask depends on what the target has. A prefetch instruction is over at once, so the requests are spread, a
//! few with each command: in a burst they would queue up. Without one (WASM) a load stands in for it, and an
//! unfinished load holds up everything behind it: so they come in bursts, where they wait together.

use cift_book::{IdHash, Store};
use cift_wire::Command;

/// Hashes that are kept; a power of two.
const RING: usize = 32;

/// The look ahead over one batch.
pub struct LookAhead<'a> {
    pub commands: &'a [Command],
    /// Of the ids of the commands around the current one, each at its position modulo [`RING`].
    hashes: [IdHash; RING],
}

#[cfg(target_arch = "x86_64")]
mod spread {
    use super::{Command, IdHash, LookAhead, RING, Store};

    /// How far ahead a command's own line is asked for: they stream in faster than the processor guesses.
    const COMMAND_AHEAD: usize = 96;
    /// How far ahead the line of the id map is asked for; below [`RING`].
    const ID_AHEAD: usize = 20;
    /// How far ahead the order is asked for; its line of the id map has arrived by then.
    const ORDER_AHEAD: usize = 8;

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
            cift_book::prefetch(self.commands, at + COMMAND_AHEAD);
            if at + ID_AHEAD < self.commands.len() {
                self.ask_for_id(at + ID_AHEAD, store);
            }
            // Beyond the end this asks for an order again that was there before, which is harmless.
            store.prefetch_order(self.hashes[(at + ORDER_AHEAD) % RING]);
            self.hashes[at % RING]
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod burst {
    use super::{Command, IdHash, LookAhead, RING, Store};

    impl<'a> LookAhead<'a> {
        /// Begins before the first command.
        #[inline(always)]
        pub fn new(commands: &'a [Command], _store: &Store) -> Self {
            Self { commands, hashes: [IdHash::new(0, 0, 0); RING] }
        }

        /// Moves on to the command at `at`, and returns the hash of its id.
        #[inline(always)]
        pub fn step(&mut self, at: usize, store: &Store) -> IdHash {
            if at % RING == 0 {
                self.ask_for_next(at, store);
            }
            self.hashes[at % RING]
        }

        /// Asks for what the commands of a whole ring need: first the lines of the id map, then the orders.
        #[inline(never)]
        fn ask_for_next(&mut self, at: usize, store: &Store) {
            let end = self.commands.len().min(at + RING);
            for next in at..end {
                self.ask_for_id(next, store);
            }
            for hash in &self.hashes[..end - at] {
                store.prefetch_order(*hash);
            }
        }
    }
}

impl LookAhead<'_> {
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
