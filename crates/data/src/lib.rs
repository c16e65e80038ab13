//! Market data by handles: jobs that import, convert, inspect, check and compute. Bytes in, bytes out, so that the native
//! addon and the WebAssembly module have the same calls.
//!
//! A job is opened with a request in MessagePack, which names its verb, its inputs and their options. It is worked in
//! steps of some thousands of records, so the caller can show progress, write what came out, or stop. What comes out is
//! bytes ([`Desk::output`]) and, at any time, a report in MessagePack ([`Desk::report`]).

mod desk;
mod error;
mod inputs;
mod job;
mod jobs;
mod number;
mod request;

pub use desk::{Desk, Handle};
pub use error::DataError;
pub use inputs::Opener;
pub use request::InputRequest;

/// Version of this surface. A module of another version is refused at load.
pub const ABI_VERSION: u32 = 1;
