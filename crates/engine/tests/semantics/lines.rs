//! Commands as a test writes them: `buy(1).limit(100, 5).iceberg(2)`, `cancel(1)`, `phase(Phase::Halt)`.

use cift_types::{
    AccountKind, CommandKind, EVERY, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HELD, FLAG_HIDDEN, FLAG_MONEY,
    FLAG_POST_ONLY, FLAG_PRICE_RANGE, FLAG_REDUCE_ONLY, FLAG_REPRICE, FLAG_RESERVE_PRICE, FLAG_TERMS,
    LimitKind, Link, OrderType, PegReference, Phase, SELF_TRADE_SHIFT, Scope, SelfTrade, Side, TimeInForce,
    TrailUnit, Trigger, TriggerSource,
};
use cift_wire::{Command, OrderTerms, as_words, from_words};

/// A command, with its terms if it has any.
#[derive(Clone, Copy)]
pub struct Line {
    pub command: Command,
    pub terms: OrderTerms,
    /// It was given a time; else it comes at the time of the command before it.
    pub timed: bool,
}

fn line(kind: CommandKind) -> Line {
    let terms = OrderTerms { kind: CommandKind::Terms as u8, ..OrderTerms::default() };
    Line { command: Command { kind: kind as u8, ..Command::default() }, terms, timed: false }
}

fn of_id(kind: CommandKind, id: u64) -> Line {
    line(kind).with(|c| c.order_id = id)
}

pub fn buy(id: u64) -> Line {
    of_id(CommandKind::New, id)
}

pub fn sell(id: u64) -> Line {
    of_id(CommandKind::New, id).with(|c| c.side = Side::Sell as u8)
}

pub fn cancel(id: u64) -> Line {
    of_id(CommandKind::Cancel, id)
}

pub fn reduce(id: u64, by: u64) -> Line {
    of_id(CommandKind::Reduce, id).with(|c| c.quantity = by)
}

pub fn replace(id: u64, price: i64, quantity: u64) -> Line {
    of_id(CommandKind::Replace, id).with(|c| (c.price, c.quantity) = (price, quantity))
}

pub fn release(id: u64) -> Line {
    of_id(CommandKind::Release, id)
}

/// Of account 0 on instrument 0, both sides, any price.
pub fn mass_cancel() -> Line {
    line(CommandKind::MassCancel).with(|c| c.side = 2)
}

pub fn quote(side: Side, id: u64, price: i64, quantity: u64) -> Line {
    of_id(CommandKind::QuoteEntry, id).with(|c| (c.side, c.price, c.quantity) = (side as u8, price, quantity))
}

pub fn mass_quote() -> Line {
    line(CommandKind::MassQuote)
}

pub fn phase(phase: Phase) -> Line {
    line(CommandKind::Phase).with(|c| c.order_type = phase as u8)
}

pub fn reference(price: i64) -> Line {
    line(CommandKind::Reference).with(|c| c.price = price)
}

pub fn clock(time_ns: u64) -> Line {
    line(CommandKind::Clock).at(time_ns)
}

pub fn heartbeat(param: u64) -> Line {
    line(CommandKind::Heartbeat).with(|c| c.param = param)
}

pub fn disconnect() -> Line {
    line(CommandKind::Disconnect)
}

/// Opens an account in no group, with the first fee tier.
pub fn open_account(account: u32, kind: AccountKind) -> Line {
    of_id(CommandKind::Account, u64::from(EVERY)).by(account).with(|c| c.order_type = kind as u8)
}

pub fn transfer(account: u32, currency: u32, amount: i64) -> Line {
    line(CommandKind::Transfer).by(account).on(currency).with(|c| c.price = amount)
}

/// A limit of the whole venue; see [`Line::of_account`] and its like.
pub fn set_limit(kind: LimitKind, value: u64) -> Line {
    line(CommandKind::Limit)
        .with(|c| (c.order_type, c.quantity, c.time_in_force) = (kind as u8, value, Scope::Venue as u8))
}

pub fn clear_limit(kind: LimitKind) -> Line {
    set_limit(kind, 0).with(|c| c.flags = 1)
}

