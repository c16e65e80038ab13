//! Each kind of limit at each scope: one below passes, the limit itself passes, one above is refused with its reason
//! and the numbers, and numbers near the end of their range neither pass nor panic.

mod support;

use cift_risk::{NO_GROUP, OrderIntent, Risk};
use cift_types::{AccountKind, EXACT_LIMIT, LimitKind, Reason, Scope, Side};
use support::*;

const ALL: [Scope; 4] = [Scope::Account, Scope::Group, Scope::Instrument, Scope::Venue];

/// Account 1 in group 7, on instrument 0.
const fn subject(scope: Scope) -> u32 {
    match scope {
        Scope::Account => 1,
        Scope::Group => 7,
        Scope::Instrument | Scope::Venue => 0,
    }
}

fn grouped() -> Risk {
    let mut risk = rich(AccountKind::Margin, 3);
    for account in [1, 2] {
        risk.apply(&open(account, AccountKind::Margin, 7, 0)).expect("it moves");
    }
    risk
}

/// The venue has the limit; what is counted already is in it; then the order comes.
struct Case {
    kind: LimitKind,
    reason: Reason,
    /// Brings the venue to where the order counts `count` towards the limit.
    order: fn(&mut Risk, count: u64) -> OrderIntent,
    period: u64,
    scopes: &'static [Scope],
}

const CASES: &[Case] = &[
    Case {
        kind: LimitKind::OrderQuantity,
        reason: Reason::OrderQuantityLimit,
        order: |_, count| buy(1, 1, count),
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::OrderValue,
        reason: Reason::OrderValueLimit,
        order: |_, count| buy(1, -i64::try_from(count).expect("small"), 1),
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::PriceCollar,
        reason: Reason::PriceCollar,
        order: |risk, count| {
            risk.set_reference(0, Some(1000));
            buy(1, 1000 - i64::try_from(count).expect("small"), 1)
        },
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::PriceDrift,
        reason: Reason::PriceDrift,
        order: |risk, count| {
            risk.admit(&buy(1, 1000, 1)).expect("the first");
            OrderIntent { time_ns: 99, ..buy(1, 1000 + i64::try_from(count).expect("small"), 1) }
        },
        period: 100,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::OpenOrders,
        reason: Reason::OpenOrdersLimit,
        order: |risk, count| {
            (1..count).for_each(|_| risk.admit(&buy(1, 1, 1)).expect("one of many"));
            sell(1, 1, 1)
        },
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::Position,
        reason: Reason::PositionLimit,
        order: |risk, count| {
            cross(risk, 3, 1, 10, 4).expect("1 is short 4");
            risk.admit(&sell(1, 10, 3)).expect("and sells 3");
            sell(1, 10, count - 7)
        },
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::GrossExposure,
        reason: Reason::GrossExposureLimit,
        order: |risk, count| {
            cross(risk, 3, 1, 1, 3).expect("1 is short 3");
            risk.admit(&buy(1, 2, 1)).expect("and buys for 2");
            sell(1, 1, count - 5)
        },
        period: 0,
        scopes: &[Scope::Account, Scope::Group, Scope::Venue],
    },
    Case {
        kind: LimitKind::NetExposure,
        reason: Reason::NetExposureLimit,
        order: |risk, count| {
            cross(risk, 3, 1, 1, 3).expect("1 is short 3");
            risk.admit(&buy(1, 2, 1)).expect("and buys for 2, which does not help");
            sell(1, 1, count - 3)
        },
        period: 0,
        scopes: &[Scope::Account, Scope::Group, Scope::Venue],
    },
    Case {
        kind: LimitKind::MessageRate,
        reason: Reason::MessageRate,
        order: |risk, count| {
            (1..count).for_each(|_| risk.message(1, 0, 0).expect("one of many"));
            buy(1, 1, 1)
        },
        period: 1000,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::DailyQuantity,
        reason: Reason::DailyQuantityLimit,
        order: |risk, count| {
            cross(risk, 3, 1, 1, 3).expect("1 sold 3");
            risk.admit(&buy(1, 2, 1)).expect("and buys 1");
            sell(1, 1, count - 4)
        },
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::DailyValue,
        reason: Reason::DailyValueLimit,
        order: |risk, count| {
            cross(risk, 3, 1, 2, 1).expect("1 sold for 2");
            risk.admit(&buy(1, 2, 1)).expect("and buys for 2");
            sell(1, 1, count - 4)
        },
        period: 0,
        scopes: &ALL,
    },
    Case {
        kind: LimitKind::DuplicateOrders,
        reason: Reason::DuplicateOrder,
        order: |risk, count| {
            (1..count).for_each(|_| risk.admit(&buy(1, 5, 5)).expect("one of many"));
            OrderIntent { time_ns: 99, ..buy(1, 5, 5) }
        },
        period: 100,
        scopes: &ALL,
    },
];

