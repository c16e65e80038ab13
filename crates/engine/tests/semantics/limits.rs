//! V12d: every reason of the accounts, at its limit and one above; set, changed and cleared at run time.

use crate::accounts::with_accounts;
use crate::lines::*;
use crate::support::*;
use cift_types::{AccountKind, LimitKind, Reason};

/// A market with a last price of 100, and this limit of account 0.
#[track_caller]
fn limited(limit: Line) -> Venue {
    let mut venue = with_accounts(|_| {});
    crate::triggers::prints(&mut venue, 100, []);
    venue.applies(limit, []);
    venue
}

/// With the limit the first order passes and the second does not; without it that one passes too.
#[track_caller]
fn boundary(limit: Line, within: Line, beyond: Line, reason: Reason) {
    for limit in [limit.of_account(0), limit, limit.of_instrument(0)] {
        if limit.command.time_in_force == 2 && limit.command.order_type == LimitKind::GrossExposure as u8 {
            continue;
        }
        let mut venue = limited(limit);
        venue.refuses(beyond, reason);
        venue.accepts([within]);
        venue.run([cancel(within.command.order_id)]);
        let clear = limit.with(|c| (c.quantity, c.param, c.flags) = (0, 0, 1));
        venue.applies(clear, []);
        venue.accepts([beyond]);
    }
}

fn order(price: i64, quantity: u64) -> Line {
    buy(1).limit(price, quantity)
}

#[test]
fn v12d_unknown_accounts() {
    with_accounts(|_| {}).refuses(order(100, 1).by(8), Reason::UnknownAccount);
}

#[test]
fn v12d_not_permitted() {
    let mut venue = with_accounts(|_| {});
    venue.applies(permit(0, 0, false), []);
    venue.refuses(order(100, 1), Reason::NotPermitted);
    venue.accepts([order(100, 1).on(1)]);
    venue.applies(permit(0, 0, true), []);
    venue.accepts([order(100, 1)]);
}

#[test]
fn v12d_order_quantity() {
    boundary(set_limit(LimitKind::OrderQuantity, 5), order(90, 5), order(90, 6), Reason::OrderQuantityLimit);
}

#[test]
fn v12d_order_value() {
    boundary(set_limit(LimitKind::OrderValue, 500), order(50, 10), order(51, 10), Reason::OrderValueLimit);
}

#[test]
fn v12d_an_order_that_is_worth_too_much_for_numbers() {
    let mut venue = with_accounts(|_| {});
    venue.refuses(order(i64::MAX, 2), Reason::ValueOverflow);
    venue.refuses(order(1 << 40, 1 << 40), Reason::ValueOverflow);
    venue.refuses(order(i64::MIN, 1 << 52), Reason::ValueOverflow);
}

#[test]
fn v12d_price_collar() {
    boundary(set_limit(LimitKind::PriceCollar, 5), order(95, 1), order(94, 1), Reason::PriceCollar);
}

#[test]
fn v12d_price_collar_follows_the_reference_price() {
    let mut venue = limited(set_limit(LimitKind::PriceCollar, 5));
    venue.applies(reference(200), []);
    venue.refuses(order(100, 1), Reason::PriceCollar);
    venue.accepts([order(205, 1)]);
}

#[test]
fn v12d_price_drift_within_a_period() {
    let mut venue = limited(set_limit(LimitKind::PriceDrift, 3).of_account(0).within(100));
    venue.accepts([order(90, 1)]);
    venue.refuses(buy(2).limit(94, 1), Reason::PriceDrift);
    venue.accepts([buy(2).limit(93, 1).at(99)]);
    venue.accepts([buy(3).limit(96, 1).at(100)]); // a new period, from 96
    venue.refuses(buy(4).limit(92, 1), Reason::PriceDrift);
}

