//! In which order the kinds take turns within a chunk.

use crate::bytes::Take;
use crate::column::Stream;
use crate::{Kind, Run};

/// The runs as content of a part, and where its pieces end.
pub fn encode(runs: &[Run], content: &mut Vec<u8>, ends: &mut Vec<usize>) {
    let kinds: Vec<u64> = runs.iter().map(|run| run.kind as u64).collect();
    let counts: Vec<u64> = runs.iter().map(|run| u64::from(run.count)).collect();
    let (mut streams, mut stream_ends) = (Vec::new(), Vec::new());
    let kinds = Stream::write(&kinds, &mut streams, &mut stream_ends);
    let counts = Stream::write(&counts, &mut streams, &mut stream_ends);
    let mut described = Vec::new();
    kinds.put(&mut described);
    counts.put(&mut described);
    content.extend_from_slice(&(described.len() as u32).to_le_bytes());
    content.extend_from_slice(&described);
    ends.push(content.len());
    ends.extend(stream_ends.iter().map(|end| content.len() + end));
    content.extend_from_slice(&streams);
}

/// The runs in the content of a part. `None` where they are not those of such counts.
pub fn decode(content: &[u8], counts: &[u32; Kind::COUNT], runs: &mut Vec<Run>) -> Option<()> {
    let mut streams = Take(content);
    let described = streams.u32()?;
    let mut described = Take(streams.bytes(described as usize)?);
    let (kinds, sizes) = (Stream::take(&mut described)?, Stream::take(&mut described)?);
    if kinds.count != sizes.count || !described.0.is_empty() {
        return None;
    }
    runs.clear();
    let mut sound = true;
    let complete = kinds.read(&mut streams)?.for_each(|number| {
        let kind = u8::try_from(number).ok().and_then(Kind::of_number);
        sound &= kind.is_some();
        runs.push(Run { kind: kind.unwrap_or(Kind::Tick), count: 0 });
    });
    let mut left = counts.map(u64::from);
    let mut next = runs.iter_mut();
    let all = sizes.read(&mut streams)?.for_each(|count| {
        let Some(run) = next.next() else { return };
        let rest = left[run.kind as usize].checked_sub(count);
        sound &= rest.is_some() && count > 0;
        left[run.kind as usize] = rest.unwrap_or(0);
        run.count = count as u32;
    });
    (sound && complete && all && streams.0.is_empty() && left == [0; Kind::COUNT]).then_some(())
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
