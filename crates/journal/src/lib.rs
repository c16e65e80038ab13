//! The journal of a session: its commands as they were applied, with checkpoints and snapshots, as bytes that show
//! their own damage. Bytes in, bytes out: no files, no clock, no randomness, so it is the same in a browser.
//!
//! Events follow from commands, so only commands are journalled. `schemas/journal.md` has every byte; in short:
//!
//! - a **header**: format, semantics and layout versions, seed, configuration, and a CRC of each part;
//! - **blocks**, each a 64-byte head and a body of whole 64-byte lines. The head has its own CRC, so a flipped length is
//!   known for one; the body's CRC; the block's number; and a chain value, the XXH3-64 of the one before and of the
//!   whole block, so no block can be taken out, put in or moved.
//!
//! [`Writer`] makes them, [`Blocks`] and [`Reader`] read them, in memory and in pieces; [`recover`] reads all.
//!
//! # What a reader does with wrong bytes
//!
//! A block that does not read is a **torn tail** when nothing that was written later is behind it: it is left out and
//! reported, and the caller cuts it off. To know, the reader looks through all the bytes behind it for a head of this
//! journal. If there is one, the journal is **damaged**, and refused with the place and the first missing command. A
//! whole block in the wrong place is always damage. Other versions, other layouts and another journal's blocks are
//! refused as well. What no reader can know is whether whole blocks are missing at the end: a closed journal says so
//! ([`Recovery::closed`]), and the caller knows what it acknowledged ([`Position::seq`]).

mod block;
mod blocks;
mod checkpoint;
mod cursor;
mod error;
mod header;
mod layout;
mod reader;
mod scan;
mod writer;

pub use block::{Block, Commands, Content, Recovery, SnapshotPlace, Tail};
pub use blocks::{Blocks, checkpoints, recover};
pub use checkpoint::{CHECKPOINT_EVENTS, Checkpoint, Comparison, Difference, bisect};
pub use cursor::{Position, TailCause};
pub use error::{Damage, JournalError};
pub use header::{FORMAT_VERSION, Header, MAX_CONFIG_BYTES};
pub use reader::Reader;
pub use writer::{MAX_BLOCK_COMMANDS, MAX_SNAPSHOT_BYTES, Writer};
