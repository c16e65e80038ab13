//! The engine as a native Node addon: a thin binding over cift-host, with the calls of the WebAssembly
//! module.
//!
//! Buffers are JavaScript's own: commands are read where they are, results are written where the caller wants
//! them. Every export catches panics, because one that reaches Node's C++ ends the process.

#![allow(unsafe_code)] // JavaScript's buffers are borrowed for the length of a call

use cift_host::{ABI_VERSION, DIGEST_WORDS, Handle, Host, HostError, JOURNAL_WORDS, STATE_WORDS};
use cift_wire::{Command, DepthLevel, LAYOUT_HASH, Order, Record, as_bytes, from_bytes};
use napi::bindgen_prelude::{Uint8Array, Uint8ArraySlice};
use napi_derive::napi;
use std::cell::RefCell;

/// Commands that are copied at a time when a buffer is not aligned for reading in place.
const COPY_RECORDS: usize = 64;

struct Module {
    host: Host,
    error: Option<HostError>,
}

thread_local! {
    /// Sessions belong to the thread that made them, as a worker's do.
    static MODULE: RefCell<Module> = const { RefCell::new(Module { host: Host::new(), error: None }) };
}

/// Runs `call`, and turns an error into `-1` with the error kept for [`last_error`].
#[inline(always)]
fn guarded(call: impl FnOnce(&mut Module) -> Result<i32, HostError>) -> i32 {
    MODULE.with_borrow_mut(|module| match call(module) {
        Ok(value) => value,
        Err(error) => {
            module.error = Some(error);
            -1
        }
    })
}

/// Runs `call`, and keeps an error for [`last_error`].
fn bytes_or_error(call: impl FnOnce(&mut Module) -> Result<Vec<u8>, HostError>) -> Option<Uint8Array> {
    MODULE.with_borrow_mut(|module| match call(module) {
        Ok(bytes) => Some(bytes.into()),
        Err(error) => {
            module.error = Some(error);
            None
        }
    })
}

/// Version of the surface.
#[napi(catch_unwind)]
#[must_use]
pub fn abi_version() -> u32 {
    ABI_VERSION
}

/// Hash of the record layouts.
#[napi(catch_unwind)]
#[must_use]
pub fn layout_hash() -> u32 {
    LAYOUT_HASH
}

/// Version of the engine's rules.
#[napi(catch_unwind)]
#[must_use]
pub fn semantics_version() -> u32 {
    cift_types::SEMANTICS_VERSION
}

/// Starts a session from a MessagePack configuration. Its handle, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn create(config: &[u8]) -> i32 {
    guarded(|module| module.host.create(config).map(u32::cast_signed))
}

/// Applies the commands in `commands`, whose length is whole records. How many were consumed; below -1:
/// `-2 - consumed` and a fault, which [`last_error`] names; -1: an error and nothing consumed.
#[napi(catch_unwind)]
#[must_use]
pub fn submit(handle: Handle, commands: &[u8]) -> i32 {
    guarded(|module| {
        let session = module.host.session(handle)?;
        let consumed = match from_bytes::<Command>(commands) {
            Some(commands) => session.submit(commands)?,
            None => submit_copied(session, commands)?,
        } as i32;
        if let Some(fault) = session.fault() {
            module.error = Some(fault.clone());
            return Ok(-2 - consumed);
        }
        Ok(consumed)
    })
}

/// `submit` for bytes at an address where records cannot be read.
fn submit_copied(session: &mut cift_host::Session, bytes: &[u8]) -> Result<usize, HostError> {
    if bytes.is_empty() {
        return session.submit(&[]);
    }
    let mut consumed = 0;
    let mut copy = [Command::default(); COPY_RECORDS];
    for chunk in bytes.chunks(size_of_val(&copy)) {
        let count = chunk.len() / size_of::<Command>();
        write_records(&mut copy[..count], chunk);
        let taken = session.submit(&copy[..count])?;
        consumed += taken;
        if taken < count {
            break;
        }
    }
    Ok(consumed)
}

/// How many events wait, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn event_count(handle: Handle) -> i32 {
    guarded(|module| Ok(module.host.session(handle)?.events()?.len() as i32))
}

/// Moves waiting events into `target`, as many whole records as fit. How many, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn drain_into(handle: Handle, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let session = module.host.session(handle)?;
        let count = copy_records(bytes_of(&mut target), session.events()?);
        session.advance(count)?;
        Ok(count as i32)
    })
}

