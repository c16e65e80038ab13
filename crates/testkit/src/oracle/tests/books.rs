//! M, N, C: matching, what is left, changes.

use super::*;

const ACCOUNT_2: u32 = 2;

fn shared(allocation: Allocation) -> Rules {
    Rules { allocation, ..Rules::default() }
}

#[test]
fn a_price_is_traded_by_time_and_hidden_orders_come_last() {
    let hidden = Command { flags: flag::HIDDEN, ..sell(1, 100, 5) };
    let mut story = Story::plain().after(&[hidden, sell(2, 100, 5), sell(3, 101, 5)]);
    assert_eq!(story.book(Side::Sell), "2:5@100 3:5@101");
    assert_eq!(
        story.tell(buy(4, 101, 12)),
        "accepted 4 12@101, trade 4-2 5@100, trade 4-1 5@100, trade 4-3 2@101"
    );
}

#[test]
fn fok_and_minimum_quantity_look_before_they_trade() {
    let mut story = Story::plain().after(&[sell(1, 100, 5)]);
    let fok = Command { time_in_force: TimeInForce::Fok as u8, ..buy(2, 100, 6) };
    assert_eq!(story.tell(fok), "accepted 2 6@100, cancelled 2 6@100 fillOrKill");
    let minimum = |minimum_quantity| OrderTerms { minimum_quantity, ..OrderTerms::default() };
    assert_eq!(story.with(minimum(6), buy(3, 100, 7)), "accepted 3 7@100, cancelled 3 7@100 minimumQuantity");
    assert_eq!(story.with(minimum(5), buy(4, 100, 7)), "accepted 4 7@100, trade 4-1 5@100");
    assert_eq!(story.book(Side::Buy), "4:2@100");
}

#[test]
fn an_iceberg_shows_part_after_part() {
    let mut story = Story::plain();
    let iceberg = OrderTerms { display_quantity: 3, ..OrderTerms::default() };
    assert_eq!(story.with(iceberg, sell(1, 100, 8)), "accepted 1 8@100");
    story.tell(sell(2, 100, 4));
    assert_eq!(story.book(Side::Sell), "1:3@100 2:4@100");
    let told = "accepted 3 8@100, trade 3-1 3@100, refreshed 1 3@100, trade 3-2 4@100, trade 3-1 1@100";
    assert_eq!(story.tell(buy(3, 100, 8)), told);
    assert_eq!(story.book(Side::Sell), "1:2@100");
    assert_eq!(story.tell(of(CommandKind::Cancel, 1)), "cancelled 1 4@100 requested");
}

#[test]
fn an_incoming_iceberg_shows_what_is_left_of_its_part() {
    let mut story = Story::plain().after(&[buy(1, 100, 8)]);
    let iceberg = OrderTerms { display_quantity: 10, ..OrderTerms::default() };
    assert_eq!(story.with(iceberg, sell(2, 100, 50)), "accepted 2 50@100, trade 2-1 8@100");
    assert_eq!(story.book(Side::Sell), "2:2@100");
}

#[test]
fn self_trades_are_prevented_four_ways() {
    let story = |self_trade| {
        let rules = Rules { self_trade, ..Rules::default() };
        let mut story =
            Story::of(rules).after(&[sell(1, 100, 5), Command { account: ACCOUNT_2, ..sell(2, 100, 5) }]);
        story.tell(buy(3, 100, 8))
    };
    assert_eq!(story(SelfTrade::CancelNewest), "accepted 3 8@100, cancelled 3 8@100 selfTrade");
    assert_eq!(
        story(SelfTrade::CancelOldest),
        "accepted 3 8@100, cancelled 1 5@100 selfTrade, trade 3-2 5@100"
    );
    assert_eq!(
        story(SelfTrade::CancelBoth),
        "accepted 3 8@100, cancelled 1 5@100 selfTrade, cancelled 3 8@100 selfTrade"
    );
    assert_eq!(
        story(SelfTrade::Decrement),
        "accepted 3 8@100, cancelled 1 5@100 selfTrade, reduced 3 3@100 selfTrade, trade 3-2 3@100"
    );
}

#[test]
fn shares_go_by_size() {
    let pro_rata = Allocation { fifo_percent: 0, pro_rata: true, ..Allocation::PRICE_TIME };
    let allocate = super::super::allocate;
    assert_eq!(allocate(&pro_rata, 10, &[10, 30, 60]), [1, 3, 6]);
    // 0.5, 1.5, 3 rounded down leave 1, which goes to the oldest; rounded to the even one, 0, 2, 3.
    assert_eq!(allocate(&pro_rata, 5, &[10, 30, 60]), [1, 1, 3]);
    let even = Allocation { rounding: Rounding::HalfEven, ..pro_rata };
    assert_eq!(allocate(&even, 5, &[10, 30, 60]), [0, 2, 3]);
    let last = Allocation { remainder: Remainder::Last, ..pro_rata };
    assert_eq!(allocate(&last, 5, &[10, 30, 60]), [0, 1, 4]);
    let top = Allocation { top_order: 4, ..pro_rata };
    assert_eq!(
        allocate(&top, 10, &[10, 30, 60]),
        [6, 1, 3],
        "4, then of 6 0.375, 1.875, 3.75, and what is left by time"
    );
    let half = Allocation { fifo_percent: 50, ..pro_rata };
    assert_eq!(allocate(&half, 20, &[10, 30, 60]), [10, 4, 6]);
    assert_eq!(allocate(&pro_rata, 200, &[10, 30, 60]), [10, 30, 60]);
}