#[test]
fn one_below_and_the_limit_pass_and_one_above_does_not() {
    for case in CASES {
        for &scope in case.scopes {
            for (count, reason) in [(9, Reason::None), (10, Reason::None), (11, case.reason)] {
                let mut risk = grouped();
                // A limit further away at another scope changes nothing.
                let other = if scope == Scope::Venue { Scope::Account } else { Scope::Venue };
                for (scope, value) in [(scope, 10), (other, 1000)] {
                    let command = limit(case.kind, scope, subject(scope), value, case.period);
                    risk.apply(&command).expect("the limit can be");
                }
                let order = (case.order)(&mut risk, count);
                let said = risk.check(&order);
                let what = format!("{:?} {scope:?} {count}", case.kind);
                assert_eq!(said.reason, reason as u8, "{what}");
                if reason != Reason::None {
                    assert_eq!((said.limit_kind, said.scope), (case.kind as u8, scope as u8), "{what}");
                    assert_eq!((said.limit, said.after), (10, 11), "{what}");
                }
                assert_eq!(risk.admit(&order), if count > 10 { Err(reason) } else { Ok(()) }, "{what}");
                // Cleared, it limits nothing.
                risk.apply(&clear(case.kind, scope, subject(scope))).expect("it clears");
                assert_eq!(risk.check(&order).reason, 0, "{what}");
            }
        }
    }
}

#[test]
fn the_strictest_scope_counts() {
    for (strict, loose) in [(Scope::Account, Scope::Group), (Scope::Instrument, Scope::Account)] {
        let mut risk = grouped();
        risk.apply(&limit(LimitKind::OrderQuantity, strict, subject(strict), 5, 0)).expect("it can be");
        risk.apply(&limit(LimitKind::OrderQuantity, loose, subject(loose), 9, 0)).expect("it can be");
        assert_eq!(risk.admit(&buy(1, 1, 5)), Ok(()));
        assert_eq!(risk.admit(&buy(1, 1, 6)), Err(Reason::OrderQuantityLimit));
        assert_eq!(risk.check(&buy(1, 1, 6)).scope, strict as u8);
    }
}

#[test]
fn a_group_counts_together_and_others_do_not() {
    for kind in
        [LimitKind::OpenOrders, LimitKind::GrossExposure, LimitKind::DailyQuantity, LimitKind::DailyValue]
    {
        let mut risk = grouped();
        risk.apply(&limit(kind, Scope::Group, 7, 2, 0)).expect("it can be");
        assert_eq!(risk.admit(&buy(1, 1, 1)), Ok(()));
        assert_eq!(risk.admit(&buy(2, 1, 1)), Ok(()));
        assert!(risk.admit(&buy(1, 1, 1)).is_err() && risk.admit(&buy(2, 1, 1)).is_err(), "{kind:?}");
        assert_eq!(risk.admit(&buy(3, 1, 1)), Ok(()), "{kind:?}");
        // It takes its orders along when it leaves.
        risk.apply(&open(2, AccountKind::Margin, NO_GROUP, 0)).expect("it leaves");
        assert_eq!(risk.admit(&buy(1, 1, 1)), Ok(()), "{kind:?}");
    }
}

#[test]
fn rates_recover_with_time_and_not_before() {
    let mut risk = grouped();
    risk.apply(&limit(LimitKind::MessageRate, Scope::Account, 1, 4, 1000)).expect("it can be");
    let at = |time_ns| OrderIntent { time_ns, ..buy(1, 1, 1) };
    (0..4).for_each(|_| risk.admit(&at(0)).expect("four at once"));
    assert_eq!(risk.admit(&at(249)), Err(Reason::MessageRate));
    assert_eq!(risk.admit(&at(250)), Ok(()));
    assert_eq!(risk.message(1, 0, 499), Err(Reason::MessageRate));
    assert_eq!(risk.admit(&at(2000)), Ok(()));
    // What the engine enters by itself is no message; another account's messages are its own.
    (0..9).for_each(|_| risk.admit(&OrderIntent { counts_as_new: false, ..at(2000) }).expect("no message"));
    assert_eq!(risk.admit(&OrderIntent { time_ns: 2000, ..buy(2, 1, 1) }), Ok(()));
}

#[test]
fn an_order_refused_for_something_else_counts_as_a_message() {
    let mut risk = grouped();
    risk.apply(&limit(LimitKind::MessageRate, Scope::Venue, 0, 2, 1000)).expect("it can be");
    risk.apply(&limit(LimitKind::OrderQuantity, Scope::Venue, 0, 1, 0)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, 1, 2)), Err(Reason::OrderQuantityLimit));
    assert_eq!(risk.admit(&buy(1, 1, 2)), Err(Reason::OrderQuantityLimit));
    assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::MessageRate));
}

#[test]
fn drift_and_duplicates_start_anew_after_the_period() {
    let mut risk = grouped();
    risk.apply(&limit(LimitKind::PriceDrift, Scope::Account, 1, 10, 100)).expect("it can be");
    risk.apply(&limit(LimitKind::DuplicateOrders, Scope::Account, 1, 1, 100)).expect("it can be");
    let at = |time_ns, price| OrderIntent { time_ns, ..buy(1, price, 1) };
    assert_eq!(risk.admit(&at(0, 1000)), Ok(()));
    assert_eq!(risk.admit(&at(50, 1000)), Err(Reason::DuplicateOrder));
    assert_eq!(risk.admit(&at(60, 1010)), Ok(()));
    assert_eq!(risk.admit(&at(70, 1020)), Err(Reason::PriceDrift));
    assert_eq!(risk.admit(&at(100, 1020)), Ok(()));
    assert_eq!(risk.admit(&at(101, 1020)), Err(Reason::DuplicateOrder));
    assert_eq!(risk.admit(&at(200, 1020)), Ok(()));
}

