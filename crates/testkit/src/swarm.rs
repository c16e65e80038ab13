//! What a seed draws before its first command: features, rates, and the session's settings. Two seeds differ in kind,
//! not only in numbers, so that rare things are frequent somewhere.

use crate::case::Setup;
use crate::features::{self, Features};
use crate::random::Random;
use cift_engine::{Limits, ScheduleEntry};
use cift_types::{EXACT_LIMIT, Phase, Price};

/// Where prices lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Prices {
    /// So many ticks around a centre that walks slowly.
    Around(u32),
    /// As before, but the centre goes one way by up to so many ticks a command, for long stretches.
    Drifting(u32, u32),
    /// The ends of the number range, zero, the ends of pages, and anything at all.
    Extreme,
    /// Two centres this far apart, now one and now the other.
    Clusters(i64),
    /// The first and last prices of so many pages around the centre.
    Pages(u32),
}

/// How ids are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ids {
    /// 1, 2, 3, … for each account or for all.
    Dense {
        /// Accounts count on their own, so that ids are equal between accounts.
        by_account: bool,
    },
    /// Multiples of this number, modulo 2^53.
    Strided(u64),
    /// Anything below 2^53.
    Random,
    /// Downwards from 2^53 − 1.
    Huge,
    /// So many of each instrument, and all of them, with any account, with the same hash in the engine.
    Colliding(u32),
    /// One of so few that most are live or were.
    Few(u32),
}

/// How large orders are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantities {
    /// Up to so many lots, and sometimes a hundred or ten thousand times that.
    UpTo(u64),
    /// Near 2^53, near 2^52, or a few.
    Huge,
}

/// A seed's features. Rates are in thousandths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Swarm {
    /// The session's settings.
    pub setup: Setup,
    /// Accounts that send orders.
    pub accounts: u32,
    /// Where prices lie.
    pub prices: Prices,
    /// The first instrument's first centre; the others' lie beside it.
    pub centre: Price,
    /// How far the centres may get from where the first began.
    pub roam: u64,
    /// How far from the centre each side's own centre lies: the larger, the deeper the book.
    pub gap: i64,
    /// How ids are made.
    pub ids: Ids,
    /// How large orders are.
    pub quantities: Quantities,
    /// Weights of new, reduce, replace, cancel.
    pub kinds: [u32; 4],
    /// Weights of gtc, ioc, fok.
    pub tifs: [u32; 3],
    /// Market orders.
    pub market: u32,
    /// Post-only orders, whatever else they are.
    pub post_only: u32,
    /// Changes that aim at a live order of that account; the others aim at any id.
    pub aimed: u32,
    /// New orders with the id of a live one.
    pub duplicates: u32,
    /// Commands with one to three wrong fields.
    pub wrong: u32,
    /// Commands with noise in the fields that their kind ignores.
    pub noise: u32,
    /// Commands with a wrong sequence number or time.
    pub faults: u32,
    /// Commands that bring their own, right, sequence number.
    pub numbered: u32,
    /// Live orders above which most commands are cancels.
    pub population: u32,
    /// The most time between two commands.
    pub pause_ns: u64,
    /// The first command's time.
    pub start_ns: u64,
    /// What it has beyond plain orders.
    pub features: Option<Features>,
}

impl Swarm {
    /// What this seed draws.
    #[must_use]
    pub fn draw(random: &mut Random) -> Self {
        let prices = draw_prices(random);
        let spread = match prices {
            Prices::Around(width) | Prices::Drifting(width, _) => i64::from(width),
            _ => 100,
        };
        Self {
            setup: draw_setup(random),
            accounts: 1 + random.below(5) as u32,
            prices,
            centre: random.pick(&[0, 1, -1, 64, -64, 10_000, -10_000, 1 << 40, i64::MAX - 50, i64::MIN + 50]),
            roam: u64::MAX,
            gap: random.pick(&[0, spread / 2, spread, spread, spread + 1]),
            ids: draw_ids(random),
            quantities: random.pick(&[
                Quantities::UpTo(1),
                Quantities::UpTo(10),
                Quantities::UpTo(10),
                Quantities::UpTo(1_000_000),
                Quantities::Huge,
            ]),
            kinds: [30 + random.below(70) as u32, rate(random, 30), rate(random, 40), rate(random, 60)],
            tifs: [60, rate(random, 40), rate(random, 40)],
            market: rate(random, 200),
            post_only: rate(random, 200),
            aimed: random.pick(&[500, 900, 980]),
            duplicates: rate(random, 100),
            wrong: random.pick(&[0, 0, 20, 200]),
            noise: random.pick(&[0, 100, 500]),
            faults: random.pick(&[0, 0, 0, 5, 50]),
            numbered: random.pick(&[0, 0, 0, 10, 1000]),
            population: random.pick(&[4, 20, 60, 200, 200, 500, 1500, 4000]),
            pause_ns: random.pick(&[0, 1, 1000, 1_000_000]),
            start_ns: random.pick(&[0, 0, 0, 0, 0, 0, 0, 1, EXACT_LIMIT - 1000, EXACT_LIMIT - 1]),
            features: None,
        }
    }

