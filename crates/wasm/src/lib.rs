//! The engine as a WebAssembly module: a thin binding over cift-host.
//!
//! Only numbers cross. Commands are written by JavaScript into the input region, events are read where the
//! engine wrote them, everything else goes through the scratch region. The regions may move when memory
//! grows: a caller asks for their addresses again after every call that may allocate.

mod input;

use cift_host::{ABI_VERSION, Code, Handle, Host, HostError};
use cift_wire::{DepthLevel, LAYOUT_HASH, Order, Record, as_bytes};
use input::{INPUT_RECORDS, Input};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

struct Module {
    host: Host,
    input: Input,
    scratch: Vec<u8>,
    error: Option<HostError>,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::new(Module {
        host: Host::new(),
        input: Input::new(),
        scratch: Vec::new(),
        error: None,
    });
}

thread_local! {
    /// What the last panic said, and where. JavaScript sees a trap only.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the text of a panic for [`autopsy`].
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| PANIC.set(panic.to_string())));
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

/// Version of the surface.
#[wasm_bindgen]
#[must_use]
pub fn abi_version() -> u32 {
    ABI_VERSION
}

/// Hash of the record layouts.
#[wasm_bindgen]
#[must_use]
pub fn layout_hash() -> u32 {
    LAYOUT_HASH
}

/// Version of the engine's rules.
#[wasm_bindgen]
#[must_use]
pub fn semantics_version() -> u32 {
    cift_types::SEMANTICS_VERSION
}

/// Address of the input region.
#[wasm_bindgen]
#[must_use]
pub fn input() -> *const u8 {
    MODULE.with_borrow(|module| module.input.commands().as_ptr().cast())
}

/// Commands that the input region holds.
#[wasm_bindgen]
#[must_use]
pub fn input_records() -> u32 {
    INPUT_RECORDS as u32
}

/// Address of the scratch region, made at least `bytes` long.
#[wasm_bindgen]
#[must_use]
pub fn scratch(bytes: usize) -> *const u8 {
    MODULE.with_borrow_mut(|module| {
        if module.scratch.len() < bytes {
            module.scratch.resize(bytes, 0);
        }
        module.scratch.as_ptr()
    })
}

/// Starts a session from the configuration of `length` bytes in the scratch region. Its handle, or -1.
#[wasm_bindgen]
#[must_use]
pub fn create(length: usize) -> i32 {
    guarded(|module| module.host.create(&module.scratch[..length]).map(u32::cast_signed))
}

/// Applies `count` commands of the input region. How many were consumed; below -1: `-2 - consumed` and a
/// fault, which [`last_error`] names; -1: an error and nothing consumed.
#[wasm_bindgen]
#[must_use]
pub fn submit(handle: Handle, count: usize) -> i32 {
    guarded(|module| {
        let session = module.host.session(handle)?;
        let consumed = session.submit(&module.input.commands()[..count])? as i32;
        if let Some(fault) = session.fault() {
            module.error = Some(fault.clone());
            return Ok(-2 - consumed);
        }
        Ok(consumed)
    })
}

/// Address of the waiting events. Zero: an error.
#[wasm_bindgen]
#[must_use]
pub fn events(handle: Handle) -> *const u8 {
    MODULE.with_borrow_mut(|module| {
        let events = module.host.session(handle).and_then(|session| session.events());
        events.map_or(core::ptr::null(), |events| events.as_ptr().cast())
    })
}

/// How many events wait, or -1.
#[wasm_bindgen]
#[must_use]
pub fn event_count(handle: Handle) -> i32 {
    guarded(|module| Ok(module.host.session(handle)?.events()?.len() as i32))
}

/// Forgets the first `count` waiting events. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn advance(handle: Handle, count: usize) -> i32 {
    guarded(|module| module.host.session(handle)?.advance(count).map(|()| 0))
}

/// Writes the best `levels` of a book into the scratch region. How many rows have a level, or -1.
#[wasm_bindgen]
#[must_use]
pub fn depth(handle: Handle, instrument: u32, levels: usize) -> i32 {
    guarded(|module| {
        let mut rows = vec![DepthLevel::default(); levels];
        let count = module.host.session(handle)?.depth(instrument, &mut rows)?;
        write_scratch(module, &rows);
        Ok(count as i32)
    })
}

