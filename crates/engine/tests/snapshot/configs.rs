//! Sessions that differ in what their rules let happen.

use cift_engine::risk::{Currency, Fee, InstrumentMoney, Settings, Tier};
use cift_engine::{
    Allocation, BandAction, Config, DecimalStep, Instrument, Limits, MarketPrice, MarketToLimit, Remainder,
    ReplacePriority, Rounding, Rules, ScheduleEntry, SelfTradeScope, TickBand, UnmatchedMarket, Width,
};
use cift_types::{Phase, SelfTrade};

fn instrument(symbol: &str, rules: Rules, reference_price: Option<i64>) -> Instrument {
    let one = DecimalStep { mantissa: 1, scale: 0 };
    Instrument { symbol: symbol.to_owned(), tick_size: one, lot_size: one, rules, reference_price }
}

fn config(seed: u64, rules: Vec<Rules>, accounts: bool) -> Config {
    let instruments: Vec<Instrument> = rules
        .into_iter()
        .enumerate()
        .map(|(i, rules)| instrument(&format!("I{i}"), rules, (i == 1).then_some(100)))
        .collect();
    let entry = |time_ns, phase| ScheduleEntry { time_ns, phase, instrument: None };
    let count = instruments.len();
    Config {
        seed,
        instruments,
        accounts: accounts.then(|| settings(count)),
        schedule: vec![
            entry(9_000, Phase::ClosingAuction),
            entry(9_500, Phase::Closed),
            ScheduleEntry { instrument: Some(0), ..entry(9_900, Phase::PreOpen) },
            entry(10_500, Phase::Continuous),
            entry(20_000, Phase::OpeningAuction),
            entry(20_500, Phase::Continuous),
        ],
        limits: Limits { orders: 400, pages: 16, reserve_orders: 16, reserve_pages: 4 },
        event_buffer: 1 << 20,
    }
}

fn settings(instruments: usize) -> Settings {
    let currency = |code: &str| Currency { code: code.to_owned(), scale: 2 };
    let money = |i: usize| InstrumentMoney {
        base: 1,
        quote: 0,
        tick_value: 1 + i as i64,
        lot_value: if i == 1 { 0 } else { 3 },
        initial_margin_ppm: 100_000,
    };
    let tier = |maker, taker| Tier { maker, taker };
    Settings {
        currencies: vec![currency("USD"), currency("XYZ")],
        instruments: (0..instruments).map(money).collect(),
        tiers: vec![tier(Fee::Ppm(-20), Fee::Ppm(100)), tier(Fee::PerLot(1), Fee::PerLot(2))],
        fifo: true,
    }
}

fn resting() -> Rules {
    Rules {
        unmatched_market: UnmatchedMarket::Rest,
        market_to_limit: MarketToLimit::Rest,
        market_price: MarketPrice::Reference,
        replace: ReplacePriority::KeepsOnReduce,
        self_trade: SelfTrade::Decrement,
        ..Rules::default()
    }
}

fn sharing() -> Rules {
    Rules {
        allocation: Allocation {
            top_order: 3,
            fifo_percent: 40,
            pro_rata: true,
            minimum: 2,
            rounding: Rounding::HalfEven,
            remainder: Remainder::Last,
        },
        self_trade: SelfTrade::CancelOldest,
        self_trade_scope: SelfTradeScope::Group,
        ticks: vec![TickBand { from: 0, tick: 1 }, TickBand { from: 100, tick: 2 }],
        ..Rules::default()
    }
}

fn banded(band_action: BandAction) -> Rules {
    Rules {
        static_band: Some(Width::BasisPoints(1500)),
        dynamic_band: Some(Width::Ticks(4)),
        band_action,
        pause_ns: 300,
        auction_ns: 500,
        ..Rules::default()
    }
}

/// The configurations, by number.
pub fn configs() -> Vec<Config> {
    let plain = Rules::default;
    let opens = Rules { initial_phase: Phase::PreOpen, ..resting() };
    vec![
        config(1, vec![plain(), plain(), plain()], false),
        config(2, vec![resting(), sharing(), plain()], false),
        config(3, vec![banded(BandAction::Pause), banded(BandAction::Auction), opens], false),
        config(4, vec![plain(), plain()], true),
        config(
            5,
            vec![
                Rules { self_trade: SelfTrade::CancelNewest, ..plain() },
                sharing(),
                banded(BandAction::Pause),
            ],
            true,
        ),
        config(6, vec![resting(), plain(), banded(BandAction::Cancel)], true),
    ]
}
