//! Why a tape is not written.

use crate::Kind;
use core::fmt;
use std::io;

/// Why a call of the writer failed. None of its batch was taken, except after [`WriteError::Io`]: that tape is lost.
#[derive(Debug)]
pub enum WriteError {
    /// The bytes could not be written.
    Io(io::Error),
    /// A record's place on the tape is not behind that of the record before it.
    Sequence {
        /// Its place.
        found: u64,
        /// The last one.
        last: u64,
    },
    /// A record's time is 2^63 ns or later: some three hundred years behind the tape's epoch.
    Time {
        /// The record's place.
        seq: u64,
        /// Its time.
        time_ns: u64,
    },
    /// The batch's runs are not those of its lists.
    Runs {
        /// A kind with more or fewer records than its runs have.
        kind: Kind,
    },
    /// The metadata does not fit into a chunk: 2^26 bytes.
    Metadata {
        /// Its bytes.
        bytes: usize,
    },
    /// A write failed before: the tape is lost.
    Failed,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the tape cannot be written: {error}"),
            Self::Sequence { found, last } => write!(
                f,
                "a record has place {found} on the tape, behind {last}: places rise from record to record"
            ),
            Self::Time { seq, time_ns } => write!(
                f,
                "record {seq} has time {time_ns} ns, which is beyond 2^63: times count from the tape's epoch"
            ),
            Self::Runs { kind } => {
                write!(f, "the batch's runs do not have as many {} as its list", kind.name())
            }
            Self::Metadata { bytes } => write!(f, "the metadata has {bytes} bytes, more than a chunk takes"),
            Self::Failed => f.write_str("the tape could not be written before: begin it anew"),
        }
    }
}

impl core::error::Error for WriteError {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
