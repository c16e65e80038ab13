//! Exact sums of integers.

/// Rows that are looked at together.
const CHUNK: usize = 512;
/// Prices and lots below these have products below 2^55, of which a chunk's sum fits 64 bits.
const SMALL_PRICE: u64 = 1 << 28;
const SMALL_LOTS: u64 = 1 << 27;

/// Σ price × quantity in ticks × lots, and Σ quantity in lots, of two columns; the longer one's rest is left out.
///
/// Exact as long as the sums are below 2^127. Where all prices of a chunk are below 2^28 and all quantities below 2^27, which ticks and
/// lots nearly always are, products and sums have 64 bits, and vectors can make them.
#[must_use]
pub fn notional_and_volume(prices: &[i64], quantities: &[u64]) -> (i128, u128) {
    let length = prices.len().min(quantities.len());
    let (mut worth, mut volume) = (0_i128, 0_u128);
    for (prices, quantities) in prices[..length].chunks(CHUNK).zip(quantities[..length].chunks(CHUNK)) {
        let (more_worth, more_volume) =
            small(prices, quantities).unwrap_or_else(|| large(prices, quantities));
        worth = worth.wrapping_add(more_worth);
        volume = volume.wrapping_add(more_volume);
    }
    (worth, volume)
}

/// As if all numbers were small; `None` where one is not.
#[inline(always)]
fn small(prices: &[i64], quantities: &[u64]) -> Option<(i128, u128)> {
    let (mut worth, mut volume, mut all_prices, mut all_lots) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (&price, &quantity) in prices.iter().zip(quantities) {
        // Of 32-bit numbers: one multiplication of two of them, which vectors have.
        let product = u64::from(price.cast_unsigned() as u32).wrapping_mul(u64::from(quantity as u32));
        worth = worth.wrapping_add(product);
        volume = volume.wrapping_add(quantity);
        all_prices |= price.cast_unsigned();
        all_lots |= quantity;
    }
    let fits = all_prices < SMALL_PRICE && all_lots < SMALL_LOTS;
    fits.then_some((i128::from(worth), u128::from(volume)))
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
