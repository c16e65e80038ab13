//! Where orders meet: the incoming order takes the best levels, each from its oldest order on.

use crate::book::Book;
use crate::cells::NIL;
use crate::key::{Key, key, price};

use crate::store::Store;
use cift_types::{AccountId, OrderId, Price, Quantity, Side};

/// What a resting order gave to an incoming one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MakerFill {
    /// The resting order's id.
    pub id: OrderId,
    /// The resting order's account.
    pub account: AccountId,
    /// The resting order's price, at which both trade.
    pub price: Price,
    /// How much traded.
    pub quantity: Quantity,
    /// The resting order is filled and has left the book.
    pub done: bool,
}

impl Book {
    /// Matches an incoming order of `taker` against the other side, in price-time priority, as long as the best price
    /// is `limit` or better for it (any price where `limit` is `None`). Calls `on_fill` for each resting order that it
    /// meets and returns what could not be matched.
    #[inline(always)]
    pub fn take(
        &mut self,
        store: &mut Store,
        taker: Side,
        limit: Option<Price>,
        mut quantity: Quantity,
        mut on_fill: impl FnMut(MakerFill),
    ) -> Quantity {
        let maker_side = taker.opposite();
        let worst = worst_key(maker_side, limit);
        let instrument = self.instrument;
        let ladder = self.ladder_mut(maker_side);
        while quantity > 0 {
            let best = ladder.best();
            if best.key > worst || best.level == NIL {
                break;
            }
            let at = price(maker_side, best.key);
            let mut first = store.cells.get(best.level).next;
            let (mut taken, mut gone) = (0, 0);
            while quantity > 0 && first != best.level {
                // The match: the oldest resting order at the best price, for as much as both want.
                let maker = store.cells.get_mut(first);
                let traded = quantity.min(maker.quantity);
                maker.quantity -= traded;
                quantity -= traded;
                taken += traded;
                let done = maker.quantity == 0;
                let (id, account, next) = (maker.id(), maker.account(), maker.next);
                on_fill(MakerFill { id, account, price: at, quantity: traded, done });
                if done {
                    store.forget(first, instrument);
                    gone += 1;
                    first = next;
                }
            }
            let level = store.cells.get_mut(best.level);
            level.quantity -= taken;
            level.tally -= gone;
            level.next = first;
            // Where the ring is empty, `first` is the level itself.
            store.cells.get_mut(first).prev = best.level;
            if first == best.level {
                ladder.close(best.key, best.level, &mut store.cells);
            }
        }
        quantity
    }

    /// Whether an incoming order of `taker` would trade at all.
    #[inline(always)]
    #[must_use]
    pub fn would_trade(&self, taker: Side, limit: Option<Price>) -> bool {
        let maker_side = taker.opposite();
        let best = self.ladder(maker_side).best();
        best.level != NIL && best.key <= worst_key(maker_side, limit)
    }

    /// Whether an incoming order of `taker` would trade in full.
    #[must_use]
    pub fn would_fill(&self, store: &Store, taker: Side, limit: Option<Price>, quantity: Quantity) -> bool {
        let maker_side = taker.opposite();
        let worst = worst_key(maker_side, limit);
        let ladder = self.ladder(maker_side);
        let mut missing = quantity;
        let mut best = Some(ladder.best()).filter(|best| best.level != NIL);
        while let Some(level) = best.filter(|best| best.key <= worst) {
            missing = missing.saturating_sub(store.cells.get(level.level).quantity);
            if missing == 0 {
                return true;
            }
            best = level.key.checked_add(1).and_then(|from| ladder.next(from));
        }
        false
    }
}

/// The worst key on the maker's side that an order of this limit accepts.
#[inline(always)]
fn worst_key(maker_side: Side, limit: Option<Price>) -> Key {
    limit.map_or(Key::MAX, |limit| key(maker_side, limit))
}
