//! Exact sums of integers.

/// Rows that are looked at together.
const CHUNK: usize = 512;
/// A product of two numbers below this, and a sum of [`CHUNK`] halves of such, fits 64 bits.
const SMALL: u64 = 1 << 32;

/// Σ price × quantity in ticks × lots, and Σ quantity in lots, of two columns; the longer one's rest is left out.
///
/// Exact as long as the sums are below 2^127. Where all numbers of a chunk are below 2^32, which ticks and lots nearly always are, the
/// products have 64 bits and vectors can make them; their halves are added apart so that nothing overflows.
#[must_use]
pub fn notional_and_volume(prices: &[i64], quantities: &[u64]) -> (i128, u128) {
    let length = prices.len().min(quantities.len());
    let (mut worth, mut volume) = (0_i128, 0_u128);
    for (prices, quantities) in prices[..length].chunks(CHUNK).zip(quantities[..length].chunks(CHUNK)) {
        let all = prices.iter().zip(quantities).fold(0, |all, (&price, &quantity)| all | price.cast_unsigned() | quantity);
        let (more_worth, more_volume) =
            if all < SMALL { small(prices, quantities) } else { large(prices, quantities) };
        worth = worth.wrapping_add(more_worth);
        volume = volume.wrapping_add(more_volume);
    }
    (worth, volume)
}

#[inline]
fn small(prices: &[i64], quantities: &[u64]) -> (i128, u128) {
    let (mut low, mut high, mut volume) = (0_u64, 0_u64, 0_u64);
    for (&price, &quantity) in prices.iter().zip(quantities) {
        // Of 32-bit numbers: one multiplication of two of them, which vectors have.
        let product = u64::from(price as u32).wrapping_mul(u64::from(quantity as u32));
        low = low.wrapping_add(product & 0xFFFF_FFFF);
        high = high.wrapping_add(product >> 32);
        volume = volume.wrapping_add(quantity);
    }
    ((i128::from(high) << 32) + i128::from(low), u128::from(volume))
}

#[cold]
#[inline(never)]
fn large(prices: &[i64], quantities: &[u64]) -> (i128, u128) {
    let (mut worth, mut volume) = (0_i128, 0_u128);
    for (&price, &quantity) in prices.iter().zip(quantities) {
        worth = worth.wrapping_add(crate::trades::notional(price, quantity));
        volume = volume.wrapping_add(u128::from(quantity));
    }
    (worth, volume)
}