#[test]
fn the_execution_rate_disables_until_released() {
    for scope in ALL {
        let mut risk = grouped();
        risk.apply(&limit(LimitKind::ExecutionRate, scope, subject(scope), 3, 1000)).expect("it can be");
        for _ in 0..3 {
            assert!(!risk.disabled(1), "{scope:?}");
            cross(&mut risk, 3, 1, 1, 1).expect("it trades");
        }
        assert!(risk.disabled(1), "{scope:?}");
        assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::ExecutionRate));
        assert_eq!(risk.disabled(2), scope == Scope::Group);
        risk.new_day();
        assert!(risk.disabled(1), "time does not lift it");
        risk.apply(&kill(Scope::Account, 1, true)).expect("it engages");
        assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::KillSwitch));
        risk.apply(&kill(Scope::Account, 1, false)).expect("it releases");
        assert_eq!(risk.admit(&buy(1, 1, 1)), Ok(()), "{scope:?}");
    }
}

#[test]
fn the_loss_of_the_day_counts_what_is_open() {
    for scope in [Scope::Account, Scope::Group, Scope::Venue] {
        for (mark, reason) in [(91, Reason::None), (90, Reason::None), (89, Reason::DailyLossLimit)] {
            let mut risk = grouped();
            risk.apply(&limit(LimitKind::DailyLoss, scope, subject(scope), 20, 0)).expect("it can be");
            cross(&mut risk, 1, 3, 100, 3).expect("1 buys");
            cross(&mut risk, 3, 1, 100, 1).expect("and sells one at no gain");
            cross(&mut risk, 2, 3, mark, 1).expect("2 trades at the mark and loses nothing");
            assert_eq!(risk.check(&buy(1, 90, 1)).reason, reason as u8, "{scope:?} {mark}");
            let less = OrderIntent { reduce_only: true, ..sell(1, 90, 1) };
            assert_eq!(risk.check(&less).reason, 0, "what makes it smaller passes");
            risk.new_day();
            assert_eq!(risk.check(&buy(1, 90, 1)).reason, 0, "a day begins where the last one ended");
        }
    }
}

#[test]
fn numbers_at_the_end_of_their_range_are_refused() {
    let big = EXACT_LIMIT - 1;
    for kind in [AccountKind::Cash, AccountKind::Margin] {
        let mut risk = rich(kind, 1);
        for side in [Side::Buy, Side::Sell] {
            for price in [i64::MIN, i64::MIN + 1, i64::MAX, (1 << 62) + 1, -(1 << 62) - 1] {
                for quantity in [1, 2, big] {
                    let order = order(1, side, price, quantity);
                    let reason = risk.check(&order).reason;
                    assert_ne!(reason, 0, "{order:?}");
                    assert!(risk.admit(&order).is_err(), "{order:?}");
                    let planned = OrderIntent { planned_value: Some(i128::MAX), ..order };
                    assert_eq!(risk.admit(&planned), Err(Reason::ValueOverflow));
                }
            }
            assert_eq!(risk.admit(&order(1, side, 1, 0)), Err(Reason::InvalidQuantity));
            assert_eq!(risk.admit(&order(1, side, 1, EXACT_LIMIT)), Err(Reason::InvalidQuantity));
            assert_eq!(risk.admit(&order(1, side, 0, u64::MAX)), Err(Reason::InvalidQuantity));
        }
        risk.audit([]).expect("nothing has entered");
    }
}

#[test]
fn orders_without_worth_do_not_add_up_to_more_lots_than_a_position_can_have() {
    let mut risk = rich(AccountKind::Margin, 2);
    let most = EXACT_LIMIT - 1;
    let mut entered = 0;
    let refused = loop {
        match risk.admit(&buy(1, 0, most)) {
            Ok(()) => entered += 1,
            Err(reason) => break reason,
        }
    };
    assert_eq!((refused, entered), (Reason::ValueOverflow, 256));
    risk.apply(&limit(LimitKind::Position, Scope::Venue, 0, most, 0)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, 0, 1)), Err(Reason::PositionLimit));
    risk.audit(vec![live(&buy(1, 0, most)); 256]).expect("all are there");
}

#[test]
fn prices_that_overflow_the_worth_of_a_side_are_refused() {
    let mut risk = rich(AccountKind::Margin, 1);
    // Margin would be a tenth; the worth of a side is bounded by itself.
    let half = buy(1, 1 << 61, 1);
    assert_eq!(risk.admit(&half), Ok(()));
    assert_eq!(risk.admit(&half), Ok(()));
    assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::ValueOverflow));
    assert_eq!(risk.admit(&sell(1, 1, 1)), Ok(()));
}
