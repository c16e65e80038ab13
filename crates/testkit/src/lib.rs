//! What tests and benchmarks of the engine share: order flow, an oracle, and shrinking.

pub mod auditor;
pub mod case;
pub mod collisions;
pub mod coverage;
pub mod describe;
pub mod differential;
pub mod divergence;
pub mod expected_digest;
pub mod features;
pub mod flash1;
pub mod funded;
pub mod generator;
pub mod mixed;
pub mod oracle;
pub mod random;
pub mod regression;
pub mod same_books;
pub mod session;
pub mod shrink;
pub mod special;
pub mod swarm;
