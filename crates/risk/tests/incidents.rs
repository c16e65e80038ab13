//! Incidents of the trade, replayed: what stopped nobody then stops the engine's order here.

mod support;

use cift_risk::OrderIntent;
use cift_types::{AccountKind, LimitKind, Reason, Scope};
use support::*;

/// Knight, 2012: a strategy sent child orders without end, and there was no aggregate limit.
#[test]
fn a_runaway_strategy_is_latched_within_its_executions() {
    let mut risk = rich(AccountKind::Margin, 2);
    risk.apply(&limit(LimitKind::ExecutionRate, Scope::Account, 1, 100, 1_000_000_000)).expect("it can be");
    risk.apply(&limit(LimitKind::GrossExposure, Scope::Account, 1, 1_000_000, 0)).expect("it can be");
    let (mut executions, mut refused) = (0, 0);
    for _ in 0..10_000 {
        match cross(&mut risk, 1, 2, 1000, 1) {
            Ok(()) => executions += 1,
            Err(Reason::ExecutionRate) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((executions, refused), (100, 9900));
    assert!(risk.disabled(1) && !risk.disabled(2));
    assert_eq!(risk.position(1, 0), 100);
}

/// The same, slowly enough for the rate: what it holds and what it has sent is bounded together.
#[test]
fn a_patient_runaway_ends_at_its_exposure() {
    let mut risk = rich(AccountKind::Margin, 2);
    risk.apply(&limit(LimitKind::GrossExposure, Scope::Group, 9, 1_000_000, 0)).expect("it can be");
    risk.apply(&open(1, AccountKind::Margin, 9, 0)).expect("it joins");
    let refused = (0..10_000).filter(|_| cross(&mut risk, 1, 2, 1000, 1).is_err()).count();
    assert_eq!((risk.position(1, 0), refused), (1000, 9000));
    assert_eq!(risk.admit(&buy(1, 1000, 1)), Err(Reason::GrossExposureLimit));
    // It cannot get out either by what adds to the sum; the limit has to be raised by command.
    risk.apply(&limit(LimitKind::GrossExposure, Scope::Group, 9, 2_000_000, 0)).expect("it can be");
    assert_eq!(risk.admit(&sell(1, 1000, 1000)), Ok(()));
}

/// Citi, May 2022: a basket of 444 bn was entered instead of one of 58 m, and warnings were clicked away.
#[test]
fn a_basket_of_444_bn_is_refused() {
    const BILLION: i64 = 1_000_000_000;
    let cents = |dollars: i64| dollars * 100;
    let mut risk = rich(AccountKind::Margin, 1);
    let most = cents(BILLION).unsigned_abs();
    risk.apply(&limit(LimitKind::OrderValue, Scope::Venue, 0, most, 0)).expect("it can be");
    let whole = buy(1, cents(100), 4_440_000_000);
    assert_eq!(risk.admit(&whole), Err(Reason::OrderValueLimit));
    // In 349 parts, each below the limit of one order: the basket has one too.
    risk.apply(&limit(LimitKind::GrossExposure, Scope::Account, 1, most, 0)).expect("it can be");
    let part = OrderIntent { quantity: whole.quantity / 349, ..whole };
    assert_eq!(part.quantity * whole.price.unsigned_abs() / most, 1, "each is above it alone");
    let part = OrderIntent { quantity: whole.quantity / 1000, ..whole };
    let accepted = (0..1000).filter(|_| risk.admit(&part).is_ok()).count();
    assert_eq!(accepted, 2);
    assert_eq!(risk.admit(&part), Err(Reason::GrossExposureLimit));
    // What was meant passes.
    let mut risk = rich(AccountKind::Margin, 1);
    risk.apply(&limit(LimitKind::OrderValue, Scope::Venue, 0, most, 0)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, cents(100), 580_000)), Ok(()));
}

/// Every order that was sent counts at once, also before the first one trades.
#[test]
fn orders_in_flight_count_before_they_trade() {
    let mut risk = rich(AccountKind::Margin, 1);
    risk.apply(&limit(LimitKind::Position, Scope::Account, 1, 10, 0)).expect("it can be");
    for _ in 0..10 {
        assert_eq!(risk.admit(&buy(1, 5, 1)), Ok(()));
    }
    assert_eq!(risk.admit(&buy(1, 5, 1)), Err(Reason::PositionLimit));
    assert_eq!(risk.amend(&amend(&live(&buy(1, 5, 1)), 5, 2)), Err(Reason::PositionLimit));
    assert_eq!(risk.admit(&sell(1, 5, 10)), Ok(()));
}
