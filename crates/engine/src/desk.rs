//! Between the venue and its accounts: every order is admitted before it is accepted, every trade is booked, and what leaves
//! is given back. A session without accounts has none of it.

use crate::apply::Sequenced;
use crate::config::Config;
use crate::incoming::{Incoming, Now};
use crate::live::Live;
use crate::plan::Accounts;
use crate::venue::Venue;
use cift_book::{Extra, MakerFill, NIL, Waiting};
use cift_risk::{Amend, NO_GROUP, OrderIntent, Release, Risk, Trade, TradeParty, Working};
use cift_types::{
    AccountId, CommandKind, FLAG_MONEY, FLAG_REDUCE_ONLY, FLAG_RESERVE_PRICE, InstrumentId, Phase, Price,
    Quantity, Reason, Scope, Side, TimeNs,
};
use cift_wire::{Command, RiskCheck};

/// The accounts of a session, if it has any.
#[derive(Debug)]
pub struct Desk {
    pub risk: Option<Box<Risk>>,
}

impl Desk {
    /// The settings have been validated.
    pub fn new(config: &Config) -> Self {
        let mut risk = config.accounts.clone().and_then(|settings| Risk::new(settings).ok()).map(Box::new);
        if let Some(risk) = &mut risk {
            for (number, instrument) in (0..).zip(&config.instruments) {
                risk.set_reference(number, instrument.reference_price);
            }
        }
        Self { risk }
    }

    #[inline(always)]
    pub const fn is_open(&self) -> bool {
        self.risk.is_some()
    }

    /// An account's position; `None` where the session has no accounts.
    pub fn position_of(&self, account: AccountId, instrument: InstrumentId) -> Option<i64> {
        self.risk.as_ref().map(|risk| risk.position(account, instrument))
    }

    /// A live order, or part of it, leaves without trading.
    pub fn left(&mut self, live: &Live, extra: Option<&Extra>, quantity: Quantity, done: bool) {
        let Some(risk) = &mut self.risk else { return };
        if let Some(reserved_price) = reserved(live.price, extra) {
            let Live { account, instrument, side, .. } = *live;
            risk.release(&Release { account, instrument, side, reserved_price, quantity, done });
        }
    }

    /// An incoming order, or part of it, leaves without trading.
    pub fn taker_left(&mut self, order: &Incoming, quantity: Quantity, done: bool) {
        let Some(risk) = &mut self.risk else { return };
        if let Some(reserved_price) = reserved(order.extra.limit, Some(&order.extra)) {
            let Incoming { account, instrument, .. } = *order;
            let side = order.side();
            risk.release(&Release { account, instrument, side, reserved_price, quantity, done });
        }
    }

    /// A trade of an incoming order with a resting one.
    pub fn traded(
        &mut self,
        now: Now,
        taker: &Incoming,
        (maker, extra): (&Live, Option<&Extra>),
        (price, quantity): (Price, Quantity),
    ) {
        if self.risk.is_none() {
            return;
        }
        let taking = TradeParty {
            account: taker.account,
            reserved: reserved(taker.extra.limit, Some(&taker.extra)),
            taker: true,
            done: taker.left == 0,
        };
        let making = TradeParty { taker: false, ..party(maker, extra, maker.open == quantity) };
        self.book(now.time_ns, taker.instrument, taker.side(), [taking, making], (price, quantity));
    }

    /// A trade of an uncross, buyer first. Both pay as takers: neither was there for the other to see.
    pub fn crossed(
        &mut self,
        now: Now,
        [buyer, seller]: [(&Live, Option<&Extra>, bool); 2],
        price: Price,
        quantity: Quantity,
    ) {
        if self.risk.is_none() {
            return;
        }
        let parties = [party(buyer.0, buyer.1, buyer.2), party(seller.0, seller.1, seller.2)];
        self.book(now.time_ns, buyer.0.instrument, Side::Buy, parties, (price, quantity));
    }

    /// Books a trade; the first party is on `side`.
    #[inline(always)]
    fn book(
        &mut self,
        time_ns: TimeNs,
        instrument: InstrumentId,
        side: Side,
        [first, second]: [TradeParty; 2],
        (price, quantity): (Price, Quantity),
    ) {
        let Some(risk) = &mut self.risk else { return };
        let (buyer, seller) = if side == Side::Buy { (first, second) } else { (second, first) };
        let booked = risk.trade(&Trade { instrument, price, quantity, time_ns, buyer, seller });
        assert!(booked.is_ok(), "a trade of admitted orders could not be booked: {booked:?}");
    }

    pub fn new_day(&mut self) {
        if let Some(risk) = &mut self.risk {
            risk.new_day();
        }
    }

    pub fn set_reference(&mut self, instrument: InstrumentId, price: Price) {
        if let Some(risk) = &mut self.risk {
            risk.set_reference(instrument, Some(price));
        }
    }

