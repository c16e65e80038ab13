//! Streams of commands, the same for the same seed. An [`Oracle`] runs along, so that changes can aim at orders that
//! are live and the book keeps the size that the seed wants.

use crate::case::{Case, Setup};
use crate::collisions;
use crate::oracle::{Oracle, Order};
use crate::random::Random;
use crate::special;
use crate::swarm::{Ids, Prices, Quantities, Swarm};
use cift_types::{CommandKind, EXACT_LIMIT, FLAG_POST_ONLY, OrderType, Price, Quantity, Side, TimeInForce};
use cift_wire::Command;
use std::collections::VecDeque;

/// Commands without end.
#[derive(Clone, Debug)]
pub struct Generator {
    /// What the seed has drawn.
    pub swarm: Swarm,
    pub(crate) random: Random,
    pub(crate) model: Oracle,
    pub(crate) centres: Vec<Price>,
    rising: bool,
    /// How many ids each account has used.
    ids: Vec<u64>,
    /// The ids of each instrument, where all are to collide.
    colliding: Vec<Vec<u64>>,
    made: u64,
    pub(crate) time_ns: u64,
    /// Commands that come next, without their places.
    next: VecDeque<Command>,
}

/// The first `length` plain commands of a seed, and its session.
#[must_use]
pub fn case(seed: u64, length: usize) -> Case {
    Generator::new(seed).take_case(length)
}

/// The same with everything that there is.
#[must_use]
pub fn special_case(seed: u64, length: usize) -> Case {
    Generator::special_kind(seed).take_case(length)
}

