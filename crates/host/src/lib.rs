//! Bytes in, bytes out: the one surface that both bindings expose. Sessions have number handles, commands and
//! events are records, configuration is MessagePack, errors have stable codes. No JavaScript, no clock, no
//! I/O.

mod config;
mod error;
mod host;
mod journal;
mod queries;
mod replay;
mod session;
mod snapshot;

pub use error::{Code, HostError};
pub use host::{Handle, Host};
pub use journal::JOURNAL_WORDS;
pub use session::{DIGEST_WORDS, STATE_WORDS, Session};

/// Version of this surface. A facade refuses a module that has another.
pub const ABI_VERSION: u32 = 1;
