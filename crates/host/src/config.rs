//! Reads a session's configuration from MessagePack. Strict: an unknown or mistyped setting is an error.

mod accounts;
mod rules;

use crate::error::{Code, HostError};
use accounts::accounts;
use cift_engine::risk::Settings;
use cift_engine::{Config, DecimalStep, Instrument, Limits, Rules, ScheduleEntry};
use cift_types::{InstrumentId, Phase, Price, TimeNs};
use rules::{PhaseNames, RulesFields};
use serde::Deserialize;

/// A configuration is a few settings; a larger one is a mistake or an attack.
const MAX_BYTES: usize = 256 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ConfigWire {
    #[serde(default)]
    seed: u64,
    instruments: Vec<InstrumentWire>,
    #[serde(default)]
    schedule: Vec<ScheduleWire>,
    #[serde(default, deserialize_with = "accounts")]
    accounts: Option<Settings>,
    #[serde(default)]
    limits: LimitsWire,
    #[serde(default)]
    reserve: ReserveWire,
    #[serde(default = "default_event_buffer")]
    event_buffer: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct InstrumentWire {
    symbol: String,
    #[serde(default = "one")]
    tick_size: String,
    #[serde(default = "one")]
    lot_size: String,
    #[serde(default, with = "RulesFields")]
    rules: Rules,
    #[serde(default)]
    reference_price: Option<Price>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ScheduleWire {
    time_ns: TimeNs,
    #[serde(with = "PhaseNames")]
    phase: Phase,
    #[serde(default)]
    instrument: Option<InstrumentId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LimitsWire {
    orders: u32,
    pages: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReserveWire {
    orders: u32,
    pages: u32,
}

impl Default for LimitsWire {
    fn default() -> Self {
        Self { orders: 1 << 22, pages: 1 << 18 }
    }
}

impl Default for ReserveWire {
    fn default() -> Self {
        Self { orders: 1 << 12, pages: 1 << 6 }
    }
}

impl From<ScheduleWire> for ScheduleEntry {
    fn from(ScheduleWire { time_ns, phase, instrument }: ScheduleWire) -> Self {
        Self { time_ns, phase, instrument }
    }
}

fn one() -> String {
    "1".to_owned()
}

const fn default_event_buffer() -> u32 {
    1 << 12
}

/// Decodes and validates a configuration.
pub fn decode(bytes: &[u8]) -> Result<Config, HostError> {
    if bytes.len() > MAX_BYTES {
        let message = format!("the configuration has {} bytes, at most {MAX_BYTES} are read", bytes.len());
        return Err(HostError::new(Code::ConfigInvalid, message));
    }
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    let wire: ConfigWire = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." { "configuration".to_owned() } else { path };
        HostError::new(Code::ConfigInvalid, format!("{at}: {}", error.into_inner()))
    })?;
    let instruments = wire.instruments.into_iter().enumerate();
    let config = Config {
        seed: wire.seed,
        instruments: instruments.map(|(index, wire)| instrument(index, wire)).collect::<Result<_, _>>()?,
        schedule: wire.schedule.into_iter().map(ScheduleEntry::from).collect(),
        accounts: wire.accounts,
        limits: Limits {
            orders: wire.limits.orders,
            pages: wire.limits.pages,
            reserve_orders: wire.reserve.orders.min(wire.limits.orders),
            reserve_pages: wire.reserve.pages.min(wire.limits.pages),
        },
        event_buffer: wire.event_buffer,
    };
    config.validate().map_err(|error| HostError::new(Code::ConfigInvalid, error.to_string()))?;
    Ok(config)
}

fn instrument(index: usize, wire: InstrumentWire) -> Result<Instrument, HostError> {
    let step = |text: &str, name: &str| {
        decimal(text).ok_or_else(|| {
            let problem =
                format!("instruments[{index}].{name}: {text:?} is not a positive decimal like \"0.01\"");
            HostError::new(Code::ConfigInvalid, problem)
        })
    };
    let tick_size = step(&wire.tick_size, "tickSize")?;
    let lot_size = step(&wire.lot_size, "lotSize")?;
    Ok(Instrument {
        symbol: wire.symbol,
        tick_size,
        lot_size,
        rules: wire.rules,
        reference_price: wire.reference_price,
    })
}

/// Reads a decimal exactly. Trailing zeros behind the point say nothing, so they do not make another identity.
fn decimal(text: &str) -> Option<DecimalStep> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = [whole, fraction].concat();
    if whole.is_empty() || digits.len() > 24 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mantissa = digits.parse().ok()?;
    Some(DecimalStep { mantissa, scale: fraction.len() as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cift_engine::risk::{Currency, Fee, InstrumentMoney, Tier};
    use cift_engine::{Crossing, Width};
    use cift_types::SelfTrade;
    use serde::Serialize;
    use std::collections::BTreeMap;

    #[test]
    fn decimals_are_exact() {
        let step = |mantissa, scale| Some(DecimalStep { mantissa, scale });
        assert_eq!(decimal("0.01"), step(1, 2));
        assert_eq!(decimal("0.0100"), step(1, 2));
        assert_eq!(decimal("25"), step(25, 0));
        assert_eq!(decimal("12.5"), step(125, 1));
        for bad in ["", ".5", "-1", "1e3", "1.2.3", " 1", "0x1", "∞", "1,5"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    /// A configuration of one instrument with such rules, in MessagePack.
    fn with_rules(rules: impl Serialize) -> Vec<u8> {
        #[derive(Serialize)]
        struct Settings<R> {
            instruments: [One<R>; 1],
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct One<R> {
            symbol: &'static str,
            rules: R,
            reference_price: i64,
        }
        let one = One { symbol: "A", rules, reference_price: -5 };
        rmp_serde::to_vec_named(&Settings { instruments: [one] }).unwrap()
    }

    #[test]
    fn rules_have_their_defaults_and_are_strict() {
        let none: BTreeMap<&str, u64> = BTreeMap::new();
        let config = decode(&with_rules(none)).unwrap();
        assert_eq!(config.instruments[0].rules, Rules::default());
        assert_eq!(config.instruments[0].reference_price, Some(-5));
        let config =
            decode(&with_rules(BTreeMap::from([("crossing", "reject"), ("selfTrade", "decrement")])));
        let expected =
            Rules { crossing: Crossing::Reject, self_trade: SelfTrade::Decrement, ..Rules::default() };
        assert_eq!(config.unwrap().instruments[0].rules, expected);
        let band = BTreeMap::from([("staticBand", BTreeMap::from([("basisPoints", 7)]))]);
        let config = decode(&with_rules(band)).unwrap();
        assert_eq!(config.instruments[0].rules.static_band, Some(Width::BasisPoints(7)));
        let problem = |rules| decode(&with_rules(BTreeMap::from([rules]))).unwrap_err().message;
        assert!(problem(("lot", 0)).starts_with("instruments[0].rules.lot: must be 1 to"));
        assert!(problem(("lots", 1)).contains("unknown field `lots`"));
    }

    #[test]
    fn accounts_and_schedule_are_read() {
        #[derive(Serialize)]
        struct Parts<'a, A> {
            instruments: [BTreeMap<&'a str, &'a str>; 1],
            schedule: [BTreeMap<&'a str, Value<'a>>; 1],
            accounts: A,
        }
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Value<'a> {
            Number(u64),
            Text(&'a str),
            List(Vec<BTreeMap<&'a str, Value<'a>>>),
            Fee(BTreeMap<&'a str, i64>),
        }
        use Value::{Fee as Cost, List, Number, Text};
        let parts = |extra: &'static str| Parts {
            instruments: [BTreeMap::from([("symbol", "A")])],
            schedule: [BTreeMap::from([("timeNs", Number(1 << 52)), ("phase", Text("closingAuction"))])],
            accounts: BTreeMap::from([
                ("currencies", List(vec![BTreeMap::from([("code", Text("USD")), (extra, Number(2))])])),
                (
                    "instruments",
                    List(vec![BTreeMap::from([
                        ("base", Number(0)),
                        ("quote", Number(0)),
                        ("tickValue", Number(5)),
                        ("lotValue", Number(0)),
                        ("initialMarginPpm", Number(7)),
                    ])]),
                ),
                (
                    "tiers",
                    List(vec![BTreeMap::from([
                        ("maker", Cost(BTreeMap::from([("ppm", -3)]))),
                        ("taker", Cost(BTreeMap::from([("perLot", 4)]))),
                    ])]),
                ),
            ]),
        };
        let config = decode(&rmp_serde::to_vec_named(&parts("scale")).unwrap()).unwrap();
        let entry = ScheduleEntry { time_ns: 1 << 52, phase: Phase::ClosingAuction, instrument: None };
        assert_eq!(config.schedule, [entry]);
        let accounts = config.accounts.unwrap();
        assert_eq!(accounts.currencies[0], Currency { code: "USD".to_owned(), scale: 2 });
        let money = InstrumentMoney { tick_value: 5, initial_margin_ppm: 7, ..InstrumentMoney::default() };
        assert_eq!(accounts.instruments, [money]);
        assert_eq!(accounts.tiers, [Tier { maker: Fee::Ppm(-3), taker: Fee::PerLot(4) }]);
        assert!(!accounts.fifo);
        let error = decode(&rmp_serde::to_vec_named(&parts("skale")).unwrap()).unwrap_err();
        assert!(error.message.contains("unknown field `skale`"), "{}", error.message);
    }

    #[test]
    fn garbage_is_refused_without_a_panic() {
        let mut x = 1_u64;
        for length in 0..2000 {
            let bytes: Vec<u8> = (0..length % 64)
                .map(|_| {
                    x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (x >> 56) as u8
                })
                .collect();
            assert!(decode(&bytes).is_err());
        }
    }
}
