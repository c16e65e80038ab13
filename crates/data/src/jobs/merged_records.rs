//! The tables of one tape, each from a file of its own, in the order that they had on it.

use super::record_stream::{self, RecordStream};
use crate::error::DataError;
use crate::request::MetadataRequest;
use cift_tape::{Batch, Input, Kind, Metadata, Place, Problem, Source};

/// Records that are handed out at a time.
const BATCH: usize = 4_096;

/// Merges tables by the places of their records.
pub(super) struct MergedRecords {
    tables: Vec<Table>,
    metadata: Metadata,
    last_seq: u64,
}

struct Table {
    stream: RecordStream,
    /// What was read and not handed out: from `next` on.
    batch: Batch,
    seqs: Vec<u64>,
    next: usize,
}

impl Table {
    /// The place of its next record; none at its end.
    fn head(&mut self) -> Result<Option<u64>, Problem> {
        if self.next == self.seqs.len() {
            (self.next, self.batch) = (0, Batch::default());
            self.seqs.clear();
            self.stream.read(&mut self.batch)?;
            let seqs = &mut self.seqs;
            self.batch.for_each(|record| seqs.push(record.seq()));
        }
        Ok(self.seqs.get(self.next).copied())
    }
}

impl MergedRecords {
    /// Tables of one source, so with equal metadata.
    pub fn new(
        tables: Vec<(String, MetadataRequest)>,
        inputs: Vec<Box<dyn Input>>,
    ) -> Result<Self, DataError> {
        let mut streams = Vec::new();
        let mut first: Option<(MetadataRequest, String)> = None;
        for ((table, metadata), input) in tables.into_iter().zip(inputs) {
            let name = input.name().to_owned();
            match &first {
                Some((known, other)) if *known != metadata => {
                    let reason = format!("is of another source than {other}");
                    let advice = "read together what one conversion wrote, and the rest apart";
                    return Err(Problem::new(name, Place::Whole, reason).advice(advice).into());
                }
                Some(_) => {}
                None => first = Some((metadata, name)),
            }
            let stream = RecordStream::new(&table, input)?;
            streams.push(Table { stream, batch: Batch::default(), seqs: Vec::new(), next: 0 });
        }
        let wrong = || DataError::Request("inputs: the metadata are not those of a tape".into());
        let metadata = first.and_then(|(metadata, _)| record_stream::metadata(metadata)).ok_or_else(wrong)?;
        Ok(Self { tables: streams, metadata, last_seq: 0 })
    }

    /// The table whose record comes next, and the place up to which it goes on alone.
    fn turn(&mut self) -> Result<Option<(usize, u64)>, Problem> {
        let (mut first, mut until) = (None, u64::MAX);
        for at in 0..self.tables.len() {
            let Some(seq) = self.tables[at].head()? else { continue };
            match first {
                Some((_, least)) if seq >= least => until = until.min(seq),
                _ => {
                    until = first.map_or(until, |(_, least)| least);
                    first = Some((at, seq));
                }
            }
        }
        Ok(first.map(|(at, _)| (at, until)))
    }

    fn hand_out(&mut self, at: usize, until: u64, batch: &mut Batch) -> Result<(), Problem> {
        let is_alone = self.tables.len() == 1;
        let table = &mut self.tables[at];
        let from = table.next;
        while let Some(&seq) = table.seqs.get(table.next).filter(|seq| **seq <= until) {
            if seq <= self.last_seq && !is_alone {
                let reason = format!("record {seq} comes after record {}", self.last_seq);
                let problem = Problem::new(table.stream.name(), Place::Whole, reason);
                return Err(problem.advice("give each table of a conversion once, as it was written"));
            }
            self.last_seq = seq;
            table.next += 1;
        }
        let part = from..table.next;
        match table.stream.kind() {
            Kind::MarketByOrder => batch.extend(&table.batch.market_by_order[part]),
            Kind::MarketByPrice => batch.extend(&table.batch.market_by_price[part]),
            Kind::Tick => batch.extend(&table.batch.ticks[part]),
            Kind::Quote => batch.extend(&table.batch.quotes[part]),
            Kind::Bar => batch.extend(&table.batch.bars[part]),
            Kind::Status => batch.extend(&table.batch.statuses[part]),
            Kind::Imbalance => batch.extend(&table.batch.imbalances[part]),
        }
        Ok(())
    }
}

