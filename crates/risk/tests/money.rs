//! Money by hand: textbook positions, fees, reserve prices, margin.

mod support;

use cift_risk::{Amend, Fee, OrderIntent, Release, Risk, Settings, Tier, Trade, TradeParty, Working};
use cift_types::{AccountKind, Reason, Side};
use support::*;

fn balance(risk: &Risk, account: u32, currency: u32) -> (i64, i64) {
    let it = risk.balance(account, currency).unwrap_or_default();
    (it.total, it.reserved)
}

/// Bought 100 at 10 and 50 at 12; sold 120 at 15. By average the cost is 10.67 a lot, first in first out 100 at 10 and
/// 20 at 12.
#[test]
fn average_cost_and_first_in_first_out_as_in_the_textbook() {
    let mut risk = rich(AccountKind::Margin, 2);
    for (price, quantity) in [(10, 100), (12, 50)] {
        cross(&mut risk, 1, 2, price, quantity).expect("it trades");
    }
    cross(&mut risk, 2, 1, 15, 120).expect("it trades");
    let it = risk.fill_position(1, 0).expect("it has one");
    assert_eq!((it.quantity, it.bought_quantity, it.sold_quantity), (30, 150, 120));
    assert_eq!((it.cost, it.realised_pnl), (320, 120 * 15 - 1280));
    assert_eq!((it.fifo_cost, it.fifo_realised_pnl), (360, 100 * 5 + 20 * 3));
    assert_eq!((it.mark_price, it.unrealised_pnl), (15, 450 - 320));
    // The other side is its mirror.
    let it = risk.fill_position(2, 0).expect("it has one");
    assert_eq!((it.quantity, it.cost, it.realised_pnl), (-30, -320, -520));
    assert_eq!((it.fifo_cost, it.fifo_realised_pnl), (-360, -560));
    assert_eq!(balance(&risk, 1, USD).0 - (1 << 60), 520);
}

#[test]
fn a_position_turns_around_at_the_price_of_the_trade() {
    let mut risk = rich(AccountKind::Margin, 2);
    cross(&mut risk, 1, 2, 10, 3).expect("it trades");
    cross(&mut risk, 2, 1, 13, 5).expect("it trades");
    let it = risk.fill_position(1, 0).expect("it has one");
    assert_eq!((it.quantity, it.cost, it.realised_pnl), (-2, -26, 9));
    assert_eq!((it.fifo_cost, it.fifo_realised_pnl), (-26, 9));
    // An average that does not come out even leaves its remainder to the last lot.
    let mut risk = rich(AccountKind::Margin, 2);
    cross(&mut risk, 1, 2, 10, 2).expect("it trades");
    cross(&mut risk, 1, 2, 11, 1).expect("it trades");
    for (cost, realised) in [(21, 2), (11, 4), (0, 5)] {
        cross(&mut risk, 2, 1, 12, 1).expect("it trades");
        let it = risk.fill_position(1, 0).expect("it has one");
        assert_eq!((it.cost, it.realised_pnl), (cost, realised));
    }
}

fn with_tiers(kind: AccountKind, maker: u64, taker: u64) -> Risk {
    let mut risk = rich(kind, 2);
    risk.apply(&open(1, kind, u32::MAX, maker)).expect("it can be");
    risk.apply(&open(2, kind, u32::MAX, taker)).expect("it can be");
    risk
}

