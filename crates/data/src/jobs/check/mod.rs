//! Comparisons of what a source says about a market with what the same source published.

mod binance;
mod bitstamp;
mod dbn;
mod lobster;
mod mbo;
mod tulip;
mod work;

use crate::error::DataError;
use crate::inputs::Opener;
use crate::job::{Job, Step};
use crate::request::{ImportRequest, InputRequest};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::{thread::JoinHandle, time::Duration};
use work::{Meter, Work};

/// What is compared.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CheckKind {
    Lobster,
    Mbo,
    Binance,
    Bitstamp,
    Dbn,
    Tulip,
}

/// What came of it: the same for every kind, so that nobody who shows it has to know them.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Report {
    equal: bool,
    counts: Vec<Tally>,
    differences: Vec<String>,
    notes: Vec<String>,
}

/// How often something was seen.
#[derive(Serialize)]
struct Tally {
    /// Its name for programs: stays as it is, whatever the label becomes. `docs/data.md` lists them.
    key: &'static str,
    /// What it is, for people.
    label: &'static str,
    count: u64,
}

impl Report {
    fn count(&mut self, key: &'static str, label: &'static str, count: u64) {
        self.counts.push(Tally { key, label, count });
    }

    fn count_all(&mut self, counts: impl IntoIterator<Item = (&'static str, &'static str, u64)>) {
        for (key, label, count) in counts {
            self.count(key, label, count);
        }
    }
}

/// A comparison.
pub(super) struct Check {
    state: State,
    meter: Arc<Meter>,
    report: Report,
    nothing: Vec<u8>,
}

enum State {
    Waiting(Box<Work>),
    #[cfg(not(target_arch = "wasm32"))]
    Running(JoinHandle<Result<Report, DataError>>),
    Done,
}

impl Check {
    pub(super) fn new(
        kind: CheckKind,
        inputs: Vec<InputRequest>,
        import: ImportRequest,
        opener: Opener,
    ) -> Self {
        let state = State::Waiting(Box::new(Work { kind, inputs, import, opener }));
        Self { state, meter: Arc::default(), report: Report::default(), nothing: Vec::new() }
    }

    #[cfg(target_arch = "wasm32")]
    fn advance(&mut self, state: State) -> Result<State, DataError> {
        if let State::Waiting(work) = state {
            self.report = work.run(&self.meter)?;
        }
        Ok(State::Done)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn advance(&mut self, state: State) -> Result<State, DataError> {
        let thread = match state {
            State::Waiting(work) => {
                let meter = Arc::clone(&self.meter);
                std::thread::spawn(move || work.run(&meter))
            }
            State::Running(thread) => thread,
            State::Done => return Ok(State::Done),
        };
        for _ in 0..NAPS {
            if thread.is_finished() {
                // A panic goes on here as if there were no thread.
                self.report = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                return Ok(State::Done);
            }
            std::thread::sleep(NAP);
        }
        Ok(State::Running(thread))
    }
}

/// A step waits for the end, as long as so many naps.
#[cfg(not(target_arch = "wasm32"))]
const NAPS: u32 = 40;
#[cfg(not(target_arch = "wasm32"))]
const NAP: Duration = Duration::from_micros(500);

impl Drop for Check {
    fn drop(&mut self) {
        self.meter.stop();
    }
}

impl Job for Check {
    fn step(&mut self) -> Result<Step, DataError> {
        let state = core::mem::replace(&mut self.state, State::Done);
        self.state = self.advance(state)?;
        if !matches!(self.state, State::Done) {
            return Ok(Step::More);
        }
        self.meter.finish();
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.nothing
    }

    fn report(&self) -> Vec<u8> {
        super::pack(&self.report)
    }

    fn progress(&self) -> (u64, u64) {
        self.meter.progress()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::DataError;
    use cift_tape::MemoryInput;
    use std::time::Duration;

    const LINE: &[u8] = br#"1430438404518 order_created {"price": "1", "amount": "1", "datetime": "1", "id": 1, "order_type": 0}
"#;

    /// An input that takes its time.
    struct Slow(MemoryInput);

    impl cift_tape::Input for Slow {
        fn name(&self) -> &str {
            self.0.name()
        }

        fn size(&self) -> u64 {
            self.0.size()
        }

        fn read_at(&mut self, offset: u64, target: &mut [u8]) -> std::io::Result<usize> {
            std::thread::sleep(Duration::from_millis(30));
            let part = target.len().min(64);
            self.0.read_at(offset, &mut target[..part])
        }
    }

    fn job(bytes: Vec<u8>) -> Check {
        let input = InputRequest {
            name: "x".into(),
            bytes: None,
            path: Some(String::from_utf8(bytes).unwrap()),
            number: None,
            size: None,
            decoded: None,
        };
        let opener: Opener = |input| {
            let text = input.path.clone().unwrap_or_default();
            Ok(Box::new(Slow(MemoryInput::new("x", text.into_bytes()))))
        };
        Check::new(CheckKind::Bitstamp, vec![input], ImportRequest::default(), opener)
    }

    #[test]
    fn steps_end_before_the_work_does_and_say_how_far_it_is() {
        let mut job = job(LINE.repeat(4));
        let mut seen = Vec::new();
        while job.step().unwrap() == Step::More {
            seen.push(job.progress());
        }
        assert!(seen.len() > 2, "{seen:?}");
        assert!(seen.is_sorted() && seen.iter().any(|(read, total)| 0 < *read && read < total), "{seen:?}");
        let total = 4 * LINE.len() as u64;
        assert_eq!(job.progress(), (total, total));
        assert!(!job.report.counts.is_empty());
    }

    #[test]
    fn what_is_wrong_ends_it() {
        let mut job = job(b"nothing of it".to_vec());
        let error = loop {
            match job.step() {
                Ok(Step::More) => {}
                other => break other,
            }
        };
        assert!(matches!(error, Err(DataError::Input(_))), "{error:?}");
    }
}
