//! What venues disagree on, as data: the rules of an instrument. `schemas/profiles` has named sets of them.

use cift_types::{EXACT_LIMIT, Phase, Price, Quantity, SelfTrade, TimeNs};

/// What becomes of the part of a market order that finds no counter-order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum UnmatchedMarket {
    /// It is cancelled.
    #[default]
    Cancel,
    /// It rests, before all limits.
    Rest,
}

/// The price of a trade with a resting market order (M7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MarketPrice {
    /// The incoming order's limit, else the last price.
    #[default]
    Taker,
    /// The best for the incoming order's opposite of last price, best resting limit and incoming limit.
    Reference,
}

/// What becomes of a market-to-limit order without a priced counter-order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MarketToLimit {
    /// It is rejected.
    #[default]
    Reject,
    /// It rests as a market order.
    Rest,
}

/// What becomes of a limit order that would trade at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Crossing {
    /// It trades.
    #[default]
    Match,
    /// It is rejected.
    Reject,
}

/// What a replace does to an order's place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ReplacePriority {
    /// It loses it.
    #[default]
    Loses,
    /// It keeps it at the same price and a quantity that is not larger.
    KeepsOnReduce,
}

/// Who counts as the same owner for self-trade prevention.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SelfTradeScope {
    /// The same account.
    #[default]
    Account,
    /// Accounts of the same group.
    Group,
}

/// How a share is rounded to whole lots.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rounding {
    /// Down.
    #[default]
    Floor,
    /// To the nearest; a half to the even one.
    HalfEven,
}

/// Who gets what the shares leave over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Remainder {
    /// The oldest first.
    #[default]
    Time,
    /// The last first, then the oldest.
    Last,
}

/// How an incoming order is shared among the orders of a price (M8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allocation {
    /// Lots that the oldest order gets before all others.
    pub top_order: Quantity,
    /// Per cent of the rest that goes by time; 0 to 100.
    pub fifo_percent: u8,
    /// Whether the rest goes by size.
    pub pro_rata: bool,
    /// Shares below it are nothing.
    pub minimum: Quantity,
    /// How shares are rounded.
    pub rounding: Rounding,
    /// Who gets what is left.
    pub remainder: Remainder,
}

impl Allocation {
    /// By time alone.
    pub const PRICE_TIME: Self = Self {
        top_order: 0,
        fifo_percent: 100,
        pro_rata: false,
        minimum: 0,
        rounding: Rounding::Floor,
        remainder: Remainder::Time,
    };

    /// Whether it is [`Allocation::PRICE_TIME`] in effect.
    #[must_use]
    pub const fn is_price_time(&self) -> bool {
        !self.pro_rata && matches!(self.remainder, Remainder::Time)
    }
}

impl Default for Allocation {
    fn default() -> Self {
        Self::PRICE_TIME
    }
}

/// From this price on, prices are multiples of `tick`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TickBand {
    /// The lowest price that it is for.
    pub from: Price,
    /// In ticks of the instrument; above zero.
    pub tick: u32,
}

/// A distance from a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// In ticks.
    Ticks(u64),
    /// In hundredths of a per cent of the price.
    BasisPoints(u32),
}

impl Width {
    /// The lowest and the highest price within the distance of `centre`, ends included.
    #[must_use]
    pub fn around(self, centre: Price) -> (Price, Price) {
        let ticks = match self {
            Self::Ticks(ticks) => i128::from(ticks),
            Self::BasisPoints(points) => i128::from(centre.unsigned_abs()) * i128::from(points) / 10_000,
        };
        let centre = i128::from(centre);
        let within = |price: i128| price.clamp(Price::MIN.into(), Price::MAX.into()) as Price;
        (within(centre - ticks), within(centre + ticks))
    }
}

/// What happens where a trade would leave the dynamic band (B2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BandAction {
    /// What is left of the order is cancelled.
    #[default]
    Cancel,
    /// A volatility auction begins.
    Auction,
    /// Trading halts, then a volatility auction begins.
    Pause,
}

