//! Mistakes of the caller. A participant's mistake is a rejection event instead.

use core::fmt;

/// Stable numbers of the errors; `engine/src/errors.ts` has the same. New ones go at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum Code {
    /// The configuration is not valid; the message says which setting and why.
    ConfigInvalid = 1,
    /// The handle is not, or no longer, a session.
    HandleInvalid = 2,
    /// A buffer has a length that is not whole records.
    BufferInvalid = 3,
    /// A command carries a sequence number that is not the next.
    SequenceMismatch = 4,
    /// A command's time is before the last one's, or not below 2^53.
    TimeInvalid = 5,
    /// A query names an instrument that the session does not have.
    InstrumentUnknown = 6,
    /// The engine broke an invariant of its own. The session is dead.
    EnginePanic = 7,
    /// An argument is not what the call takes.
    InvalidArgument = 8,
    /// The session has no accounts.
    AccountsMissing = 9,
    /// The bytes are not a snapshot, or a damaged one.
    SnapshotInvalid = 10,
    /// A snapshot or journal of another version of the format, the rules or the records.
    VersionMismatch = 11,
    /// The bytes are not a journal, or not one that can be replayed.
    JournalInvalid = 12,
    /// The journal is damaged: commands between others are lost.
    JournalDamaged = 13,
    /// The replay came to another state than the journal says.
    JournalDiverged = 14,
    /// The session records no journal, or records one already.
    JournalState = 15,
}

/// What went wrong, for programs and for people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostError {
    /// Which error it is.
    pub code: Code,
    /// What was wrong, where, and what to do.
    pub message: String,
}

impl HostError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The error as bytes: its code (u16, little endian), then the message in UTF-8.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = (self.code as u16).to_le_bytes().to_vec();
        bytes.extend_from_slice(self.message.as_bytes());
        bytes
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.code, self.message)
    }
}

impl core::error::Error for HostError {}