#[test]
fn fees_and_rebates_go_through_the_house() {
    for (kind, delivered) in [(AccountKind::Cash, 1), (AccountKind::Margin, 0)] {
        // 1 is the maker: a rebate of 100 ppm of 39,990, rounded down. 2 takes: 250 ppm, rounded up.
        let mut risk = with_tiers(kind, 1, 1);
        cross(&mut risk, 1, 2, 3999, 10).expect("it trades");
        assert_eq!(balance(&risk, 1, USD), ((1 << 60) - delivered * 39_990 + 3, margin(kind)));
        assert_eq!(balance(&risk, 2, USD), ((1 << 60) + delivered * 39_990 - 10, margin(kind)));
        assert_eq!((risk.house(USD), risk.house(LOT)), (7, 0));
        assert_eq!(risk.fill_position(1, 0).expect("it has one").fees, -3);
        assert_eq!(balance(&risk, 1, LOT), ((1 << 60) + delivered * 10, 0));
        // By the lot.
        let mut risk = with_tiers(kind, 2, 2);
        cross(&mut risk, 1, 2, 3999, 10).expect("it trades");
        assert_eq!(risk.house(USD), 30);
        assert_eq!(risk.balance(2, USD).expect("it has").fees, 20);
        risk.audit([]).expect("all agrees");
    }
}

/// A tenth of 39,990.
const fn margin(kind: AccountKind) -> i64 {
    if matches!(kind, AccountKind::Margin) { 3999 } else { 0 }
}

#[test]
fn a_cash_account_can_spend_all_it_has_and_not_one_more() {
    let mut risk = venue(settings());
    for account in [1, 2] {
        risk.apply(&open(account, AccountKind::Cash, u32::MAX, 1)).expect("it opens");
    }
    // 10 lots at 100, and a fee of at most 1 for each.
    risk.apply(&transfer(1, USD, 1010)).expect("it pays");
    risk.apply(&transfer(2, LOT, 10)).expect("it pays");
    assert_eq!(risk.admit(&buy(1, 100, 11)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&buy(1, 101, 10)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.check(&buy(1, 101, 10)).limit, 1010);
    assert_eq!(risk.admit(&buy(1, 100, 10)), Ok(()));
    assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.apply(&transfer(1, USD, -1)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&sell(2, 100, 11)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&sell(2, 100, 10)), Ok(()));
    for _ in 0..10 {
        let done = risk.fill_position(1, 0).expect("it has one").bought_quantity == 9;
        let party = |account, taker| TradeParty { account, reserved: Some(100), taker, done };
        let (buyer, seller) = (party(1, true), party(2, false));
        risk.trade(&Trade { buyer, seller, ..fill(1, 2, 100, 1) }).expect("it trades");
    }
    // Each fill paid a fee of 1: all is gone. As one fill it would have been less.
    assert_eq!((balance(&risk, 1, USD), balance(&risk, 1, LOT)), ((0, 0), (10, 0)));
    assert_eq!((balance(&risk, 2, USD), balance(&risk, 2, LOT)), ((1000, 0), (0, 0)));
}

#[test]
fn a_buy_moves_up_to_its_reserve_price_and_no_further() {
    let mut risk = venue(settings());
    risk.apply(&open(1, AccountKind::Cash, u32::MAX, 0)).expect("it opens");
    risk.apply(&transfer(1, USD, 1200)).expect("it pays");
    let order = OrderIntent { reserve_price: Some(120), ..buy(1, 100, 10) };
    assert_eq!(risk.admit(&OrderIntent { reserve_price: Some(99), ..order }), Err(Reason::InvalidPrice));
    assert_eq!(
        risk.admit(&OrderIntent { reserve_price: Some(121), ..order }),
        Err(Reason::InsufficientFunds)
    );
    assert_eq!(risk.admit(&order), Ok(()));
    assert_eq!(balance(&risk, 1, USD), (1200, 1200));
    let working = |price| Working { price, reserved_price: 120, quantity: 10 };
    let moved = |price| Amend { old: working(100), new: working(price), ..amend(&live(&order), 0, 0) };
    assert_eq!(risk.amend(&moved(121)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.amend(&moved(120)), Ok(()));
    risk.audit([live(&order)]).expect("all agrees");
    risk.release(&Release { quantity: 4, done: false, ..gone(&live(&order)) });
    assert_eq!(balance(&risk, 1, USD), (1200, 720));
    // A sell has no such price.
    let order = OrderIntent { reserve_price: Some(1), ..sell(1, 2, 1) };
    assert_eq!(risk.admit(&order), Err(Reason::InvalidPrice));
}

#[test]
fn an_order_with_a_plan_needs_what_the_plan_costs() {
    let mut risk = rich(AccountKind::Cash, 2);
    risk.apply(&open(3, AccountKind::Cash, u32::MAX, 0)).expect("it opens");
    risk.apply(&transfer(3, USD, 300)).expect("it pays");
    // One lot at 100 and one at 200: 300, though the worst price twice would be 400.
    let plan = OrderIntent { planned_value: Some(300), ..buy(3, 200, 2) };
    assert_eq!(risk.admit(&buy(3, 200, 2)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&OrderIntent { planned_value: Some(301), ..plan }), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&plan), Ok(()));
    risk.audit([]).expect("nothing is set aside");
    for price in [100, 200] {
        risk.admit(&sell(1, price, 1)).expect("it passes");
        let trade = fill(3, 1, price, 1);
        let buyer = TradeParty { reserved: None, taker: true, ..trade.buyer };
        risk.trade(&Trade { buyer, ..trade }).expect("it trades");
    }
    assert_eq!((balance(&risk, 3, USD), balance(&risk, 3, LOT)), ((0, 0), (2, 0)));
    risk.audit([]).expect("all agrees");
}