#[test]
fn each_order_of_a_price_trades_once_for_its_share() {
    let pro_rata = Allocation { fifo_percent: 0, pro_rata: true, ..Allocation::PRICE_TIME };
    let mut story = Story::of(shared(pro_rata)).after(&[sell(1, 100, 10), sell(2, 100, 30), sell(3, 101, 5)]);
    assert_eq!(story.tell(buy(4, 101, 8)), "accepted 4 8@101, trade 4-1 2@100, trade 4-2 6@100");
}

#[test]
fn all_or_none_orders_wait_for_enough() {
    let whole = |command| Command { flags: flag::ALL_OR_NONE, ..command };
    let mut story = Story::plain().after(&[whole(sell(1, 100, 10))]);
    // Too small: it is passed over, and both stand crossed.
    assert_eq!(story.tell(buy(2, 101, 6)), "accepted 2 6@101");
    // Now there is enough: the order that was passed over comes in against both.
    assert_eq!(story.tell(buy(3, 100, 4)), "accepted 3 4@100, trade 1-2 6@101, trade 1-3 4@100");
    // An incoming one: a part of the first is set aside, then all of the second.
    let mut story = Story::plain().after(&[sell(1, 100, 3), whole(sell(2, 100, 5))]);
    assert_eq!(story.tell(whole(buy(3, 100, 7))), "accepted 3 7@100, trade 3-1 2@100, trade 3-2 5@100");
}

#[test]
fn money_buys_whole_lots() {
    let money = |id, quantity| Command {
        order_type: OrderType::Market as u8,
        flags: flag::MONEY,
        price: 0,
        ..buy(id, 0, quantity)
    };
    let mut story = Story::plain().after(&[sell(1, 100, 2), sell(2, 150, 9)]);
    let told = "accepted 3 520@0, trade 3-1 2@100, trade 3-2 2@150, cancelled 3 20@0 immediateRemainder";
    assert_eq!(story.tell(money(3, 520)), told);
    assert_eq!(story.tell(money(4, 1050)), "accepted 4 1050@0, trade 4-2 7@150");
    assert_eq!(story.tell(money(5, 10)), "accepted 5 10@0, cancelled 5 10@0 noLiquidity");
}

#[test]
fn post_only_orders_move_away() {
    let mut story = Story::plain().after(&[sell(1, 100, 5)]);
    let post = |flags, command| Command { flags, ..command };
    assert_eq!(story.tell(post(1, buy(2, 100, 5))), "rejected postOnlyWouldTrade");
    assert_eq!(story.tell(post(3, buy(3, 105, 5))), "accepted 3 5@105, repriced 3 5@99");
}

#[test]
fn market_to_limit_orders_trade_at_the_best_price_only() {
    let to_limit = |command| Command { order_type: OrderType::MarketToLimit as u8, price: 0, ..command };
    let mut story = Story::plain().after(&[sell(1, 100, 5), sell(2, 101, 5)]);
    assert_eq!(story.tell(to_limit(buy(3, 0, 8))), "accepted 3 8@0, trade 3-1 5@100");
    assert_eq!(story.book(Side::Buy), "3:3@100");
    assert_eq!(Story::plain().tell(to_limit(buy(1, 0, 1))), "rejected noCounterOrder");
    let rest = Rules {
        market_to_limit: MarketToLimit::Rest,
        unmatched_market: UnmatchedMarket::Rest,
        ..Rules::default()
    };
    let mut story = Story::of(rest).after(&[to_limit(buy(1, 0, 5))]);
    assert_eq!(story.tell(sell(2, 90, 2)), "accepted 2 2@90, trade 2-1 2@90, repriced 1 3@90");
}

#[test]
fn a_replaced_order_keeps_its_place_where_the_rules_say_so() {
    let replace = |id, price, quantity| Command { price, quantity, ..of(CommandKind::Replace, id) };
    let keeps = Rules { replace: ReplacePriority::KeepsOnReduce, ..Rules::default() };
    let mut story = Story::of(keeps).after(&[buy(1, 100, 5), buy(2, 100, 5)]);
    assert_eq!(story.tell(replace(1, 100, 3)), "reduced 1 3@100");
    assert_eq!(story.tell(replace(1, 100, 3)), "replaced 1 3@100");
    assert_eq!(story.book(Side::Buy), "1:3@100 2:5@100");
    assert_eq!(story.tell(replace(1, 100, 4)), "replaced 1 4@100");
    assert_eq!(story.book(Side::Buy), "2:5@100 1:4@100");
}

#[test]
fn a_mass_quote_replaces_all_or_nothing() {
    let entry = |command: Command| Command { kind: CommandKind::QuoteEntry as u8, ..command };
    let mut story = Story::plain().after(&[entry(buy(1, 99, 5)), entry(sell(2, 101, 5))]);
    assert_eq!(story.tell(of(CommandKind::MassQuote, 0)), "accepted 1 5@99, accepted 2 5@101");
    assert_eq!(story.tell(of(CommandKind::MassQuote, 0)), "rejected invalidQuote");
    story = story.after(&[entry(buy(1, 98, 5)), entry(sell(2, 101, 0))]);
    let told = "cancelled 1 5@99 massCancelled, accepted 1 5@98, cancelled 2 5@101 massCancelled";
    assert_eq!(story.tell(of(CommandKind::MassQuote, 0)), told);
    story = story.after(&[entry(buy(1, 97, 5)), entry(buy(1, 96, 5))]);
    assert_eq!(story.tell(of(CommandKind::MassQuote, 0)), "rejected duplicateOrderId");
    assert_eq!(story.book(Side::Buy), "1:5@98");
}
