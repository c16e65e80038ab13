//! What the engine says of an order when it asks: the arguments of the calls on the hot path.

use cift_types::{AccountId, InstrumentId, Price, Quantity, Side, TimeNs};

/// An order that would enter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OrderIntent {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub instrument: InstrumentId,
    /// Which way.
    pub side: Side,
    /// The worst price that it can trade at: a limit order's own, a market order's last planned fill.
    pub price: Price,
    /// The price that a buy's funds are set aside at, at least `price`: it may be moved up to it later without asking
    /// for more. `None`: its own price. Of a sell it must be `None`.
    pub reserve_price: Option<Price>,
    /// How many lots.
    pub quantity: Quantity,
    /// Of an order that trades at once and never rests: what its planned fills cost, in ticks times lots. Nothing is
    /// set aside and nothing is counted as open, so nothing is released; its trades say `reserved: None`.
    pub planned_value: Option<i128>,
    /// The command's time.
    pub time_ns: TimeNs,
    /// It may only make a position smaller.
    pub reduce_only: bool,
    /// It is a participant's own new order, and counts for message rate, price drift and duplicates. Otherwise the
    /// engine enters it: a triggered stop, a released order.
    pub counts_as_new: bool,
}

impl OrderIntent {
    /// Whether it is a limit order without special wishes.
    pub(crate) const fn is_usual(&self) -> bool {
        self.planned_value.is_none() && !self.reduce_only && self.reserve_price.is_none()
    }
}

/// An order as it works: price and what is still open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Working {
    /// Its limit.
    pub price: Price,
    /// What its funds are set aside at; its price, unless it came with a reserve price.
    pub reserved_price: Price,
    /// What is still open.
    pub quantity: Quantity,
}

impl Working {
    /// An order without a reserve price.
    #[must_use]
    pub const fn plain(price: Price, quantity: Quantity) -> Self {
        Self { price, reserved_price: price, quantity }
    }
}

/// A change to a live order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Amend {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub instrument: InstrumentId,
    /// Which way.
    pub side: Side,
    /// What it is.
    pub old: Working,
    /// What it would be.
    pub new: Working,
    /// The command's time.
    pub time_ns: TimeNs,
    /// It may only make a position smaller.
    pub reduce_only: bool,
    /// A participant asks for it: it counts for message rate and price drift.
    pub counts_as_message: bool,
}

/// Quantity that leaves the market unfilled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Release {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub instrument: InstrumentId,
    /// Which way.
    pub side: Side,
    /// What its funds were set aside at.
    pub reserved_price: Price,
    /// How many lots leave.
    pub quantity: Quantity,
    /// The order is gone with them.
    pub done: bool,
}

/// One side of a trade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TradeParty {
    /// Whose order it is.
    pub account: AccountId,
    /// What its funds were set aside at; `None` for an order with a planned value.
    pub reserved: Option<Price>,
    /// It came to the other one.
    pub taker: bool,
    /// It is filled and gone. Of no concern where `reserved` is `None`.
    pub done: bool,
}

/// Two orders trade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trade {
    /// In what.
    pub instrument: InstrumentId,
    /// At what price.
    pub price: Price,
    /// How many lots.
    pub quantity: Quantity,
    /// When.
    pub time_ns: TimeNs,
    /// Who gets the lots.
    pub buyer: TradeParty,
    /// Who gives them.
    pub seller: TradeParty,
}

/// A live order, as [`audit`](crate::Risk::audit) counts them again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenOrder {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub instrument: InstrumentId,
    /// Which way.
    pub side: Side,
    /// What its funds are set aside at.
    pub reserved_price: Price,
    /// What is still open.
    pub quantity: Quantity,
}
