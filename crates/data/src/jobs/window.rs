//! The part of a source that lies in a window of time.

use cift_tape::{Batch, Metadata, Problem, Source, Tolerance};
use std::ops::Range;

/// Records at or after one time and before another.
pub(super) struct Window {
    inner: Box<dyn Source>,
    times: Range<u64>,
    whole: Batch,
}

impl Window {
    pub(super) fn new(inner: Box<dyn Source>, times: Range<u64>) -> Self {
        Self { inner, times, whole: Batch::default() }
    }
}

impl Source for Window {
    fn metadata(&self) -> &Metadata {
        self.inner.metadata()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        batch.clear();
        // A record in time may follow one out of time, so the end of the window is not the end of the source: that is
        // for the source to know. A tape was told to stop.
        while batch.is_empty() {
            if !self.inner.read(&mut self.whole)? {
                return Ok(false);
            }
            self.whole.for_each(|record| {
                if self.times.contains(&record.time_ns()) {
                    batch.push(record);
                }
            });
        }
        Ok(true)
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        self.inner.tolerance()
    }

    fn progress(&self) -> (u64, u64) {
        self.inner.progress()
    }
}

#[cfg(test)]
mod tests {
    use crate::job::{Job, Step};
    use crate::jobs::open;
    use crate::request::{ImportRequest, InputRequest, Request};
    use cift_tape::{Batch, Input, MemoryInput, Metadata, Options, Writer};
    use cift_wire::Tick;
    use std::cell::{Cell, RefCell};
    use std::io;

    thread_local! {
        static FILE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        static BYTES_READ: Cell<u64> = const { Cell::new(0) };
    }

    /// Counts what is read.
    struct Counted(MemoryInput);

    impl Input for Counted {
        fn name(&self) -> &str {
            self.0.name()
        }

        fn size(&self) -> u64 {
            self.0.size()
        }

        fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
            let count = self.0.read_at(offset, target)?;
            BYTES_READ.set(BYTES_READ.get() + count as u64);
            Ok(count)
        }
    }

    #[allow(clippy::unnecessary_wraps)] // it is an opener
    fn open_file(input: &InputRequest) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(Counted(MemoryInput::new(input.name.clone(), FILE.with_borrow(Clone::clone)))))
    }

    /// A tape of 100,000 ticks a second apart, of which every hundredth comes ten seconds late.
    fn tape() -> Vec<u8> {
        let options = Options { chunk_records: 1000, ..Options::default() };
        let mut writer = Writer::with(Vec::new(), &Metadata::default(), options).unwrap();
        let mut batch = Batch::default();
        for seq in 1..=100_000 {
            let late = if seq % 100 == 0 { 10 } else { 0 };
            batch.push_tick(Tick {
                seq,
                time_ns: seq - late,
                price: 100,
                quantity: seq.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20,
                ..Tick::default()
            });
        }
        writer.append(&batch).unwrap();
        writer.finish(&Metadata::default()).unwrap().0
    }

    /// Records in the window, and bytes that were read for them.
    fn read(
        name: &str,
        bytes: &[u8],
        from_ns: Option<u64>,
        to_ns: Option<u64>,
        lenient: bool,
    ) -> (usize, u64) {
        FILE.set(bytes.to_vec());
        BYTES_READ.set(0);
        let input = InputRequest {
            name: name.to_owned(),
            bytes: None,
            path: None,
            number: None,
            size: None,
            decoded: None,
        };
        let import = ImportRequest { lenient, from_ns, to_ns, ..ImportRequest::default() };
        let mut job: Box<dyn Job> =
            open(Request::Records { inputs: vec![input], import }, open_file).unwrap();
        while job.step().unwrap() == Step::More {}
        let (mut records, mut at) = (0, 0);
        let output = job.output();
        while at < output.len() {
            let word =
                |place: usize| u32::from_le_bytes(*output[at + 4 * place..].first_chunk().unwrap()) as usize;
            records += word(2);
            at += word(8);
        }
        (records, BYTES_READ.get())
    }

    #[test]
    fn of_a_tape_the_chunks_of_the_window_are_read_and_no_others() {
        let tape = tape();
        let (whole, bytes) = read("a.cift", &tape, None, None, false);
        assert!(whole == 100_000 && bytes > tape.len() as u64 * 9 / 10);
        for (from_ns, to_ns, records) in [
            (Some(40_000), Some(42_000), 2000),
            (None, Some(2000), 1999),
            (Some(98_001), None, 2000),
            (Some(5), Some(5), 0),
            (Some(200_000), None, 0),
        ] {
            let (found, bytes) = read("a.cift", &tape, from_ns, to_ns, false);
            // A late tick before a window that begins there is not sought for: the tape's order is kept.
            assert!(found.abs_diff(records) <= 1, "{from_ns:?} {to_ns:?}: {found}");
            assert!(bytes < tape.len() as u64 / 8, "{from_ns:?} {to_ns:?}: {bytes} of {}", tape.len());
        }
    }

    #[test]
    fn a_tape_without_an_end_has_windows_too() {
        let tape = tape();
        let cut = &tape[..tape.len() * 3 / 4];
        let (found, _) = read("a.cift", cut, Some(40_000), Some(42_000), true);
        assert!(found.abs_diff(2000) <= 1, "{found}");
    }

    #[test]
    fn of_other_formats_a_time_that_falls_may_lead_back_into_the_window() {
        let rows = (0..50_000).chain([3]).map(|second| format!("{},ACME,100,1\n", 1_700_000_000 + second));
        let text = format!("time,symbol,price,size\n{}", rows.collect::<String>());
        let day_ns = 1_700_000_000 % 86_400 * 1_000_000_000;
        let (found, bytes) = read("a.csv", text.as_bytes(), None, Some(day_ns + 5_000_000_000), false);
        assert_eq!(found, 6);
        assert!(bytes >= text.len() as u64);
    }
}
