//! What is true of the last `n` values, in O(1) a value on average and without drift.
//!
//! A window that adds the new value and subtracts the old one collects rounding errors for ever. Here nothing is ever
//! subtracted: the stream is cut into blocks of `n`, and a window is the end of one block joined with the beginning of
//! the next (van Herk 1992, Gil and Werman 1993). The ends are computed once a block, from its last value to its first;
//! the beginning grows with each value. So a window's value depends on its own `n` values and on where it lies between
//! blocks, and on nothing before it: after a huge value has left, no trace of it remains.

/// How two neighbouring stretches of a stream become one.
pub trait Join {
    /// What is known of a stretch.
    type Part: Copy + Default;
    /// The older stretch and the newer one behind it.
    fn join(older: Self::Part, newer: Self::Part) -> Self::Part;
}

/// The last `n` values of a stream, joined.
#[derive(Clone, Debug)]
pub struct Window<J: Join> {
    /// Of the current block: its values up to `at`; of the one before: from each place to the end of the block.
    parts: Vec<J::Part>,
    at: usize,
    prefix: J::Part,
    full: bool,
}

impl<J: Join> Window<J> {
    /// A window of `length` values, at least one.
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self {
            parts: vec![J::Part::default(); length.max(1)],
            at: 0,
            prefix: J::Part::default(),
            full: false,
        }
    }

    /// The window with the value; `None` while there are fewer values than it is long.
    #[inline]
    pub fn push(&mut self, part: J::Part) -> Option<J::Part> {
        let length = self.parts.len();
        self.prefix = if self.at == 0 { part } else { J::join(self.prefix, part) };
        self.parts[self.at] = part;
        self.at += 1;
        if self.at < length {
            return self.full.then(|| J::join(self.parts[self.at], self.prefix));
        }
        self.at = 0;
        self.full = true;
        let mut joined = self.parts[length - 1];
        for place in self.parts[..length - 1].iter_mut().rev() {
            joined = J::join(*place, joined);
            *place = joined;
        }
        Some(self.prefix)
    }
}

/// Sums.
#[derive(Clone, Debug)]
pub struct Add;

impl Join for Add {
    type Part = f64;

    #[inline(always)]
    fn join(older: f64, newer: f64) -> f64 {
        older + newer
    }
}

/// Sums of two things at once.
#[derive(Clone, Debug)]
pub struct AddTwo;

impl Join for AddTwo {
    type Part = [f64; 2];

    #[inline(always)]
    fn join(older: [f64; 2], newer: [f64; 2]) -> [f64; 2] {
        [older[0] + newer[0], older[1] + newer[1]]
    }
}

/// A value and which one of the stream it was.
pub type Indexed = (f64, u64);

/// The greatest value, the newest of equals.
#[derive(Clone, Debug)]
pub struct Highest;

impl Join for Highest {
    type Part = Indexed;

    #[inline(always)]
    fn join(older: Indexed, newer: Indexed) -> Indexed {
        if newer.0 >= older.0 { newer } else { older }
    }
}

/// The least value, the newest of equals.
#[derive(Clone, Debug)]
pub struct Lowest;

impl Join for Lowest {
    type Part = Indexed;

    #[inline(always)]
    fn join(older: Indexed, newer: Indexed) -> Indexed {
        if newer.0 <= older.0 { newer } else { older }
    }
}

/// Number of values, mean, and sum of squared distances from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread {
    /// How many values.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// Sum of the squares of their distances from the mean.
    pub squares: f64,
}

impl Spread {
    /// Of one value.
    #[inline(always)]
    pub const fn of(value: f64) -> Self {
        Self { count: 1.0, mean: value, squares: 0.0 }
    }

    /// The population's variance.
    #[inline(always)]
    pub fn variance(self) -> f64 {
        self.squares / self.count
    }
}

/// Means and variances (Chan, Golub and `LeVeque` 1979): no difference of large squares is ever taken.
#[derive(Clone, Debug)]
pub struct Moments;

impl Join for Moments {
    type Part = Spread;

    #[inline(always)]
    fn join(older: Spread, newer: Spread) -> Spread {
        let count = older.count + newer.count;
        let between = newer.mean - older.mean;
        let share = newer.count / count;
        Spread {
            count,
            mean: older.mean + between * share,
            squares: older.squares + newer.squares + between * between * older.count * share,
        }
    }
}

