//! What the hash asks of a vector register, and the registers: two plain words, SSE2, AVX2, WASM SIMD. All give the
//! same bits.

/// Some of the eight words of a stripe, or of the accumulators.
pub trait Vector: Copy {
    /// Words in one.
    const WORDS: usize;

    /// Reads `WORDS` words.
    fn load(words: &[u64]) -> Self;

    /// Writes `WORDS` words.
    fn store(self, words: &mut [u64]);

    /// The vector with another second word.
    fn with_second_word(self, word: u64) -> Self;

    /// `acc[i] + data[i ^ 1] + low(data[i] ^ secret[i]) * high(data[i] ^ secret[i])`, for each word.
    fn accumulate(self, data: Self, secret: Self) -> Self;
}

/// Two words in plain registers, for targets without a vector of ours and to check the others.
#[cfg(any(test, not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))))]
#[derive(Clone, Copy)]
pub struct Plain([u64; 2]);

#[cfg(any(test, not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))))]
impl Vector for Plain {
    const WORDS: usize = 2;

    #[inline(always)]
    fn load(words: &[u64]) -> Self {
        Self([words[0], words[1]])
    }

    #[inline(always)]
    fn store(self, words: &mut [u64]) {
        words.copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn with_second_word(self, word: u64) -> Self {
        Self([self.0[0], word])
    }

    #[inline(always)]
    fn accumulate(self, data: Self, secret: Self) -> Self {
        let step = |i: usize| {
            let keyed = data.0[i] ^ secret.0[i];
            let product = (keyed & 0xFFFF_FFFF) * (keyed >> 32);
            self.0[i].wrapping_add(data.0[i ^ 1]).wrapping_add(product)
        };
        Self([step(0), step(1)])
    }
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use super::Vector;
    use core::arch::x86_64::{
        __m128i, __m256i, _mm_add_epi64, _mm_cvtsi64_si128, _mm_loadu_si128, _mm_mul_epu32,
        _mm_shuffle_epi32, _mm_storeu_si128, _mm_unpacklo_epi64, _mm_xor_si128, _mm256_add_epi64,
        _mm256_insert_epi64, _mm256_loadu_si256, _mm256_mul_epu32, _mm256_shuffle_epi32, _mm256_storeu_si256,
        _mm256_xor_si256,
    };

    /// Brings the high half of each word down to its low half.
    const HIGH: i32 = 0b11_11_01_01;
    /// Swaps the two words of each pair.
    const SWAP: i32 = 0b01_00_11_10;

    /// SSE2, which every x86-64 has.
    #[derive(Clone, Copy)]
    pub struct Sse2(__m128i);

    impl Vector for Sse2 {
        const WORDS: usize = 2;

        #[inline(always)]
        fn load(words: &[u64]) -> Self {
            let words: &[u64; 2] = words[..2].try_into().unwrap_or(&[0; 2]);
            // SAFETY: SSE2 is part of x86-64; the load reads two words and needs no alignment.
            Self(unsafe { _mm_loadu_si128(words.as_ptr().cast()) })
        }

        #[inline(always)]
        fn store(self, words: &mut [u64]) {
            let words = &mut words[..2];
            // SAFETY: SSE2 is part of x86-64; the store writes two words and needs no alignment.
            unsafe { _mm_storeu_si128(words.as_mut_ptr().cast(), self.0) };
        }

        #[inline(always)]
        fn with_second_word(self, word: u64) -> Self {
            // SAFETY: SSE2 is part of x86-64.
            Self(unsafe { _mm_unpacklo_epi64(self.0, _mm_cvtsi64_si128(word.cast_signed())) })
        }

        #[inline(always)]
        fn accumulate(self, data: Self, secret: Self) -> Self {
            // SAFETY: SSE2 is part of x86-64.
            Self(unsafe {
                let keyed = _mm_xor_si128(data.0, secret.0);
                let product = _mm_mul_epu32(keyed, _mm_shuffle_epi32::<HIGH>(keyed));
                _mm_add_epi64(_mm_add_epi64(self.0, _mm_shuffle_epi32::<SWAP>(data.0)), product)
            })
        }
    }

    /// AVX2. Made only where the processor has it.
    #[derive(Clone, Copy)]
    pub struct Avx2(__m256i);

    impl Vector for Avx2 {
        const WORDS: usize = 4;

        #[inline(always)]
        fn load(words: &[u64]) -> Self {
            let words = &words[..4];
            // SAFETY: the caller runs on AVX2; the load reads four words and needs no alignment.
            Self(unsafe { _mm256_loadu_si256(words.as_ptr().cast()) })
        }

        #[inline(always)]
        fn store(self, words: &mut [u64]) {
            let words = &mut words[..4];
            // SAFETY: the caller runs on AVX2; the store writes four words and needs no alignment.
            unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), self.0) };
        }

        #[inline(always)]
        fn with_second_word(self, word: u64) -> Self {
            // SAFETY: the caller runs on AVX2.
            Self(unsafe { _mm256_insert_epi64::<1>(self.0, word.cast_signed()) })
        }

        #[inline(always)]
        fn accumulate(self, data: Self, secret: Self) -> Self {
            // SAFETY: the caller runs on AVX2.
            Self(unsafe {
                let keyed = _mm256_xor_si256(data.0, secret.0);
                let product = _mm256_mul_epu32(keyed, _mm256_shuffle_epi32::<HIGH>(keyed));
                _mm256_add_epi64(_mm256_add_epi64(self.0, _mm256_shuffle_epi32::<SWAP>(data.0)), product)
            })
        }
    }
}

#[cfg(target_arch = "x86_64")]
pub use x86_64::{Avx2, Sse2};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm32 {
    use super::Vector;
    use core::arch::wasm32::{
        i64x2_add, i64x2_shuffle, u32x4_shuffle, u64x2, u64x2_extmul_low_u32x4, u64x2_extract_lane,
        u64x2_replace_lane, v128, v128_xor,
    };

    /// WASM SIMD; not relaxed SIMD, so every operation is exact.
    #[derive(Clone, Copy)]
    pub struct Simd128(v128);

    impl Vector for Simd128 {
        const WORDS: usize = 2;

        #[inline(always)]
        fn load(words: &[u64]) -> Self {
            Self(u64x2(words[0], words[1]))
        }

        #[inline(always)]
        fn store(self, words: &mut [u64]) {
            words[0] = u64x2_extract_lane::<0>(self.0);
            words[1] = u64x2_extract_lane::<1>(self.0);
        }

        #[inline(always)]
        fn with_second_word(self, word: u64) -> Self {
            Self(u64x2_replace_lane::<1>(self.0, word))
        }

        #[inline(always)]
        fn accumulate(self, data: Self, secret: Self) -> Self {
            let keyed = v128_xor(data.0, secret.0);
            // The products are made in swapped places and swapped back with the data. In their own places LLVM would
            // make masks of the shuffles, and of the widening multiplication a full one of about ten instructions.
            let low = u32x4_shuffle::<2, 0, 2, 0>(keyed, keyed);
            let high = u32x4_shuffle::<3, 1, 3, 1>(keyed, keyed);
            let sum = i64x2_add(data.0, u64x2_extmul_low_u32x4(low, high));
            Self(i64x2_add(self.0, i64x2_shuffle::<1, 0>(sum, sum)))
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm32::Simd128;
