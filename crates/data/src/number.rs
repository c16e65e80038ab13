//! Whole numbers from JavaScript, which writes those above 32 bits as floats.

use core::fmt;
use serde::Deserializer;
use serde::de::{Error, Visitor};

/// The largest whole number that a float of JavaScript holds exactly with all below it.
const MOST: f64 = 9_007_199_254_740_991.0;

struct Whole;

impl Visitor<'_> for Whole {
    type Value = u64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number from 0 to 2^53 - 1")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<u64, E> {
        Ok(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<u64, E> {
        u64::try_from(value).map_err(|_| E::custom(format!("{value} is below zero")))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<u64, E> {
        #[allow(clippy::cast_sign_loss)] // it is looked at first
        if value.fract() == 0.0 && (0.0..=MOST).contains(&value) {
            return Ok(value as u64);
        }
        Err(E::custom(format!("{value} is not a whole number from 0 to 2^53 - 1")))
    }
}

/// Reads a whole number, however JavaScript wrote it.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(Whole)
}

/// Reads a whole number, or nothing.
pub(crate) fn optional_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    struct Optional;
    impl<'de> Visitor<'de> for Optional {
        type Value = Option<u64>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            Whole.expecting(formatter)
        }

        fn visit_none<E: Error>(self) -> Result<Option<u64>, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Option<u64>, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<u64>, D::Error> {
            whole(deserializer).map(Some)
        }
    }
    deserializer.deserialize_option(Optional)
}
