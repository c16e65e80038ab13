//! R, M10, V12d: sessions with accounts.

use crate::lines::*;
use crate::support::*;
use cift_engine::risk::{Currency, Fee, InstrumentMoney, Settings, Tier};
use cift_engine::{BandAction, Config, SelfTradeScope};
use cift_types::{AccountKind, LimitKind, Phase, Reason, SelfTrade, Side};
use cift_wire::Balance;

pub const USD: u32 = 0;
pub const LOTS: u32 = 1;
pub const RICH: i64 = 1_000_000;

/// Dollars and lots of one unit; the second tier pays fees.
pub fn settings() -> Settings {
    let currency = |code: &str| Currency { code: code.to_owned(), scale: 0 };
    let money =
        InstrumentMoney { base: LOTS, quote: USD, tick_value: 1, lot_value: 1, initial_margin_ppm: 100_000 };
    Settings {
        currencies: vec![currency("USD"), currency("LOTS")],
        instruments: vec![money; 2],
        tiers: vec![Tier::default(), Tier { maker: Fee::Ppm(-1_000), taker: Fee::Ppm(25_000) }],
        fifo: true,
    }
}

/// Cash accounts 0 to 5 and 9 with a million of everything, and 6 and 7 with a million dollars on margin.
pub fn with_accounts(change: impl FnOnce(&mut Config)) -> Venue {
    let mut venue = session(|config| {
        config.accounts = Some(settings());
        change(config);
    });
    for account in [0, 1, 2, 3, 4, 5, 9] {
        venue.applies(open_account(account, AccountKind::Cash), []);
        venue.applies(transfer(account, USD, RICH), []);
        venue.applies(transfer(account, LOTS, RICH), []);
    }
    for account in [6, 7] {
        venue.applies(open_account(account, AccountKind::Margin), []);
        venue.applies(transfer(account, USD, RICH), []);
    }
    venue
}

impl Venue {
    pub fn money(&self, account: u32, currency: u32) -> (i64, i64) {
        let Balance { total, reserved, available, .. } = self.engine.balance(account, currency).unwrap();
        assert_eq!(total - reserved, available);
        (total, reserved)
    }

    /// What is set aside of an account's dollars and lots.
    pub fn reserved(&self, account: u32) -> (i64, i64) {
        (self.money(account, USD).1, self.money(account, LOTS).1)
    }

    pub fn holds(&self, account: u32) -> i64 {
        self.engine.position(account, 0).map_or(0, |position| position.quantity)
    }

    pub fn conserved(&self) -> bool {
        self.engine.risk().unwrap().conserved()
    }
}

// ---- reservations

#[test]
fn r1_orders_reserve_what_they_could_need() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(90, 2).on(1), sell(3).limit(110, 7)]);
    assert_eq!(venue.reserved(0), (680, 7));
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 5)]);
    venue.does(reduce(3, 3), [reduced(3, 110, 4)]);
    assert_eq!(venue.reserved(0), (180, 4));
}

#[test]
fn r1_an_order_that_needs_more_than_there_is_is_refused() {
    let mut venue = with_accounts(|_| {});
    venue.refuses(buy(1).limit(100, 10_001), Reason::InsufficientFunds);
    venue.accepts([buy(1).limit(100, 10_000)]);
    venue.refuses(buy(2).limit(1, 1), Reason::InsufficientFunds);
    venue.refuses(sell(3).limit(200, 1_000_001), Reason::InsufficientFunds);
    venue.accepts([sell(3).limit(200, 1_000_000)]);
}

#[test]
fn r1_a_trade_moves_money_and_lots_and_gives_back_what_was_not_needed() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(1).limit(100, 3).by(1)]);
    venue.enters(buy(2).limit(105, 5).by(2), [trade(2, 1, 100, 3)]);
    assert_eq!((venue.money(1, USD), venue.money(1, LOTS)), ((RICH + 300, 0), (RICH - 3, 0)));
    assert_eq!((venue.money(2, USD), venue.money(2, LOTS)), ((RICH - 300, 210), (RICH + 3, 0)));
    assert_eq!((venue.holds(1), venue.holds(2)), (-3, 3));
    assert!(venue.conserved());
}

