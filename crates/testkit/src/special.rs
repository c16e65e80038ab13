//! Commands of a stream with [`Features`](crate::features::Features): orders with flags and terms, and the commands that
//! plain streams do not have.

use crate::features::{Extra, Features};
use crate::generator::Generator;
use crate::oracle::{self, Order, Place, flag, is_call};
use crate::random::Random;
use cift_types::{
    CommandKind, EXACT_LIMIT, FLAG_POST_ONLY, Link, OrderType, PegReference, Phase, Price, Side, TimeInForce,
    Trigger,
};
use cift_wire::{Command, OrderTerms, as_words, from_words};

impl Generator {
    /// A command that a plain stream has not; `None`: a plain one comes.
    pub(crate) fn extra(&mut self, features: &Features, command: Command) -> Option<Vec<Command>> {
        let phase = self.model.markets[command.instrument as usize].phase;
        // It does not stay there for ever.
        let leaves = if is_call(phase) { 30 } else { 200 };
        if phase != Phase::Continuous && self.random.chance(leaves) {
            return Some(vec![self.phase(command)]);
        }
        let sum: u32 = features.extras.iter().sum();
        if !self.random.chance(sum * 1000 / (sum + 100)) {
            return None;
        }
        let kind = Extra::ALL[self.random.weighted(&features.extras)];
        Some(match kind {
            Extra::Release => vec![self.release(command)],
            Extra::MassCancel => vec![self.mass_cancel(command)],
            Extra::Quote => self.quote(command),
            Extra::Phase => vec![self.phase(command)],
            Extra::Reference => vec![self.reference(command)],
            Extra::Clock => vec![of_kind(CommandKind::Clock, command)],
            Extra::Heartbeat => vec![self.heartbeat(command)],
            Extra::Disconnect => vec![of_kind(CommandKind::Disconnect, command)],
            Extra::Administration => {
                let kinds =
                    [CommandKind::Account, CommandKind::Transfer, CommandKind::Limit, CommandKind::Permit];
                let kind = self.random.pick(&kinds);
                vec![of_kind(kind, command)]
            }
            Extra::StrayTerms => vec![as_command(&OrderTerms { link: 1, ..OrderTerms::default() })],
        })
    }

    fn release(&mut self, command: Command) -> Command {
        let held: Vec<Order> =
            self.model.orders().filter(|order| order.place == Place::Held).copied().collect();
        let aimed = of_kind(CommandKind::Release, command);
        if held.is_empty() {
            let live = self.live().map_or(1, |order| order.id);
            return Command { order_id: live, ..aimed };
        }
        let Order { instrument, account, id, .. } = self.random.pick(&held);
        Command { instrument, account, order_id: id, ..aimed }
    }

    fn mass_cancel(&mut self, command: Command) -> Command {
        let mut many = of_kind(CommandKind::MassCancel, command);
        many.side = self.random.below(3) as u8;
        many.account = self.random.pick(&[command.account, command.account, oracle::ALL]);
        many.instrument = self.random.pick(&[command.instrument, command.instrument, oracle::ALL]);
        if self.random.chance(600) {
            many.flags = 1;
            many.price = self.price(command.instrument, true);
            many.param = self.price(command.instrument, false).max(many.price).cast_unsigned();
        }
        many
    }

    /// Some entries, one after the other, mostly of one instrument, and then the quote.
    fn quote(&mut self, command: Command) -> Vec<Command> {
        let count = if self.random.chance(5) { 70 } else { self.random.below(7) };
        let mut commands = Vec::new();
        for at in 0..count {
            let mut entry = of_kind(CommandKind::QuoteEntry, command);
            entry.side = (at % 2) as u8;
            entry.quantity = if self.random.chance(150) { 0 } else { self.lots(command.instrument) };
            if self.random.chance(100) {
                entry.instrument = self.random.below(u64::from(self.swarm.setup.instruments)) as u32;
            }
            entry.price = self.fitting_price(entry.instrument, entry.side == 0);
            entry.order_id =
                if self.random.chance(50) { self.live().map_or(1, |order| order.id) } else { at };
            if self.random.chance(20) {
                entry.order_id = 0;
            }
            commands.push(entry);
        }
        commands.push(of_kind(CommandKind::MassQuote, command));
        commands
    }

