//! Random numbers that are the same everywhere: xoshiro256**, seeded by `SplitMix64`.

/// `SplitMix64`: spreads a seed of few bits over a whole state.
#[derive(Clone, Copy, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The sequence of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// xoshiro256**.
#[derive(Clone, Debug)]
pub struct Random([u64; 4]);

impl Random {
    /// The sequence of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut spread = SplitMix64::new(seed);
        Self(core::array::from_fn(|_| spread.word()))
    }

    /// The sequence of this state, which is not all zeros.
    #[must_use]
    pub const fn from_state(state: [u64; 4]) -> Self {
        Self(state)
    }

    /// The next 64 bits.
    pub const fn word(&mut self) -> u64 {
        let [_, s1, ..] = self.0;
        let result = s1.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        self.0[2] ^= self.0[0];
        self.0[3] ^= s1;
        self.0[1] ^= self.0[2];
        self.0[0] ^= self.0[3];
        self.0[2] ^= s1 << 17;
        self.0[3] = self.0[3].rotate_left(45);
        result
    }

    /// A number from zero up to, not including, `bound`, which is not zero.
    pub const fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product. Its bias is at most bound / 2^64, which no test can see.
        ((self.word() as u128 * bound as u128) >> 64) as u64
    }

    /// A number of a closed range.
    pub const fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.wrapping_sub(low).cast_unsigned();
        let step = if span == u64::MAX { self.word() } else { self.below(span + 1) };
        low.wrapping_add(step.cast_signed())
    }

    /// True in so many of a thousand cases.
    pub const fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille as u64
    }

    /// One of the items, of which there is at least one.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// A position, as often as its weight says. Not all weights are zero.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut rest = self.below(weights.iter().map(|&weight| u64::from(weight)).sum());
        for (index, &weight) in weights.iter().enumerate() {
            if rest < u64::from(weight) {
                return index;
            }
            rest -= u64::from(weight);
        }
        unreachable!("the rest is below the sum of the weights")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_the_published_numbers() {
        let mut random = SplitMix64::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(core::array::from_fn(|_| random.word()), expected);
    }

    #[test]
    fn xoshiro256_gives_the_published_numbers() {
        let mut random = Random::from_state([1, 2, 3, 4]);
        let expected = [
            11_520,
            0,
            1_509_978_240,
            1_215_971_899_390_074_240,
            1_216_172_134_540_287_360,
            607_988_272_756_665_600,
            16_172_922_978_634_559_625,
            8_476_171_486_693_032_832,
            10_595_114_339_597_558_777,
            2_904_607_092_377_533_576,
        ];
        assert_eq!(core::array::from_fn(|_| random.word()), expected);
    }

    #[test]
    fn ranges_are_closed_and_reached() {
        let mut random = Random::new(1);
        let mut seen = [0; 7];
        for _ in 0..1000 {
            seen[random.between(-3, 3).abs_diff(-3) as usize] += 1;
        }
        assert!(seen.iter().all(|&times| times > 80), "{seen:?}");
        assert!((0..1000).any(|_| random.between(i64::MIN, i64::MAX) < 0));
        assert!((0..1000).all(|_| random.weighted(&[0, 3, 0]) == 1));
    }
}