/// The kill switch of the whole venue.
pub fn kill() -> Line {
    line(CommandKind::Kill).with(|c| (c.order_type, c.time_in_force) = (1, Scope::Venue as u8))
}

pub fn unkill() -> Line {
    kill().with(|c| c.order_type = 0)
}

pub fn permit(account: u32, instrument: u32, allow: bool) -> Line {
    line(CommandKind::Permit).by(account).on(instrument).with(|c| c.order_type = u8::from(allow))
}

// ---- what every command can have

impl Line {
    /// Terms and command, as they are submitted.
    pub fn commands(self, now: u64) -> Vec<Command> {
        let time_ns = if self.timed { self.command.time_ns } else { now };
        let terms = from_words(*as_words(&OrderTerms { time_ns, ..self.terms }));
        let command = Command { time_ns, ..self.command };
        if self.has_terms() { vec![terms, command] } else { vec![command] }
    }

    fn has_terms(self) -> bool {
        let blank = OrderTerms { kind: CommandKind::Terms as u8, ..OrderTerms::default() };
        self.terms != blank
    }

    pub fn with(mut self, change: impl FnOnce(&mut Command)) -> Self {
        change(&mut self.command);
        self
    }

    pub fn terms(mut self, change: impl FnOnce(&mut OrderTerms)) -> Self {
        change(&mut self.terms);
        self.flag(FLAG_TERMS)
    }

    pub fn at(mut self, time_ns: u64) -> Self {
        self.timed = true;
        self.with(|c| c.time_ns = time_ns)
    }

    pub fn by(self, account: u32) -> Self {
        self.with(|c| c.account = account)
    }

    pub fn by_all(self) -> Self {
        self.by(EVERY)
    }

    pub fn on(self, instrument: u32) -> Self {
        self.with(|c| c.instrument = instrument)
    }

    pub fn on_all(self) -> Self {
        self.on(EVERY)
    }

    pub fn flag(self, flag: u32) -> Self {
        self.with(|c| c.flags |= flag)
    }
}

// ---- new orders

impl Line {
    pub fn limit(self, price: i64, quantity: u64) -> Self {
        self.with(|c| (c.price, c.quantity) = (price, quantity))
    }

    fn typed(self, order_type: OrderType, quantity: u64) -> Self {
        self.with(|c| (c.order_type, c.quantity) = (order_type as u8, quantity))
    }

    pub fn market(self, quantity: u64) -> Self {
        self.typed(OrderType::Market, quantity)
    }

    pub fn capped(self, cap: i64, quantity: u64) -> Self {
        self.market(quantity).flag(FLAG_CAP).with(|c| c.price = cap)
    }

    pub fn money(self, amount: u64) -> Self {
        self.market(amount).flag(FLAG_MONEY)
    }

    pub fn market_to_limit(self, quantity: u64) -> Self {
        self.typed(OrderType::MarketToLimit, quantity)
    }

    /// With any bound; see [`Line::bound`].
    pub fn pegged(self, to: PegReference, offset: i64, quantity: u64) -> Self {
        let bound = if self.command.side == Side::Buy as u8 { i64::MAX } else { i64::MIN };
        self.typed(OrderType::Pegged, quantity).bound(bound).terms(|t| (t.peg, t.offset) = (to as u8, offset))
    }

    pub fn bound(self, price: i64) -> Self {
        self.with(|c| c.price = price)
    }

    pub fn good(self, time_in_force: TimeInForce) -> Self {
        self.with(|c| c.time_in_force = time_in_force as u8)
    }

    pub fn ioc(self) -> Self {
        self.good(TimeInForce::Ioc)
    }

    pub fn fok(self) -> Self {
        self.good(TimeInForce::Fok)
    }

    pub fn day(self) -> Self {
        self.good(TimeInForce::Day)
    }

    pub fn at_open(self) -> Self {
        self.good(TimeInForce::AtOpen)
    }

    pub fn at_close(self) -> Self {
        self.good(TimeInForce::AtClose)
    }