#[test]
fn margin_is_for_the_larger_of_what_a_position_can_become() {
    let mut risk = rich(AccountKind::Margin, 2);
    let reserved = |risk: &Risk| balance(risk, 1, USD).1;
    risk.admit(&buy(1, 1000, 10)).expect("it passes");
    assert_eq!(reserved(&risk), 1000);
    risk.admit(&sell(1, 1100, 5)).expect("smaller, the other way");
    assert_eq!(reserved(&risk), 1000);
    risk.admit(&sell(1, 1100, 5)).expect("larger now");
    assert_eq!(reserved(&risk), 1100);
    risk.admit(&sell(2, 1000, 10)).expect("it passes");
    let trade = fill(1, 2, 1000, 10);
    risk.trade(&trade).expect("it trades");
    // Long 10 for 10,000; the sells only close it.
    assert_eq!(reserved(&risk), 1000);
    risk.admit(&sell(1, 1100, 1)).expect("one more than there is");
    assert_eq!(reserved(&risk), 1000);
    risk.apply(&transfer(1, USD, -((1 << 60) - 1000))).expect("all but the margin");
    assert_eq!(risk.apply(&transfer(1, USD, -1)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&buy(1, 1, 10)), Err(Reason::InsufficientFunds));
    assert_eq!(risk.admit(&sell(1, 1, 1)), Ok(()), "closing needs nothing");
    // Its kind and tier do not change under its orders and its position.
    for (kind, tier) in [(AccountKind::Cash, 0), (AccountKind::Margin, 1)] {
        assert_eq!(risk.apply(&open(1, kind, u32::MAX, tier)), Err(Reason::InvalidCommand));
    }
}

#[test]
fn a_cash_account_may_trade_with_a_margin_account() {
    let mut risk = rich(AccountKind::Cash, 2);
    risk.apply(&open(2, AccountKind::Margin, u32::MAX, 1)).expect("it becomes one");
    cross(&mut risk, 1, 2, 100, 7).expect("it trades");
    assert!(risk.conserved());
    assert_eq!(balance(&risk, 1, LOT).0 - (1 << 60), 7);
    assert_eq!(balance(&risk, 2, LOT).0 - (1 << 60), 0);
    cross(&mut risk, 2, 1, 90, 7).expect("it trades back");
    assert_eq!(
        balance(&risk, 2, USD).0 - (1 << 60),
        70 - 1,
        "it gained, and its fee was rounded up, its rebate down"
    );
    risk.audit([]).expect("all agrees");
}

