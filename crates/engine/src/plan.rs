//! What an incoming order would do to the book: a list of steps, made without changing anything.
//!
//! An order that must trade in full, or at least some quantity, needs the answer before anything happens; so does a look at
//! what an order would cost. So every order that takes the long way is planned first and carried out afterwards.

use crate::incoming::Incoming;
use crate::market::{Market, market_order_price};
use crate::random::Draws;
use crate::rules::{MarketPrice, SelfTradeScope};
use cift_book::{Book, LevelView, NIL, Place, Slot, Store};
use cift_types::{
    AccountId, FLAG_ALL_OR_NONE, FLAG_MONEY, FLAG_REDUCE_ONLY, InstrumentId, OrderType, Price, Quantity,
    SelfTrade, Side,
};

/// One thing that happens to a resting order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// It trades.
    Fill { slot: Slot, quantity: Quantity, price: Price },
    /// A resting market-to-limit order that has traded becomes a limit order at that price.
    BecomeLimit { slot: Slot, price: Price },
    /// Its next part is displayed, behind the others; the draws are then so far.
    Refresh { slot: Slot, quantity: Quantity, draws: Draws },
    /// It is cancelled, being of the same owner.
    CancelOwn { slot: Slot },
    /// Both it and the incoming order lose a quantity, being of the same owner.
    Decrement { slot: Slot, quantity: Quantity },
    /// It is cancelled: there is no position to reduce.
    CancelReduceOnly { slot: Slot },
}

/// Why matching ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum End {
    /// Nothing is left, or nothing that matches.
    #[default]
    Matched,
    /// It met its owner's order and goes.
    SelfTrade,
    /// The next trade would be outside the static band.
    StaticBand,
    /// The next trade would be outside the dynamic band.
    DynamicBand,
    /// There is no position left to reduce.
    ReduceOnly,
    /// An order of its ring has gone, and it goes with it.
    Linked,
    /// What is left of its money buys nothing.
    Money,
}

/// The plan, and room to make it in.
#[derive(Debug, Default)]
pub struct Plan {
    pub steps: Vec<Step>,
    pub end: End,
    /// Lots that trade.
    pub traded: Quantity,
    /// What is left: lots or money.
    pub left: Quantity,
    /// Price times quantity of its trades.
    pub value: i128,
    /// The worst price of its trades.
    pub worst: Price,
    /// So many steps hold; then a resting order has moved to the price of its trade, or the price of market orders is another,
    /// and the order has to be planned again.
    pub holds: Option<u32>,
    /// A resting order moves in the steps so far, or a price does.
    moves: bool,
    /// The level's price is one that limit orders behind it make (M7), and these may go with a ring.
    by_reference: bool,
    /// The incoming order has lost something without a trade.
    pub lost: bool,
    /// The price after which matching ends, because it met its owner's order there.
    ends_after: Option<Price>,
    /// The price that the dynamic band is around.
    centre: Option<Price>,
    /// All-or-none orders that were passed over.
    pub passed: Vec<Slot>,
    kept: Vec<all_or_none::Kept>,
    queue: Vec<(Slot, Quantity)>,
    shares: Vec<(Slot, Quantity, Quantity)>,
    /// Icebergs that the plan has touched: what they still hide.
    reserves: Vec<(Slot, Quantity)>,
    /// Rings that the plan has broken, each by one of its orders, and the one that goes on.
    broken: Vec<(Slot, Slot)>,
    /// What accounts with reduce-only orders have bought and sold in the plan.
    moved: Vec<(AccountId, i128)>,
}

/// What the venue knows of accounts.
pub trait Accounts {
    /// The account's position; `None` where the session has no accounts.
    fn position(&self, account: AccountId, instrument: InstrumentId) -> Option<i64>;
    /// The account's group, or a number of its own.
    fn group(&self, account: AccountId) -> u64;
    /// Whether a trade's value can be booked.
    fn fits(&self, instrument: InstrumentId, price: Price, quantity: Quantity) -> bool;
}

pub struct Planner<'a, A> {
    pub book: &'a Book,
    pub store: &'a Store,
    pub market: &'a Market,
    pub accounts: &'a A,
    pub order: &'a Incoming,
    /// The side that it trades with.
    pub makers: Side,
    pub limit: Option<Price>,
    pub draws: Draws,
    pub plan: &'a mut Plan,
}

