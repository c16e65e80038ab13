//! R, M10, V12d: sessions with accounts.

use crate::lines::*;
use crate::support::*;
use cift_engine::risk::{Currency, Fee, InstrumentMoney, Settings, Tier};
use cift_engine::{BandAction, Config, SelfTradeScope, UnmatchedMarket};
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
    fn money(&self, account: u32, currency: u32) -> (i64, i64) {
        let Balance { total, reserved, available, .. } = self.engine.balance(account, currency).unwrap();
        assert_eq!(total - reserved, available);
        (total, reserved)
    }

    /// What is set aside of an account's dollars and lots.
    fn reserved(&self, account: u32) -> (i64, i64) {
        (self.money(account, USD).1, self.money(account, LOTS).1)
    }

    fn holds(&self, account: u32) -> i64 {
        self.engine.position(account, 0).map_or(0, |position| position.quantity)
    }

    fn conserved(&self) -> bool {
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

#[test]
fn r1_a_market_order_in_a_call_phase_cannot_make_a_cash_account_owe() {
    let mut venue = with_accounts(|_| {});
    venue.run([phase(Phase::PreOpen)]);
    venue.run([buy(1).market(20_000), sell(2).limit(100, 20_000).by(1)]);
    venue.run([phase(Phase::Continuous)]);
    let (total, reserved) = venue.money(0, USD);
    assert!(total >= 0 && reserved >= 0, "it owes {}", -total);
}

#[test]
fn r1_a_market_order_that_rests_cannot_make_a_cash_account_owe() {
    let mut venue =
        with_accounts(|config| config.instruments[0].rules.unmatched_market = UnmatchedMarket::Rest);
    venue.run([reference(100), buy(1).market(20_000), sell(2).limit(90, 20_000).by(1)]);
    assert!(venue.money(0, USD).0 >= 0, "it owes {}", -venue.money(0, USD).0);
}

// ---- messages

#[test]
fn r2_refused_commands_count_as_messages_too() {
    let spends = [
        buy(1).limit(100, 0),
        buy(1).limit(100, 5).ioc(),
        cancel(7),
        reduce(7, 1),
        replace(7, 1, 1),
        release(7),
        mass_cancel(),
        mass_quote(),
        quote(Side::Buy, 1, 100, 5),
        heartbeat(0),
        disconnect(),
    ];
    for line in spends.map(|line| line.by(1)) {
        let mut venue = with_accounts(|_| {});
        venue.applies(set_limit(LimitKind::MessageRate, 1).of_account(1).within(1000), []);
        venue.run([line]);
        let kind = line.command.kind;
        let events = venue.run([buy(2).limit(100, 5).by(1)]);
        assert_eq!(events[0].reason, Reason::MessageRate as u8, "a command of kind {kind} took no token");
    }
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

// ---- reduce-only

/// Account 6 is long five lots.
fn long_five() -> Venue {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(90).limit(100, 5).by(1)]);
    venue.enters(buy(91).limit(100, 5).by(6), [trade(91, 90, 100, 5)]);
    venue
}

#[test]
fn v12c_reduce_only_needs_a_position_against_it() {
    let mut venue = long_five();
    venue.refuses(buy(1).limit(90, 1).by(6).reduce_only(), Reason::ReduceOnly);
    venue.refuses(sell(1).limit(110, 1).by(7).reduce_only(), Reason::ReduceOnly);
    venue.refuses(sell(1).limit(110, 6).by(6).reduce_only(), Reason::ReduceOnly); // more than the position
    venue.accepts([sell(1).limit(110, 5).by(6).reduce_only()]);
}

#[test]
fn m10_a_resting_reduce_only_order_is_looked_at_again_at_its_trade() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(110, 3).by(6).reduce_only(), sell(2).limit(111, 5).by(6).reduce_only()]);
    let events = [trade(3, 1, 110, 3), trade(3, 2, 111, 2), cancelled(Reason::ReduceOnly, 2, 111, 3)];
    venue.enters(buy(3).limit(111, 9).by(2), events);
    assert_eq!((venue.holds(6), venue.engine.order(0, 2, 3).unwrap().quantity), (0, 4));
}

#[test]
fn m10_one_whose_position_is_gone_is_cancelled_when_its_turn_comes() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(111, 5).by(6).reduce_only(), buy(2).limit(100, 5).by(2)]);
    venue.enters(sell(3).limit(100, 5).by(6), [trade(3, 2, 100, 5)]);
    venue.accepts([sell(4).limit(111, 1).by(3)]);
    let events = [cancelled(Reason::ReduceOnly, 1, 111, 5), trade(5, 4, 111, 1)];
    venue.enters(buy(5).limit(111, 1).by(2), events);
}

#[test]
fn m10_an_incoming_one_trades_no_more_than_the_position() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(90, 4).by(6).reduce_only().stop(90), buy(2).limit(100, 3).by(2)]);
    venue.accepts([buy(3).limit(95, 5).by(2)]);
    venue.enters(sell(4).limit(100, 3).by(6), [trade(4, 2, 100, 3)]);
    // Two are left of the position; the stop was for four.
    venue.run([cancel(3).by(2), buy(3).limit(90, 5).by(2)]);
    let events = venue.run([sell(5).limit(90, 1).by(3)]);
    let expected = [
        trade(5, 3, 90, 1),
        triggered(1, 90, 4),
        trade(1, 3, 90, 2),
        cancelled(Reason::ReduceOnly, 1, 90, 2),
    ];
    compare(&events[1..], &expected);
    assert_eq!(venue.holds(6), 0);
}

#[test]
fn p2_reduce_only_orders_go_when_a_call_begins() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(110, 5).by(6).reduce_only()]);
    let events = [phase_changed(Phase::Continuous, Phase::PreOpen), cancelled(Reason::WrongPhase, 1, 110, 5)];
    venue.does(phase(Phase::PreOpen), events);
}

#[test]
fn m9_all_or_none_passes_over_reduce_only() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(110, 5).by(6).reduce_only()]);
    venue.accepts([buy(2).limit(110, 5).by(2).all_or_none()]);
    assert_eq!(venue.engine.order(0, 2, 2).unwrap().quantity, 5);
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
