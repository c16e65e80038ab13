//! What tests and benchmarks of the engine share: order flow, an oracle, and shrinking.

pub mod flash1;
pub mod session;