/// What a resting order means for the incoming one.
enum Meeting {
    /// It trades at most so much.
    Trade(Quantity),
    /// It is passed over.
    Pass,
    /// Matching ends.
    Stop,
}

impl<A: Accounts> Planner<'_, A> {
    /// Plans the order; everything is in the plan afterwards.
    pub fn run(&mut self) {
        self.plan.clear(self.order.left);
        (self.plan.ends_after, self.plan.centre, self.plan.lost) = (None, self.market.price(), false);
        self.match_all();
    }

    /// Plans what is left of an order of which the first plan has been carried out in part.
    pub fn run_again(&mut self) {
        self.plan.clear(self.order.left);
        self.match_all();
    }

    fn match_all(&mut self) {
        if !self.cap_reduce_only() {
            return;
        }
        let mut lit = self.book.best_at(self.store, Place::Lit, self.makers);
        let mut hidden = self.book.best_at(self.store, Place::Hidden, self.makers);
        while self.plan.left > 0 {
            let next = match (lit, hidden) {
                (Some(lit), Some(hidden)) if self.better(hidden.price, lit.price) => {
                    Some((hidden, Place::Hidden))
                }
                (Some(lit), _) => Some((lit, Place::Lit)),
                (None, hidden) => hidden.map(|hidden| (hidden, Place::Hidden)),
            };
            // M4, cancelNewest where a price is shared: it ends after the price at which it met its owner's order.
            let ends = self.plan.ends_after;
            if ends.is_some_and(|price| next.is_none_or(|(level, _)| level.price != price)) {
                self.plan.end = End::SelfTrade;
                return;
            }
            let Some((level, place)) = next else { return };
            if !self.at_level(level, place) {
                return;
            }
            let next = self.book.level_after(self.store, place, self.makers, level.price);
            *(if place == Place::Lit { &mut lit } else { &mut hidden }) = next;
        }
    }

    /// Whether one price of the makers' side is better for the incoming order than another.
    const fn better(&self, price: Price, than: Price) -> bool {
        match self.makers {
            Side::Buy => price > than,
            Side::Sell => price < than,
        }
    }

    /// Matches at one level; whether to go on with the next.
    fn at_level(&mut self, level: LevelView, place: Place) -> bool {
        if self.limit.is_some_and(|limit| self.better(limit, level.price)) {
            return false;
        }
        let Some(price) = self.price_at(level.price) else { return true };
        let at_market =
            level.price == market_order_price(self.makers) && self.market.rules.market_orders_rest();
        self.plan.by_reference = at_market && self.market.rules.market_price == MarketPrice::Reference;
        if self.is_money() && price <= 0 {
            return false;
        }
        let by_time = place == Place::Hidden || self.market.rules.allocation.is_price_time();
        if by_time { self.by_time(level, price) } else { self.by_share(level, price) }
    }

    /// The price of a trade with an order at `price` (M7).
    fn price_at(&self, price: Price) -> Option<Price> {
        self.market.trade_price(self.book, self.store, self.makers, price, self.limit)
    }

    fn within_bands(&mut self, price: Price) -> bool {
        if self.order.extra.order_type != OrderType::Limit && !self.market.in_band(price) {
            self.plan.end = End::StaticBand;
            return false;
        }
        let dynamic = self.market.rules.dynamic_band.zip(self.plan.centre);
        let inside = dynamic.is_none_or(|(width, centre)| {
            let (low, high) = width.around(centre);
            (low..=high).contains(&price)
        });
        if !inside {
            self.plan.end = End::DynamicBand;
        }
        inside
    }

    const fn is_money(&self) -> bool {
        self.order.has(FLAG_MONEY)
    }

    /// How many lots the order still wants at a price.
    fn wanted(&self, price: Price) -> Quantity {
        if self.is_money() {
            return self.plan.left / price.unsigned_abs().max(1);
        }
        if self.order.has(FLAG_REDUCE_ONLY) { self.plan.left.min(self.taker_room()) } else { self.plan.left }
    }

    /// The level's orders one after the other, icebergs again when their turn comes.
    fn by_time(&mut self, level: LevelView, price: Price) -> bool {
        for slot in self.store.slots(level.level) {
            if !self.meet_in_turn(slot, self.store.order(slot).quantity, price) {
                return false;
            }
        }
        let mut at = 0;
        while let Some(&(slot, quantity)) = self.plan.queue.get(at) {
            at += 1;
            if !self.meet_in_turn(slot, quantity, price) {
                self.plan.queue.clear();
                return false;
            }
        }
        self.plan.queue.clear();
        true
    }

    /// Trades with one order as far as both want; whether to go on.
    fn meet_in_turn(&mut self, slot: Slot, offered: Quantity, price: Price) -> bool {
        if self.plan.left == 0 {
            return false;
        }
        let wanted = self.wanted(price);
        let rings = self.plan.broken.len();
        let met = self.meet(slot, offered, wanted, price);
        self.note_broken(rings);
        let most = match met {
            Meeting::Trade(most) => most,
            Meeting::Pass => return true,
            Meeting::Stop => return false,
        };
        let quantity = most.min(wanted);
        if !self.accounts.fits(self.order.instrument, price, quantity) {
            return false;
        }
        self.fill(slot, quantity, price);
        if quantity < offered && self.drop_reduce_only(slot) {
            return !self.is_taker_broken();
        }
        self.after_fill(slot, price, quantity == offered);
        self.end_round();
        let gone = self.store.extra(slot).is_some_and(|extra| self.is_broken(slot, extra));
        if quantity < most && !gone && self.is_money() && self.plan.left > 0 {
            self.plan.end = End::Money;
            return false;
        }
        if self.order.has(FLAG_REDUCE_ONLY) && self.plan.left > 0 && self.taker_room() == 0 {
            self.plan.end = End::ReduceOnly;
            return false;
        }
        true
    }

    /// What a resting order means for the incoming one: its owner, its conditions.
    fn meet(&mut self, slot: Slot, offered: Quantity, wanted: Quantity, price: Price) -> Meeting {
        let extra = self.store.extra(slot);
        if extra.is_some_and(|extra| self.is_broken(slot, extra)) {
            return Meeting::Pass;
        }
        if extra.is_some_and(|extra| extra.flags & FLAG_ALL_OR_NONE != 0 && offered > wanted) {
            self.plan.passed.push(slot);
            return Meeting::Pass;
        }
        if !self.within_bands(price) {
            return Meeting::Stop;
        }
        if wanted == 0 {
            self.plan.end = End::Money;
            return Meeting::Stop;
        }
        if let Some(mode) = self.own(slot) {
            let met = self.meet_own(slot, mode, price);
            let ring_is_gone = self.is_taker_broken();
            return if ring_is_gone { Meeting::Stop } else { met };
        }
        let Some(extra) = extra else { return Meeting::Trade(offered) };
        if extra.flags & FLAG_REDUCE_ONLY != 0 {
            let room = self.room(self.store.order(slot).account(), self.makers);
            if room == 0 {
                self.plan.steps.push(Step::CancelReduceOnly { slot });
                self.break_ring(slot, NIL);
                return if self.is_taker_broken() { Meeting::Stop } else { Meeting::Pass };
            }
            return Meeting::Trade(offered.min(room));
        }
        Meeting::Trade(offered)
    }

    /// The rule for this pair, where they are of the same owner and it is not to let them trade.
    fn own(&self, slot: Slot) -> Option<SelfTrade> {
        let mode = self.order.self_trade().unwrap_or(self.market.rules.self_trade);
        if mode == SelfTrade::Allow {
            return None;
        }
        let (ours, theirs) = (self.order.account, self.store.order(slot).account());
        let same = match self.market.rules.self_trade_scope {
            SelfTradeScope::Account => ours == theirs,
            SelfTradeScope::Group => self.accounts.group(ours) == self.accounts.group(theirs),
        };
        same.then_some(mode)
    }

    fn meet_own(&mut self, slot: Slot, mode: SelfTrade, price: Price) -> Meeting {
        match mode {
            SelfTrade::CancelOldest => {
                self.plan.steps.push(Step::CancelOwn { slot });
                self.break_ring(slot, NIL);
                Meeting::Pass
            }
            SelfTrade::CancelBoth => {
                self.plan.steps.push(Step::CancelOwn { slot });
                self.break_ring(slot, NIL);
                self.plan.end = End::SelfTrade;
                Meeting::Stop
            }
            SelfTrade::Decrement => {
                let quantity = self.open(slot).min(self.wanted(price));
                self.plan.steps.push(Step::Decrement { slot, quantity });
                self.plan.lost |= self.plan.holds.is_none();
                self.plan.left -= self.cost(quantity, price);
                if quantity == self.open(slot) {
                    self.break_ring(slot, NIL);
                    return Meeting::Pass;
                }
                if self.is_money() && self.plan.left > 0 {
                    self.plan.end = End::Money;
                }
                Meeting::Stop
            }
            _ => {
                self.plan.end = End::SelfTrade;
                Meeting::Stop
            }
        }
    }

    /// What a quantity takes off what is left.
    const fn cost(&self, quantity: Quantity, price: Price) -> Quantity {
        if self.is_money() { quantity * price.unsigned_abs() } else { quantity }
    }

    /// All that a resting order has open, hidden parts included.
    fn open(&self, slot: Slot) -> Quantity {
        let order = self.store.order(slot).quantity;
        self.store.extra(slot).map_or(order, |_| order + self.reserve(slot))
    }

    fn fill(&mut self, slot: Slot, quantity: Quantity, price: Price) {
        self.plan.steps.push(Step::Fill { slot, quantity, price });
        self.plan.left -= self.cost(quantity, price);
        self.plan.traded += quantity;
        self.plan.value += i128::from(price) * i128::from(quantity);
        self.plan.worst = price;
        let account = self.store.order(slot).account();
        self.note_move(account, self.makers, quantity);
        self.note_move(self.order.account, self.order.side(), quantity);
        if self.order.slot != NIL {
            self.break_ring(self.order.slot, self.order.slot);
        }
        self.break_ring(slot, slot);
    }

    /// What a trade makes of a resting order that has something left: an iceberg shows its next part, when the last one is
    /// used up, and a market-to-limit order becomes a limit order.
    fn after_fill(&mut self, slot: Slot, price: Price, used_up: bool) {
        if used_up {
            self.refresh(slot);
        } else if self.store.extra(slot).is_some_and(|extra| extra.order_type == OrderType::MarketToLimit) {
            self.plan.steps.push(Step::BecomeLimit { slot, price });
            self.plan.moves = true;
        }
    }

    /// More rings than so many may be broken since: then a price may be another.
    fn note_broken(&mut self, rings: usize) {
        let goes_on = matches!(self.plan.end, End::Matched | End::Money);
        if self.plan.by_reference && goes_on && self.plan.broken.len() > rings {
            self.plan.moves = true;
            self.end_round();
        }
    }

    /// Where a resting order has moved and the incoming one is not done, it meets it at its new place, or another before it.
    fn end_round(&mut self) {
        if self.plan.moves && self.plan.left > 0 && self.plan.holds.is_none() {
            self.plan.holds = Some(self.plan.steps.len() as u32);
        }
    }

    /// Plans an iceberg's next part, if it has one.
    fn refresh(&mut self, slot: Slot) {
        if self.order.slot != NIL && self.same_ring(self.order.slot, slot) {
            // It goes with the ring of the incoming order.
            return;
        }
        if let Some(quantity) = self.next_part(slot) {
            self.plan.steps.push(Step::Refresh { slot, quantity, draws: self.draws });
            self.plan.queue.push((slot, quantity));
        }
    }

    fn next_part(&mut self, slot: Slot) -> Option<Quantity> {
        let extra = *self.store.extra(slot)?;
        let reserve = self.reserve(slot);
        if reserve == 0 {
            return None;
        }
        let quantity = self.draws.part(&extra).min(reserve);
        self.set_reserve(slot, reserve - quantity);
        Some(quantity)
    }

    fn reserve(&self, slot: Slot) -> Quantity {
        let planned = self.plan.reserves.iter().find(|(touched, _)| *touched == slot);
        planned.map_or_else(|| self.store.extra(slot).map_or(0, |extra| extra.reserve), |&(_, left)| left)
    }

    fn set_reserve(&mut self, slot: Slot, left: Quantity) {
        match self.plan.reserves.iter_mut().find(|(touched, _)| *touched == slot) {
            Some(entry) => entry.1 = left,
            None => self.plan.reserves.push((slot, left)),
        }
    }
}

impl Plan {
    fn clear(&mut self, left: Quantity) {
        let Self { steps, passed, queue, shares, reserves, broken, moved, .. } = self;
        steps.clear();
        passed.clear();
        queue.clear();
        shares.clear();
        reserves.clear();
        broken.clear();
        moved.clear();
        (self.holds, self.moves, self.by_reference) = (None, false, false);
        (self.end, self.traded, self.left, self.value, self.worst) = (End::Matched, 0, left, 0, 0);
    }
}

mod all_or_none;
mod conditions;
mod share;
