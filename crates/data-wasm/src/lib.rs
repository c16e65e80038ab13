//! Market data as a WebAssembly module: a thin binding over cift-data.
//!
//! Only numbers cross. Requests, reports and what comes out of jobs go through the scratch region; inputs are read by the
//! one import, [`read_input`], which JavaScript answers synchronously: with `fs.readSync` in Node, `FileReaderSync` or an
//! OPFS handle in a browser's worker.

#![allow(clippy::cast_precision_loss)] // sizes and places in files are far below 2^53

use cift_data::{ABI_VERSION, DataError, Desk, FIELDS, Handle, InputRequest};
use cift_tape::Input;
use cift_wire::LAYOUT_HASH;
use std::cell::RefCell;
use std::io;
use wasm_bindgen::prelude::wasm_bindgen;

pub mod views;

struct Module {
    desk: Desk,
    scratch: Vec<u8>,
    /// What a view has said last: it stays where it is.
    state: [f64; FIELDS],
    error: Option<DataError>,
}

thread_local! {
    static MODULE: RefCell<Module> = const {
        RefCell::new(Module {
            desk: Desk::new(open_input),
            scratch: Vec::new(),
            state: [0.0; FIELDS],
            error: None,
        })
    };
}

thread_local! {
    /// What the last panic said, and where. JavaScript sees a trap only.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the text of a panic for [`panic_text`].
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| PANIC.set(panic.to_string())));
}

#[allow(unsafe_code)]
mod imports {
    #[link(wasm_import_module = "cift")]
    unsafe extern "C" {
        /// Reads input `number` at `offset` into the memory at `place`: how many bytes, below zero when it cannot.
        pub fn read_input(number: u32, offset: f64, place: *mut u8, length: usize) -> i32;
    }
}

/// An input that JavaScript reads.
struct HostInput {
    name: String,
    number: u32,
    size: u64,
}

impl Input for HostInput {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        // SAFETY: JavaScript writes at most `length` bytes at `place`, which are the caller's to write.
        #[allow(unsafe_code)]
        let count =
            unsafe { imports::read_input(self.number, offset as f64, target.as_mut_ptr(), target.len()) };
        match usize::try_from(count) {
            Ok(count) if count <= target.len() => Ok(count),
            _ => Err(io::Error::other("the host could not read it")),
        }
    }
}

/// Inputs are the numbers that JavaScript gave them.
fn open_input(input: &InputRequest) -> io::Result<Box<dyn Input>> {
    let (Some(number), Some(size)) = (input.number, input.size) else {
        return Err(io::Error::other("the request gives no number and size"));
    };
    Ok(Box::new(HostInput { name: input.name.clone(), number, size }))
}

/// Runs `call`, and turns an error into `-1` with the error kept for [`last_error`].
fn guarded(call: impl FnOnce(&mut Module) -> Result<i32, DataError>) -> i32 {
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

/// Opens a job by the request of `length` bytes in the scratch region. Its handle (as a signed number), or -1.
#[wasm_bindgen]
#[must_use]
pub fn open(length: usize) -> i32 {
    guarded(|module| {
        let request = module.scratch[..length].to_vec();
        module.desk.open(&request).map(u32::cast_signed)
    })
}

/// Works on a job: 1 when there is more to do, 0 when all is done, or -1.
#[wasm_bindgen]
#[must_use]
pub fn step(handle: Handle) -> i32 {
    guarded(|module| Ok(i32::from(module.desk.step(handle)?)))
}

/// Moves what came out of a job into the scratch region. Its length, or -1.
#[wasm_bindgen]
#[must_use]
pub fn take_output(handle: Handle) -> i32 {
    guarded(|module| {
        let output = module.desk.output(handle)?;
        // The two take turns, so neither is made anew for each piece.
        core::mem::swap(&mut module.scratch, output);
        output.clear();
        Ok(module.scratch.len() as i32)
    })
}

/// Writes a job's report into the scratch region. Its length, or -1.
#[wasm_bindgen]
#[must_use]
pub fn report(handle: Handle) -> i32 {
    guarded(|module| {
        module.scratch = module.desk.report(handle)?;
        Ok(module.scratch.len() as i32)
    })
}

/// Writes the bytes of the inputs that a job has read, and all, into the scratch region: two `f64`. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn progress(handle: Handle) -> i32 {
    guarded(|module| {
        let (read, all) = module.desk.progress(handle)?;
        module.scratch.clear();
        for number in [read, all] {
            module.scratch.extend_from_slice(&(number as f64).to_le_bytes());
        }
        Ok(0)
    })
}

/// Ends a job, finished or not. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn close(handle: Handle) -> i32 {
    guarded(|module| module.desk.close(handle).map(|()| 0))
}

/// Writes the last error into the scratch region, as [`DataError::to_bytes`] says. Its length.
#[wasm_bindgen]
#[must_use]
pub fn last_error() -> usize {
    MODULE.with_borrow_mut(|module| {
        module.scratch = module.error.as_ref().map_or_else(Vec::new, DataError::to_bytes);
        module.scratch.len()
    })
}

/// What the panic said that trapped the module: address of its length in bytes (u32), behind which it stands in UTF-8.
/// To be called once, after a trap; the module is not used again afterwards.
#[wasm_bindgen]
#[must_use]
pub fn panic_text() -> *const u8 {
    let text = PANIC.with_borrow(Clone::clone);
    let mut bytes = (text.len() as u32).to_le_bytes().to_vec();
    bytes.extend(text.into_bytes());
    // Nobody frees it: the module is dropped as a whole.
    bytes.leak().as_ptr()
}