/// Which of two equally good auction prices is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AuctionTie {
    /// The higher.
    #[default]
    Highest,
    /// The lower.
    Lowest,
}

/// The rules of an instrument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// See [`UnmatchedMarket`].
    pub unmatched_market: UnmatchedMarket,
    /// See [`MarketPrice`].
    pub market_price: MarketPrice,
    /// See [`MarketToLimit`].
    pub market_to_limit: MarketToLimit,
    /// See [`Crossing`].
    pub crossing: Crossing,
    /// See [`ReplacePriority`].
    pub replace: ReplacePriority,
    /// What happens where an order would trade with its owner's.
    pub self_trade: SelfTrade,
    /// See [`SelfTradeScope`].
    pub self_trade_scope: SelfTradeScope,
    /// See [`Allocation`].
    pub allocation: Allocation,
    /// From low to high; empty: every price. Prices below the first band are of its tick too.
    pub ticks: Vec<TickBand>,
    /// Quantities are multiples of it; at least 1.
    pub lot: Quantity,
    /// The least quantity of an order; at least 1.
    pub min_quantity: Quantity,
    /// The greatest quantity of an order; below 2^53.
    pub max_quantity: Quantity,
    /// See [`AuctionTie`].
    pub auction_tie: AuctionTie,
    /// Around the reference price.
    pub static_band: Option<Width>,
    /// Around the last price.
    pub dynamic_band: Option<Width>,
    /// See [`BandAction`].
    pub band_action: BandAction,
    /// How long [`BandAction::Pause`] halts.
    pub pause_ns: TimeNs,
    /// How long a volatility auction lasts; zero: until a command ends it.
    pub auction_ns: TimeNs,
    /// The phase that the session begins in.
    pub initial_phase: Phase,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            unmatched_market: UnmatchedMarket::Cancel,
            market_price: MarketPrice::Taker,
            market_to_limit: MarketToLimit::Reject,
            crossing: Crossing::Match,
            replace: ReplacePriority::Loses,
            self_trade: SelfTrade::Allow,
            self_trade_scope: SelfTradeScope::Account,
            allocation: Allocation::PRICE_TIME,
            ticks: Vec::new(),
            lot: 1,
            min_quantity: 1,
            max_quantity: EXACT_LIMIT - 1,
            auction_tie: AuctionTie::Highest,
            static_band: None,
            dynamic_band: None,
            band_action: BandAction::Cancel,
            pause_ns: 0,
            auction_ns: 0,
            initial_phase: Phase::Continuous,
        }
    }
}

impl Rules {
    /// Whether an order without special wishes needs no look at them in the continuous phase.
    #[must_use]
    pub fn are_plain(&self) -> bool {
        let Self { crossing, self_trade, allocation, ticks, lot, min_quantity, .. } = self;
        *crossing == Crossing::Match
            && *self_trade == SelfTrade::Allow
            && allocation.is_price_time()
            && ticks.is_empty()
            && (*lot, *min_quantity, self.max_quantity) == (1, 1, EXACT_LIMIT - 1)
            && self.static_band.is_none()
            && self.dynamic_band.is_none()
            && self.replace == ReplacePriority::Loses
            // M7: a limit order at its own extreme does not trade at its price there.
            && !self.market_orders_rest()
    }

    /// Whether orders without a price can rest in the continuous phase (M7).
    #[must_use]
    pub fn market_orders_rest(&self) -> bool {
        self.unmatched_market == UnmatchedMarket::Rest || self.market_to_limit == MarketToLimit::Rest
    }

    /// The tick at a price.
    #[must_use]
    pub fn tick_at(&self, price: Price) -> u32 {
        let after = self.ticks.partition_point(|band| band.from <= price);
        self.ticks.get(after.saturating_sub(1)).map_or(1, |band| band.tick)
    }