/// Writes a live order into the scratch region. 1, 0 when there is none, or -1.
#[wasm_bindgen]
#[must_use]
pub fn order(handle: Handle, instrument: u32, account: u32, id_low: u32, id_high: u32) -> i32 {
    guarded(|module| {
        let id = u64::from(id_high) << 32 | u64::from(id_low);
        let order = module.host.session(handle)?.order(instrument, account, id)?;
        write_scratch(module, order.as_slice());
        Ok(i32::from(order.is_some()))
    })
}

/// Writes the displayed orders of a side, first to trade first, into the scratch region, `rows` at most. How
/// many, or -1.
#[wasm_bindgen]
#[must_use]
pub fn orders(handle: Handle, instrument: u32, side: u32, rows: usize) -> i32 {
    guarded(|module| {
        let session = module.host.session(handle)?;
        let mut orders = vec![Order::default(); rows.min(session.state()?[2] as usize)];
        let count = session.orders(instrument, side, &mut orders)?;
        write_scratch(module, &orders[..count]);
        Ok(count as i32)
    })
}

/// Writes an instrument's market into the scratch region. 1, or -1.
#[wasm_bindgen]
#[must_use]
pub fn market(handle: Handle, instrument: u32) -> i32 {
    guarded(|module| {
        let market = module.host.session(handle)?.market(instrument)?;
        write_scratch(module, &[market]);
        Ok(1)
    })
}

/// Writes an account's money in a currency into the scratch region. 1, 0 where it never had any, or -1.
#[wasm_bindgen]
#[must_use]
pub fn balance(handle: Handle, account: u32, currency: u32) -> i32 {
    guarded(|module| {
        let balance = module.host.session(handle)?.balance(account, currency)?;
        write_scratch(module, balance.as_slice());
        Ok(i32::from(balance.is_some()))
    })
}

/// Writes what an account holds of an instrument into the scratch region. 1, 0 where it never had any, or -1.
#[wasm_bindgen]
#[must_use]
pub fn position(handle: Handle, account: u32, instrument: u32) -> i32 {
    guarded(|module| {
        let position = module.host.session(handle)?.position(account, instrument)?;
        write_scratch(module, position.as_slice());
        Ok(i32::from(position.is_some()))
    })
}

/// Writes into the scratch region whether a new order would pass the controls. The order, or its terms and
/// the order, are the first `count` records of the input region. 1, or -1.
#[wasm_bindgen]
#[must_use]
pub fn risk_check(handle: Handle, count: usize) -> i32 {
    guarded(|module| {
        let answer = module.host.session(handle)?.risk_check(&module.input.commands()[..count])?;
        write_scratch(module, &[answer]);
        Ok(1)
    })
}

/// Puts the whole session as bytes into the scratch region. How many, or -1.
#[wasm_bindgen]
#[must_use]
pub fn snapshot(handle: Handle) -> i32 {
    guarded(|module| {
        module.scratch = module.host.session(handle)?.snapshot()?;
        Ok(module.scratch.len() as i32)
    })
}

/// Puts the MessagePack configuration that a session was made from into the scratch region. How many bytes,
/// or -1.
#[wasm_bindgen]
#[must_use]
pub fn config(handle: Handle) -> i32 {
    guarded(|module| {
        module.scratch = module.host.session(handle)?.config_bytes().to_vec();
        Ok(module.scratch.len() as i32)
    })
}

/// Starts a session that goes on where the snapshot of `length` bytes in the scratch region was taken. Its
/// handle, or -1.
#[wasm_bindgen]
#[must_use]
pub fn restore(length: usize) -> i32 {
    guarded(|module| module.host.restore(&module.scratch[..length]).map(u32::cast_signed))
}

/// Begins a journal of a session. The number tells apart sessions of one configuration; drawn at random,
/// nobody can forge blocks of the journal by sending commands. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn journal_start(handle: Handle, number_low: u32, number_high: u32) -> i32 {
    let number = u64::from(number_high) << 32 | u64::from(number_low);
    guarded(|module| module.host.session(handle)?.journal_start(number).map(|()| 0))
}

