//! Views of markets, with the calls of the WebAssembly module. Numbers of 64 bits come as two halves.

#![allow(unsafe_code)] // JavaScript's buffers are borrowed for the length of a call

use crate::guarded;
use cift_data::{FIELD_NAMES, FIELDS, Handle};
use cift_types::Side;
use cift_wire::as_bytes;
use napi::bindgen_prelude::{Uint8Array, Uint8ArraySlice};
use napi_derive::napi;

const fn joined(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

/// The names of the numbers that [`view_state`] gives, with commas between them.
#[napi(catch_unwind)]
#[must_use]
pub fn view_fields() -> String {
    FIELD_NAMES.join(",")
}

/// Opens a view by its request in MessagePack. Its handle, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_open(request: &[u8]) -> Option<u32> {
    guarded(|desk| desk.open_view(request))
}

/// Gives a view a block of records. How many there are, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_load(handle: Handle, block: &[u8]) -> Option<u32> {
    guarded(|desk| Ok(desk.view(handle)?.load(block)? as u32))
}

/// Applies records of the block, from one place to before another, up to and including a time. Where it stopped, or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_run(handle: Handle, from: u32, to: u32, low: u32, high: u32) -> Option<u32> {
    guarded(|desk| Ok(desk.view(handle)?.run(from as usize, to as usize, joined(low, high))? as u32))
}

/// Applies commands and events of an engine. Whether all is well.
#[napi(catch_unwind)]
#[must_use]
pub fn view_observe(handle: Handle, commands: &[u8], events: &[u8]) -> bool {
    guarded(|desk| desk.view(handle)?.observe(commands, events)).is_some()
}

/// Nothing has happened up to a time. Whether all is well.
#[napi(catch_unwind)]
#[must_use]
pub fn view_advance(handle: Handle, low: u32, high: u32) -> bool {
    guarded(|desk| {
        desk.view(handle)?.advance(joined(low, high));
        Ok(())
    })
    .is_some()
}

/// Makes the model of the micro-price of what was seen. Whether all is well.
#[napi(catch_unwind)]
#[must_use]
pub fn view_fit(handle: Handle) -> bool {
    guarded(|desk| desk.view(handle)?.fit()).is_some()
}

/// Writes what a view knows into `target`: as many f64 as there are fields, or as fit. Whether all is well.
#[napi(catch_unwind)]
#[must_use]
pub fn view_state(handle: Handle, mut target: Uint8ArraySlice) -> bool {
    guarded(|desk| {
        let mut row = [0.0; FIELDS];
        desk.view(handle)?.state(&mut row);
        // SAFETY: the buffer is the caller's for the length of a call, and JavaScript does not run meanwhile.
        let (places, _) = unsafe { target.as_mut() }.as_chunks_mut();
        for (place, number) in places.iter_mut().zip(row) {
            *place = number.to_le_bytes();
        }
        Ok(())
    })
    .is_some()
}

/// The best levels, `most` of them at most, as records; or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_depth(handle: Handle, most: u32) -> Option<Uint8Array> {
    guarded(|desk| Ok(as_bytes(desk.view(handle)?.depth(most as usize)).to_vec().into()))
}

/// The bars that are complete and were not taken yet, as records; or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_bars(handle: Handle) -> Option<Uint8Array> {
    guarded(|desk| Ok(as_bytes(&desk.view(handle)?.take_bars()).to_vec().into()))
}

/// The orders at a price, as records; or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_queue(handle: Handle, side: u8, low: u32, high: u32) -> Option<Uint8Array> {
    let side = if side == 0 { Side::Buy } else { Side::Sell };
    let price = joined(low, high).cast_signed();
    guarded(|desk| Ok(as_bytes(desk.view(handle)?.queue(side, price)).to_vec().into()))
}

/// An order with its place, as a record, or no bytes when there is none; or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_place(handle: Handle, low: u32, high: u32) -> Option<Uint8Array> {
    guarded(|desk| Ok(as_bytes(desk.view(handle)?.place(joined(low, high)).as_slice()).to_vec().into()))
}

/// The venue's number of an engine's live order, which is below 2^53; 0 when there is none; or `null`.
#[napi(catch_unwind)]
#[must_use]
pub fn view_number(handle: Handle, account: u32, low: u32, high: u32) -> Option<f64> {
    guarded(|desk| Ok(desk.view(handle)?.number(account, joined(low, high)).unwrap_or(0) as f64))
}

/// Ends a view. Whether there was one.
#[napi(catch_unwind)]
#[must_use]
pub fn view_close(handle: Handle) -> bool {
    guarded(|desk| desk.close_view(handle)).is_some()
}
