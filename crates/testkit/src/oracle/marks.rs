//! Which branches a command has taken. The table of what must have happened counts them.

use cift_types::{Phase, SelfTrade, TriggerSource};

macro_rules! marks {
    ($($name:ident: $text:literal,)*) => {
        /// A branch of a rule.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Mark { $(#[doc = $text] $name,)* }

        impl Mark {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// In words.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

marks! {
    TriggeredOnEntry: "N9: a trigger that is satisfied on entry",
    RefusedLate: "C6: an order that waited is refused when it comes in",
    PostOnlyRepriced: "N6: a post-only order moves away",
    NoMarketPrice: "M7: no price for a trade with a resting market order",
    MoneyAtZero: "N5: money meets a price of zero or less",
    PassedOver: "M9: an all-or-none order is passed over",
    PassedTrades: "M9: an all-or-none order that was passed over trades later",
    WholeTrades: "M9: an all-or-none order trades",
    Allocated: "M8: an order is shared among those of a price",
    CancelNewest: "M4: cancel newest",
    CancelOldest: "M4: cancel oldest",
    CancelBoth: "M4: cancel both",
    Decrement: "M4: decrement",
    MarketToLimitPriced: "N7: a resting market-to-limit order gets its price",
    BandCancels: "B2: what is left is cancelled",
    BandAuctions: "B2: an auction begins",
    BandPauses: "B2: a pause begins",
    RingCancels: "K1: an order of a ring is cancelled",
    ChildrenDue: "K2: a parent is filled",
    ChildrenCancelled: "K2: a parent leaves unfilled",
    StopLast: "W: a stop fires by the last price",
    StopBook: "W: a stop fires by bid or ask",
    StopMid: "W: a stop fires by the middle",
    TouchedLast: "W: a touched order fires by the last price",
    TouchedBook: "W: a touched order fires by bid or ask",
    TouchedMid: "W: a touched order fires by the middle",
    TrailingLast: "W: a trailing stop fires by the last price",
    TrailingBook: "W: a trailing stop fires by bid or ask",
    TrailingMid: "W: a trailing stop fires by the middle",
    Trailed: "W3: a trailing trigger moves",
    PegPriced: "N8: a pegged order gets a price",
    PegWaits: "N8: a pegged order has no reference",
    WaitingCancelled: "C1: a waiting order is cancelled",
    WaitingReplaced: "C3: a waiting order is replaced",
    ReplaceKeepsPlace: "C3: a replaced order keeps its place",
    Released: "C6: a held order is released",
    ReleasedInCall: "C6: a held order is released in a call phase",
    QuoteGroupRejected: "C5: a group of a mass quote is rejected",
    QuoteReplaced: "C5: a quote takes the place of one",
    SamePhase: "P1: the same phase again",
    ToContinuous: "P1: to continuous",
    ToPreOpen: "P1: to pre-open",
    ToOpening: "P1: to the opening auction",
    ToVolatility: "P1: to a volatility auction",
    ToHalt: "P1: to a halt",
    ToClosing: "P1: to the closing auction",
    ToClosed: "P1: to closed",
    AtCloseEnters: "P3: an at-close order enters the book",
    PhaseEnds: "T1: a phase ends by itself",
    WatchEnds: "T1: an account is not heard of in time",
    Uncrossed: "A2: an uncross with volume",
    NothingUncrossed: "A2: an uncross without",
    TieBuySurplus: "A1: equal surpluses, all of buys",
    TieSellSurplus: "A1: equal surpluses, all of sells",
    TieByReference: "A1: the price nearest to the last",
    TieByRule: "A1: two prices equally near",
}

/// A set of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks(u64);

impl Marks {
    /// One more.
    pub const fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u64;
    }

    /// Whether it is one of them.
    #[must_use]
    pub const fn has(self, mark: Mark) -> bool {
        self.0 >> mark as u64 & 1 == 1
    }
}

impl Mark {
    /// Of a way to prevent self-trades.
    #[must_use]
    pub const fn of_self_trade(mode: SelfTrade) -> Self {
        match mode {
            SelfTrade::CancelOldest => Self::CancelOldest,
            SelfTrade::CancelBoth => Self::CancelBoth,
            SelfTrade::Decrement => Self::Decrement,
            SelfTrade::CancelNewest | SelfTrade::Allow => Self::CancelNewest,
        }
    }

    /// Of a trigger that fires.
    #[must_use]
    pub const fn of_trigger(trigger: u8, source: TriggerSource) -> Self {
        match (trigger, source) {
            (2, TriggerSource::Last) => Self::TouchedLast,
            (2, TriggerSource::BidAsk) => Self::TouchedBook,
            (2, TriggerSource::Mid) => Self::TouchedMid,
            (3, TriggerSource::Last) => Self::TrailingLast,
            (3, TriggerSource::BidAsk) => Self::TrailingBook,
            (3, TriggerSource::Mid) => Self::TrailingMid,
            (_, TriggerSource::Last) => Self::StopLast,
            (_, TriggerSource::BidAsk) => Self::StopBook,
            (_, TriggerSource::Mid) => Self::StopMid,
        }
    }

    /// Of a new phase.
    #[must_use]
    pub const fn of_phase(phase: Phase) -> Self {
        match phase {
            Phase::Continuous => Self::ToContinuous,
            Phase::PreOpen => Self::ToPreOpen,
            Phase::OpeningAuction => Self::ToOpening,
            Phase::VolatilityAuction => Self::ToVolatility,
            Phase::Halt => Self::ToHalt,
            Phase::ClosingAuction => Self::ToClosing,
            Phase::Closed => Self::ToClosed,
        }
    }
}