#[test]
fn r1_what_leaves_unfilled_is_given_back() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(1).limit(100, 3).by(1)]);
    let left = cancelled(Reason::ImmediateRemainder, 2, 105, 2);
    venue.enters(buy(2).limit(105, 5).by(2).ioc(), [trade(2, 1, 100, 3), left]);
    assert_eq!((venue.reserved(1), venue.reserved(2)), ((0, 0), (0, 0)));
    venue.enters(buy(3).limit(105, 5).by(2).fok(), [cancelled(Reason::FillOrKill, 3, 105, 5)]);
    venue.accepts([buy(4).limit(105, 5).by(2).until(50)]);
    venue.does(clock(50), [cancelled(Reason::Expired, 4, 105, 5)]);
    assert_eq!(venue.reserved(2), (0, 0));
}

#[test]
fn r1_a_market_order_needs_what_its_matching_would_cost_now() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(1).limit(600, 1_000).by(1), sell(2).limit(700, 1_000).by(1)]);
    // A thousand at 600 and 571 at 700 are 999,700; one more costs too much.
    venue.refuses(buy(3).market(1_572), Reason::InsufficientFunds);
    venue.enters(buy(3).market(1_571), [trade(3, 1, 600, 1_000), trade(3, 2, 700, 571)]);
    assert_eq!(venue.money(0, USD), (300, 0));
}

#[test]
fn r1_a_buy_may_have_funds_set_aside_at_a_higher_price() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 5).reserve_at(120)]);
    assert_eq!(venue.reserved(0), (600, 0));
    venue.does(replace(1, 120, 5), [replaced(1, 120, 5)]);
    assert_eq!(venue.reserved(0), (600, 0));
    venue.refuses(buy(2).limit(100, 5).reserve_at(99), Reason::InvalidPrice);
}

#[test]
fn r1_fees_are_set_aside_at_their_dearest_and_paid_as_they_are() {
    let mut venue = with_accounts(|_| {});
    venue.applies(open_account(1, AccountKind::Cash).with(|c| c.quantity = 1), []);
    venue.applies(open_account(2, AccountKind::Cash).with(|c| c.quantity = 1), []);
    venue.accepts([buy(1).limit(100, 10).by(1)]);
    // 2.5 % of 100 is 2.5, so three a lot.
    assert_eq!(venue.reserved(1), (1030, 0));
    venue.enters(sell(2).limit(100, 10).by(2), [trade(2, 1, 100, 10)]);
    // The maker is paid 0.1 % of 1000, the taker pays 2.5 %.
    assert_eq!(venue.money(1, USD), (RICH - 1000 + 1, 0));
    assert_eq!(venue.money(2, USD), (RICH + 1000 - 25, 0));
    let risk = venue.engine.risk().unwrap();
    assert_eq!((risk.house(USD), risk.conserved()), (24, true));
}

#[test]
fn r1_margin_accounts_set_aside_a_part_and_may_be_short() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(1).limit(100, 50).by(6)]);
    assert_eq!(venue.money(6, USD), (RICH, 500));
    venue.enters(buy(2).limit(100, 20).by(7), [trade(2, 1, 100, 20)]);
    assert_eq!((venue.holds(6), venue.holds(7)), (-20, 20));
    assert_eq!(venue.money(7, USD), (RICH, 200));
    venue.refuses(sell(3).limit(100, 100_000).by(6), Reason::InsufficientFunds);
    assert!(venue.conserved());
}

