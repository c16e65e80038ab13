//! XXH3-64 over streams of 64-byte records: its stripe is 64 bytes, so a record is a stripe.
//!
//! Only the long form (above 240 bytes) with the default secret and seed 0 is here; a stream begins with a
//! header of 256 bytes, so it is always long. `xxhsum -H3` over the same bytes prints the same hash. The
//! accumulate step needs only 32×32→64 multiplications, which WASM SIMD and SSE2 have. Source:
//! github.com/Cyan4973/xxHash, `xxhash.h`.

#[allow(unsafe_code)] // calls what needs AVX2
mod kernel;
#[allow(unsafe_code)] // vector instructions
mod vector;

use kernel::{Stamp, absorb};

/// A 64-byte record as words.
pub type Words = [u64; 8];

const P32_1: u64 = 0x9E37_79B1;
const P32_2: u64 = 0x85EB_CA77;
const P32_3: u64 = 0xC2B2_AE3D;
const P64_1: u64 = 0x9E37_79B1_85EB_CA87;
const P64_2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P64_3: u64 = 0x1656_67B1_9E37_79F9;
const P64_4: u64 = 0x85EB_CA77_C2B2_AE63;
const P64_5: u64 = 0x27D4_EB2F_1656_67C5;

/// The default secret of the reference implementation.
#[rustfmt::skip]
const SECRET: [u8; 192] = [
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
    0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
    0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
    0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
    0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
    0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
    0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
    0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
    0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
    0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
    0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
    0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
];

/// Stripes between two scrambles: (192 − 64) / 8.
const BLOCK: usize = 16;

const fn secret_words(at: usize) -> Words {
    let mut words = [0; 8];
    let mut i = 0;
    while i < 8 {
        let mut word = [0; 8];
        let mut k = 0;
        while k < 8 {
            word[k] = SECRET[at + 8 * i + k];
            k += 1;
        }
        words[i] = u64::from_le_bytes(word);
        i += 1;
    }
    words
}

/// The secret of each stripe of a block, cut at compile time.
static STRIPE_SECRETS: [Words; BLOCK] = {
    let mut secrets = [[0; 8]; BLOCK];
    let mut i = 0;
    while i < BLOCK {
        secrets[i] = secret_words(8 * i);
        i += 1;
    }
    secrets
};
const SCRAMBLE_SECRET: Words = secret_words(192 - 64);
const LAST_SECRET: Words = secret_words(192 - 64 - 7);
const MERGE_SECRET: Words = secret_words(11);

/// A line's little-endian words.
fn words(line: [u8; 64]) -> Words {
    let (words, _) = line.as_chunks::<8>();
    core::array::from_fn(|i| u64::from_le_bytes(words[i]))
}

/// More than this are not taken over from elsewhere: the hash counts bytes in 64 bits.
const MOST_STRIPES: u64 = 1 << 57;

/// A running XXH3-64.
#[derive(Clone, Debug)]
pub struct Xxh3 {
    acc: Words,
    /// The newest stripe. It is hashed differently when it is the last, so it waits for the next.
    last: Words,
    stripes: u64,
}

impl Xxh3 {
    /// A hash that has read `header`.
    #[must_use]
    pub fn new(header: &[Words; 4]) -> Self {
        let acc = [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1];
        let mut hash = Self { acc, last: header[0], stripes: 1 };
        hash.update(&header[1..]);
        hash
    }

    /// The hash of whole 64-byte lines, which are at least four. As `xxhsum -H3` over the bytes.
    #[must_use]
    pub fn of_lines(lines: &[[u8; 64]]) -> Option<u64> {
        let (first, others) = lines.split_first_chunk::<4>()?;
        let mut hash = Self::new(&first.map(words));
        for some in others.chunks(BLOCK) {
            let mut copies = [[0; 8]; BLOCK];
            for (copy, line) in copies.iter_mut().zip(some) {
                *copy = words(*line);
            }
            hash.update(&copies[..some.len()]);
        }
        Some(hash.digest())
    }

    /// Everything that is kept of what was read: accumulators, the newest stripe, the number of stripes.
    #[must_use]
    pub const fn state(&self) -> (Words, Words, u64) {
        (self.acc, self.last, self.stripes)
    }

    /// A hash that goes on from a [`Xxh3::state`]. `None` where so few or so many stripes cannot have been
    /// read.
    #[must_use]
    pub const fn of_state((acc, last, stripes): (Words, Words, u64)) -> Option<Self> {
        if stripes < 4 || stripes > MOST_STRIPES { None } else { Some(Self { acc, last, stripes }) }
    }

    /// Reads more stripes.
    pub fn update(&mut self, stripes: &[Words]) {
        self.read(stripes, Stamp { on: false, first: 0 });
    }

    /// Reads more stripes as if their second words were `first`, `first + 1`, ….
    pub fn update_numbered(&mut self, stripes: &[Words], first: u64) {
        self.read(stripes, Stamp { on: true, first });
    }