    /// A cancel or a reduction counts as a message. It is never refused.
    #[inline(always)]
    pub fn message(&mut self, command: &Command) {
        if let Some(risk) = &mut self.risk {
            let _ = risk.message(command.account, command.instrument, command.time_ns);
        }
    }

    /// A live order gets a new price and quantity.
    pub fn amend(
        &mut self,
        at: Sequenced<'_>,
        old: &Incoming,
        new: &mut Incoming,
        live: &Live,
    ) -> Result<(), Reason> {
        if !new.has(FLAG_RESERVE_PRICE) {
            new.extra.reserve_price = None;
        }
        let Some(risk) = &mut self.risk else { return Ok(()) };
        let Some(reserved_price) = reserved(old.extra.limit, Some(&old.extra)) else {
            return risk.message(live.account, live.instrument, at.command.time_ns);
        };
        let price = new.extra.limit;
        risk.amend(&Amend {
            account: live.account,
            instrument: live.instrument,
            side: live.side,
            old: Working { price: old.extra.limit, reserved_price, quantity: live.open },
            new: Working {
                price,
                reserved_price: new.extra.reserve_price.unwrap_or(price),
                quantity: new.left,
            },
            time_ns: at.command.time_ns,
            reduce_only: reduces(risk, new),
            counts_as_message: true,
        })
    }

    /// What the accounts say to a quote, before any of its group is entered.
    pub fn check_quote(&self, at: Sequenced<'_>, order: &Incoming) -> Result<(), Reason> {
        let Some(risk) = &self.risk else { return Ok(()) };
        let answer = risk.check(&intent(order, at.command.time_ns, order.extra.limit, None));
        Reason::from_u8(answer.reason).filter(|&reason| reason != Reason::None).map_or(Ok(()), Err)
    }

    /// Applies an administrative command of accounts.
    pub fn apply(&mut self, command: &Command) -> Result<(), Reason> {
        self.risk.as_mut().map_or(Err(Reason::InvalidCommand), |risk| risk.apply(command))
    }
}

/// What a live order's funds are set aside at; `None`: nothing is.
pub const fn reserved(price: Price, extra: Option<&Extra>) -> Option<Price> {
    match extra {
        None => Some(price),
        Some(extra) if extra.unreserved => None,
        Some(Extra { reserve_price: Some(price), .. }) => Some(*price),
        Some(extra) => Some(extra.limit),
    }
}

/// Whether an order can only make a position smaller, all of it: a larger reduce-only order is let in as any other, and what
/// it may trade is seen at each of its trades (M10).
fn reduces(risk: &Risk, order: &Incoming) -> bool {
    order.has(FLAG_REDUCE_ONLY) && order.left <= risk.reducible(order.account, order.instrument, order.side())
}

const fn party(live: &Live, extra: Option<&Extra>, done: bool) -> TradeParty {
    TradeParty { account: live.account, reserved: reserved(live.price, extra), taker: true, done }
}

fn intent(order: &Incoming, time_ns: TimeNs, price: Price, planned_value: Option<i128>) -> OrderIntent {
    OrderIntent {
        account: order.account,
        instrument: order.instrument,
        side: order.side(),
        price,
        reserve_price: order.extra.reserve_price,
        quantity: order.left,
        planned_value,
        time_ns,
        reduce_only: false,
        counts_as_new: true,
    }
}

/// Money in a trade stays below 2^62 of the smallest units.
const VALUE_BITS: u32 = 62;

impl Accounts for Desk {
    fn fits(&self, instrument: InstrumentId, price: Price, quantity: Quantity) -> bool {
        let Some(risk) = &self.risk else { return true };
        let tick_value = risk.settings().instruments[instrument as usize].tick_value;
        let lot = u128::from(price.unsigned_abs()) * u128::from(tick_value.unsigned_abs());
        // Each factor is below 2^64, so the first product fits; the second may not.
        lot.checked_mul(u128::from(quantity)).is_some_and(|value| value >> VALUE_BITS == 0)
    }

    fn position(&self, account: AccountId, instrument: InstrumentId) -> Option<i64> {
        self.position_of(account, instrument)
    }

    fn group(&self, account: AccountId) -> u64 {
        let group = self.risk.as_ref().map_or(NO_GROUP, |risk| risk.group(account));
        if group == NO_GROUP { u64::from(account) | 1 << 32 } else { u64::from(group) }
    }
}

// ---- new orders

impl Venue {
    /// V12d: what the accounts say to a new order.
    pub fn admit(&mut self, at: Sequenced<'_>, order: &mut Incoming, waits: Waiting) -> Result<(), Reason> {
        if !self.desk.is_open() {
            return Ok(());
        }
        order.extra.unreserved = !order.has_own_price();
        let mut intent = self.intent(order, at.command.time_ns, waits == Waiting::No);
        let Some(risk) = &mut self.desk.risk else { return Ok(()) };
        intent.reduce_only = reduces(risk, order);
        risk.admit(&intent)
    }

