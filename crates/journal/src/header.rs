//! What a journal says of its session before the first block.

use crate::error::JournalError;
use crate::layout::{FILE_HEAD_BYTES, FILE_MAGIC, FileHead, journal_id, padded};
use cift_types::{EXACT_LIMIT, SEMANTICS_VERSION};
use cift_wire::LAYOUT_HASH;
use cift_wire::crc32c;

/// The version of the format that this build writes, and the only one that it reads.
pub const FORMAT_VERSION: u32 = 1;
/// The most bytes of a configuration.
pub const MAX_CONFIG_BYTES: usize = 1 << 20;

/// The session that a journal is of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Header {
    /// The session's seed.
    pub seed: u64,
    /// The configuration hash of the run's digest (rule D4 of the semantics).
    pub config_hash: u64,
    /// Tells apart sessions with the same seed and configuration. Drawn at random by a caller who can: then nobody
    /// who sends commands can forge bytes that look like a block of this journal.
    pub session: u64,
    /// The last sequence number before this journal, below 2^53: zero, or where it goes on from another one.
    pub base_seq: u64,
    /// The chain value ([`Position::chain`](crate::Position::chain)) at which the other one ended; zero without one.
    pub previous: u64,
    /// The session's configuration, MessagePack as the host takes it. The journal does not look into it.
    pub config: Vec<u8>,
}

impl Header {
    /// The header as bytes, and the journal's identity.
    pub(crate) fn encode(&self) -> Result<(Vec<u8>, u64), JournalError> {
        check_size(self.config.len() as u64)?;
        if self.base_seq >= EXACT_LIMIT {
            return Err(JournalError::Place { found: self.base_seq, lowest: 0, highest: EXACT_LIMIT - 1 });
        }
        let mut config = self.config.clone();
        config.resize(padded(config.len() as u64) as usize, 0);
        let head = FileHead {
            version: FORMAT_VERSION,
            config_bytes: self.config.len() as u32,
            semantics: SEMANTICS_VERSION,
            layout: LAYOUT_HASH,
            seed: self.seed,
            config_hash: self.config_hash,
            session: self.session,
            base_seq: self.base_seq,
            previous: self.previous,
            config_crc: crc32c(&config),
        };
        let head = head.encode();
        Ok(([head.as_slice(), config.as_slice()].concat(), journal_id(&head, &config)))
    }

    /// Reads a header from the start of `bytes`. `None`: it has more bytes than these.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Option<Decoded>, JournalError> {
        let Some(head_bytes) = bytes.first_chunk::<FILE_HEAD_BYTES>() else {
            return begins_like_one(bytes).then_some(None).ok_or(JournalError::NotAJournal);
        };
        let head = check_head(head_bytes)?;
        let size = FILE_HEAD_BYTES + padded(u64::from(head.config_bytes)) as usize;
        let Some(config) = bytes.get(FILE_HEAD_BYTES..size) else { return Ok(None) };
        let (known, padding) = config.split_at(head.config_bytes as usize);
        if crc32c(config) != head.config_crc || padding.iter().any(|&byte| byte != 0) {
            return Err(JournalError::HeaderDamaged { offset: FILE_HEAD_BYTES as u64 });
        }
        let header = Self {
            seed: head.seed,
            config_hash: head.config_hash,
            session: head.session,
            base_seq: head.base_seq,
            previous: head.previous,
            config: known.to_vec(),
        };
        Ok(Some(Decoded { header, bytes: size, journal: journal_id(head_bytes, config) }))
    }

    /// What a file says that ended within its header.
    pub(crate) fn cut_off(bytes: &[u8]) -> JournalError {
        let head = bytes.first_chunk().and_then(FileHead::decode);
        let config = head.map_or(0, |head| padded(u64::from(head.config_bytes)));
        JournalError::HeaderCutOff { bytes: bytes.len() as u64, expected: FILE_HEAD_BYTES as u64 + config }
    }
}

/// A header that was read.
pub struct Decoded {
    pub header: Header,
    /// How many bytes it has.
    pub bytes: usize,
    /// The journal's identity.
    pub journal: u64,
}

/// Whether a journal may begin with these few bytes.
fn begins_like_one(bytes: &[u8]) -> bool {
    let magic = FILE_MAGIC.to_le_bytes();
    let known = bytes.len().min(magic.len());
    bytes[..known] == magic[..known]
}

/// The head, whole and of our versions. The CRC comes first: a flipped bit must not pass for another version.
fn check_head(bytes: &[u8; FILE_HEAD_BYTES]) -> Result<FileHead, JournalError> {
    if !begins_like_one(bytes) {
        return Err(JournalError::NotAJournal);
    }
    let head = FileHead::decode(bytes).ok_or(JournalError::HeaderDamaged { offset: 0 })?;
    if head.version != FORMAT_VERSION {
        return Err(JournalError::Version { found: head.version, known: FORMAT_VERSION });
    }
    if head.semantics != SEMANTICS_VERSION {
        return Err(JournalError::Semantics { found: head.semantics, known: SEMANTICS_VERSION });
    }
    if head.layout != LAYOUT_HASH {
        return Err(JournalError::Layout { found: head.layout, known: LAYOUT_HASH });
    }
    check_size(u64::from(head.config_bytes))?;
    // Words that this version leaves zero.
    if head.encode() != *bytes || head.base_seq >= EXACT_LIMIT {
        return Err(JournalError::HeaderDamaged { offset: 0 });
    }
    Ok(head)
}

const fn check_size(bytes: u64) -> Result<(), JournalError> {
    let most = MAX_CONFIG_BYTES as u64;
    if bytes > most {
        return Err(JournalError::TooLarge { part: "configuration", bytes, most });
    }
    Ok(())
}
