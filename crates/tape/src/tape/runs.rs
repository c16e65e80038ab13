//! In which order the kinds take turns within a chunk.

use crate::bytes::Take;
use crate::column::{Stream, StreamWriter};
use crate::{Kind, Run};

/// Writes runs and reads them again, reusing its buffers.
#[derive(Default, Debug)]
pub struct RunsCoder {
    kinds: Stream,
    counts: Stream,
    numbers: Vec<u64>,
    described: Vec<u8>,
    streams: StreamWriter,
}

impl RunsCoder {
    /// Appends the runs as content of a part, and where its pieces end.
    pub fn encode(&mut self, runs: &[Run], content: &mut Vec<u8>, ends: &mut Vec<usize>) {
        self.streams.clear();
        self.numbers.clear();
        self.numbers.extend(runs.iter().map(|run| run.kind as u64));
        self.streams.write(&self.numbers, &mut self.kinds);
        self.numbers.clear();
        self.numbers.extend(runs.iter().map(|run| u64::from(run.count)));
        self.streams.write(&self.numbers, &mut self.counts);
        self.described.clear();
        self.kinds.put(&mut self.described);
        self.counts.put(&mut self.described);
        content.extend_from_slice(&(self.described.len() as u32).to_le_bytes());
        content.extend_from_slice(&self.described);
        ends.push(content.len());
        ends.extend(self.streams.ends.iter().map(|end| content.len() + end));
        content.extend_from_slice(&self.streams.bytes);
    }

    /// The runs in the content of a part. `None` where they are not those of such counts.
    pub fn decode(&mut self, content: &[u8], counts: &[u32; Kind::COUNT], runs: &mut Vec<Run>) -> Option<()> {
        let mut streams = Take(content);
        let described = streams.u32()?;
        let mut described = Take(streams.bytes(described as usize)?);
        self.kinds.take(&mut described)?;
        self.counts.take(&mut described)?;
        if self.kinds.count != self.counts.count || !described.0.is_empty() {
            return None;
        }
        runs.clear();
        let mut sound = true;
        let complete = self.kinds.read(&mut streams)?.for_each(|number| {
            let kind = u8::try_from(number).ok().and_then(Kind::of_number);
            sound &= kind.is_some();
            runs.push(Run { kind: kind.unwrap_or(Kind::Tick), count: 0 });
        });
        let mut left = counts.map(u64::from);
        let mut next = runs.iter_mut();
        let all = self.counts.read(&mut streams)?.for_each(|count| {
            let Some(run) = next.next() else { return };
            let rest = left[run.kind as usize].checked_sub(count);
            sound &= rest.is_some() && count > 0;
            left[run.kind as usize] = rest.unwrap_or(0);
            run.count = count as u32;
        });
        (sound && complete && all && streams.0.is_empty() && left == [0; Kind::COUNT]).then_some(())
    }
}

/// The places, from 0, of the records of a kind.
pub fn places(runs: &[Run], kind: Kind) -> impl Iterator<Item = u64> {
    let mut next = 0;
    let ranges = runs.iter().map(move |run| {
        let start = next;
        next += u64::from(run.count);
        (run.kind, start..next)
    });
    ranges.filter(move |(found, _)| *found == kind).flat_map(|(_, places)| places)
}
