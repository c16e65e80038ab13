//! Market data by handles: jobs that import, convert, inspect, check and compute. Bytes in, bytes out, so that the native
//! addon and the WebAssembly module have the same calls.
//!
//! A job is opened with a request in MessagePack, which names its verb, its inputs and their options. It is worked in
//! steps of some thousands of records, so the caller can show progress, write what came out, or stop. What comes out is
//! bytes ([`Desk::output`]) and, at any time, a report in MessagePack ([`Desk::report`]).
//!
//! A view ([`View`]) keeps one instrument's market: it is given records batch by batch, and asked between any two of them.

#[allow(clippy::cast_precision_loss, clippy::float_arithmetic)] // as views
mod bar_meter;
mod block;
mod desk;
mod error;
mod inputs;
mod job;
mod jobs;
#[allow(clippy::cast_precision_loss)] // as views
mod market;
mod number;
mod registry;
mod request;
mod session_fold;
#[allow(clippy::cast_precision_loss, clippy::float_arithmetic)]
// what is looked at is for plots and models: its unit is a tick, not the last bit
mod view;

pub use desk::Desk;
pub use error::DataError;
pub use inputs::Opener;
pub use registry::Handle;
pub use request::InputRequest;
pub use view::{FIELD_NAMES, FIELDS, View};

/// Version of this surface. A module of another version is refused at load.
pub const ABI_VERSION: u32 = 2;