#[test]
fn r1_profit_is_realised_by_average_cost_and_first_in_first_out() {
    let mut venue = with_accounts(|_| {});
    for (id, price) in [(1, 100), (2, 110)] {
        venue.accepts([sell(id).limit(price, 10).by(1)]);
        venue.enters(buy(id).limit(price, 10).by(6), [trade(id, id, price, 10)]);
    }
    venue.accepts([buy(3).limit(120, 10).by(1)]);
    venue.enters(sell(3).limit(120, 10).by(6), [trade(3, 3, 120, 10)]);
    let position = venue.engine.position(6, 0).unwrap();
    assert_eq!((position.quantity, position.cost, position.realised_pnl), (10, 1050, 150));
    assert_eq!((position.fifo_cost, position.fifo_realised_pnl), (1100, 200));
    assert_eq!((position.mark_price, position.unrealised_pnl), (120, 150));
    assert_eq!(venue.money(6, USD).0, RICH + 150);
}

// ---- messages

/// Whether the command takes the only message that account 1 may send.
fn is_message(line: Line) -> bool {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(7).limit(90, 5).by(1)]);
    venue.applies(set_limit(LimitKind::MessageRate, 1).of_account(1).within(1000), []);
    venue.run([line.by(1)]);
    venue.run([buy(2).limit(80, 5).by(1)])[0].reason == Reason::MessageRate as u8
}

#[test]
fn r2_new_orders_and_quotes_that_come_before_the_accounts_count() {
    assert!(is_message(buy(1).limit(100, 5)) && is_message(buy(1).limit(100, 5).ioc()));
    assert!(is_message(buy(1).limit(100, 1_000_000)), "refused for want of funds");
    let refused =
        [buy(1).limit(100, 0), buy(7).limit(100, 5), buy(1).limit(100, 5).on(9), buy(1).market_to_limit(5)];
    assert!(refused.into_iter().all(|line| !is_message(line)), "refused before that");
}

#[test]
fn r2_changes_of_live_orders_count() {
    assert!([cancel(7), reduce(7, 1), replace(7, 91, 5)].into_iter().all(is_message));
    assert!(is_message(replace(7, 91, 1_000_000)), "refused for want of funds");
    assert!(![cancel(8), reduce(8, 1), replace(8, 91, 5), reduce(7, 0)].into_iter().any(is_message));
}

#[test]
fn r2_nothing_else_counts() {
    let others =
        [mass_cancel(), mass_quote(), heartbeat(0), disconnect(), quote(Side::Buy, 1, 100, 5), clock(0)];
    assert!(!others.into_iter().any(is_message));
}

#[test]
fn r2_terms_are_no_message() {
    let mut venue = with_accounts(|_| {});
    venue.applies(set_limit(LimitKind::MessageRate, 1).of_account(1).within(1000), []);
    venue.accepts([buy(1).limit(100, 5).iceberg(1).by(1)]);
}

#[test]
fn r2_the_rate_refuses_new_replace_and_mass_quote_and_never_a_cancel() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 5).by(1), buy(2).limit(99, 5).by(1), buy(3).limit(98, 5).by(1)]);
    venue.is_silent(quote(Side::Buy, 9, 90, 5).by(1));
    venue.applies(set_limit(LimitKind::MessageRate, 2).of_account(1).within(1000), []);
    venue.does(reduce(1, 1).by(1), [reduced(1, 100, 4)]);
    venue.does(reduce(1, 1).by(1), [reduced(1, 100, 3)]);
    venue.refuses(buy(4).limit(100, 5).by(1), Reason::MessageRate);
    venue.refuses(replace(2, 98, 5).by(1), Reason::MessageRate);
    let rejected = cancelled(Reason::MessageRate, 9, 90, 5).rejected(cift_types::CommandKind::MassQuote);
    venue.does(mass_quote().by(1), [rejected]);
    venue.does(reduce(1, 1).by(1), [reduced(1, 100, 2)]);
    venue.does(cancel(2).by(1), [cancelled(Reason::Requested, 2, 99, 5)]);
    venue.accepts([buy(8).limit(100, 5).by(2)]); // others have their own
    venue.does(
        mass_cancel().by(1),
        [1, 3].map(|id| {
            cancelled(Reason::MassCancelled, id, [100, 98][id as usize / 2], [2, 5][id as usize / 2])
        }),
    );
    venue.accepts([buy(5).limit(100, 5).by(1).at(500)]); // half the period: one of two came back
}

