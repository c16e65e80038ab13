//! Accounts, money, positions and limits of a venue: what is checked before an order enters, as pure integer state.
//!
//! The engine drives a [`Risk`]: [`admit`](Risk::admit) for an order that would enter, [`amend`](Risk::amend) for a
//! change, [`release`](Risk::release) for what leaves unfilled, [`trade`](Risk::trade) for what trades, and
//! [`apply`](Risk::apply) for administrative commands. There is no clock: time comes with the command.
//!
//! # The checks, in their order
//!
//! The first that fails is the reason. A refused order changes nothing but message buckets.
//!
//! 1. `unknownInstrument`, `unknownAccount`
//! 2. `messageRate`, of orders that count as messages. From here on the order has taken a token.
//! 3. `killSwitch`, `executionRate` (the latch), `notPermitted`
//! 4. `invalidQuantity` (zero, 2^53 and above); `reduceOnly`: more than the position against it, or none (the engine asks as
//!    for any other order where a reduce-only one is for more than the position: rule V12c); `invalidPrice`: a reserve price
//!    below the order's own, or on a sell. A change above it is `insufficientFunds`.
//! 5. `orderQuantityLimit`; `valueOverflow`: the order is worth more than 2^62; `orderValueLimit`; `priceCollar`
//! 6. `priceDrift`, `duplicateOrder`
//! 7. `openOrdersLimit`, `positionLimit`; `valueOverflow`: the position could exceed 2^61 lots, or live orders of the side
//!    would be worth more than 2^62
//! 8. `grossExposureLimit`, `netExposureLimit`, `dailyQuantityLimit`, `dailyValueLimit`
//! 9. `dailyLossLimit`, except of reduce-only orders
//! 10. `insufficientFunds`
//!
//! A change is checked as a new order in place of the old one, without `duplicateOrder` and `openOrdersLimit`.
//!
//! # Limits
//!
//! A limit's value is the most that passes. Where several scopes have one, each holds, and a refusal names the first
//! that is broken in the order account, group, instrument, venue; of limits of one order and of `position` the strictest.
//!
//! Of the account on the instrument; each scope says for which accounts and instruments:
//! - `orderQuantity`: lots of an order. `orderValue`: its price times quantity, regardless of sign, in quote units.
//! - `priceCollar`: ticks from the reference price, else from the last trade's; without either there is none.
//! - `priceDrift`: ticks from the first price of a period. `duplicateOrders`: orders alike in side, price and quantity
//!   within a period.
//! - `position`: lots that the position could reach in the order's direction, if all live orders of that side traded.
//!
//! Sums; of an account (`account`), of the members of a group together (`group`), of each account on the instrument
//! (`instrument`), of each account (`venue`). Money is added up over instruments of the same quote currency:
//! - `openOrders`: live orders.
//! - `grossExposure`: worth of all live orders, and of positions at cost. Not by instrument.
//! - `netExposure`: positions at cost, shorts less, with all live orders of the order's side. Not by instrument.
//! - `dailyQuantity`, `dailyValue`: lots, and their worth, traded since the day began, and of live orders.
//! - `dailyLoss`: realised, unrealised (at the last price, else the reference price) and fees since the day began. Not by
//!   instrument.
//! - `messageRate`: new orders, changes and cancels.
//! - `executionRate`: executions. The last that it allows disables the account, or all members of the group.
//!
//! Rates are token buckets on the commands' time: full at first, `value` tokens, all of them coming back evenly within the
//! period. Cancels take a token and are never refused. Drift and duplicates count in periods that begin with their first
//! order. Setting or clearing a limit starts its bucket or period anew. Releasing a kill switch of an account or of its
//! group lifts the latch and forgets the account's executions.
//!
//! # Money
//!
//! - Amounts are integers of a currency's smallest unit. Fees are rounded up where they are paid and down where they are
//!   rebates; margin is rounded up. Fees go to the house, see [`Risk::conserved`].
//! - A cash buy sets aside, for each lot, its price and the dearest fee of its tier rounded up; a cash sell the lots, and
//!   what that fee exceeds the price by. No way of filling the order takes more. Only orders without a price (`planned_value`)
//!   that an auction collected have nothing set aside: a cash account can owe by them (rule R6).
//! - A margin account sets aside the same fees, and for each instrument a part of the larger position that could come of
//!   it, rounded up. That is the larger of: the position at average cost with all live orders of its direction at their own
//!   prices; and what the live orders against it would open beyond closing it. An order that does not raise this margin
//!   needs no funds: a position can always be closed. Losses, and sells at better prices, can bring a margin account's
//!   available money below zero; then nothing else passes.
//! - A trade settles the buyer first. Average cost: a closed part takes its share, rounded toward zero.
//! - A kind changes without positions and live orders, a fee tier without live orders.
//!
//! # Layout
//!
//! A holding is one account's hold on one instrument, two cache lines, with the strictest limits compiled into it. What needs
//! more sets a flag, and then the whole check is made.
//!
//! Ordinary orders of cash accounts look at less: at the holding's gate, which keeps rooms for lots, worth, money and live orders.
//! Letting an order in is to subtract, and to see that nothing is below zero. What the holdings of an account share is lent to
//! gates in parts, and whoever asks for more than is left closes them; so it never shows which of them was lent what.
//!
//! Products of words are used where prices and quantities are small enough that none can wrap, and 128 bits elsewhere; both
//! give the same, and the tests compare them with a third, naive way.

mod account;
mod admit;
mod apply;
mod audit;
mod bytes;
mod check;
mod compile;
mod evaluate;
mod gate;
mod gates;
mod holding;
mod index;
mod layout;
mod ledger;
mod margin;
mod meter;
mod money;
mod order;
mod purse;
mod queries;
mod reserve;
mod risk;
mod rules;
mod settings;
mod short;
mod snapshot;
mod sums;
mod trade;

pub use account::{AccountIx, NO_GROUP};
pub use bytes::LoadError;
pub use holding::HoldingIx;
pub use order::{Amend, OpenOrder, OrderIntent, Release, Trade, TradeParty, Working};
pub use risk::Risk;
pub use settings::{Currency, Fee, InstrumentMoney, Settings, Tier};
