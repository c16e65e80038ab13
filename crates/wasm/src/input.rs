//! Where JavaScript writes commands.

use cift_wire::{Command, Line};

/// Commands that the region holds.
pub const INPUT_RECORDS: usize = 1024;

const PAGE_BYTES: usize = 4096;
const LINE_BYTES: usize = size_of::<Line<Command>>();

/// The region begins in the middle of a page of memory. JavaScript's arrays begin at the start of one, give or take a
/// header, and copying between two places that are nearly the same within their pages runs at a quarter of the speed:
/// the processor takes the next load for one that has to wait for the last store.
pub struct Input {
    lines: Vec<Line<Command>>,
    first: usize,
}

impl Input {
    pub fn new() -> Self {
        let lines = vec![Line::default(); INPUT_RECORDS + PAGE_BYTES / LINE_BYTES];
        let within_page = lines.as_ptr().addr() % PAGE_BYTES;
        let first = (PAGE_BYTES + PAGE_BYTES / 2 - within_page) % PAGE_BYTES / LINE_BYTES;
        Self { lines, first }
    }

    #[inline(always)]
    pub fn commands(&self) -> &[Command] {
        &Line::records(&self.lines)[self.first..][..INPUT_RECORDS]
    }
}
