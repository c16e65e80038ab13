//! P, A, B: phases, auctions, bands.

use super::*;

fn market(command: Command) -> Command {
    Command { order_type: OrderType::Market as u8, price: 0, ..command }
}

#[test]
fn an_auction_collects_indicates_and_uncrosses() {
    let mut story = Story::plain();
    assert_eq!(story.tell(phase(Phase::OpeningAuction)), "openingAuction");
    assert_eq!(story.tell(buy(1, 102, 5)), "accepted 1 5@102");
    assert_eq!(story.tell(sell(2, 100, 3)), "accepted 2 3@100, indicative 3@102 +2");
    assert_eq!(story.tell(sell(3, 101, 4)), "accepted 3 4@101, indicative 5@101 +2");
    let told = "trade 1-2 3@101, trade 1-3 2@101, uncrossed 5@101 +2, continuous";
    assert_eq!(story.tell(phase(Phase::Continuous)), told);
    assert_eq!(story.book(Side::Sell), "3:2@101");
}

#[test]
fn ties_go_to_the_price_nearest_to_the_last() {
    let nearest = |reference, auction_tie| {
        let mut story = Story::of(Rules { auction_tie, ..Rules::default() });
        story.tell(Command { price: reference, ..of(CommandKind::Reference, 0) });
        story.tell(phase(Phase::OpeningAuction));
        story.tell(buy(1, 110, 5));
        story.tell(sell(2, 100, 5))
    };
    assert_eq!(nearest(90, AuctionTie::Highest), "accepted 2 5@100, indicative 5@100 +0");
    assert_eq!(nearest(106, AuctionTie::Highest), "accepted 2 5@100, indicative 5@110 +0");
    assert_eq!(nearest(105, AuctionTie::Highest), "accepted 2 5@100, indicative 5@110 +0");
    assert_eq!(nearest(105, AuctionTie::Lowest), "accepted 2 5@100, indicative 5@100 +0");
}

#[test]
fn market_orders_alone_cross_at_the_reference_price() {
    let mut story = Story::plain();
    story.tell(phase(Phase::ClosingAuction));
    story.tell(market(buy(1, 0, 5)));
    assert_eq!(story.tell(market(sell(2, 0, 3))), "accepted 2 3@0", "there is no price");
    let told = "applied 0 0@100, indicative 3@100 +2";
    assert_eq!(story.tell(Command { price: 100, account: 0, ..of(CommandKind::Reference, 0) }), told);
    let told = "trade 1-2 3@100, uncrossed 3@100 +2, closed, cancelled 1 2@9223372036854775807 noLiquidity";
    assert_eq!(story.tell(phase(Phase::Closed)), told);
}

#[test]
fn orders_for_an_auction_wait_for_it_and_go_with_it() {
    let tif = |time_in_force: TimeInForce, command| Command { time_in_force: time_in_force as u8, ..command };
    let mut story = Story::of(Rules { initial_phase: Phase::PreOpen, ..Rules::default() });
    story.tell(tif(TimeInForce::AtOpen, buy(1, 100, 5)));
    story.tell(tif(TimeInForce::AtClose, sell(2, 100, 5)));
    story.tell(tif(TimeInForce::Day, buy(3, 90, 5)));
    let told = "uncrossed 0@0 +0, continuous, cancelled 1 5@100 auctionOver";
    assert_eq!(story.tell(phase(Phase::Continuous)), told);
    assert_eq!(story.tell(buy(4, 100, 2)), "accepted 4 2@100");
    assert_eq!(story.tell(phase(Phase::ClosingAuction)), "closingAuction, indicative 2@100 +3");
    let told = "trade 4-2 2@100, uncrossed 2@100 +3, closed, cancelled 2 3@100 auctionOver, \
                cancelled 3 5@90 endOfDay";
    assert_eq!(story.tell(phase(Phase::Closed)), told);
}

