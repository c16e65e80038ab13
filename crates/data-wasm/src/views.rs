//! Views of markets. Numbers of 64 bits come as two halves.

use crate::{MODULE, Module, guarded};
use cift_data::{DataError, FIELD_NAMES, Handle, View};
use cift_types::Side;
use cift_wire::as_bytes;
use wasm_bindgen::prelude::wasm_bindgen;

const fn joined(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

/// Writes the names of the numbers that [`view_state`] gives into the scratch region, with commas between them. Their length.
#[wasm_bindgen]
#[must_use]
pub fn view_fields() -> usize {
    MODULE.with_borrow_mut(|module| {
        module.scratch = FIELD_NAMES.join(",").into_bytes();
        module.scratch.len()
    })
}

/// Opens a view by the request of `length` bytes in the scratch region. Its handle (as a signed number), or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_open(length: usize) -> i32 {
    guarded(|module| {
        let request = module.scratch[..length].to_vec();
        module.desk.open_view(&request).map(u32::cast_signed)
    })
}

/// Gives a view the block of records of `length` bytes in the scratch region. How many there are, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_load(handle: Handle, length: usize) -> i32 {
    guarded(|module| Ok(module.desk.view(handle)?.load(&module.scratch[..length])? as i32))
}

/// Applies records of the block, from one place to before another, up to and including a time. Where it stopped, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_run(handle: Handle, from: usize, to: usize, low: u32, high: u32) -> i32 {
    guarded(|module| Ok(module.desk.view(handle)?.run(from, to, joined(low, high))? as i32))
}

/// Applies commands and events of an engine, which are in the scratch region, so many bytes of each. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_observe(handle: Handle, commands: usize, events: usize) -> i32 {
    guarded(|module| {
        let (commands, events) = module.scratch[..commands + events].split_at(commands);
        module.desk.view(handle)?.observe(commands, events)?;
        Ok(0)
    })
}

/// Nothing has happened up to a time. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_advance(handle: Handle, low: u32, high: u32) -> i32 {
    guarded(|module| {
        module.desk.view(handle)?.advance(joined(low, high));
        Ok(0)
    })
}

/// Makes the model of the micro-price of what was seen. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_fit(handle: Handle) -> i32 {
    guarded(|module| module.desk.view(handle)?.fit().map(|()| 0))
}

/// What a view knows: the address of as many f64 as there are fields, always the same; or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_state(handle: Handle) -> i32 {
    guarded(|module| {
        module.desk.view(handle)?.state(&mut module.state);
        Ok((module.state.as_ptr() as usize as u32).cast_signed())
    })
}

/// Leaves the best levels, `most` of them at most, in the scratch region. Their length in bytes, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_depth(handle: Handle, most: usize) -> i32 {
    leave(handle, |view, scratch| scratch.extend_from_slice(as_bytes(view.depth(most))))
}

/// Leaves the bars that are complete and were not taken yet in the scratch region. Their length in bytes, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_bars(handle: Handle) -> i32 {
    leave(handle, |view, scratch| scratch.extend_from_slice(as_bytes(&view.take_bars())))
}

/// Leaves the orders at a price in the scratch region. Their length in bytes, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_queue(handle: Handle, side: u8, low: u32, high: u32) -> i32 {
    let side = if side == 0 { Side::Buy } else { Side::Sell };
    let price = joined(low, high).cast_signed();
    leave(handle, |view, scratch| scratch.extend_from_slice(as_bytes(view.queue(side, price))))
}

/// Leaves an order with its place in the scratch region. Its length in bytes, 0 when there is none, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_place(handle: Handle, low: u32, high: u32) -> i32 {
    leave(handle, |view, scratch| {
        scratch.extend_from_slice(as_bytes(view.place(joined(low, high)).as_slice()));
    })
}

/// The venue's number of an engine's live order, which is below 2^53: 0 when there is none, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_number(handle: Handle, account: u32, low: u32, high: u32) -> f64 {
    let mut number = 0;
    let status = guarded(|module| {
        number = module.desk.view(handle)?.number(account, joined(low, high)).unwrap_or(0);
        Ok(0)
    });
    if status < 0 { f64::from(status) } else { number as f64 }
}

/// Ends a view. 0, or -1.
#[wasm_bindgen]
#[must_use]
pub fn view_close(handle: Handle) -> i32 {
    guarded(|module| module.desk.close_view(handle).map(|()| 0))
}

/// Leaves what is asked of a view in the scratch region. Its length, or -1.
fn leave(handle: Handle, ask: impl FnOnce(&mut View, &mut Vec<u8>)) -> i32 {
    guarded(|module| {
        let Module { desk, scratch, .. } = module;
        let view = desk.view(handle)?;
        scratch.clear();
        ask(view, scratch);
        Ok::<_, DataError>(scratch.len() as i32)
    })
}
