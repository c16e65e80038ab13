//! The engine's draws (X1): splitmix64, as in Steele, Lea and Flood, "Fast splittable pseudorandom number generators".

use cift_book::Extra;
use cift_types::Quantity;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draws(pub u64);

impl Draws {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = self.0;
        let z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    /// What an iceberg displays next, before its reserve bounds it. Only where it has a range, which takes a draw.
    pub const fn part(&mut self, extra: &Extra) -> Quantity {
        if extra.display_high == 0 {
            return extra.display;
        }
        extra.display + self.next() % (extra.display_high - extra.display + 1)
    }
}
