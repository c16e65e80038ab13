//! The accounts of a session as MessagePack has them, by the names that `engine/src/config-accounts.ts` has too. These
//! types describe those of cift-risk to serde; nothing makes one.

use cift_engine::risk::{Currency, Fee, InstrumentMoney, Settings, Tier};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(remote = "Settings", deny_unknown_fields)]
struct SettingsFields {
    #[serde(deserialize_with = "currencies")]
    currencies: Vec<Currency>,
    #[serde(deserialize_with = "instruments")]
    instruments: Vec<InstrumentMoney>,
    #[serde(deserialize_with = "tiers")]
    tiers: Vec<Tier>,
    #[serde(default)]
    fifo: bool,
}

#[derive(Deserialize)]
#[serde(remote = "Currency", deny_unknown_fields)]
struct CurrencyFields {
    code: String,
    scale: u32,
}

#[derive(Deserialize)]
#[serde(remote = "InstrumentMoney", deny_unknown_fields, rename_all = "camelCase")]
struct InstrumentMoneyFields {
    base: u32,
    quote: u32,
    tick_value: i64,
    lot_value: i64,
    initial_margin_ppm: u32,
}

#[derive(Deserialize)]
#[serde(remote = "Tier", deny_unknown_fields)]
struct TierFields {
    #[serde(with = "FeeNames")]
    maker: Fee,
    #[serde(with = "FeeNames")]
    taker: Fee,
}

#[derive(Deserialize)]
#[serde(remote = "Fee", rename_all = "camelCase")]
enum FeeNames {
    Ppm(i32),
    PerLot(i64),
}

/// Reads a list of what `$fields` describes.
macro_rules! list {
    ($name:ident, $fields:literal, $target:ident) => {
        fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<$target>, D::Error> {
            #[derive(Deserialize)]
            struct Entry(#[serde(with = $fields)] $target);
            let entries = Vec::<Entry>::deserialize(deserializer)?;
            Ok(entries.into_iter().map(|Entry(entry)| entry).collect())
        }
    };
}

list!(currencies, "CurrencyFields", Currency);
list!(instruments, "InstrumentMoneyFields", InstrumentMoney);
list!(tiers, "TierFields", Tier);

/// The accounts, where there are any.
pub(super) fn accounts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Settings>, D::Error> {
    #[derive(Deserialize)]
    struct Accounts(#[serde(with = "SettingsFields")] Settings);
    Ok(Option::<Accounts>::deserialize(deserializer)?.map(|Accounts(settings)| settings))
}