impl Generator {
    /// The commands of this seed, of the kind that it draws, plain.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let swarm = Swarm::draw(&mut random);
        Self::of(swarm, random)
    }

    /// The commands of this seed, of the kind that it draws, with everything that there is.
    #[must_use]
    pub fn special_kind(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let swarm = Swarm::draw_special(&mut random);
        Self::of(swarm, random)
    }

    /// Realistic commands: see [`Swarm::realistic`].
    #[must_use]
    pub fn realistic(seed: u64, instruments: u32) -> Self {
        Self::of(Swarm::realistic(instruments), Random::new(seed))
    }

    /// Commands of this kind.
    #[must_use]
    pub fn of(swarm: Swarm, mut random: Random) -> Self {
        let (start, Setup { instruments, .. }) = (swarm.centre, &swarm.setup);
        let instruments = *instruments;
        Self {
            model: Oracle::new(&swarm.setup),
            centres: (0..instruments).map(|i| start.saturating_add(i64::from(i) * 10)).collect(),
            rising: random.chance(500),
            ids: vec![0; swarm.accounts as usize],
            colliding: colliding(&swarm),
            made: 0,
            time_ns: swarm.start_ns,
            next: VecDeque::new(),
            swarm,
            random,
        }
    }

    /// The session and its next `length` commands.
    #[must_use]
    pub fn take_case(mut self, length: usize) -> Case {
        let setup = self.swarm.setup.clone();
        Case { setup, commands: self.by_ref().take(length).collect() }
    }

    /// How many orders are live after the commands so far.
    #[must_use]
    pub fn live_orders(&self) -> usize {
        self.model.live_orders()
    }

    fn command(&mut self) -> Command {
        if self.next.is_empty() {
            let made = self.make();
            self.next.extend(made);
        }
        let mut command = self.next.pop_front().unwrap_or_default();
        if self.random.chance(self.swarm.wrong) {
            for _ in 0..=self.random.below(3) {
                self.spoil(&mut command);
            }
        }
        self.set_place(&mut command);
        command
    }

    /// A command, or some that follow each other.
    fn make(&mut self) -> Vec<Command> {
        let instrument = self.random.below(u64::from(self.swarm.setup.instruments)) as u32;
        let number = self.random.below(u64::from(self.swarm.accounts)) as u32;
        let colliding = matches!(self.swarm.ids, Ids::Colliding(_));
        let account = if colliding { collisions::account(number) } else { number };
        self.move_centre(instrument as usize);
        let crowded = self.model.live_orders() > self.swarm.population as usize && self.random.chance(750);
        let kind = if crowded { 3 } else { self.random.weighted(&self.swarm.kinds) };
        let mut command = Command { instrument, account, ..Command::default() };
        let features = self.swarm.features.clone();
        if let Some(features) = &features
            && let Some(commands) = self.extra(features, command)
        {
            return commands;
        }
        let mut terms = None;
        match kind {
            0 => {
                self.fill_new(&mut command);
                if let Some(features) = &features {
                    terms = self.special(features, &mut command);
                }
            }
            1 => self.fill_change(&mut command, CommandKind::Reduce),
            2 => self.fill_change(&mut command, CommandKind::Replace),
            _ => self.fill_change(&mut command, CommandKind::Cancel),
        }
        if self.random.chance(self.swarm.noise) {
            self.add_noise(&mut command);
        }
        terms.into_iter().chain([command]).collect()
    }

    fn fill_new(&mut self, command: &mut Command) {
        command.kind = CommandKind::New as u8;
        command.side = self.random.below(2) as u8;
        command.time_in_force = self.random.weighted(&self.swarm.tifs) as u8;
        command.quantity = self.quantity();
        if self.random.chance(self.swarm.market) {
            command.order_type = OrderType::Market as u8;
        } else {
            command.price = self.price(command.instrument, command.side == Side::Buy as u8);
        }
        if self.random.chance(self.swarm.post_only) {
            command.flags = FLAG_POST_ONLY;
            // Mostly one that may be post-only.
            if self.random.chance(900) {
                command.time_in_force = TimeInForce::Gtc as u8;
            }
        }
        command.order_id = self.new_id(command.instrument, command.account);
        if self.random.chance(self.swarm.duplicates)
            && let Some(order) = self.live()
        {
            // Of the same account, or, which is allowed, of another account or instrument.
            command.order_id = order.id;
            if self.random.chance(700) {
                (command.instrument, command.account) = (order.instrument, order.account);
            }
        }
    }

    fn fill_change(&mut self, command: &mut Command, kind: CommandKind) {
        command.kind = kind as u8;
        let live = if self.random.chance(self.swarm.aimed) { self.live() } else { None };
        let open = if let Some(order) = live {
            (command.instrument, command.account, command.order_id) =
                (order.instrument, order.account, order.id);
            order.open
        } else {
            command.order_id = self.old_id(command.instrument);
            1
        };
        if kind != CommandKind::Cancel {
            // By some, by all, by more than all; the same, less, more.
            let below = 1 + self.random.below(open);
            let other = self.quantity();
            command.quantity = self.random.pick(&[below, below, open, other]);
        }
        if kind == CommandKind::Replace {
            let buy = live.map_or(self.random.chance(500), |order| order.side == Side::Buy);
            let moved = self.fitting_price(command.instrument, buy);
            let same = live.map_or(moved, |order| order.price);
            command.price = if self.random.chance(250) { same } else { moved };
        }
    }

    /// Any live order.
    pub(crate) fn live(&mut self) -> Option<Order> {
        let count = self.model.live_orders() as u64;
        if count == 0 {
            return None;
        }
        let at = self.random.below(count) as usize;
        self.model.orders().nth(at).copied()
    }

    fn new_id(&mut self, instrument: u32, account: u32) -> u64 {
        self.made += 1;
        match self.swarm.ids {
            Ids::Dense { by_account: true } => {
                let count = &mut self.ids[account as usize];
                *count += 1;
                *count
            }
            Ids::Dense { by_account: false } => self.made,
            Ids::Strided(stride) => self.made.wrapping_mul(stride) % EXACT_LIMIT,
            Ids::Random => self.random.below(EXACT_LIMIT),
            Ids::Huge => EXACT_LIMIT - self.made,
            Ids::Few(count) => self.random.below(u64::from(count)),
            Ids::Colliding(_) => self.colliding_id(instrument),
        }
    }

    /// An id like those of orders, of one that may be live, may be gone, or never was.
    fn old_id(&mut self, instrument: u32) -> u64 {
        let number = self.random.below(self.made + 2);
        match self.swarm.ids {
            Ids::Dense { .. } | Ids::Random => number,
            Ids::Strided(stride) => number.wrapping_mul(stride) % EXACT_LIMIT,
            Ids::Huge => EXACT_LIMIT - 1 - number,
            Ids::Few(count) => self.random.below(u64::from(count)),
            Ids::Colliding(_) => self.colliding_id(instrument),
        }
    }

    fn colliding_id(&mut self, instrument: u32) -> u64 {
        self.random.pick(&self.colliding[instrument as usize])
    }

    pub(crate) fn quantity(&mut self) -> Quantity {
        match self.swarm.quantities {
            Quantities::UpTo(most) => {
                let many = [1, 100, 10_000][self.random.weighted(&[965, 30, 5])];
                1 + self.random.below(most * many)
            }
            Quantities::Huge => {
                let near = self.random.below(3);
                self.random.pick(&[EXACT_LIMIT - 1 - near, EXACT_LIMIT / 2 - 1 + near, 1 + near, 1 + near])
            }
        }
    }

    fn move_centre(&mut self, instrument: usize) {
        if self.random.chance(2) {
            self.rising = !self.rising;
        }
        let step = match self.swarm.prices {
            Prices::Drifting(_, most) => self.random.between(0, i64::from(most)),
            _ if self.random.chance(50) => self.random.between(-1, 1),
            _ => 0,
        };
        let step = if self.rising { step } else { -step };
        let moved = self.centres[instrument].saturating_add(step);
        if moved.abs_diff(self.swarm.centre) <= self.swarm.roam {
            self.centres[instrument] = moved;
        }
    }

    pub(crate) fn price(&mut self, instrument: u32, buy: bool) -> Price {
        let random = &mut self.random;
        let centre = self.centres[instrument as usize];
        let around = centre.saturating_add(if buy { -self.swarm.gap } else { self.swarm.gap });
        match self.swarm.prices {
            Prices::Around(width) | Prices::Drifting(width, _) => {
                around.saturating_add(random.between(-i64::from(width), i64::from(width)))
            }
            Prices::Extreme => {
                let near = random.between(0, 3);
                let any = random.word().cast_signed();
                let ends = [i64::MIN + near, i64::MAX - near, i64::MIN + 64 * near, i64::MAX - 64 * near];
                let page = 64 * random.between(-2, 2);
                random.pick(&[ends[0], ends[1], ends[2], ends[3], page, page - 1, near, -near, any])
            }
            Prices::Clusters(far) => {
                let second = (self.made / 97).is_multiple_of(2) == random.chance(900);
                let start = if second { around.wrapping_add(far) } else { around };
                start.saturating_add(random.between(-20, 20))
            }
            Prices::Pages(span) => {
                let page = 64 * random.between(-i64::from(span), i64::from(span));
                centre.saturating_add(page).saturating_add(random.pick(&[0, 63, -1, 1, 32]))
            }
        }
    }

    fn add_noise(&mut self, command: &mut Command) {
        let kind = CommandKind::from_u8(command.kind);
        if kind == Some(CommandKind::New) {
            return;
        }
        let word = self.random.word();
        [command.side, command.order_type, command.time_in_force, ..] = word.to_le_bytes();
        if kind != Some(CommandKind::Replace) {
            command.price = self.random.word().cast_signed();
        }
        if kind == Some(CommandKind::Cancel) {
            command.quantity = self.random.word();
        }
    }

    fn spoil(&mut self, command: &mut Command) {
        let random = &mut self.random;
        if command.kind == CommandKind::Terms as u8 {
            return special::spoil_terms(random, command);
        }
        let byte = random.pick(&[2, 3, 4, 5, 7, 127, 255]);
        match random.below(12) {
            0 => command.kind = random.pick(&[0, 20, 21, 255]),
            1 => command.side = byte,
            2 => command.order_type = byte,
            3 => command.time_in_force = byte,
            4 => command.flags ^= 1 << random.below(32),
            5 => command.param = random.pick(&[1, 1 << 32, u64::MAX]),
            6 => command.order_id = random.pick(&[EXACT_LIMIT, EXACT_LIMIT + 1, u64::MAX]),
            7 | 8 => command.quantity = random.pick(&[0, EXACT_LIMIT, EXACT_LIMIT + 1, u64::MAX]),
            9 if command.kind == CommandKind::New as u8 => {
                command.order_type = OrderType::Market as u8;
                command.price = random.pick(&[1, -1, i64::MIN]);
            }
            9 | 10 => command.instrument = random.pick(&[self.swarm.setup.instruments, 1 << 20, u32::MAX]),
            _ => command.account = random.pick(&[7, u32::MAX]),
        }
    }

    fn set_place(&mut self, command: &mut Command) {
        let step = self.random.below(self.swarm.pause_ns + 1);
        self.time_ns = (self.time_ns + step).min(EXACT_LIMIT - 1);
        command.time_ns = self.time_ns;
        let next = self.model.session.seq + 1;
        if self.random.chance(self.swarm.numbered) {
            command.seq = next;
        }
        if self.random.chance(self.swarm.faults) {
            match self.random.below(4) {
                0 => command.seq = self.random.pick(&[next + 1, u64::MAX, 1 << 63]),
                1 => command.seq = next - 1, // zero before the first command, which is no fault
                2 => command.time_ns = self.random.pick(&[EXACT_LIMIT, EXACT_LIMIT + 1, u64::MAX]),
                _ => command.time_ns = self.time_ns.saturating_sub(1 + self.random.below(10)),
            }
        }
    }
}

fn colliding(swarm: &Swarm) -> Vec<Vec<u64>> {
    let Ids::Colliding(count) = swarm.ids else { return Vec::new() };
    (0..swarm.setup.instruments).map(|instrument| collisions::ids(instrument, count as usize)).collect()
}

impl Iterator for Generator {
    type Item = Command;

    fn next(&mut self) -> Option<Command> {
        let command = self.command();
        // A command without a place changes nothing, here as there.
        let _ = self.model.apply(&command);
        Some(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_stream() {
        assert_eq!(case(1, 500), case(1, 500));
        assert_ne!(case(1, 500).commands, case(2, 500).commands);
        assert_eq!(case(3, 500).commands[..100], case(3, 100).commands[..]);
    }

    #[test]
    fn realistic_flow_keeps_its_size_and_is_mostly_right() {
        let mut generator = Generator::realistic(1, 4);
        let mut kinds = [0; 5];
        for command in generator.by_ref().take(20_000) {
            kinds[usize::from(command.kind).min(4)] += 1;
        }
        assert!(kinds[1..].iter().all(|&times| times > 500), "{kinds:?}");
        assert!((100..=500).contains(&generator.live_orders()), "{}", generator.live_orders());
    }
}