/// Number of values, their sum, and their sum weighted by place: the oldest by nothing, the next by one, and so on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ramp {
    /// How many values.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The weighted sum.
    pub weighted: f64,
}

impl Ramp {
    /// Of one value.
    #[inline(always)]
    pub const fn of(value: f64) -> Self {
        Self { count: 1.0, sum: value, weighted: 0.0 }
    }
}

/// Sums weighted by place.
#[derive(Clone, Debug)]
pub struct Ramps;

impl Join for Ramps {
    type Part = Ramp;

    #[inline(always)]
    fn join(older: Ramp, newer: Ramp) -> Ramp {
        Ramp {
            count: older.count + newer.count,
            sum: older.sum + newer.sum,
            weighted: older.weighted + newer.weighted + older.count * newer.sum,
        }
    }
}

/// The last `n` values themselves.
#[derive(Clone, Debug)]
pub struct Past {
    values: Vec<f64>,
    at: usize,
    full: bool,
}

impl Past {
    /// Remembers `length` values, at least one.
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self { values: vec![0.0; length.max(1)], at: 0, full: false }
    }

    /// Remembers a value and returns the one of `length` values before it, when there were so many.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<f64> {
        let old = core::mem::replace(&mut self.values[self.at], value);
        let had = self.full;
        self.at += 1;
        if self.at == self.values.len() {
            self.at = 0;
            self.full = true;
        }
        had.then_some(old)
    }

    /// Whether there were as many values as it remembers.
    #[inline]
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// The values, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = f64> {
        let (new, old) = self.values.split_at(self.at);
        old.iter().chain(new).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(count: usize) -> Vec<f64> {
        let mut state = 7_u64;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                f64::from((state >> 40) as u32) / 1024.0 - 8000.0
            })
            .collect()
    }

    #[test]
    fn windows_are_what_their_values_say() {
        let values = stream(200);
        for length in [1, 2, 3, 7, 50] {
            let (mut sums, mut moments, mut ramps) =
                (Window::<Add>::new(length), Window::<Moments>::new(length), Window::<Ramps>::new(length));
            let (mut high, mut low) = (Window::<Highest>::new(length), Window::<Lowest>::new(length));
            for (at, &value) in values.iter().enumerate() {
                let index = at as u64;
                let (sum, moment, ramp) =
                    (sums.push(value), moments.push(Spread::of(value)), ramps.push(Ramp::of(value)));
                let (high, low) = (high.push((value, index)), low.push((value, index)));
                assert_eq!(sum.is_some(), at + 1 >= length);
                let Some(sum) = sum else { continue };
                let own = &values[at + 1 - length..=at];
                let count = length as f64;
                let mean = own.iter().sum::<f64>() / count;
                let variance = own.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
                let weighted: f64 = own.iter().enumerate().map(|(place, value)| place as f64 * value).sum();
                assert!((sum / count - mean).abs() < 1e-8);
                assert!((moment.unwrap().variance() - variance).abs() < 1e-4 * (1.0 + variance));
                assert!((ramp.unwrap().weighted - weighted).abs() < 1e-6);
                assert_eq!(high.unwrap().0, own.iter().copied().fold(f64::MIN, f64::max));
                assert_eq!(low.unwrap().0, own.iter().copied().fold(f64::MAX, f64::min));
            }
        }
    }

    #[test]
    fn a_huge_value_leaves_no_trace() {
        let mut sums = Window::<Add>::new(4);
        for value in [1.0, 1e300, 2.0, 3.0, 4.0, 5.0] {
            sums.push(value);
        }
        assert_eq!(sums.push(6.0), Some(18.0));
    }

    #[test]
    fn equals_are_told_by_the_newest() {
        let mut window = Window::<Highest>::new(3);
        for index in 0..10 {
            let highest = window.push((1.0, index));
            assert!(highest.is_none_or(|highest| highest.1 == index));
        }
    }

    #[test]
    fn the_past_comes_back() {
        let mut past = Past::new(3);
        let back: Vec<Option<f64>> =
            [1.0, 2.0, 3.0, 4.0, 5.0].into_iter().map(|value| past.push(value)).collect();
        assert_eq!(back, [None, None, None, Some(1.0), Some(2.0)]);
        assert_eq!(past.iter().collect::<Vec<_>>(), [3.0, 4.0, 5.0]);
    }
}
