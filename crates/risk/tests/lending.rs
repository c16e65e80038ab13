//! What an open gate has been lent is the account's all the same: every other order, transfer and limit finds it.

mod support;

use cift_risk::{OpenOrder, OrderIntent, Risk, Settings, Trade, TradeParty};
use cift_types::{AccountKind, LimitKind, Reason, Scope, Side};
use support::*;

/// A cash account with so much of each currency, which may have gates.
fn with_funds(funds: i64) -> Risk {
    let mut risk = venue(Settings { fifo: false, ..settings() });
    for account in [1, 2] {
        risk.apply(&open(account, AccountKind::Cash, u32::MAX, 0)).expect("it opens");
        for currency in [LOT, USD, EUR] {
            risk.apply(&transfer(account, currency, funds)).expect("it pays");
        }
    }
    risk
}

/// A buy in instrument 1, where a tick is worth five.
fn elsewhere(price: i64, quantity: u64) -> OrderIntent {
    OrderIntent { instrument: 1, ..buy(1, price, quantity) }
}

#[test]
fn money_that_is_lent_to_one_instrument_is_there_for_another() {
    let mut risk = with_funds(1000);
    assert_eq!(risk.admit(&buy(1, 10, 1)), Ok(()));
    assert_eq!(risk.admit(&buy(1, 10, 1)), Ok(()));
    assert_eq!(risk.check(&elsewhere(1, 196)).reason, Reason::None as u8);
    assert_eq!(risk.check(&elsewhere(1, 197)).reason, Reason::InsufficientFunds as u8);
    assert_eq!(risk.admit(&elsewhere(1, 197)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&elsewhere(1, 196)), Ok(()));
    assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::InsufficientFunds));
}

#[test]
fn money_that_is_lent_can_be_paid_out() {
    let mut risk = with_funds(1000);
    assert_eq!(risk.admit(&buy(1, 10, 1)), Ok(()));
    assert_eq!(risk.balance(1, USD).expect("it has some").available, 990);
    assert_eq!(risk.apply(&transfer(1, USD, -991)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.apply(&transfer(1, USD, -990)), Ok(()));
    assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::InsufficientFunds));
}

#[test]
fn orders_are_counted_over_instruments_to_the_last() {
    let mut risk = with_funds(1000);
    risk.apply(&limit(LimitKind::OpenOrders, Scope::Account, 1, 9, 0)).expect("it can be");
    for at in 0..9 {
        let order = if at % 2 == 0 { buy(1, 1, 1) } else { elsewhere(1, 1) };
        assert_eq!(risk.admit(&order), Ok(()), "order {at}");
    }
    for order in [buy(1, 1, 1), elsewhere(1, 1)] {
        assert_eq!(risk.check(&order).reason, Reason::OpenOrdersLimit as u8);
        assert_eq!(risk.admit(&order), Err(Reason::OpenOrdersLimit));
    }
    risk.release(&gone(&live(&elsewhere(1, 1))));
    assert_eq!(risk.admit(&buy(1, 1, 1)), Ok(()));
}

#[test]
fn a_limit_that_is_set_counts_what_came_through_gates() {
    let mut risk = with_funds(1000);
    for _ in 0..5 {
        assert_eq!(risk.admit(&buy(1, 10, 2)), Ok(()));
    }
    risk.apply(&limit(LimitKind::Position, Scope::Account, 1, 11, 0)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, 10, 2)), Err(Reason::PositionLimit));
    assert_eq!(risk.admit(&buy(1, 10, 1)), Ok(()));
    risk.apply(&limit(LimitKind::GrossExposure, Scope::Account, 1, 119, 0)).expect("it can be");
    risk.apply(&clear(LimitKind::Position, Scope::Account, 1)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, 10, 1)), Err(Reason::GrossExposureLimit));
}

#[test]
fn what_trades_through_gates_is_audited() {
    let mut risk = with_funds(1000);
    let mut orders: Vec<OpenOrder> = Vec::new();
    let trade = |account, done| TradeParty { account, reserved: Some(10), taker: true, done };
    for round in 0..20_u64 {
        for order in [buy(1, 10, 3), sell(2, 10, 3)] {
            assert_eq!(risk.admit(&order), Ok(()));
            orders.push(live(&order));
        }
        let quantity = if round % 2 == 0 { 3 } else { 2 };
        let (buyer, seller) = (trade(1, quantity == 3), trade(2, quantity == 3));
        risk.trade(&Trade { instrument: 0, price: 10, quantity, time_ns: 0, buyer, seller })
            .expect("they trade");
        let from = orders.len() - 2;
        orders[from..].iter_mut().for_each(|order| order.quantity -= quantity);
        orders.retain(|order| order.quantity > 0);
        assert_eq!(risk.audit(orders.iter().copied()), Ok(()), "round {round}");
    }
    assert_eq!(risk.position(1, 0), 50);
    assert_eq!(risk.balance(1, USD).expect("it has some").total, 500);
    assert_eq!(risk.balance(2, USD).expect("it has some").total, 1500);
    let bought = orders.iter().filter(|order| order.side == Side::Buy).count();
    assert_eq!(bought, 10);
}

#[test]
#[should_panic(expected = "more was released than was admitted")]
fn more_than_was_admitted_cannot_leave() {
    let mut risk = with_funds(1000);
    for _ in 0..2 {
        assert_eq!(risk.admit(&buy(1, 10, 1)), Ok(()));
    }
    risk.release(&gone(&live(&buy(1, 10, 3))));
    // The gate finds that out when it is closed.
    let _ = risk.apply(&transfer(1, USD, 1));
}