    /// An order without a price that has waited is looked at again: only now can its cost be known.
    pub fn admit_again(&mut self, now: Now, order: &Incoming) -> Result<(), Reason> {
        if order.slot == NIL || !order.extra.unreserved || !self.desk.is_open() {
            return Ok(());
        }
        let intent = OrderIntent { counts_as_new: false, ..self.intent(order, now.time_ns, true) };
        self.desk.risk.as_mut().map_or(Ok(()), |risk| risk.admit(&intent))
    }

    fn intent(&mut self, order: &Incoming, time_ns: TimeNs, enters: bool) -> OrderIntent {
        if !order.extra.unreserved {
            return intent(order, time_ns, order.extra.limit, None);
        }
        let market = &self.markets[order.instrument as usize];
        let continuous = market.phase == Phase::Continuous;
        let mut price = market.price().unwrap_or(0);
        let cost;
        let mut lots = order.left;
        if enters && continuous {
            self.plan_order(order);
            cost = self.plan.value;
            if self.plan.traded > 0 {
                price = self.plan.worst;
            }
            if order.has(FLAG_MONEY) {
                lots = self.plan.traded.max(1);
            }
        } else if order.has(FLAG_MONEY) {
            (lots, cost) = (1, i128::from(order.left));
        } else {
            cost = i128::from(price) * i128::from(lots);
        }
        OrderIntent { quantity: lots, ..intent(order, time_ns, price, Some(cost)) }
    }

    /// R4: the kill switch takes what is in its scope off the market.
    pub fn cancel_killed(&mut self, at: Sequenced<'_>) {
        let &Command { time_in_force, account, instrument, .. } = at.command;
        debug_assert!(at.command.kind == CommandKind::Kill as u8);
        let members = |desk: &Self, of: AccountId| Accounts::group(&desk.desk, of) == u64::from(account);
        let now = at.now();
        match Scope::from_u8(time_in_force) {
            Some(Scope::Account) => {
                self.cancel_all(now, Reason::KillSwitch, |_, live| live.account == account);
            }
            Some(Scope::Group) => {
                self.cancel_all(now, Reason::KillSwitch, |venue, live| members(venue, live.account));
            }
            Some(Scope::Instrument) => {
                self.cancel_all(now, Reason::KillSwitch, |_, live| live.instrument == instrument);
            }
            _ => self.cancel_all(now, Reason::KillSwitch, |_, _| true),
        }
    }

    /// What would be said to a new order, with the numbers; nothing changes.
    pub fn risk_check(&mut self, order: &mut Incoming, time_ns: TimeNs) -> Option<RiskCheck> {
        order.extra.unreserved = !order.has_own_price();
        let mut intent = self.intent(order, time_ns, true);
        let risk = self.desk.risk.as_ref()?;
        intent.reduce_only = reduces(risk, order);
        Some(risk.check(&intent))
    }
}

// ---- the short way

impl Desk {
    /// A plain order asks to be let in.
    #[inline(always)]
    pub fn admit_plain(&mut self, command: &Command, side: Side) -> Result<(), Reason> {
        let Some(risk) = &mut self.risk else { return Ok(()) };
        risk.admit_limit(command, side)
    }

    /// A plain order, or part of it, leaves unfilled.
    #[inline(always)]
    pub fn release_plain(&mut self, command: &Command, order: (Side, Price, Quantity), done: bool) {
        if let Some(risk) = &mut self.risk {
            risk.release_limit(command, order, done);
        }
    }

    /// A plain order is cancelled by its owner.
    #[inline(always)]
    pub fn cancel_plain(&mut self, command: &Command, order: (Side, Price, Quantity)) {
        if let Some(risk) = &mut self.risk {
            risk.cancel_limit(command, order);
        }
    }

    /// A plain order gets a new price and quantity.
    #[inline(always)]
    pub fn amend_plain(&mut self, command: &Command, order: (Side, Price, Quantity)) -> Result<(), Reason> {
        let Some(risk) = &mut self.risk else { return Ok(()) };
        risk.amend_limit(command, order)
    }
}

impl Desk {
    /// A plain order, whose limit is known, trades with a resting one.
    #[inline(always)]
    pub fn traded_plain(
        &mut self,
        command: &Command,
        side: Side,
        limit: Price,
        fill: &MakerFill,
        done: bool,
    ) {
        let taking = TradeParty { account: command.account, reserved: Some(limit), taker: true, done };
        let making =
            TradeParty { account: fill.account, reserved: Some(fill.price), taker: false, done: fill.done };
        self.book(command.time_ns, command.instrument, side, [taking, making], (fill.price, fill.quantity));
    }
}