impl Source for MergedRecords {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        batch.clear();
        while batch.len() < BATCH {
            let Some((at, until)) = self.turn()? else { break };
            self.hand_out(at, until, batch)?;
        }
        Ok(!batch.is_empty())
    }

    fn progress(&self) -> (u64, u64) {
        let each = self.tables.iter().map(|table| table.stream.progress());
        each.fold((0, 0), |(read, total), (more, size)| (read + more, total + size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::InstrumentRequest;
    use cift_tape::MemoryInput;
    use cift_wire::{Quote, Tick, as_bytes};

    fn metadata(venue: &str) -> MetadataRequest {
        let instrument = InstrumentRequest {
            symbol: "ACME".into(),
            source_id: 0,
            tick_size: "0.01".into(),
            lot_size: "1".into(),
        };
        MetadataRequest {
            venue: venue.into(),
            format: "csv".into(),
            inputs: Vec::new(),
            epoch_ns: "0".into(),
            dated: true,
            instruments: vec![instrument],
        }
    }

    fn ticks(seqs: &[u64]) -> Box<dyn Input> {
        let records = seqs.iter().map(|&seq| Tick { seq, ..Tick::default() });
        let bytes = records.flat_map(|record| as_bytes(&[record]).to_vec()).collect();
        Box::new(MemoryInput::new("ticks", bytes))
    }

    fn quotes(seqs: &[u64]) -> Box<dyn Input> {
        let records = seqs.iter().map(|&seq| Quote { seq, ..Quote::default() });
        let bytes = records.flat_map(|record| as_bytes(&[record]).to_vec()).collect();
        Box::new(MemoryInput::new("quotes", bytes))
    }

    fn merged(tick_seqs: &[u64], quote_seqs: &[u64], venue: &str) -> Result<Vec<(Kind, u64)>, DataError> {
        let tables = vec![("ticks".into(), metadata("A")), ("quotes".into(), metadata(venue))];
        let mut source = MergedRecords::new(tables, vec![ticks(tick_seqs), quotes(quote_seqs)])?;
        let (mut all, mut batch) = (Vec::new(), Batch::default());
        while source.read(&mut batch)? {
            batch.for_each(|record| all.push((record.kind(), record.seq())));
        }
        Ok(all)
    }

    #[test]
    fn tables_come_in_the_order_of_their_tape() {
        let found = merged(&[2, 3, 6], &[1, 4, 5, 7], "A").unwrap();
        let kinds = [1, 0, 0, 1, 1, 0, 1].map(|quote| if quote == 1 { Kind::Quote } else { Kind::Tick });
        assert_eq!(found, kinds.into_iter().zip(1..).collect::<Vec<_>>());
        let many: Vec<u64> = (1..30_000).collect();
        let (odd, even): (Vec<u64>, Vec<u64>) = many.iter().partition(|seq| *seq % 2 == 1);
        let seqs: Vec<_> = merged(&odd, &even, "A").unwrap().into_iter().map(|(_, seq)| seq).collect();
        assert_eq!(seqs, many);
    }

    #[test]
    fn what_is_not_of_one_tape_is_a_problem() {
        let reason = |found: Result<_, DataError>| match found {
            Err(DataError::Input(problem)) => problem.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(reason(merged(&[1], &[2], "B")).contains("of another source than ticks"));
        assert!(reason(merged(&[1, 2], &[2], "A")).contains("record 2 comes after record 2"));
        assert!(reason(merged(&[1, 4, 3], &[2], "A")).contains("record 3 comes after record 4"));
    }
}