    fn phase(&mut self, command: Command) -> Command {
        let now = self.model.markets[command.instrument as usize].phase;
        let instrument = if self.random.chance(150) { oracle::ALL } else { command.instrument };
        let next = match now {
            Phase::Continuous => self.random.pick(Phase::ALL),
            Phase::PreOpen => {
                self.random.pick(&[Phase::OpeningAuction, Phase::OpeningAuction, Phase::Continuous])
            }
            _ if self.random.chance(650) => Phase::Continuous,
            _ => self.random.pick(Phase::ALL),
        };
        let next = if self.random.chance(10) { 7 } else { next as u8 };
        Command { instrument, order_type: next, ..of_kind(CommandKind::Phase, command) }
    }

    fn reference(&mut self, command: Command) -> Command {
        let buy = self.random.chance(500);
        let price = self.price(command.instrument, buy);
        Command { price, ..of_kind(CommandKind::Reference, command) }
    }

    fn heartbeat(&mut self, command: Command) -> Command {
        let later = self.later();
        let param = self.random.pick(&[0, later, later, EXACT_LIMIT - 1]);
        Command { param, ..of_kind(CommandKind::Heartbeat, command) }
    }

    /// A time span in which some commands come.
    fn later(&mut self) -> u64 {
        1 + self.random.below(40 * self.swarm.pause_ns + 2)
    }

    /// A quantity that the instrument's rules mostly like.
    fn lots(&mut self, instrument: u32) -> u64 {
        let quantity = self.quantity();
        let rules = &self.model.markets[instrument as usize].rules;
        if self.random.chance(30) {
            return quantity;
        }
        let most = rules.max_quantity / rules.lot * rules.lot;
        let least = rules.min_quantity.next_multiple_of(rules.lot);
        (quantity / rules.lot * rules.lot).min(most).max(least).min(EXACT_LIMIT - 1)
    }

    /// A price that the instrument's ticks mostly like. In a call phase sides cross.
    pub(crate) fn fitting_price(&mut self, instrument: u32, buy: bool) -> Price {
        let market = &self.model.markets[instrument as usize];
        let call = is_call(market.phase);
        let tick = market.rules.ticks.iter().map(|band| i64::from(band.tick)).max().unwrap_or(1);
        let buy = if call { self.random.chance(500) } else { buy };
        let price = self.price(instrument, buy);
        if tick == 1 || self.random.chance(100) { price } else { price.div_euclid(tick) * tick }
    }

    /// A new order with what the seed's features ask for, and its terms before it.
    pub(crate) fn special(&mut self, features: &Features, command: &mut Command) -> Option<Command> {
        let random = &mut self.random;
        command.time_in_force = random.weighted(&features.tifs) as u8;
        command.order_type = random.weighted(&features.types) as u8;
        command.quantity = self.lots(command.instrument);
        command.price = self.fitting_price(command.instrument, command.side == Side::Buy as u8);
        command.flags = self.flags(features, command);
        let terms = self.terms(features, command);
        if terms.is_some() {
            command.flags |= flag::TERMS;
        }
        let mut terms = terms.unwrap_or_default();
        if !self.random.chance(features.contradictions) {
            agree(command, &mut terms);
        }
        self.finish(command);
        let something = terms != OrderTerms { kind: terms.kind, ..OrderTerms::default() };
        let carried = command.flags & flag::TERMS != 0 && (something || self.random.chance(20));
        if !carried && self.random.chance(990) {
            command.flags &= !flag::TERMS;
        }
        carried.then(|| as_command(&terms))
    }

