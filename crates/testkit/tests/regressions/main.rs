//! A file for each difference that was ever found between engine and oracle, shrunk. `tests/differential.rs` prints
//! them ready to paste: save one here under the name of its test, and name it below.

mod fok_beyond_the_sum_of_u64;