/// Copies waiting events from the one at `from` on into `target`, as many whole records as fit; they go on
/// waiting. How many, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn peek_into(handle: Handle, from: u32, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let events = module.host.session(handle)?.events()?;
        let waiting = events.get(from as usize..).unwrap_or_default();
        Ok(copy_records(bytes_of(&mut target), waiting) as i32)
    })
}

/// Forgets the first `count` waiting events. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn advance(handle: Handle, count: u32) -> i32 {
    guarded(|module| module.host.session(handle)?.advance(count as usize).map(|()| 0))
}

/// Writes the best levels of a book into `target`, as many as fit. How many rows have a level, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn depth_into(handle: Handle, instrument: u32, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let mut rows = vec![DepthLevel::default(); target.as_ref().len() / size_of::<DepthLevel>()];
        let count = module.host.session(handle)?.depth(instrument, &mut rows)?;
        copy_records(bytes_of(&mut target), &rows);
        Ok(count as i32)
    })
}

/// Writes a live order into `target`. 1, 0 when there is none, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn order_into(
    handle: Handle,
    instrument: u32,
    account: u32,
    id_low: u32,
    id_high: u32,
    mut target: Uint8ArraySlice,
) -> i32 {
    guarded(|module| {
        let id = u64::from(id_high) << 32 | u64::from(id_low);
        let order = module.host.session(handle)?.order(instrument, account, id)?;
        copy_records(bytes_of(&mut target), order.as_slice());
        Ok(i32::from(order.is_some()))
    })
}

/// Writes the displayed orders of a side, first to trade first, into `target`, as many as fit. How many, or
/// -1.
#[napi(catch_unwind)]
#[must_use]
pub fn orders(handle: Handle, instrument: u32, side: u32, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let session = module.host.session(handle)?;
        let room = target.as_ref().len() / size_of::<Order>();
        let mut orders = vec![Order::default(); room.min(session.state()?[2] as usize)];
        let count = session.orders(instrument, side, &mut orders)?;
        copy_records(bytes_of(&mut target), &orders[..count]);
        Ok(count as i32)
    })
}

/// Writes an instrument's market into `target`. 1, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn market(handle: Handle, instrument: u32, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let market = module.host.session(handle)?.market(instrument)?;
        copy_records(bytes_of(&mut target), &[market]);
        Ok(1)
    })
}

/// Writes an account's money in a currency into `target`. 1, 0 where it never had any, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn balance(handle: Handle, account: u32, currency: u32, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let balance = module.host.session(handle)?.balance(account, currency)?;
        copy_records(bytes_of(&mut target), balance.as_slice());
        Ok(i32::from(balance.is_some()))
    })
}

/// Writes what an account holds of an instrument into `target`. 1, 0 where it never had any, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn position(handle: Handle, account: u32, instrument: u32, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let position = module.host.session(handle)?.position(account, instrument)?;
        copy_records(bytes_of(&mut target), position.as_slice());
        Ok(i32::from(position.is_some()))
    })
}

/// Writes into `target` whether a new order would pass the controls. `commands` is the order, or its terms
/// and the order. 1, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn risk_check(handle: Handle, commands: &[u8], mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let mut records = vec![Command::default(); commands.len() / size_of::<Command>()];
        write_records(&mut records, commands);
        let answer = module.host.session(handle)?.risk_check(&records)?;
        copy_records(bytes_of(&mut target), &[answer]);
        Ok(1)
    })
}

/// The whole session as bytes. None: an error.
#[napi(catch_unwind)]
#[must_use]
pub fn snapshot(handle: Handle) -> Uint8Array {
    let bytes = bytes_or_error(|module| module.host.session(handle)?.snapshot());
    bytes.unwrap_or_else(|| Vec::new().into())
}

/// The MessagePack configuration that a session was made from. Empty: an error.
#[napi(catch_unwind)]
#[must_use]
pub fn config(handle: Handle) -> Uint8Array {
    let bytes = bytes_or_error(|module| Ok(module.host.session(handle)?.config_bytes().to_vec()));
    bytes.unwrap_or_else(|| Vec::new().into())
}

/// Starts a session that goes on where the snapshot was taken. Its handle, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn restore(snapshot: &[u8]) -> i32 {
    guarded(|module| module.host.restore(snapshot).map(u32::cast_signed))
}

