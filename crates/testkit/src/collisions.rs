//! Accounts and ids whose hashes are all equal in the engine's map. No random stream would meet even two of them, and
//! then nothing would show that the engine asks the order itself and not only its hash.

use crate::random::Random;
use cift_types::{AccountId, EXACT_LIMIT, InstrumentId, OrderId};

/// The constants of `cift_book::IdHash`; the test below says whether they still are.
const OWNER: u64 = 0xC2B2_AE3D_27D4_EB4F;
const MIXER: u64 = 0x9E37_79B1_85EB_CA87;
/// Bits of the product that do not get into the hash. The highest three count the accounts.
const FREE_BITS: u32 = 35;
/// Accounts that collide.
pub const ACCOUNTS: u32 = 8;

/// The account of this number, below [`ACCOUNTS`]. Where one order's account is the next number, its product is larger
/// by 2^32, which is too little for the hash.
#[must_use]
pub const fn account(number: u32) -> AccountId {
    number.wrapping_mul(inverse(OWNER.wrapping_mul(MIXER)) as u32)
}

/// So many ids for an instrument. With each of the accounts, and on any other instrument, all have the same hash.
#[must_use]
pub fn ids(instrument: InstrumentId, count: usize) -> Vec<OrderId> {
    let owner = u64::from(instrument).wrapping_mul(OWNER);
    let mut random = Random::new(owner);
    // From the product back to what was multiplied, as often as it takes until that is an id.
    let products = core::iter::repeat_with(|| (0x0ABC_DEF0 << FREE_BITS) | random.below(1 << 32));
    let eighths = products.map(|product| product.wrapping_mul(inverse(MIXER)).wrapping_sub(owner));
    eighths.filter(|&eighth| eighth < EXACT_LIMIT / 8).map(|eighth| eighth * 8 + 5).take(count).collect()
}

/// The number whose product with this odd one is 1 modulo 2^64.
const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd; // right in three bits, and in twice as many after each step
    let mut step = 0;
    while step < 5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use cift_book::IdHash;

    #[test]
    fn all_hashes_are_equal() {
        let one = IdHash::new(0, 0, ids(0, 1)[0]);
        for instrument in 0..6 {
            for id in ids(instrument, 40) {
                for number in 0..ACCOUNTS {
                    let same = IdHash::new(instrument, account(number), id) == one;
                    assert!(same, "the engine hashes ids in another way: bring the constants up to date");
                }
            }
        }
    }
}
