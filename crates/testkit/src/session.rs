//! Sessions with settings that tests do not care about.

use cift_engine::{Config, DecimalStep, Engine, Instrument, Limits, Rules};

/// A configuration of `count` instruments called `I0`, `I1`, …
#[must_use]
pub fn config(count: u32) -> Config {
    let one = DecimalStep { mantissa: 1, scale: 0 };
    let instrument = |i| Instrument {
        symbol: format!("I{i}"),
        tick_size: one,
        lot_size: one,
        rules: Rules::default(),
        reference_price: None,
    };
    Config {
        seed: 0,
        instruments: (0..count).map(instrument).collect(),
        schedule: Vec::new(),
        accounts: None,
        limits: Limits { orders: 1 << 22, pages: 1 << 18, reserve_orders: 1 << 16, reserve_pages: 1 << 10 },
        event_buffer: 1 << 13,
    }
}

/// An engine of `count` instruments.
///
/// # Panics
///
/// When the configuration is refused, which for these settings is a bug.
#[must_use]
pub fn engine(count: u32) -> Engine {
    Engine::new(config(count)).expect("the test configuration is valid")
}
