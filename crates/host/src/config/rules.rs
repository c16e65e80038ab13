//! The rules of an instrument as MessagePack has them, by the names that `engine/src/rules.ts` has too. What is left out
//! has its default. These types describe those of cift-engine to serde; nothing makes one.

use cift_engine::{
    Allocation, AuctionTie, BandAction, Crossing, MarketPrice, MarketToLimit, Remainder, ReplacePriority,
    Rounding, Rules, SelfTradeScope, TickBand, UnmatchedMarket, Width,
};
use cift_types::{Phase, Price, Quantity, SelfTrade, TimeNs};
use serde::{Deserialize, Deserializer};

/// The names of a setting that has a few values.
macro_rules! names {
    ($remote:literal as $names:ident { $($name:ident),+ $(,)? }) => {
        #[derive(Deserialize)]
        #[serde(remote = $remote, rename_all = "camelCase")]
        pub(super) enum $names { $($name),+ }
    };
}

names!("UnmatchedMarket" as UnmatchedMarketNames { Cancel, Rest });
names!("MarketPrice" as MarketPriceNames { Taker, Reference });
names!("MarketToLimit" as MarketToLimitNames { Reject, Rest });
names!("Crossing" as CrossingNames { Match, Reject });
names!("ReplacePriority" as ReplaceNames { Loses, KeepsOnReduce });
names!("SelfTrade" as SelfTradeNames { Allow, CancelNewest, CancelOldest, CancelBoth, Decrement });
names!("SelfTradeScope" as ScopeNames { Account, Group });
names!("Rounding" as RoundingNames { Floor, HalfEven });
names!("Remainder" as RemainderNames { Time, Last });
names!("AuctionTie" as AuctionTieNames { Highest, Lowest });
names!("BandAction" as BandActionNames { Cancel, Auction, Pause });
names!("Phase" as PhaseNames {
    Continuous, PreOpen, OpeningAuction, VolatilityAuction, Halt, ClosingAuction, Closed,
});

#[derive(Deserialize)]
#[serde(remote = "Rules", deny_unknown_fields, default = "Rules::default", rename_all = "camelCase")]
pub(super) struct RulesFields {
    #[serde(with = "UnmatchedMarketNames")]
    unmatched_market: UnmatchedMarket,
    #[serde(with = "MarketPriceNames")]
    market_price: MarketPrice,
    #[serde(with = "MarketToLimitNames")]
    market_to_limit: MarketToLimit,
    #[serde(with = "CrossingNames")]
    crossing: Crossing,
    #[serde(with = "ReplaceNames")]
    replace: ReplacePriority,
    #[serde(with = "SelfTradeNames")]
    self_trade: SelfTrade,
    #[serde(with = "ScopeNames")]
    self_trade_scope: SelfTradeScope,
    #[serde(with = "AllocationFields")]
    allocation: Allocation,
    #[serde(deserialize_with = "ticks")]
    ticks: Vec<TickBand>,
    lot: Quantity,
    min_quantity: Quantity,
    max_quantity: Quantity,
    #[serde(with = "AuctionTieNames")]
    auction_tie: AuctionTie,
    #[serde(deserialize_with = "band")]
    static_band: Option<Width>,
    #[serde(deserialize_with = "band")]
    dynamic_band: Option<Width>,
    #[serde(with = "BandActionNames")]
    band_action: BandAction,
    pause_ns: TimeNs,
    auction_ns: TimeNs,
    #[serde(with = "PhaseNames")]
    initial_phase: Phase,
}

#[derive(Deserialize)]
#[serde(
    remote = "Allocation",
    deny_unknown_fields,
    default = "Allocation::default",
    rename_all = "camelCase"
)]
struct AllocationFields {
    top_order: Quantity,
    fifo_percent: u8,
    pro_rata: bool,
    minimum: Quantity,
    #[serde(with = "RoundingNames")]
    rounding: Rounding,
    #[serde(with = "RemainderNames")]
    remainder: Remainder,
}

#[derive(Deserialize)]
#[serde(remote = "TickBand", deny_unknown_fields)]
struct TickBandFields {
    from: Price,
    tick: u32,
}

#[derive(Deserialize)]
#[serde(remote = "Width", rename_all = "camelCase")]
enum WidthNames {
    Ticks(u64),
    BasisPoints(u32),
}

fn ticks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TickBand>, D::Error> {
    #[derive(Deserialize)]
    struct Band(#[serde(with = "TickBandFields")] TickBand);
    let bands = Vec::<Band>::deserialize(deserializer)?;
    Ok(bands.into_iter().map(|Band(band)| band).collect())
}

fn band<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Width>, D::Error> {
    #[derive(Deserialize)]
    struct Band(#[serde(with = "WidthNames")] Width);
    Ok(Option::<Band>::deserialize(deserializer)?.map(|Band(width)| width))
}
