//! Market data as a native Node addon: a thin binding over cift-data, with the calls of the WebAssembly module.
//!
//! Every export catches panics, because one that reaches Node's C++ ends the process.

#![allow(clippy::cast_precision_loss)] // sizes and places in files are far below 2^53

use cift_data::{ABI_VERSION, DataError, Desk, Handle, InputRequest};
use cift_tape::{FileInput, Input};
use cift_wire::LAYOUT_HASH;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use std::cell::RefCell;
use std::io;

pub mod views;

struct Module {
    desk: Desk,
    error: Option<DataError>,
}

thread_local! {
    /// Jobs belong to the thread that opened them, as a worker's do.
    static MODULE: RefCell<Module> = const { RefCell::new(Module { desk: Desk::new(open_file), error: None }) };
}

/// Files are opened by their paths.
fn open_file(input: &InputRequest) -> io::Result<Box<dyn Input>> {
    let path = input.path.as_deref().unwrap_or(&input.name);
    Ok(Box::new(FileInput::open(path)?))
}

/// Runs `call`, and keeps an error for [`last_error`].
fn guarded<T>(call: impl FnOnce(&mut Desk) -> Result<T, DataError>) -> Option<T> {
    MODULE.with_borrow_mut(|module| match call(&mut module.desk) {
        Ok(value) => Some(value),
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

/// Opens a job by its request in MessagePack. Its handle, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn open(request: &[u8]) -> Option<u32> {
    guarded(|desk| desk.open(request))
}

/// Works on a job: whether there is more to do, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn step(handle: Handle) -> Option<bool> {
    guarded(|desk| desk.step(handle))
}

/// Takes what came out of a job, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn take_output(handle: Handle) -> Option<Uint8Array> {
    guarded(|desk| Ok(std::mem::take(desk.output(handle)?).into()))
}

/// A job's report in MessagePack, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn report(handle: Handle) -> Option<Uint8Array> {
    guarded(|desk| Ok(desk.report(handle)?.into()))
}

/// Bytes of the inputs that a job has read, and all, as two numbers; or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn progress(handle: Handle) -> Option<Vec<f64>> {
    guarded(|desk| desk.progress(handle)).map(|(read, all)| vec![read as f64, all as f64])
}

/// Ends a job, finished or not. Whether there was one.
#[napi(catch_unwind)]
#[must_use]
pub fn close(handle: Handle) -> bool {
    guarded(|desk| desk.close(handle)).is_some()
}

/// The last error, as `DataError::to_bytes` says; empty when there was none.
#[napi(catch_unwind)]
#[must_use]
pub fn last_error() -> Uint8Array {
    MODULE.with_borrow(|module| module.error.as_ref().map_or_else(Vec::new, DataError::to_bytes)).into()
}