#[test]
fn an_iceberg_takes_part_whole_and_refreshes_afterwards() {
    let mut story = Story::plain();
    story.tell(phase(Phase::OpeningAuction));
    let iceberg = OrderTerms { display_quantity: 3, ..OrderTerms::default() };
    story.with(iceberg, sell(1, 100, 10));
    story.tell(sell(2, 100, 5));
    story.tell(buy(3, 100, 7));
    let told = "trade 3-1 7@100, refreshed 1 3@100, uncrossed 7@100 +8, continuous";
    assert_eq!(story.tell(phase(Phase::Continuous)), told);
    assert_eq!(story.book(Side::Sell), "2:5@100 1:3@100");
}

#[test]
fn bands_stop_orders() {
    let banded = |band_action| {
        let rules = Rules {
            dynamic_band: Some(Width::Ticks(5)),
            band_action,
            pause_ns: 10,
            auction_ns: 20,
            ..Rules::default()
        };
        Story::of(rules).after(&[sell(1, 100, 1), buy(2, 100, 1), sell(3, 105, 1), sell(4, 106, 1)])
    };
    let mut story = banded(BandAction::Cancel);
    assert_eq!(
        story.tell(buy(5, 110, 3)),
        "accepted 5 3@110, trade 5-3 1@105, cancelled 5 2@110 dynamicBand"
    );
    let mut story = banded(BandAction::Pause);
    let told = "accepted 5 3@110, trade 5-3 1@105, halt dynamicBand";
    assert_eq!(story.tell(buy(5, 110, 3)), told);
    assert_eq!(story.tell(buy(6, 110, 3)), "rejected wrongPhase");
    story.time_ns = 10;
    let told = "volatilityAuction scheduled, indicative 1@110 +1";
    assert_eq!(story.tell(of(CommandKind::Clock, 0)), told);
    story.time_ns = 40;
    let told = "trade 5-4 1@110, uncrossed 1@110 +1, continuous scheduled";
    assert_eq!(story.tell(of(CommandKind::Clock, 0)), told);
    let fixed = Rules { static_band: Some(Width::BasisPoints(100)), ..Rules::default() };
    let mut story = Story::of(fixed);
    story.tell(Command { price: 1000, ..of(CommandKind::Reference, 0) });
    assert_eq!(story.tell(sell(1, 1011, 1)), "rejected staticBand");
    assert_eq!(story.tell(sell(1, 1010, 1)), "accepted 1 1@1010");
    story.tell(Command { price: 900, ..of(CommandKind::Reference, 0) });
    assert_eq!(story.tell(market(buy(2, 0, 1))), "accepted 2 1@0, cancelled 2 1@0 staticBand");
}

#[test]
fn the_schedule_changes_phases() {
    let entry = |time_ns, phase| ScheduleEntry { time_ns, phase, instrument: None };
    let schedule = vec![entry(0, Phase::PreOpen), entry(5, Phase::Continuous), entry(5, Phase::Closed)];
    let setup = Setup { schedule, ..Setup::roomy(1) };
    let mut story = Story { oracle: Oracle::new(&setup), time_ns: 0 };
    assert_eq!(story.tell(buy(1, 100, 1)), "preOpen scheduled, accepted 1 1@100");
    story.time_ns = 5;
    let told = "uncrossed 0@0 +0, continuous scheduled, closed scheduled, rejected wrongPhase";
    assert_eq!(story.tell(buy(2, 100, 1)), told);
}

#[test]
fn what_does_not_fit_a_call_phase_is_cancelled_or_refused() {
    let whole = Command { flags: flag::ALL_OR_NONE, ..buy(1, 100, 5) };
    let mut story = Story::plain().after(&[whole]);
    let told = "volatilityAuction, cancelled 1 5@100 wrongPhase";
    assert_eq!(story.tell(phase(Phase::VolatilityAuction)), told);
    assert_eq!(story.tell(whole), "rejected wrongPhase");
    let ioc = Command { time_in_force: TimeInForce::Ioc as u8, ..buy(2, 100, 5) };
    assert_eq!(story.tell(ioc), "rejected wrongPhase");
    assert_eq!(story.tell(phase(Phase::VolatilityAuction)), "volatilityAuction");
}