/// Puts the journal's bytes since they were last taken into the scratch region. How many, or -1.
#[wasm_bindgen]
#[must_use]
pub fn journal_take(handle: Handle) -> i32 {
    guarded(|module| {
        module.scratch = module.host.session(handle)?.journal_take()?;
        Ok(module.scratch.len() as i32)
    })
}

/// Puts a snapshot into the journal, for a recovery to begin at. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn journal_snapshot(handle: Handle) -> i32 {
    guarded(|module| module.host.session(handle)?.journal_snapshot().map(|()| 0))
}

/// Ends the journal; its last bytes wait to be taken. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn journal_close(handle: Handle) -> i32 {
    guarded(|module| module.host.session(handle)?.journal_close().map(|()| 0))
}

/// Writes the words of the journal's state into the scratch region, see `cift_host::JOURNAL_WORDS`. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn journal_state(handle: Handle) -> i32 {
    guarded(|module| {
        let words = module.host.session(handle)?.journal_state()?;
        write_words(module, &words);
        Ok(0)
    })
}

/// Starts a session by replaying the journal of `length` bytes in the scratch region; every checkpoint is
/// verified. Its handle, or -1.
#[wasm_bindgen]
#[must_use]
pub fn replay(length: usize) -> i32 {
    guarded(|module| module.host.replay(&module.scratch[..length]).map(u32::cast_signed))
}

/// Starts a session at the end of the journal of `length` bytes in the scratch region, from its last snapshot
/// on; it goes on recording. Its handle, or -1.
#[wasm_bindgen]
#[must_use]
pub fn recover(length: usize) -> i32 {
    guarded(|module| module.host.recover(&module.scratch[..length]).map(u32::cast_signed))
}

/// Writes the digest's words into the scratch region. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn digest(handle: Handle) -> i32 {
    guarded(|module| {
        let words = module.host.session(handle)?.digest()?;
        write_words(module, &words);
        Ok(0)
    })
}

/// Writes the state's words into the scratch region. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn state(handle: Handle) -> i32 {
    guarded(|module| {
        let words = module.host.session(handle)?.state()?;
        write_words(module, &words);
        Ok(0)
    })
}

/// Ends a session. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn destroy(handle: Handle) -> i32 {
    guarded(|module| module.host.destroy(handle).map(|()| 0))
}

/// Writes the last error into the scratch region, as [`HostError::to_bytes`] says. Its length.
#[wasm_bindgen]
#[must_use]
pub fn last_error() -> usize {
    MODULE.with_borrow_mut(|module| {
        module.scratch = module.error.as_ref().map_or_else(Vec::new, HostError::to_bytes);
        module.scratch.len()
    })
}

/// What a report of a trapped module has to name. Address of its length in bytes (u32), behind which the
/// error stands as [`HostError::to_bytes`] says. To be called once, after a trap; the module is not used
/// again afterwards.
#[wasm_bindgen]
#[must_use]
#[allow(unsafe_code)]
pub fn autopsy(handle: Handle) -> *const u8 {
    MODULE.with(|module| {
        // SAFETY: a trap ended every call that had borrowed the module, without giving the borrow back.
        let module = unsafe { &mut *module.as_ptr() };
        let session =
            module.host.session(handle).map_or_else(|error| error.message, |session| session.autopsy());
        let panic = PANIC.with_borrow(Clone::clone);
        let bytes = HostError { code: Code::EnginePanic, message: format!("{session}; {panic}") }.to_bytes();
        let mut report = (bytes.len() as u32).to_le_bytes().to_vec();
        report.extend(bytes);
        // Nobody frees it: the module is dropped as a whole.
        report.leak().as_ptr()
    })
}

/// Panics, so that tests see what a broken invariant looks like from outside.
#[wasm_bindgen]
pub fn break_for_test(handle: Handle) {
    MODULE.with_borrow_mut(|module| {
        if let Ok(session) = module.host.session(handle) {
            let error = session.break_for_test();
            module.error = Some(error);
        }
    });
}

fn write_scratch<R: Record>(module: &mut Module, records: &[R]) {
    let bytes = as_bytes(records);
    module.scratch.clear();
    module.scratch.extend_from_slice(bytes);
}

fn write_words(module: &mut Module, words: &[u64]) {
    module.scratch.clear();
    module.scratch.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}