    fn flags(&mut self, features: &Features, command: &Command) -> u32 {
        let random = &mut self.random;
        let mut flags = 0;
        let mut add = |rate: u32, flag: u32| {
            if random.chance(rate) {
                flags |= flag;
            }
        };
        add(self.swarm.post_only, FLAG_POST_ONLY);
        add(features.reprice, FLAG_POST_ONLY | flag::REPRICE);
        add(features.whole, flag::ALL_OR_NONE);
        add(features.reduce_only, flag::REDUCE_ONLY);
        add(features.hidden, flag::HIDDEN);
        add(features.held, flag::HELD);
        if features.held > 0 {
            add(20, flag::HELD | FLAG_POST_ONLY);
        }
        add(features.funds, flag::FUNDS);
        if command.order_type == OrderType::Market as u8 {
            add(features.money, flag::MONEY);
            add(features.capped, flag::CAP);
        }
        if random.chance(features.self_trade) {
            flags |= (1 + random.below(5) as u32) << flag::SELF_TRADE;
        }
        flags
    }

    fn terms(&mut self, features: &Features, command: &mut Command) -> Option<OrderTerms> {
        let mut terms = OrderTerms::default();
        let pegged = command.order_type == OrderType::Pegged as u8;
        if pegged {
            terms.peg = self.random.pick(&[PegReference::Bid, PegReference::Ask, PegReference::Mid]) as u8;
            terms.offset = self.random.between(-4, 4);
            let far = self.random.pick(&[0, 3, 20]) * 10;
            let buy = command.side == Side::Buy as u8;
            command.price = command.price.saturating_add(if buy { far } else { -far });
        } else if self.random.chance(features.trigger) {
            self.trigger(&mut terms, command);
        }
        if self.random.chance(features.iceberg) {
            terms.display_quantity = 1 + self.random.below(command.quantity);
            if self.random.chance(400) {
                let above = command.quantity.saturating_sub(terms.display_quantity);
                terms.display_high_quantity = terms.display_quantity + self.random.below(above + 1);
            }
        }
        if self.random.chance(features.minimum) {
            terms.minimum_quantity = 1 + self.random.below(command.quantity);
        }
        if self.random.chance(features.link)
            && let Some(order) = self.live()
        {
            (command.instrument, command.account) = (order.instrument, order.account);
            terms.link =
                self.random.pick(&[Link::OneCancelsOther, Link::OneTriggersOther, Link::Bracket]) as u8;
            terms.linked_order_id = order.id;
        }
        (terms != OrderTerms::default()).then_some(terms)
    }

    fn trigger(&mut self, terms: &mut OrderTerms, command: &Command) {
        let random = &mut self.random;
        terms.trigger = random.pick(&[Trigger::Stop, Trigger::Touched, Trigger::Trailing]) as u8;
        terms.trigger_source = random.below(3) as u8;
        if terms.trigger == Trigger::Trailing as u8 {
            terms.trail_unit = random.below(2) as u8;
            terms.offset = 1 + random.pick(&[0, 1, 3, 10, 60]);
        } else {
            let buy = random.chance(500);
            terms.offset = self.fitting_price(command.instrument, buy);
        }
    }

    /// What follows from the rest: prices that there are none, expiries, money.
    fn finish(&mut self, command: &mut Command) {
        let later = self.time_ns.saturating_add(self.later());
        if command.time_in_force == TimeInForce::Gtd as u8 {
            command.param = later;
        } else if command.flags & flag::FUNDS != 0 {
            command.param = self.random.word();
        }
        let market = command.order_type == OrderType::Market as u8 && command.flags & flag::CAP == 0;
        if market || command.order_type == OrderType::MarketToLimit as u8 {
            command.price = 0;
        }
        if command.flags & flag::MONEY != 0 {
            let price = self.centres[command.instrument as usize].unsigned_abs().clamp(1, 1 << 30);
            let part = self.random.below(price);
            command.quantity =
                command.quantity.saturating_mul(price).saturating_add(part).min(EXACT_LIMIT - 1);
        }
    }
}