    /// What this seed draws with everything that there is. Books are smaller and prices mostly nearer, so that orders
    /// meet.
    #[must_use]
    pub fn draw_special(random: &mut Random) -> Self {
        let mut swarm = Self::draw(random);
        let wild = random.chance(100);
        if !wild {
            swarm.prices = Prices::Around(random.pick(&[1, 2, 2, 5, 20]));
            swarm.centre = random.pick(&[0, 64, 100, 1_000, 10_000, 10_000, 1_000_000, -1_000]);
            swarm.gap = random.pick(&[0, 0, 1, 2, 5]);
            swarm.quantities = Quantities::UpTo(random.pick(&[3, 10, 10, 100]));
        }
        let roam = u64::MAX >> 1;
        (swarm.roam, swarm.pause_ns) = (roam, random.pick(&[0, 1, 10, 1000, 1_000_000]));
        swarm.start_ns = random.pick(&[0, 0, 0, 0, 0, 0, 0, 0, 0, EXACT_LIMIT - 1_000_000]);
        swarm.population = random.pick(&[4, 12, 12, 30, 30, 80, 200]);
        swarm.wrong = random.pick(&[0, 0, 0, 10, 100]);
        swarm.features = Some(Features::draw(random));
        let instruments = swarm.setup.instruments;
        swarm.setup.instruments = instruments.min(3);
        for instrument in 0..i64::from(swarm.setup.instruments) {
            let centre = swarm.centre.saturating_add(10 * instrument);
            swarm.setup.rules.push(features::draw_rules(random, centre, !wild));
            let reference = if random.chance(500) { Some(centre) } else { None };
            swarm.setup.references.push(reference);
        }
        swarm.setup.schedule = draw_schedule(random, &swarm);
        swarm.setup.seed = random.below(1000);
        swarm
    }

    /// A market as it usually is: many small orders near a price that walks, most of them cancelled, few wrong.
    #[must_use]
    pub fn realistic(instruments: u32) -> Self {
        Self {
            setup: Setup::roomy(instruments),
            accounts: 5,
            prices: Prices::Around(25),
            centre: 10_000,
            roam: 300,
            gap: 20,
            ids: Ids::Dense { by_account: false },
            quantities: Quantities::UpTo(100),
            kinds: [60, 4, 8, 28],
            tifs: [90, 8, 2],
            market: 20,
            post_only: 50,
            aimed: 980,
            duplicates: 0,
            wrong: 1,
            noise: 0,
            faults: 0,
            numbered: 0,
            population: 400,
            pause_ns: 100_000,
            start_ns: 0,
            features: None,
        }
    }
}

/// Sometimes a few phases at set times.
fn draw_schedule(random: &mut Random, swarm: &Swarm) -> Vec<ScheduleEntry> {
    let count = if random.chance(700) { 0 } else { random.below(6) };
    let mut time_ns = swarm.start_ns.min(EXACT_LIMIT / 2);
    let mut schedule = Vec::new();
    for _ in 0..count {
        time_ns += random.below(swarm.pause_ns * 100 + 2);
        let instrument = random.below(u64::from(swarm.setup.instruments)) as u32;
        let instrument = if random.chance(300) { None } else { Some(instrument) };
        schedule.push(ScheduleEntry { time_ns, phase: random.pick(Phase::ALL), instrument });
    }
    schedule
}

/// Nothing at all half of the time, so that features are missed as well as mixed.
fn rate(random: &mut Random, most: u64) -> u32 {
    if random.chance(500) { 0 } else { random.below(most + 1) as u32 }
}

fn draw_prices(random: &mut Random) -> Prices {
    match random.below(10) {
        0..=2 => Prices::Around(random.pick(&[0, 1, 2, 5, 20])),
        3 | 4 => Prices::Around(random.pick(&[64, 500, 5_000, 100_000, 2_000_000])),
        5 => Prices::Drifting(random.pick(&[5, 100]), random.pick(&[1, 3, 40])),
        6 => Prices::Extreme,
        7 | 8 => Prices::Clusters(random.pick(&[64, 1000, 4096, 1_000_000, 1 << 40, i64::MAX])),
        _ => Prices::Pages(random.pick(&[2, 10, 100, 1000])),
    }
}

fn draw_ids(random: &mut Random) -> Ids {
    match random.below(7) {
        0 => Ids::Dense { by_account: random.chance(500) },
        1 => Ids::Strided(random.pick(&[2, 64, 1024, 4096, 1 << 20, 1 << 32, 1 << 40])),
        2 => Ids::Random,
        3 => Ids::Huge,
        4 => Ids::Colliding(random.pick(&[2, 40])),
        5 => Ids::Few(random.pick(&[3, 10, 100])),
        _ => Ids::Dense { by_account: true },
    }
}

fn draw_setup(random: &mut Random) -> Setup {
    let orders = if random.chance(200) { 1 + random.below(40) as u32 } else { 1 << 20 };
    let pages = if random.chance(200) { 1 + random.below(8) as u32 } else { 1 << 18 };
    let reserve_orders = random.pick(&[0, 1, 16, 10_000]).min(orders);
    let reserve_pages = random.pick(&[0, 1, 8, 1000]).min(pages);
    let small = random.chance(250);
    Setup {
        instruments: 1 + random.below(6) as u32,
        limits: Limits { orders, pages, reserve_orders, reserve_pages },
        event_buffer: if small { 1 + random.below(16) as u32 } else { 1 << 13 },
        ..Setup::roomy(1)
    }
}