#[test]
fn an_account_may_trade_with_itself() {
    for kind in [AccountKind::Cash, AccountKind::Margin] {
        let mut risk = with_tiers(kind, 1, 1);
        cross(&mut risk, 1, 1, 4000, 10).expect("it trades");
        assert_eq!(balance(&risk, 1, USD), ((1 << 60) - 6, 0));
        assert_eq!(risk.house(USD), 6);
        let it = risk.fill_position(1, 0).expect("it has one");
        assert_eq!((it.quantity, it.bought_quantity, it.sold_quantity, it.realised_pnl), (0, 10, 10, 0));
        risk.audit([]).expect("all agrees");
    }
}

#[test]
fn a_trade_that_is_worth_too_much_changes_nothing() {
    let mut risk = rich(AccountKind::Margin, 2);
    let before = saved(&risk);
    assert_eq!(risk.trade(&fill(1, 2, i64::MIN, 2)), Err(Reason::ValueOverflow));
    assert_eq!(risk.trade(&fill(1, 3, 1, 2)), Err(Reason::UnknownAccount));
    assert_eq!(risk.trade(&Trade { instrument: 9, ..fill(1, 2, 1, 2) }), Err(Reason::UnknownInstrument));
    assert_eq!(before, saved(&risk));
}

#[test]
fn settings_that_cannot_be_are_named() {
    let wrong = |change: fn(&mut Settings)| {
        let mut it = settings();
        change(&mut it);
        it.validate().expect_err("it cannot be").0
    };
    assert_eq!(wrong(|it| it.currencies.clear()), "currencies");
    assert_eq!(wrong(|it| it.currencies[1].code.clear()), "currencies[1].code");
    assert_eq!(wrong(|it| it.currencies[2].code = "USD".to_owned()), "currencies[2].code");
    assert_eq!(wrong(|it| it.currencies[0].scale = 19), "currencies[0].scale");
    assert_eq!(wrong(|it| it.instruments.clear()), "instruments");
    assert_eq!(wrong(|it| it.instruments[1].base = 3), "instruments[1].base");
    assert_eq!(wrong(|it| it.instruments[1].quote = 3), "instruments[1].quote");
    assert_eq!(wrong(|it| it.instruments[1].quote = LOT), "instruments[1].base");
    assert_eq!(wrong(|it| it.instruments[0].tick_value = 0), "instruments[0].tick_value");
    assert_eq!(wrong(|it| it.instruments[0].lot_value = -1), "instruments[0].lot_value");
    assert_eq!(
        wrong(|it| it.instruments[0].initial_margin_ppm = 10_000_001),
        "instruments[0].initial_margin_ppm"
    );
    assert_eq!(wrong(|it| it.tiers.clear()), "tiers");
    let dear = Tier { maker: Fee::Ppm(1_000_001), taker: Fee::Ppm(0) };
    assert_eq!(dear.maker, Fee::Ppm(1_000_001));
    assert_eq!(wrong(|it| it.tiers[1].maker = Fee::Ppm(-1_000_001)), "tiers[1].maker");
    assert_eq!(wrong(|it| it.tiers[1].taker = Fee::PerLot((1 << 40) + 1)), "tiers[1].taker");
    assert_eq!(settings().validate(), Ok(()));
}

#[test]
fn the_side_that_reduces_is_the_one_against_the_position() {
    let mut risk = rich(AccountKind::Margin, 2);
    cross(&mut risk, 1, 2, 10, 5).expect("it trades");
    for (account, side, most) in
        [(1, Side::Sell, 5), (1, Side::Buy, 0), (2, Side::Buy, 5), (2, Side::Sell, 0)]
    {
        assert_eq!(risk.reducible(account, 0, side), most);
        for (quantity, passes) in [(most, most > 0), (most + 1, false)] {
            let order = OrderIntent { reduce_only: true, ..order(account, side, 10, quantity.max(1)) };
            let expected = if passes { Reason::None } else { Reason::ReduceOnly };
            assert_eq!(risk.check(&order).reason, expected as u8);
        }
    }
}
