//! The loop over stripes, compiled once for each kind of vector.

use super::vector::Vector;
use super::{BLOCK, SCRAMBLE_SECRET, STRIPE_SECRETS, Words, scramble};

/// The numbers of the stripes' second words, where they are to be replaced.
#[derive(Clone, Copy)]
pub struct Stamp {
    /// Replace them at all.
    pub on: bool,
    /// The first stripe's.
    pub first: u64,
}

/// Hashes `stripes` into `acc`; `at` is the first one's position in its block, and the position after the last is
/// returned.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
pub fn absorb(acc: &mut Words, at: usize, stripes: &[Words], stamp: Stamp) -> usize {
    run::<super::vector::Plain>(acc, at, stripes, stamp)
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub fn absorb(acc: &mut Words, at: usize, stripes: &[Words], stamp: Stamp) -> usize {
    run::<super::vector::Simd128>(acc, at, stripes, stamp)
}

#[cfg(target_arch = "x86_64")]
pub fn absorb(acc: &mut Words, at: usize, stripes: &[Words], stamp: Stamp) -> usize {
    #[target_feature(enable = "avx2")]
    fn avx2(acc: &mut Words, at: usize, stripes: &[Words], stamp: Stamp) -> usize {
        // Two loops, each without the question whether to stamp.
        if stamp.on {
            return run::<super::vector::Avx2>(acc, at, stripes, Stamp { on: true, ..stamp });
        }
        run::<super::vector::Avx2>(acc, at, stripes, Stamp { on: false, ..stamp })
    }
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as just asked.
        return unsafe { avx2(acc, at, stripes, stamp) };
    }
    run::<super::vector::Sse2>(acc, at, stripes, stamp)
}

#[inline(always)]
pub fn run<V: Vector>(words: &mut Words, mut at: usize, stripes: &[Words], stamp: Stamp) -> usize {
    let mut number = stamp.first;
    let mut rest = stripes;
    while !rest.is_empty() {
        // Up to the end of the block, without a test for it on each stripe.
        let count = rest.len().min(BLOCK - at);
        let (now, later) = rest.split_at(count);
        let mut acc = [V::load(words); 4];
        for (i, acc) in acc.iter_mut().enumerate().take(8 / V::WORDS) {
            *acc = V::load(&words[i * V::WORDS..]);
        }
        // Four at a time, so that the loop itself costs little.
        let (data, data_rest) = now.as_chunks::<4>();
        let (secrets, secrets_rest) = STRIPE_SECRETS[at..at + count].as_chunks::<4>();
        for (data, secrets) in data.iter().zip(secrets) {
            for i in 0..4 {
                step(&mut acc, &data[i], &secrets[i], stamp.on, number + i as u64);
            }
            number += 4;
        }
        for (data, secret) in data_rest.iter().zip(secrets_rest) {
            step(&mut acc, data, secret, stamp.on, number);
            number += 1;
        }
        for (i, acc) in acc.iter().enumerate().take(8 / V::WORDS) {
            acc.store(&mut words[i * V::WORDS..(i + 1) * V::WORDS]);
        }
        at += count;
        if at == BLOCK {
            scramble(words, &SCRAMBLE_SECRET);
            at = 0;
        }
        rest = later;
    }
    at
}

#[inline(always)]
fn step<V: Vector>(acc: &mut [V; 4], stripe: &Words, secret: &Words, stamped: bool, number: u64) {
    for (i, acc) in acc.iter_mut().enumerate().take(8 / V::WORDS) {
        let mut data = V::load(&stripe[i * V::WORDS..]);
        if i == 0 && stamped {
            data = data.with_second_word(number);
        }
        *acc = acc.accumulate(data, V::load(&secret[i * V::WORDS..]));
    }
}