#[test]
fn v12d_duplicate_orders_within_a_period() {
    let mut venue = limited(set_limit(LimitKind::DuplicateOrders, 2).of_account(0).within(100));
    venue.accepts([order(90, 1), buy(2).limit(90, 1), buy(3).limit(90, 2)]);
    venue.refuses(buy(4).limit(90, 1), Reason::DuplicateOrder);
    venue.accepts([buy(4).limit(90, 1).at(100)]);
}

#[test]
fn v12d_open_orders() {
    let mut venue = limited(set_limit(LimitKind::OpenOrders, 2).of_account(0));
    venue.accepts([order(90, 1), sell(2).limit(110, 1)]);
    venue.refuses(buy(3).limit(90, 1), Reason::OpenOrdersLimit);
    venue.run([cancel(1)]);
    venue.accepts([buy(3).limit(90, 1)]);
}

#[test]
fn v12d_position_as_if_all_orders_of_a_side_had_traded() {
    let mut venue = limited(set_limit(LimitKind::Position, 10).of_account(0));
    venue.accepts([order(90, 6), buy(2).limit(91, 4), sell(3).limit(110, 10)]);
    venue.refuses(buy(4).limit(90, 1), Reason::PositionLimit);
    venue.refuses(sell(4).limit(110, 1), Reason::PositionLimit);
    venue.enters(sell(4).limit(91, 4).by(1), [trade(4, 2, 91, 4)]);
    venue.refuses(buy(5).limit(80, 1), Reason::PositionLimit);
    venue.accepts([sell(5).limit(120, 4)]); // long four: ten and four sells make ten short
}

#[test]
fn v12d_gross_exposure() {
    boundary(
        set_limit(LimitKind::GrossExposure, 900),
        order(90, 10),
        order(91, 10),
        Reason::GrossExposureLimit,
    );
    let mut venue = limited(set_limit(LimitKind::GrossExposure, 900).of_account(0));
    venue.accepts([order(80, 5), sell(2).limit(100, 5)]);
    venue.refuses(buy(3).limit(1, 1), Reason::GrossExposureLimit);
    venue.refuses(sell(3).limit(1, 1).on(1), Reason::GrossExposureLimit);
}

#[test]
fn v12d_net_exposure() {
    let mut venue = limited(set_limit(LimitKind::NetExposure, 900).of_account(0));
    venue.accepts([order(90, 10), sell(2).limit(180, 5)]);
    venue.refuses(buy(3).limit(1, 1).on(1), Reason::NetExposureLimit);
    venue.refuses(sell(3).limit(101, 1).on(1), Reason::NetExposureLimit);
}

#[test]
fn v12d_daily_quantity_and_value() {
    boundary(set_limit(LimitKind::DailyQuantity, 5), order(90, 5), order(90, 6), Reason::DailyQuantityLimit);
    boundary(set_limit(LimitKind::DailyValue, 450), order(90, 5), order(91, 5), Reason::DailyValueLimit);
    let mut venue = limited(set_limit(LimitKind::DailyQuantity, 5).of_account(0));
    venue.accepts([order(90, 3)]);
    venue.enters(sell(2).limit(90, 3).by(1), [trade(2, 1, 90, 3)]);
    venue.refuses(buy(3).limit(90, 3), Reason::DailyQuantityLimit);
    venue.accepts([buy(3).limit(90, 2)]);
}

#[test]
fn v12d_daily_loss() {
    let mut venue = limited(set_limit(LimitKind::DailyLoss, 50).of_account(6));
    venue.accepts([sell(1).limit(100, 10).by(1)]);
    venue.enters(buy(2).limit(100, 10).by(6), [trade(2, 1, 100, 10)]);
    crate::triggers::prints(&mut venue, 95, []); // fifty lost
    venue.accepts([buy(3).limit(80, 1).by(6)]);
    crate::triggers::prints(&mut venue, 94, []);
    venue.refuses(buy(4).limit(80, 1).by(6), Reason::DailyLossLimit);
    venue.accepts([sell(5).limit(110, 1).by(6).reduce_only()]);
}

