//! A comparison at work: it reads all of its inputs in one go, so natively it has a thread of its own, and whoever steps the
//! job can show how far it is, and stop it. In WebAssembly there are no threads: there one step does it all.

use super::{CheckKind, Report, binance, bitstamp, dbn, lobster, mbo, tulip};
use crate::error::DataError;
use crate::inputs::{Opener, open_all};
use crate::jobs::sources;
use crate::request::{ImportRequest, InputRequest};
use cift_tape::Input;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What is compared, and how.
pub(super) struct Work {
    pub kind: CheckKind,
    pub inputs: Vec<InputRequest>,
    pub import: ImportRequest,
    pub opener: Opener,
}

/// How far it is, and whether it may go on.
#[derive(Default)]
pub(super) struct Meter {
    read: AtomicU64,
    total: AtomicU64,
    is_stopped: AtomicBool,
}

impl Meter {
    /// Bytes of the inputs that were read, and all.
    pub fn progress(&self) -> (u64, u64) {
        let total = self.total.load(Ordering::Relaxed);
        // What is looked at before it is read counts twice.
        (self.read.load(Ordering::Relaxed).min(total), total)
    }

    pub fn finish(&self) {
        self.read.store(u64::MAX, Ordering::Relaxed);
    }

    /// The next read fails.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}

impl Work {
    pub fn run(self, meter: &Arc<Meter>) -> Result<Report, DataError> {
        let Self { kind, inputs, import, opener } = self;
        let metered = |inputs| -> Result<Vec<Box<dyn Input>>, DataError> {
            let opened = open_all(inputs, opener)?.into_iter();
            Ok(opened.map(|input| Box::new(Metered::new(input, meter)) as Box<dyn Input>).collect())
        };
        let options = sources::options(import)?;
        let inputs = metered(inputs)?;
        Ok(match kind {
            CheckKind::Lobster => lobster::check(inputs)?,
            CheckKind::Mbo => mbo::check(&mut *cift_import::detect::open(inputs, &options)?)?,
            CheckKind::Bitstamp => bitstamp::check(inputs)?,
            CheckKind::Binance => binance::check(inputs)?,
            CheckKind::Dbn => dbn::check(inputs)?,
            CheckKind::Tulip => tulip::check(inputs)?,
        })
    }
}

/// An input that says how much of it was read.
struct Metered {
    input: Box<dyn Input>,
    meter: Arc<Meter>,
}

impl Metered {
    fn new(input: Box<dyn Input>, meter: &Arc<Meter>) -> Self {
        meter.total.fetch_add(input.size(), Ordering::Relaxed);
        Self { input, meter: Arc::clone(meter) }
    }
}

impl Input for Metered {
    fn name(&self) -> &str {
        self.input.name()
    }

    fn size(&self) -> u64 {
        self.input.size()
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        if self.meter.is_stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("nobody waits for it any more"));
        }
        let count = self.input.read_at(offset, target)?;
        self.meter.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
