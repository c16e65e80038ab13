//! Prices over time, in as many buckets as a plot has columns, without knowing the end beforehand.

use serde::Serialize;

/// A part of the time.
#[derive(Clone, Copy, Serialize, Default, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bucket {
    /// Records in it.
    pub records: u64,
    /// Traded quantity in it, in lots.
    pub volume: u64,
    /// The lowest price in it, in ticks; without prices `None`.
    pub low: Option<i64>,
    /// The highest price in it.
    pub high: Option<i64>,
    /// The last price in it.
    pub close: Option<i64>,
}

impl Bucket {
    fn price(&mut self, price: i64) {
        self.low = Some(self.low.map_or(price, |low| low.min(price)));
        self.high = Some(self.high.map_or(price, |high| high.max(price)));
        self.close = Some(price);
    }

    /// This one and the one after it.
    fn with(self, next: Self) -> Self {
        let or = |one: Option<i64>, other: Option<i64>, choose: fn(i64, i64) -> i64| match (one, other) {
            (Some(one), Some(other)) => Some(choose(one, other)),
            (one, other) => one.or(other),
        };
        Self {
            records: self.records + next.records,
            volume: self.volume.saturating_add(next.volume),
            low: or(self.low, next.low, i64::min),
            high: or(self.high, next.high, i64::max),
            close: next.close.or(self.close),
        }
    }
}

/// Buckets of one width, which doubles whenever the time does not fit into them any more.
#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Series {
    /// Where the first bucket begins.
    pub start_ns: u64,
    /// How long a bucket is.
    pub width_ns: u64,
    /// In order of time.
    pub buckets: Vec<Bucket>,
    #[serde(skip)]
    most: usize,
}

impl Series {
    /// At most `most` buckets, an even number.
    pub(super) fn new(most: usize) -> Self {
        Self { start_ns: 0, width_ns: 1, buckets: Vec::new(), most: most.max(2).next_multiple_of(2) }
    }

    /// Counts a record, with its price if it has one and what it traded.
    pub(super) fn count(&mut self, time_ns: u64, price: Option<i64>, volume: u64) {
        if self.buckets.is_empty() {
            self.start_ns = time_ns;
        }
        // What comes late is counted into the first bucket: a plot does not show the difference.
        let after = time_ns.saturating_sub(self.start_ns);
        while after / self.width_ns >= self.most as u64 {
            self.halve();
        }
        let at = (after / self.width_ns) as usize;
        if at >= self.buckets.len() {
            self.buckets.resize(at + 1, Bucket::default());
        }
        let bucket = &mut self.buckets[at];
        bucket.records += 1;
        bucket.volume = bucket.volume.saturating_add(volume);
        if let Some(price) = price {
            bucket.price(price);
        }
    }

    fn halve(&mut self) {
        let pairs = self.buckets.chunks(2);
        self.buckets = pairs.map(|pair| pair.iter().copied().fold(Bucket::default(), Bucket::with)).collect();
        self.width_ns *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::Series;

    #[test]
    fn buckets_double_and_lose_nothing() {
        let mut series = Series::new(8);
        for step in 0..1000_u64 {
            series.count(5_000 + step * 7, Some(100 + step.cast_signed() % 13), 2);
        }
        assert!(series.buckets.len() <= 8 && series.buckets.len() > 4, "{}", series.buckets.len());
        assert_eq!(series.buckets.iter().map(|bucket| bucket.records).sum::<u64>(), 1000);
        assert_eq!(series.buckets.iter().map(|bucket| bucket.volume).sum::<u64>(), 2000);
        assert_eq!(series.buckets.iter().filter_map(|bucket| bucket.low).min(), Some(100));
        assert_eq!(series.buckets.iter().filter_map(|bucket| bucket.high).max(), Some(112));
        assert_eq!(series.buckets.last().and_then(|bucket| bucket.close), Some(100 + 999 % 13));
        assert_eq!(series.start_ns, 5_000);
    }
}