    fn read(&mut self, stripes: &[Words], stamp: Stamp) {
        let Some((last, others)) = stripes.split_last() else { return };
        // Position of the waiting stripe in its block.
        let at = ((self.stripes - 1) % BLOCK as u64) as usize;
        let at = absorb(&mut self.acc, at, core::slice::from_ref(&self.last), Stamp { on: false, first: 0 });
        if !others.is_empty() {
            absorb(&mut self.acc, at, others, stamp);
        }
        self.last = *last;
        if stamp.on {
            self.last[1] = stamp.first.wrapping_add(others.len() as u64);
        }
        self.stripes += stripes.len() as u64;
    }

    /// The hash of what has been read. The stream can go on afterwards.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut acc = self.acc;
        for i in 0..8 {
            let keyed = self.last[i] ^ LAST_SECRET[i];
            acc[i ^ 1] = acc[i ^ 1].wrapping_add(self.last[i]);
            acc[i] = acc[i].wrapping_add((keyed & 0xFFFF_FFFF) * (keyed >> 32));
        }
        let mut hash = (self.stripes * 64).wrapping_mul(P64_1);
        for i in 0..4 {
            hash = hash.wrapping_add(fold(
                acc[2 * i] ^ MERGE_SECRET[2 * i],
                acc[2 * i + 1] ^ MERGE_SECRET[2 * i + 1],
            ));
        }
        hash ^= hash >> 37;
        hash = hash.wrapping_mul(0x1656_6791_9E37_79F9);
        hash ^ (hash >> 32)
    }
}

/// Both halves of the 128-bit product, folded. Off the hot path: WASM builds it from four multiplications.
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

fn scramble(acc: &mut Words, secret: &Words) {
    for (lane, secret) in acc.iter_mut().zip(secret) {
        *lane = (*lane ^ (*lane >> 47) ^ secret).wrapping_mul(P32_1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripes(count: usize) -> Vec<Words> {
        let mut x = 0x1234_5678_9ABC_DEF0_u64;
        let mut next = || {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            x
        };
        (0..count).map(|_| core::array::from_fn(|_| next())).collect()
    }

    fn bytes(stripes: &[Words]) -> Vec<u8> {
        stripes.iter().flatten().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn equals_the_reference_at_every_length_around_the_block() {
        let data = stripes(70);
        for length in 4..=70 {
            let mut hash = Xxh3::new(data[..4].try_into().unwrap());
            hash.update(&data[4..length]);
            assert_eq!(
                hash.digest(),
                xxhash_rust::xxh3::xxh3_64(&bytes(&data[..length])),
                "{length} stripes"
            );
        }
    }

    #[test]
    fn lines_are_hashed_as_stripes_are() {
        for count in [0, 3, 4, 5, 20, 21, 100] {
            let all = stripes(count);
            let expected = all.split_first_chunk::<4>().map(|(first, others)| {
                let mut hash = Xxh3::new(first);
                hash.update(others);
                hash.digest()
            });
            assert_eq!(Xxh3::of_lines(bytes(&all).as_chunks().0), expected);
        }
    }

    #[test]
    fn does_not_depend_on_how_the_stream_is_cut() {
        let mut data = stripes(300);
        let mut numbered = Xxh3::new(data[..4].try_into().unwrap());
        numbered.update_numbered(&data[4..], 9);
        for (i, stripe) in data[4..].iter_mut().enumerate() {
            stripe[1] = 9 + i as u64;
        }
        for cut in [1, 2, 7, 16, 17, 64, 300] {
            let mut parts = Xxh3::new(data[..4].try_into().unwrap());
            for chunk in data[4..].chunks(cut) {
                parts.update(chunk);
            }
            assert_eq!(parts.digest(), numbered.digest(), "cut at {cut}");
        }
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn every_vector_gives_the_same_bits() {
        use vector::{Avx2, Plain, Sse2};
        #[target_feature(enable = "avx2")]
        fn avx2(acc: &mut Words, at: usize, data: &[Words], stamp: Stamp) -> usize {
            kernel::run::<Avx2>(acc, at, data, stamp)
        }
        let data = stripes(100);
        for (at, on) in [(0, false), (5, true), (15, false), (15, true)] {
            let stamp = Stamp { on, first: 7 };
            let (mut plain, mut sse2) = (data[0], data[0]);
            let end = kernel::run::<Plain>(&mut plain, at, &data[1..], stamp);
            assert_eq!(kernel::run::<Sse2>(&mut sse2, at, &data[1..], stamp), end);
            assert_eq!(sse2, plain);
            if std::arch::is_x86_feature_detected!("avx2") {
                let mut wide = data[0];
                // SAFETY: the processor has AVX2, as just asked.
                #[allow(unsafe_code)]
                let wide_end = unsafe { avx2(&mut wide, at, &data[1..], stamp) };
                assert_eq!((wide_end, wide), (end, plain));
            }
        }
    }
}