/// Begins a journal of a session. The number tells apart sessions of one configuration; drawn at random,
/// nobody can forge blocks of the journal by sending commands. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn journal_start(handle: Handle, number_low: Option<u32>, number_high: Option<u32>) -> i32 {
    let number = u64::from(number_high.unwrap_or(0)) << 32 | u64::from(number_low.unwrap_or(0));
    guarded(|module| module.host.session(handle)?.journal_start(number).map(|()| 0))
}

/// The journal's bytes since they were last taken, maybe none. `null`: an error.
#[napi(catch_unwind)]
#[must_use]
pub fn journal_take(handle: Handle) -> Option<Uint8Array> {
    bytes_or_error(|module| module.host.session(handle)?.journal_take())
}

/// Puts a snapshot into the journal, for a recovery to begin at. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn journal_snapshot(handle: Handle) -> i32 {
    guarded(|module| module.host.session(handle)?.journal_snapshot().map(|()| 0))
}

/// Ends the journal; its last bytes wait to be taken. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn journal_close(handle: Handle) -> i32 {
    guarded(|module| module.host.session(handle)?.journal_close().map(|()| 0))
}

/// Writes the words of the journal's state into `target`, 64 bytes, see `cift_host::JOURNAL_WORDS`. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn journal_state(handle: Handle, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let words: [u64; JOURNAL_WORDS] = module.host.session(handle)?.journal_state()?;
        write_words(bytes_of(&mut target), &words);
        Ok(0)
    })
}

/// Starts a session by replaying a journal; every checkpoint is verified. Its handle, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn replay(journal: &[u8]) -> i32 {
    guarded(|module| module.host.replay(journal).map(u32::cast_signed))
}

/// Starts a session at a journal's end, from its last snapshot on; it goes on recording. Its handle, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn recover(journal: &[u8]) -> i32 {
    guarded(|module| module.host.recover(journal).map(u32::cast_signed))
}

/// Writes the digest's words into `target`, 40 bytes. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn digest_into(handle: Handle, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let words: [u64; DIGEST_WORDS] = module.host.session(handle)?.digest()?;
        write_words(bytes_of(&mut target), &words);
        Ok(0)
    })
}

/// Writes the state's words into `target`, 32 bytes. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn state_into(handle: Handle, mut target: Uint8ArraySlice) -> i32 {
    guarded(|module| {
        let words: [u64; STATE_WORDS] = module.host.session(handle)?.state()?;
        write_words(bytes_of(&mut target), &words);
        Ok(0)
    })
}

/// Ends a session. 0, or -1.
#[napi(catch_unwind)]
#[must_use]
pub fn destroy(handle: Handle) -> i32 {
    guarded(|module| module.host.destroy(handle).map(|()| 0))
}

/// The last error, as `HostError::to_bytes` says; empty when there was none.
#[napi(catch_unwind)]
#[must_use]
pub fn last_error() -> Uint8Array {
    MODULE.with_borrow(|module| module.error.as_ref().map_or_else(Vec::new, HostError::to_bytes)).into()
}

/// Breaks a session as a panic inside the engine does, so that tests see it from outside.
#[napi(catch_unwind)]
pub fn break_for_test(handle: Handle) {
    MODULE.with_borrow_mut(|module| {
        if let Ok(session) = module.host.session(handle) {
            let error = session.break_for_test();
            module.error = Some(error);
        }
    });
}

/// Panics outside every guard of ours, so that a test can prove that Node survives it.
///
/// # Panics
///
/// Always.
#[napi(catch_unwind)]
pub fn panic_for_test() {
    panic!("panicked on purpose");
}

/// The bytes of a caller's buffer.
fn bytes_of<'a>(target: &'a mut Uint8ArraySlice<'_>) -> &'a mut [u8] {
    // SAFETY: the buffer is the caller's for the length of a call, and JavaScript does not run meanwhile.
    unsafe { target.as_mut() }
}

/// Copies as many whole records as fit; returns how many.
fn copy_records<R: Record>(target: &mut [u8], records: &[R]) -> usize {
    let count = (target.len() / size_of::<R>()).min(records.len());
    let bytes = as_bytes(&records[..count]);
    target[..bytes.len()].copy_from_slice(bytes);
    count
}

fn write_words(target: &mut [u8], words: &[u64]) {
    for (bytes, word) in target.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
}

fn write_records(target: &mut [Command], bytes: &[u8]) {
    for (record, bytes) in target.iter_mut().zip(bytes.as_chunks::<64>().0) {
        *record = cift_wire::read_record(bytes);
    }
}