/// Takes back what an order cannot have with the rest of it (V8 to V9h). Not all of it.
fn agree(command: &mut Command, terms: &mut OrderTerms) {
    let has = |command: &Command, flags: u32| command.flags & flags != 0;
    let kind = OrderType::from_u8(command.order_type).unwrap_or(OrderType::Limit);
    let limit = kind == OrderType::Limit;
    let pegged = kind == OrderType::Pegged;
    let tif = TimeInForce::from_u8(command.time_in_force).unwrap_or(TimeInForce::Gtc);
    let auction = matches!(tif, TimeInForce::AtOpen | TimeInForce::AtClose);
    let passes = auction || matches!(tif, TimeInForce::Ioc | TimeInForce::Fok);
    let fok = tif == TimeInForce::Fok;
    let drop = |command: &mut Command, wrong: bool, flags: u32| {
        if wrong {
            command.flags &= !flags;
        }
    };
    if pegged && passes || kind == OrderType::MarketToLimit && (fok || auction) {
        command.time_in_force = TimeInForce::Gtc as u8;
        return agree(command, terms);
    }
    drop(command, !limit || passes, flag::POST_ONLY | flag::REPRICE | flag::HIDDEN);
    drop(command, kind != OrderType::Market || fok || auction, flag::MONEY);
    drop(command, has(command, flag::MONEY), flag::CAP);
    let posts = has(command, flag::POST_ONLY | flag::HIDDEN | flag::REDUCE_ONLY);
    drop(command, !limit || fok || auction || posts, flag::ALL_OR_NONE);
    let sells = command.side == Side::Sell as u8;
    drop(command, !limit || sells || tif == TimeInForce::Gtd, flag::FUNDS);
    if terms.trigger != 0 {
        if has(command, flag::HELD | flag::POST_ONLY) || auction {
            (terms.trigger, terms.trigger_source, terms.trail_unit, terms.offset) = (0, 0, 0, 0);
        } else if terms.trigger != Trigger::Trailing as u8 {
            terms.trail_unit = 0;
        }
    }
    let whole = has(command, flag::ALL_OR_NONE);
    if !limit || passes || whole || has(command, flag::HIDDEN) {
        (terms.display_quantity, terms.display_high_quantity) = (0, 0);
    }
    let unfit = kind == OrderType::MarketToLimit || pegged || fok || auction;
    if unfit || whole || has(command, flag::POST_ONLY | flag::MONEY) {
        terms.minimum_quantity = 0;
    }
    let child = terms.link > Link::OneCancelsOther as u8;
    let other = has(command, flag::HELD) || terms.trigger != 0 || auction || pegged;
    if whole || child && other {
        (terms.link, terms.linked_order_id) = (0, 0);
    }
}

/// A command of a kind, of the same instrument and account.
fn of_kind(kind: CommandKind, command: Command) -> Command {
    let Command { instrument, account, .. } = command;
    Command { kind: kind as u8, instrument, account, ..Command::default() }
}

/// Terms in the slot of a command.
#[must_use]
pub fn as_command(terms: &OrderTerms) -> Command {
    from_words(*as_words(&OrderTerms { kind: CommandKind::Terms as u8, ..*terms }))
}

/// Spoils a field of terms.
pub(crate) fn spoil_terms(random: &mut Random, command: &mut Command) {
    let mut terms: OrderTerms = from_words(*as_words(command));
    let byte = random.pick(&[1, 2, 3, 4, 5, 255]);
    let word = random.pick(&[0, 1, 2, 7, EXACT_LIMIT, u64::MAX]);
    match random.below(11) {
        0 => terms.trigger = byte,
        1 => terms.trigger_source = byte,
        2 => terms.trail_unit = byte,
        3 => terms.peg = byte,
        4 => terms.link = byte,
        5 => terms.reserved16 = u16::from(byte),
        6 => terms.offset = random.pick(&[0, -1, 1, 10_001, i64::MAX]),
        7 => terms.display_quantity = word,
        8 => terms.display_high_quantity = word,
        9 => terms.minimum_quantity = word,
        _ => terms.linked_order_id = word,
    }
    *command = as_command(&terms);
}