#[test]
fn v12d_execution_rate_is_a_latch() {
    let mut venue = limited(set_limit(LimitKind::ExecutionRate, 2).of_account(0).within(100));
    venue.accepts([sell(1).limit(100, 9).by(1)]);
    venue.enters(buy(2).limit(100, 1), [trade(2, 1, 100, 1)]);
    venue.enters(buy(3).limit(100, 1), [trade(3, 1, 100, 1)]);
    venue.refuses(buy(4).limit(100, 1), Reason::ExecutionRate);
    venue.refuses(buy(4).limit(100, 1).at(1_000_000), Reason::ExecutionRate);
    venue.applies(unkill().of_account(0), []);
    venue.enters(buy(4).limit(100, 1), [trade(4, 1, 100, 1)]);
}

#[test]
fn v12d_limits_of_a_group_count_its_members_together() {
    let mut venue = with_accounts(|_| {});
    venue.applies(open_account(1, AccountKind::Cash).in_group(7), []);
    venue.applies(open_account(2, AccountKind::Cash).in_group(7), []);
    venue.applies(set_limit(LimitKind::OpenOrders, 2).of_group(7), []);
    venue.accepts([buy(1).limit(90, 1).by(1), buy(1).limit(90, 1).by(2), buy(1).limit(90, 1).by(3)]);
    venue.refuses(buy(2).limit(90, 1).by(1), Reason::OpenOrdersLimit);
    venue.refuses(buy(2).limit(90, 1).by(2), Reason::OpenOrdersLimit);
    venue.accepts([buy(2).limit(90, 1).by(3)]);
}

#[test]
fn v12d_limits_change_at_run_time_by_command() {
    let mut venue = with_accounts(|_| {});
    for most in [5, 50, 2] {
        venue.applies(set_limit(LimitKind::OrderQuantity, most), []);
        venue.refuses(buy(1).limit(90, most + 1), Reason::OrderQuantityLimit);
        venue.accepts([buy(1).limit(90, most)]);
        venue.run([cancel(1)]);
    }
    venue.applies(clear_limit(LimitKind::OrderQuantity), []);
    venue.accepts([buy(1).limit(90, 51)]);
}

#[test]
fn v12d_the_first_reason_of_many() {
    let mut venue = with_accounts(|_| {});
    venue.applies(set_limit(LimitKind::OrderQuantity, 1), []);
    venue.applies(set_limit(LimitKind::OrderValue, 1), []);
    venue.applies(set_limit(LimitKind::OpenOrders, 0), []);
    venue.applies(set_limit(LimitKind::Position, 0), []);
    venue.applies(permit(0, 0, false), []);
    venue.applies(kill().of_account(0), []);
    let order = buy(1).limit(100, 2_000_000);
    venue.refuses(order, Reason::KillSwitch);
    venue.applies(unkill().of_account(0), []);
    venue.refuses(order, Reason::NotPermitted);
    venue.applies(permit(0, 0, true), []);
    let kinds = [
        (LimitKind::OrderQuantity, Reason::OrderQuantityLimit),
        (LimitKind::OrderValue, Reason::OrderValueLimit),
        (LimitKind::OpenOrders, Reason::OpenOrdersLimit),
        (LimitKind::Position, Reason::PositionLimit),
    ];
    for (kind, reason) in kinds {
        venue.refuses(order, reason);
        venue.applies(clear_limit(kind), []);
    }
    venue.refuses(order, Reason::InsufficientFunds);
}

#[test]
fn v12d_risk_can_be_asked_without_an_order() {
    let mut venue = limited(set_limit(LimitKind::OrderQuantity, 5).of_account(0));
    let answer = venue.engine.risk_check(&order(90, 6).commands(0)).unwrap().unwrap();
    assert_eq!((answer.reason, answer.limit, answer.after), (Reason::OrderQuantityLimit as u8, 5, 6));
    let answer = venue.engine.risk_check(&order(90, 5).commands(0)).unwrap().unwrap();
    assert_eq!((answer.reason, answer.reserve), (0, 450));
    assert_eq!(venue.engine.live_orders(), 0);
}