    /// Whether a price is a multiple of its tick.
    #[must_use]
    pub fn price_fits(&self, price: Price) -> bool {
        price.rem_euclid(i64::from(self.tick_at(price))) == 0
    }

    /// The nearest price at or below one that is a multiple of its tick.
    #[must_use]
    pub fn round_down(&self, mut price: Price) -> Option<Price> {
        while !self.price_fits(price) {
            price = price.checked_sub(price.rem_euclid(i64::from(self.tick_at(price))))?;
        }
        Some(price)
    }

    /// The nearest price at or above one that is a multiple of its tick.
    #[must_use]
    pub fn round_up(&self, mut price: Price) -> Option<Price> {
        while !self.price_fits(price) {
            let tick = i64::from(self.tick_at(price));
            price = price.checked_add(tick - price.rem_euclid(tick))?;
        }
        Some(price)
    }

    /// Whether a quantity is one of an order.
    #[must_use]
    pub const fn quantity_fits(&self, quantity: Quantity) -> bool {
        quantity >= self.min_quantity && quantity <= self.max_quantity && quantity.is_multiple_of(self.lot)
    }

    /// What is wrong with them: the setting's name and the problem.
    pub fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        let require = |holds: bool, name, problem| if holds { Ok(()) } else { Err((name, problem)) };
        let Allocation { fifo_percent, top_order, minimum, .. } = self.allocation;
        require(fifo_percent <= 100, "allocation.fifoPercent", "must be 0 to 100")?;
        require(top_order < EXACT_LIMIT, "allocation.topOrder", "must be below 2^53")?;
        require(minimum < EXACT_LIMIT, "allocation.minimum", "must be below 2^53")?;
        require(self.ticks.iter().all(|band| band.tick > 0), "ticks", "must have ticks above zero")?;
        let rising = self.ticks.windows(2).all(|pair| pair[0].from < pair[1].from);
        require(rising, "ticks", "must rise from band to band")?;
        require(self.lot > 0 && self.lot < EXACT_LIMIT, "lot", "must be 1 to 2^53 - 1")?;
        require(self.min_quantity > 0, "minQuantity", "must be at least 1")?;
        require(self.max_quantity < EXACT_LIMIT, "maxQuantity", "must be below 2^53")?;
        require(self.min_quantity <= self.max_quantity, "minQuantity", "must be at most maxQuantity")?;
        require(self.pause_ns < EXACT_LIMIT, "pauseNs", "must be below 2^53")?;
        require(self.auction_ns < EXACT_LIMIT, "auctionNs", "must be below 2^53")
    }

    /// The rules as words, for the configuration's identity.
    pub(crate) fn words(&self, target: &mut Vec<u64>) {
        let width = |width: Option<Width>| match width {
            None => [0, 0],
            Some(Width::Ticks(ticks)) => [1, ticks],
            Some(Width::BasisPoints(points)) => [2, u64::from(points)],
        };
        let Allocation { top_order, fifo_percent, pro_rata, minimum, rounding, remainder } = self.allocation;
        target.extend([
            self.unmatched_market as u64,
            self.market_price as u64,
            self.market_to_limit as u64,
            self.crossing as u64,
            self.replace as u64,
            self.self_trade as u64,
            self.self_trade_scope as u64,
            top_order,
            u64::from(fifo_percent),
            u64::from(pro_rata),
            minimum,
            rounding as u64,
            remainder as u64,
            self.lot,
            self.min_quantity,
            self.max_quantity,
            self.auction_tie as u64,
            self.band_action as u64,
            self.pause_ns,
            self.auction_ns,
            self.initial_phase as u64,
            self.ticks.len() as u64,
        ]);
        target.extend(width(self.static_band));
        target.extend(width(self.dynamic_band));
        target.extend(self.ticks.iter().flat_map(|band| [band.from.cast_unsigned(), u64::from(band.tick)]));
    }
}
