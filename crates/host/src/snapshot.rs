//! A session as bytes, `schemas/snapshot.md`: a head, the configuration, the engine's state, and a checksum.

use crate::config;
use crate::error::{Code, HostError};
use crate::session::Session;
use cift_engine::{Config, Engine, SnapshotError};
use cift_types::SEMANTICS_VERSION;
use cift_wire::{LAYOUT_HASH, Xxh3};

const MAGIC: &[u8; 8] = b"CIFTSNAP";
const FORMAT_VERSION: u32 = 1;
/// The head has the four lines that its hash begins with.
const HEAD_BYTES: usize = 4 * LINE;
const LINE: usize = 64;
const CHECKSUM_BYTES: usize = 8;

/// A session that is restored sets aside at most so much at once; what it needs beyond comes as it grows.
/// Bytes from elsewhere must not make it take more.
const MOST_RESERVED_ORDERS: u32 = 1 << 22;
const MOST_RESERVED_PAGES: u32 = 1 << 16;

impl Session {
    /// The whole session as bytes. Events that wait to be read are not part of it.
    pub fn snapshot(&self) -> Result<Vec<u8>, HostError> {
        self.check()?;
        let mut bytes = vec![0; HEAD_BYTES];
        bytes.extend_from_slice(&self.config);
        fill_line(&mut bytes);
        let start = bytes.len();
        self.engine.save(&mut bytes);
        let state_bytes = bytes.len() - start;
        fill_line(&mut bytes);
        write_head(&mut bytes, self.config.len() as u64, state_bytes as u64, self.engine.seq());
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        Ok(bytes)
    }
}

fn fill_line(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(LINE), 0);
}

fn write_head(bytes: &mut [u8], config_bytes: u64, state_bytes: u64, seq: u64) {
    let versions = [FORMAT_VERSION, SEMANTICS_VERSION, LAYOUT_HASH, 0].map(u32::to_le_bytes);
    let numbers = [config_bytes, state_bytes, seq].map(u64::to_le_bytes);
    let parts = MAGIC.iter().chain(versions.as_flattened()).chain(numbers.as_flattened());
    for (target, byte) in bytes.iter_mut().zip(parts) {
        *target = *byte;
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    Xxh3::of_lines(bytes.as_chunks().0).unwrap_or(0)
}

/// The session of a snapshot.
pub fn restore(bytes: &[u8]) -> Result<Session, HostError> {
    let Parts { config, state } = Parts::of(bytes)?;
    let engine = Engine::load(decode(config)?, state).map_err(refused)?;
    Ok(Session::new(engine, config.into()))
}

/// The configuration, with less memory to set aside where it asks for very much.
pub fn decode(bytes: &[u8]) -> Result<Config, HostError> {
    let mut config = config::decode(bytes)?;
    config.limits.reserve_orders = config.limits.reserve_orders.min(MOST_RESERVED_ORDERS);
    config.limits.reserve_pages = config.limits.reserve_pages.min(MOST_RESERVED_PAGES);
    Ok(config)
}

fn refused(error: SnapshotError) -> HostError {
    match error {
        SnapshotError::Config(error) => HostError::new(Code::ConfigInvalid, error.to_string()),
        error => invalid(error.to_string()),
    }
}

fn invalid(message: impl Into<String>) -> HostError {
    HostError::new(Code::SnapshotInvalid, message)
}

/// What a snapshot is made of.
struct Parts<'a> {
    config: &'a [u8],
    state: &'a [u8],
}

impl<'a> Parts<'a> {
    /// The parts of bytes that are as they were written, by a build that writes the same.
    fn of(bytes: &'a [u8]) -> Result<Self, HostError> {
        if !bytes.starts_with(MAGIC) {
            return Err(invalid("the bytes do not begin with \"CIFTSNAP\", so they are no snapshot"));
        }
        let (lines, rest) = bytes.as_chunks::<LINE>();
        let cut_off = || invalid(format!("the snapshot is cut off after {} bytes", bytes.len()));
        let head = bytes.first_chunk::<HEAD_BYTES>().ok_or_else(cut_off)?;
        let stored: [u8; CHECKSUM_BYTES] = rest.try_into().map_err(|_| cut_off())?;
        if Xxh3::of_lines(lines) != Some(u64::from_le_bytes(stored)) {
            return Err(invalid("the snapshot is cut off or damaged: its checksum is another"));
        }
        check_versions(head)?;
        let lengths = [number(head, 24), number(head, 32)];
        Self::cut(&bytes[HEAD_BYTES..lines.len() * LINE], lengths)
            .ok_or_else(|| invalid("the snapshot's parts do not fit into it"))
    }

    fn cut(body: &'a [u8], [config_bytes, state_bytes]: [u64; 2]) -> Option<Self> {
        let config_end = usize::try_from(config_bytes).ok()?;
        let state_start = config_end.checked_next_multiple_of(LINE)?;
        let state_end = state_start.checked_add(usize::try_from(state_bytes).ok()?)?;
        let whole = state_end.checked_next_multiple_of(LINE)? == body.len();
        let zeros = |bytes: &[u8]| bytes.iter().all(|&byte| byte == 0);
        let filled = zeros(body.get(config_end..state_start)?) && zeros(body.get(state_end..)?);
        (whole && filled).then(|| Self { config: &body[..config_end], state: &body[state_start..state_end] })
    }
}

/// The 64-bit number at a place of the head.
fn number(head: &[u8; HEAD_BYTES], at: usize) -> u64 {
    head[at..].first_chunk().map_or(0, |&bytes| u64::from_le_bytes(bytes))
}

fn check_versions(head: &[u8; HEAD_BYTES]) -> Result<(), HostError> {
    let word = |at: usize| number(head, at) as u32;
    let known = [
        ("format version", word(8), FORMAT_VERSION),
        ("semantics version", word(12), SEMANTICS_VERSION),
        ("record layouts", word(16), LAYOUT_HASH),
    ];
    match known.into_iter().find(|(_, found, ours)| found != ours) {
        None => Ok(()),
        Some((what, found, ours)) => {
            let message = format!(
                "the snapshot has {what} {found:x}, this build has {ours:x}: restore it with the build that \
                 made it"
            );
            Err(HostError::new(Code::VersionMismatch, message))
        }
    }
}
