//! Shortens a message to one of the same CRC by XOR alone, for processors without an instruction for CRCs. WASM has vectors, so this is
//! several times as fast there as tables.
//!
//! `x^209 + x^144 + x^54 + x^39 + x^14 + 1` is a multiple of the polynomial; so is the same with all exponents times 64, its 64th power.
//! Zero modulo the polynomial, it can be added to a message anywhere: a word of 64 bits goes away when it is added to the words 65, 155,
//! 170, 195 and 209 places on. What is left in the end is the last 209 words. Of the multiples with six terms up to exponent 259 there
//! are two, found by search; this one has the wider first gap. The idea is that of Chorba (Russell, arXiv 2412.16398).

/// How far on a word is added: the differences to the highest exponent.
const GAPS: [usize; 5] = [65, 155, 170, 195, 209];
/// Words that are left.
const LEFT: usize = GAPS[4];
/// Words that go away in one step; none of them is added to another of the same step.
const STEP: usize = 64;
/// Steps between two moves of the window.
const STEPS: usize = 16;
/// With fewer bytes than this there is little to gain.
pub const LEAST_BYTES: usize = 8 * (LEFT + 4 * STEP);

type Word = [u8; 8];

/// A message that is shorter: the first bytes, and then the rest of the given ones.
pub struct Shortened<'a> {
    pub front: [Word; LEFT],
    pub rest: &'a [u8],
}

/// A message with the same remainder as `bytes` behind the remainder `state`; its own remainder begins with 0. `bytes` are at least
/// [`LEAST_BYTES`].
pub fn shorten(state: u32, bytes: &[u8]) -> Shortened<'_> {
    let (words, _) = bytes.as_chunks::<8>();
    let (steps, _) = words[..words.len() - LEFT].as_chunks::<STEP>();
    // The words that went away, as they were when they did: the last ones before a step, then those of the steps.
    let mut window = [0_u64; LEFT + STEP * STEPS];
    let mut end = LEFT;
    let mut state = u64::from(state);
    for step in steps {
        if end == window.len() {
            window.copy_within(end - LEFT.., 0);
            end = LEFT;
        }
        let (before, next) = window.split_at_mut(end);
        add(&mut next[..STEP], before, step);
        next[0] ^= core::mem::take(&mut state);
        end += STEP;
    }
    let kept = &words[steps.len() * STEP..];
    let mut front = [[0; 8]; LEFT];
    let mut sums: [u64; LEFT] = core::array::from_fn(|i| u64::from_le_bytes(kept[i]));
    for gap in GAPS {
        for (sum, gone) in sums.iter_mut().zip(&window[end - gap..end]) {
            *sum ^= gone;
        }
    }
    for (word, sum) in front.iter_mut().zip(sums) {
        *word = sum.to_le_bytes();
    }
    Shortened { front, rest: &bytes[8 * (steps.len() * STEP + LEFT)..] }
}

/// One step: `words` with what the words `before` add to them. Arrays of one length and a plain sum, so that the compiler makes vectors
/// of it.
#[inline(always)]
fn add(sums: &mut [u64], before: &[u64], words: &[Word; STEP]) {
    let [first, second, third, fourth, fifth] = GAPS.map(|gap| -> &[u64; STEP] {
        let (added, _) =
            before[before.len() - gap..].split_first_chunk().expect("a gap is longer than a step");
        added
    });
    let sums: &mut [u64; STEP] = sums.try_into().expect("one step");
    for i in 0..STEP {
        let added = first[i] ^ second[i] ^ third[i] ^ fourth[i] ^ fifth[i];
        sums[i] = u64::from_le_bytes(words[i]) ^ added;
    }
}

#[cfg(test)]
mod tests {
    use super::super::POLYNOMIAL;
    use super::*;

    /// `x^power` modulo the polynomial, reflected: the highest bit is `x^0`.
    fn power(power: usize) -> u32 {
        (0..power).fold(1 << 31, |x, _| (x >> 1) ^ (POLYNOMIAL & (x & 1).wrapping_neg()))
    }

    #[test]
    fn the_sparse_polynomial_is_a_multiple_and_so_are_its_powers() {
        for word in [1, 64] {
            let terms = GAPS.map(|gap| power(word * (LEFT - gap)));
            assert_eq!(terms.iter().fold(power(word * LEFT), |sum, term| sum ^ term), 0);
        }
    }
}
