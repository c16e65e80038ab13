//! Why a journal is refused, or a call of its writer.

use core::fmt;

/// What shows that a journal was damaged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    /// The block does not read, and blocks that were written after it do.
    Unreadable {
        /// Where the first of those begins.
        later: u64,
    },
    /// The block is whole, but another one belongs here: blocks are missing, doubled or in another order.
    Number {
        /// The block's own number.
        found: u64,
    },
    /// The block is whole and has the right number, but its chain value does not follow from the bytes before it.
    Chain,
    /// The block is whole and chained, but its sequence numbers are not those that come next.
    Sequence {
        /// The sequence number that is wrong there.
        found: u64,
    },
    /// The block is whole and chained, but its content is not what its kind has.
    Content,
}

/// Why a journal is not read on, or not written. Numbers are bytes from the journal's start, unless they say otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JournalError {
    /// The bytes do not begin like a journal.
    NotAJournal,
    /// The file ends before its head is complete, so before anything was journalled.
    HeaderCutOff {
        /// Bytes that are there.
        bytes: u64,
        /// Bytes that the head needs.
        expected: u64,
    },
    /// The file's head or its configuration is not as it was written.
    HeaderDamaged {
        /// Where the damaged part begins: 0 the head, 128 the configuration.
        offset: u64,
    },
    /// The journal has another format version.
    Version {
        /// The journal's.
        found: u32,
        /// The one that this reader knows.
        known: u32,
    },
    /// The journal's commands have another meaning: a replay would give other events.
    Semantics {
        /// The journal's.
        found: u32,
        /// The one of this engine.
        known: u32,
    },
    /// The journal's records have other layouts.
    Layout {
        /// The journal's hash of the layouts.
        found: u32,
        /// The one of this build.
        known: u32,
    },
    /// A part is larger than the format allows.
    TooLarge {
        /// Which part.
        part: &'static str,
        /// Its bytes, or what it claims.
        bytes: u64,
        /// The most it may have.
        most: u64,
    },
    /// Bytes before the tail are not what was written. Nothing at or behind `offset` can be trusted.
    Damaged {
        /// Where the damaged block begins.
        offset: u64,
        /// The number that the block there should have.
        block: u64,
        /// The first command that is missing.
        first_missing_seq: u64,
        /// What shows it.
        damage: Damage,
    },
    /// Another journal's bytes follow.
    Foreign {
        /// Where this journal cannot be read on.
        offset: u64,
        /// The number of this journal's next block.
        block: u64,
        /// The first command that is missing, if this journal went on.
        first_missing_seq: u64,
        /// Where the other journal's bytes begin.
        other: u64,
    },
    /// A whole and chained block is of a kind that this reader does not know.
    Unsupported {
        /// Where it begins.
        offset: u64,
        /// Its number.
        block: u64,
        /// Its kind.
        kind: u32,
    },
    /// A command to be written carries a sequence number that is neither 0 nor the next. None of its batch was taken.
    Sequence {
        /// The next.
        expected: u64,
        /// The command's.
        found: u64,
    },
    /// A checkpoint or snapshot to be written is of a place that the journal does not have.
    Place {
        /// Its sequence number.
        found: u64,
        /// The lowest it may have.
        lowest: u64,
        /// The highest it may have.
        highest: u64,
    },
}

impl JournalError {
    /// The stable name of the error, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAJournal => "JOURNAL_NOT_A_JOURNAL",
            Self::HeaderCutOff { .. } => "JOURNAL_HEADER_CUT_OFF",
            Self::HeaderDamaged { .. } => "JOURNAL_HEADER_DAMAGED",
            Self::Version { .. } => "JOURNAL_VERSION",
            Self::Semantics { .. } => "JOURNAL_SEMANTICS",
            Self::Layout { .. } => "JOURNAL_LAYOUT",
            Self::TooLarge { .. } => "JOURNAL_TOO_LARGE",
            Self::Damaged { .. } => "JOURNAL_DAMAGED",
            Self::Foreign { .. } => "JOURNAL_FOREIGN",
            Self::Unsupported { .. } => "JOURNAL_UNSUPPORTED",
            Self::Sequence { .. } => "JOURNAL_SEQUENCE",
            Self::Place { .. } => "JOURNAL_PLACE",
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unreadable { later } => {
                write!(f, "it does not read, and a block written after it stands at byte {later}")
            }
            Self::Number { found } => {
                write!(f, "block {found} stands there: blocks are missing, doubled or in another order")
            }
            Self::Chain => f.write_str("the block there does not follow from the bytes before it"),
            Self::Sequence { found } => {
                write!(f, "it has sequence {found}, which is not the one that comes next")
            }
            Self::Content => f.write_str("its content is not what a block of its kind has"),
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NotAJournal => f.write_str(
                "the bytes do not begin with \"CIFTJRNL\", so they are no journal: check the path",
            ),
            Self::HeaderCutOff { bytes, expected } => write!(
                f,
                "the journal ends after {bytes} of the {expected} bytes of its head: nothing was journalled yet, \
                 begin it anew"
            ),
            Self::HeaderDamaged { offset } => write!(
                f,
                "the journal's head is damaged (the part at byte {offset}): restore the file from a copy"
            ),
            Self::Version { found, known } => write!(
                f,
                "the journal has format version {found}, this build reads {known}: use the build that wrote it"
            ),
            Self::Semantics { found, known } => write!(
                f,
                "the journal was written under semantics version {found}, this engine has {known} and would give \
                 other events: replay it with the engine that wrote it"
            ),
            Self::Layout { found, known } => write!(
                f,
                "the journal's records have layouts {found:08x}, this build has {known:08x}: use the build that \
                 wrote it"
            ),
            Self::TooLarge { part, bytes, most } => {
                write!(f, "the {part} has {bytes} bytes, a journal takes at most {most}")
            }
            Self::Damaged { offset, block, first_missing_seq, damage } => write!(
                f,
                "the journal is damaged at byte {offset} (block {block}): {damage}; commands from sequence \
                 {first_missing_seq} on are not safe, restore the file from a copy"
            ),
            Self::Foreign { offset, block, first_missing_seq, other } => write!(
                f,
                "bytes of another journal begin at byte {other}, and this one cannot be read on from byte {offset} \
                 (block {block}, sequence {first_missing_seq}): take the files apart"
            ),
            Self::Unsupported { offset, block, kind } => write!(
                f,
                "block {block} at byte {offset} is of kind {kind}, which this build does not know: use the build \
                 that wrote it"
            ),
            Self::Sequence { expected, found } => write!(
                f,
                "a command has sequence {found}, expected {expected} or 0 for the next; none of its batch was taken"
            ),
            Self::Place { found, lowest, highest } => write!(
                f,
                "a checkpoint or snapshot is of sequence {found}, the journal takes one of {lowest} to {highest}"
            ),
        }
    }
}

impl core::error::Error for JournalError {}
