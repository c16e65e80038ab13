//! What a seed draws beyond plain orders: kinds of commands, flags, terms, and the rules of the instruments. Rates are
//! in thousandths; half of them are zero, so that features are missed as well as mixed.

use crate::random::Random;
use cift_engine::{
    Allocation, AuctionTie, BandAction, Crossing, MarketPrice, MarketToLimit, Remainder, ReplacePriority,
    Rounding, Rules, SelfTradeScope, TickBand, UnmatchedMarket, Width,
};
use cift_types::{EXACT_LIMIT, Phase, Price, SelfTrade};

/// Commands beyond new, reduce, replace and cancel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extra {
    /// Of a held order.
    Release,
    /// Of an account or all, a side or both, a price range or all.
    MassCancel,
    /// Some quote entries and their mass quote.
    Quote,
    /// Of an instrument or of all.
    Phase,
    /// A reference price.
    Reference,
    /// Nothing but time.
    Clock,
    /// With or without a watch.
    Heartbeat,
    /// An account is gone.
    Disconnect,
    /// Administration, which needs accounts.
    Administration,
    /// Terms that no order follows.
    StrayTerms,
}

impl Extra {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Release,
        Self::MassCancel,
        Self::Quote,
        Self::Phase,
        Self::Reference,
        Self::Clock,
        Self::Heartbeat,
        Self::Disconnect,
        Self::Administration,
        Self::StrayTerms,
    ];
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Features {
    /// Weights of [`Extra::ALL`], where a hundred or so go to the plain kinds.
    pub extras: [u32; 10],
    /// Weights of `TimeInForce`.
    pub tifs: [u32; 7],
    /// Weights of `OrderType`.
    pub types: [u32; 4],
    /// Post-only orders that move away.
    pub reprice: u32,
    /// All-or-none orders.
    pub whole: u32,
    /// Reduce-only orders.
    pub reduce_only: u32,
    /// Hidden orders.
    pub hidden: u32,
    /// Market orders of an amount of money.
    pub money: u32,
    /// Capped market orders.
    pub capped: u32,
    /// Held orders.
    pub held: u32,
    /// Limit buys with a price for funds.
    pub funds: u32,
    /// Orders with a code of self-trade prevention.
    pub self_trade: u32,
    /// Orders with a trigger.
    pub trigger: u32,
    /// Icebergs.
    pub iceberg: u32,
    /// Orders with a minimum quantity.
    pub minimum: u32,
    /// Linked orders.
    pub link: u32,
    /// Orders with contradicting wishes: nothing is taken back.
    pub contradictions: u32,
}

impl Features {
    /// What this seed draws.
    #[must_use]
    pub fn draw(random: &mut Random) -> Self {
        let mut tifs = [60, 0, 0, 0, 0, 0, 0];
        for (tif, most) in tifs.iter_mut().zip([60, 20, 20, 20, 20, 10, 10]) {
            *tif += rate(random, most);
        }
        let types = [100, rate(random, 60), rate(random, 40), rate(random, 40)];
        let most = [10, 3, 8, 6, 3, 5, 4, 2, 1, 2];
        Self {
            extras: most.map(|most| rate(random, most)),
            tifs,
            types,
            reprice: rate(random, 200),
            whole: rate(random, 300),
            reduce_only: rate(random, 20),
            hidden: rate(random, 300),
            money: rate(random, 500),
            capped: rate(random, 500),
            held: rate(random, 100),
            funds: rate(random, 50),
            self_trade: rate(random, 400),
            trigger: rate(random, 300),
            iceberg: rate(random, 400),
            minimum: rate(random, 150),
            link: rate(random, 250),
            contradictions: random.pick(&[0, 0, 20, 300]),
        }
    }
}

/// Nothing at all half of the time.
fn rate(random: &mut Random, most: u64) -> u32 {
    if random.chance(500) { 0 } else { 1 + random.below(most) as u32 }
}

/// The rules of an instrument. Tick bands only where prices are not at the ends of their range.
#[must_use]
pub fn draw_rules(random: &mut Random, centre: Price, ticks: bool) -> Rules {
    let mut rules = Rules {
        unmatched_market: random.pick(&[UnmatchedMarket::Cancel, UnmatchedMarket::Rest]),
        market_price: random.pick(&[MarketPrice::Taker, MarketPrice::Reference]),
        market_to_limit: random.pick(&[MarketToLimit::Reject, MarketToLimit::Rest]),
        replace: random.pick(&[ReplacePriority::Loses, ReplacePriority::KeepsOnReduce]),
        self_trade: random.pick(SelfTrade::ALL),
        self_trade_scope: random.pick(&[SelfTradeScope::Account, SelfTradeScope::Group]),
        auction_tie: random.pick(&[AuctionTie::Highest, AuctionTie::Lowest]),
        band_action: random.pick(&[BandAction::Cancel, BandAction::Auction, BandAction::Pause]),
        pause_ns: random.pick(&[1, 50, 5_000, 10_000_000]),
        auction_ns: random.pick(&[0, 1, 50, 5_000, 10_000_000]),
        ..Rules::default()
    };
    if random.chance(500) {
        rules.self_trade = SelfTrade::Allow;
    }
    if random.chance(100) {
        rules.crossing = Crossing::Reject;
    }
    if random.chance(350) {
        rules.allocation = draw_allocation(random);
    }
    if ticks && random.chance(250) {
        rules.ticks = draw_ticks(random, centre);
    }
    if random.chance(200) {
        draw_quantities(random, &mut rules);
    }
    if random.chance(250) {
        rules.static_band = Some(draw_width(random));
    }
    if random.chance(350) {
        rules.dynamic_band = Some(draw_width(random));
    }
    if random.chance(300) {
        rules.initial_phase = random.pick(Phase::ALL);
    }
    rules
}

fn draw_allocation(random: &mut Random) -> Allocation {
    Allocation {
        top_order: random.pick(&[0, 0, 1, 5, 1000]),
        fifo_percent: random.pick(&[0, 0, 20, 40, 99, 100]),
        pro_rata: random.chance(800),
        minimum: random.pick(&[0, 0, 1, 2, 5]),
        rounding: random.pick(&[Rounding::Floor, Rounding::HalfEven]),
        remainder: random.pick(&[Remainder::Time, Remainder::Last]),
    }
}

/// One tick for all, or finer ones below the centre, or above it, or bands that do not fit each other.
fn draw_ticks(random: &mut Random, centre: Price) -> Vec<TickBand> {
    let even = centre.div_euclid(10) * 10;
    let one = TickBand { from: even - 100, tick: random.pick(&[2, 5]) };
    let other = TickBand { from: even, tick: random.pick(&[1, 2, 5, 10]) };
    let odd = TickBand { from: even + 7, tick: 3 };
    match random.below(4) {
        0 => vec![one],
        1 => vec![other],
        2 => vec![one, other],
        _ => vec![one, other, odd],
    }
}

fn draw_quantities(random: &mut Random, rules: &mut Rules) {
    rules.lot = random.pick(&[1, 2, 3]);
    rules.min_quantity = random.pick(&[1, 2, 4]);
    rules.max_quantity = random.pick(&[5, 20, 1000, EXACT_LIMIT - 1]);
}

fn draw_width(random: &mut Random) -> Width {
    if random.chance(700) {
        Width::Ticks(random.pick(&[0, 1, 3, 8, 30, 1 << 40]))
    } else {
        Width::BasisPoints(random.pick(&[0, 1, 10, 50, 500, 20_000]))
    }
}