// ---- changes

#[test]
fn r3_a_replacement_is_admitted_in_place_of_the_old_order() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 6_000)]);
    venue.refuses(replace(1, 200, 6_000), Reason::InsufficientFunds);
    venue.does(replace(1, 100, 10_000), [replaced(1, 100, 10_000)]);
    assert_eq!(venue.reserved(0), (RICH, 0));
    venue.does(replace(1, 90, 10), [replaced(1, 90, 10)]);
    assert_eq!(venue.reserved(0), (900, 0));
}

#[test]
fn r3_limits_hold_for_replacements_too() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 5)]);
    venue.applies(set_limit(LimitKind::OrderQuantity, 7), []);
    venue.refuses(replace(1, 100, 8), Reason::OrderQuantityLimit);
    venue.does(replace(1, 100, 7), [replaced(1, 100, 7)]);
}

// ---- the kill switch

fn killed(id: u64, price: i64, account: u32) -> Expected {
    cancelled(Reason::KillSwitch, id, price, 5).of(account, 0)
}

#[test]
fn r4_kill_cancels_in_the_same_command_and_refuses_until_released() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(1).limit(110, 5).by(1), buy(2).limit(100, 5).by(1), buy(3).limit(100, 5).by(2)]);
    venue.accepts([buy(4).limit(100, 5).on(1).by(1), buy(5).limit(50, 5).stop(200).by(1)]);
    let switch = kill().of_account(1);
    venue.applies(switch, [killed(2, 100, 1), killed(1, 110, 1), killed(5, 50, 1), killed(4, 100, 1).on(1)]);
    venue.refuses(buy(6).limit(100, 5).by(1), Reason::KillSwitch);
    venue.accepts([buy(7).limit(100, 5).by(2)]);
    venue.applies(unkill().of_account(1), []);
    venue.accepts([buy(6).limit(100, 5).by(1)]);
    assert_eq!(venue.reserved(1), (500, 0));
}

#[test]
fn r4_of_a_group_an_instrument_or_the_venue() {
    let switches = [kill().of_group(7), kill().of_instrument(0), kill()];
    for (number, switch) in switches.into_iter().enumerate() {
        let mut venue = with_accounts(|_| {});
        venue.applies(open_account(1, AccountKind::Cash).in_group(7), []);
        venue.accepts([
            buy(1).limit(100, 5).by(1),
            buy(2).limit(99, 5).by(2),
            buy(3).limit(98, 5).on(1).by(1),
        ]);
        let [one, two, three] = [killed(1, 100, 1), killed(2, 99, 2), killed(3, 98, 1).on(1)];
        let gone = [vec![one, three], vec![one, two], vec![one, two, three]];
        venue.applies(switch, &gone[number]);
        venue.refuses(buy(4).limit(100, 5).by(1), Reason::KillSwitch);
        let elsewhere = buy(5).limit(90, 5).by(2).on(1);
        if number == 2 {
            venue.refuses(elsewhere, Reason::KillSwitch);
        } else {
            venue.accepts([elsewhere]);
        }
        venue.applies(switch.with(|c| c.order_type = 0), []);
        venue.accepts([buy(4).limit(100, 5).by(1)]);
    }
}

#[test]
fn r4_links_follow_and_cancels_go_through() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 5).by(1), sell(2).limit(110, 5).by(1).after(1)]);
    venue.applies(kill().of_instrument(1), []);
    venue.does(
        cancel(1).by(1),
        [cancelled(Reason::Requested, 1, 100, 5), cancelled(Reason::Linked, 2, 110, 5)],
    );
}

// ---- administrative commands