    pub fn until(self, expire_ns: u64) -> Self {
        self.good(TimeInForce::Gtd).with(|c| c.param = expire_ns)
    }

    pub fn post_only(self) -> Self {
        self.flag(FLAG_POST_ONLY)
    }

    pub fn post_or_reprice(self) -> Self {
        self.flag(FLAG_POST_ONLY | FLAG_REPRICE)
    }

    pub fn all_or_none(self) -> Self {
        self.flag(FLAG_ALL_OR_NONE)
    }

    pub fn reduce_only(self) -> Self {
        self.flag(FLAG_REDUCE_ONLY)
    }

    pub fn hidden(self) -> Self {
        self.flag(FLAG_HIDDEN)
    }

    pub fn held(self) -> Self {
        self.flag(FLAG_HELD)
    }

    pub fn reserve_at(self, price: i64) -> Self {
        self.flag(FLAG_RESERVE_PRICE).with(|c| c.param = price.cast_unsigned())
    }

    pub fn self_trade(self, mode: SelfTrade) -> Self {
        self.flag((1 + mode as u32) << SELF_TRADE_SHIFT)
    }

    pub fn iceberg(self, display: u64) -> Self {
        self.terms(|t| t.display_quantity = display)
    }

    pub fn iceberg_between(self, low: u64, high: u64) -> Self {
        self.terms(|t| (t.display_quantity, t.display_high_quantity) = (low, high))
    }

    pub fn minimum(self, quantity: u64) -> Self {
        self.terms(|t| t.minimum_quantity = quantity)
    }

    fn trigger(self, trigger: Trigger, offset: i64) -> Self {
        self.terms(|t| (t.trigger, t.offset) = (trigger as u8, offset))
    }

    pub fn stop(self, price: i64) -> Self {
        self.trigger(Trigger::Stop, price)
    }

    pub fn touched(self, price: i64) -> Self {
        self.trigger(Trigger::Touched, price)
    }

    pub fn trailing(self, ticks: i64) -> Self {
        self.trigger(Trigger::Trailing, ticks)
    }

    pub fn trailing_points(self, points: i64) -> Self {
        self.trailing(points).terms(|t| t.trail_unit = TrailUnit::BasisPoints as u8)
    }

    /// What its trigger looks at; else the last trade.
    pub fn seeing(self, source: TriggerSource) -> Self {
        self.terms(|t| t.trigger_source = source as u8)
    }

    fn linked(self, link: Link, to: u64) -> Self {
        self.terms(|t| (t.link, t.linked_order_id) = (link as u8, to))
    }

    pub fn oco(self, other: u64) -> Self {
        self.linked(Link::OneCancelsOther, other)
    }

    pub fn after(self, parent: u64) -> Self {
        self.linked(Link::OneTriggersOther, parent)
    }

    pub fn bracket(self, parent: u64) -> Self {
        self.linked(Link::Bracket, parent)
    }
}

// ---- whom limits and switches concern, and other details

impl Line {
    pub fn of_account(self, account: u32) -> Self {
        self.by(account).with(|c| c.time_in_force = Scope::Account as u8)
    }

    pub fn of_group(self, group: u32) -> Self {
        self.by(group).with(|c| c.time_in_force = Scope::Group as u8)
    }

    pub fn of_instrument(self, instrument: u32) -> Self {
        self.on(instrument).with(|c| c.time_in_force = Scope::Instrument as u8)
    }

    /// The period of a limit.
    pub fn within(self, period_ns: u64) -> Self {
        self.with(|c| c.param = period_ns)
    }

    /// The group of an account.
    pub fn in_group(self, group: u64) -> Self {
        self.with(|c| c.order_id = group)
    }

    /// The side of a mass cancel.
    pub fn only(self, side: Side) -> Self {
        self.with(|c| c.side = side as u8)
    }

    /// The prices of a mass cancel.
    pub fn between(self, low: i64, high: i64) -> Self {
        self.flag(FLAG_PRICE_RANGE).with(|c| (c.price, c.param) = (low, high.cast_unsigned()))
    }
}
