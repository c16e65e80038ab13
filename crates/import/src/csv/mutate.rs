//! Texts mutated, for the tests that nothing panics.

const WORDS: [&str; 18] = [
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "-",
    "9223372036854775807",
    "1e-18",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "\u{feff}",
    "#",
    "e400",
    "{",
    "]",
];

/// Makes mutated texts of others, pseudo-randomly (xorshift).
pub(crate) struct Mutator(u64);

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    /// One of the texts with bits flipped, cut off, spliced with another, with words and digits inserted.
    pub fn mutate(&mut self, seeds: &[impl AsRef<[u8]>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].as_ref().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => bytes.truncate(at),
                2 => {
                    let word = WORDS[self.below(WORDS.len())];
                    bytes.splice(at..at, word.bytes());
                }
                3 => {
                    let other = seeds[self.below(seeds.len())].as_ref();
                    let from = self.below(other.len());
                    bytes.splice(at.., other[from..].iter().copied());
                }
                4 if at < bytes.len() => {
                    let end = bytes.len().min(at + 1 + self.below(8));
                    bytes.drain(at..end);
                }
                _ => bytes.insert(at, b'0' + self.below(10) as u8),
            }
        }
        bytes
    }
}