#[test]
fn r5_commands_that_cannot_be() {
    let mut venue = with_accounts(|_| {});
    venue.refuses(open_account(1, AccountKind::Cash).with(|c| c.order_type = 2), Reason::InvalidCommand);
    venue.refuses(open_account(1, AccountKind::Cash).with(|c| c.quantity = 2), Reason::InvalidCommand);
    venue.refuses(transfer(1, 2, 5), Reason::InvalidCommand);
    venue.refuses(transfer(8, USD, 5), Reason::UnknownAccount);
    venue.refuses(transfer(1, USD, -RICH - 1), Reason::InsufficientFunds);
    venue.refuses(transfer(1, USD, i64::MAX), Reason::ValueOverflow);
    venue.refuses(set_limit(LimitKind::None, 5), Reason::InvalidCommand);
    venue.refuses(set_limit(LimitKind::MessageRate, 5), Reason::InvalidCommand); // without a period
    venue.refuses(set_limit(LimitKind::OpenOrders, 5).of_account(8), Reason::UnknownAccount);
    venue.refuses(set_limit(LimitKind::OpenOrders, 5).of_instrument(2), Reason::UnknownInstrument);
    venue.refuses(kill().with(|c| c.order_type = 2), Reason::InvalidCommand);
    venue.refuses(kill().of_account(8), Reason::UnknownAccount);
    venue.refuses(permit(1, 2, true), Reason::UnknownInstrument);
    venue.refuses(permit(8, 0, true), Reason::UnknownAccount);
}

#[test]
fn r5_applied_has_the_commands_fields() {
    let mut venue = with_accounts(|_| {});
    let events = venue.run([transfer(1, USD, -5)]);
    assert_eq!((events[0].account, events[0].price, events[0].flags), (1, -5, 16));
    assert_eq!(venue.money(1, USD).0, RICH - 5);
}

#[test]
fn r5_money_that_orders_hold_cannot_be_paid_out() {
    let mut venue = with_accounts(|_| {});
    venue.accepts([buy(1).limit(100, 5).by(1)]);
    venue.refuses(transfer(1, USD, -RICH + 499), Reason::InsufficientFunds);
    venue.applies(transfer(1, USD, -RICH + 500), []);
}

// ---- waiting orders

#[test]
fn r6_waiting_orders_are_admitted_on_entry() {
    let mut venue = with_accounts(|_| {});
    let stop = buy(1).limit(100, 5).stop(200);
    venue.refuses(stop.limit(100, 10_001), Reason::InsufficientFunds);
    venue.applies(set_limit(LimitKind::OpenOrders, 3).of_account(0), []);
    venue.accepts([stop, buy(2).limit(90, 5).held(), buy(3).limit(80, 5).after(1)]);
    assert_eq!(venue.reserved(0), (1350, 0));
    venue.refuses(buy(4).limit(70, 5).held(), Reason::OpenOrdersLimit);
    venue.does(release(2), [triggered(2, 90, 5)]);
    assert_eq!(venue.reserved(0), (1350, 0));
}

#[test]
fn r6_an_order_without_a_price_that_waits_is_admitted_at_the_last_price_and_again_when_it_comes_in() {
    let mut venue = with_accounts(|_| {});
    venue.applies(reference(100), []);
    venue.refuses(buy(1).market(10_001).stop(110), Reason::InsufficientFunds);
    venue.accepts([buy(1).market(10_000).stop(110), sell(2).limit(120, 10_000).by(1)]);
    assert_eq!(venue.reserved(0), (0, 0)); // nothing is held back
    let events = venue.run([sell(3).limit(110, 1).by(2), buy(4).limit(110, 1).by(3)]);
    let refused = cancelled(Reason::InsufficientFunds, 1, 0, 10_000);
    compare(&events[2..], &[trade(4, 3, 110, 1), triggered(1, 0, 10_000), refused]);
}

#[test]
fn r6_an_order_without_a_price_that_a_call_phase_collects_is_admitted_at_the_last_price() {
    let mut venue = with_accounts(|_| {});
    venue.applies(reference(100), []);
    venue.run([phase(Phase::PreOpen)]);
    venue.refuses(buy(1).market(10_001), Reason::InsufficientFunds);
    venue.accepts([buy(1).market(10_000), buy(2).market_to_limit(10_000)]);
    assert_eq!(venue.reserved(0), (0, 0));
}

// ---- trades

/// Accounts 0 and 1 with 2^62 of everything.
fn very_rich() -> Venue {
    let mut venue = with_accounts(|_| {});
    for (account, currency) in [(0, USD), (0, LOTS), (1, USD), (1, LOTS)] {
        venue.applies(transfer(account, currency, (1 << 62) - RICH), []);
    }
    venue
}

#[test]
fn r7_a_trade_of_2_to_the_62_does_not_happen() {
    const BIG: u64 = 1 << 31;
    let mut venue = very_rich();
    venue.accepts([buy(1).limit(1 << 31, BIG)]);
    let left = cancelled(Reason::NoLiquidity, 2, 0, BIG);
    venue.enters(sell(2).market(BIG).by(1), [left]);
    venue.enters(sell(3).market(BIG - 1).by(1), [trade(3, 1, 1 << 31, BIG - 1)]);
    assert!(venue.conserved());
}

#[test]
fn r7_nor_an_uncross_of_so_much() {
    const BIG: u64 = 1 << 31;
    let mut venue = very_rich();
    venue.run([phase(Phase::PreOpen)]);
    venue.accepts([buy(1).limit(1 << 31, BIG), sell(2).limit(1 << 31, BIG).by(1)]);
    let events = [uncrossed(0, 0, 0, Side::Buy), phase_changed(Phase::PreOpen, Phase::Continuous)];
    venue.does(phase(Phase::Continuous), events);
}

#[test]
fn r8_in_an_uncross_both_sides_pay_as_takers() {
    let mut venue = with_accounts(|_| {});
    for account in [1, 2] {
        venue.applies(open_account(account, AccountKind::Cash).with(|c| c.quantity = 1), []);
    }
    venue.run([phase(Phase::PreOpen), buy(1).limit(100, 10).by(1), sell(2).limit(100, 10).by(2)]);
    venue.run([phase(Phase::Continuous)]);
    assert_eq!(venue.money(1, USD), (RICH - 1000 - 25, 0));
    assert_eq!(venue.money(2, USD), (RICH + 1000 - 25, 0));
}

// ---- owners

#[test]
fn m4_with_group_scope_accounts_of_a_group_are_one_owner() {
    let mut venue = with_accounts(|config| {
        let rules = &mut config.instruments[0].rules;
        (rules.self_trade, rules.self_trade_scope) = (SelfTrade::CancelOldest, SelfTradeScope::Group);
    });
    venue.applies(open_account(1, AccountKind::Cash).in_group(7), []);
    venue.applies(open_account(2, AccountKind::Cash).in_group(7), []);
    venue.accepts([sell(1).limit(100, 5).by(1), sell(2).limit(100, 5).by(3)]);
    let out = cancelled(Reason::SelfTrade, 1, 100, 5).of(1, 0);
    venue.enters(buy(3).limit(100, 5).by(2), [out, trade(3, 2, 100, 5)]);
    // Accounts without a group are owners by themselves.
    venue.accepts([sell(4).limit(100, 5).by(3)]);
    venue.enters(buy(5).limit(100, 5).by(4), [trade(5, 4, 100, 5)]);
}

#[test]
fn b2_what_a_band_cancels_is_given_back() {
    let mut venue = with_accounts(|config| {
        let rules = &mut config.instruments[0].rules;
        (rules.dynamic_band, rules.band_action) = (Some(cift_engine::Width::Ticks(5)), BandAction::Cancel);
    });
    venue.applies(reference(100), []);
    venue.accepts([sell(1).limit(106, 5).by(1)]);
    venue.enters(buy(2).limit(106, 5), [cancelled(Reason::DynamicBand, 2, 106, 5)]);
    assert_eq!(venue.reserved(0), (0, 0));
}
