//! K, W, T: links, triggers, pegs, timers.

use super::*;

fn stop(offset: Price) -> OrderTerms {
    OrderTerms { trigger: Trigger::Stop as u8, offset, ..OrderTerms::default() }
}

fn linked(link: Link, linked_order_id: u64) -> OrderTerms {
    OrderTerms { link: link as u8, linked_order_id, ..OrderTerms::default() }
}

fn market(command: Command) -> Command {
    Command { order_type: OrderType::Market as u8, price: 0, ..command }
}

#[test]
fn stops_fire_lowest_first_and_cascade() {
    let mut story = Story::plain().after(&[sell(1, 100, 1), sell(2, 103, 1), sell(3, 110, 5)]);
    assert_eq!(story.with(stop(105), market(buy(12, 0, 1))), "accepted 12 1@0");
    assert_eq!(story.with(stop(102), market(buy(11, 0, 1))), "accepted 11 1@0");
    assert_eq!(story.tell(buy(4, 100, 1)), "accepted 4 1@100, trade 4-1 1@100");
    let told = "accepted 5 1@103, trade 5-2 1@103, triggered 11 1@0, trade 11-3 1@110, \
                triggered 12 1@0, trade 12-3 1@110";
    assert_eq!(story.tell(buy(5, 103, 1)), told);
}

#[test]
fn a_satisfied_trigger_fires_on_entry() {
    let mut story = Story::plain().after(&[sell(1, 100, 1), buy(2, 100, 1), sell(3, 104, 1)]);
    assert_eq!(
        story.with(stop(100), market(buy(4, 0, 1))),
        "accepted 4 1@0, triggered 4 1@0, trade 4-3 1@104"
    );
}

#[test]
fn touched_orders_look_at_the_ask_and_the_middle() {
    let touched = |source, offset| OrderTerms {
        trigger: Trigger::Touched as u8,
        trigger_source: source as u8,
        offset,
        ..OrderTerms::default()
    };
    let mut story = Story::plain().after(&[buy(1, 90, 1), sell(2, 110, 1)]);
    assert_eq!(story.with(touched(TriggerSource::BidAsk, 105), buy(3, 105, 1)), "accepted 3 1@105");
    assert_eq!(story.with(touched(TriggerSource::Mid, 98), buy(4, 95, 1)), "accepted 4 1@95");
    // The ask 106 makes the middle 98, but touches no ask of 105.
    assert_eq!(story.tell(sell(5, 106, 1)), "accepted 5 1@106, triggered 4 1@95");
    assert_eq!(story.tell(sell(6, 105, 1)), "accepted 6 1@105, triggered 3 1@105, trade 3-6 1@105");
}

#[test]
fn a_trailing_stop_follows_and_never_goes_back() {
    let trailing = OrderTerms { trigger: Trigger::Trailing as u8, offset: 5, ..OrderTerms::default() };
    let trade = |story: &mut Story, id, price| {
        story.tell(sell(id, price, 1));
        story.tell(Command { account: 2, ..buy(id, price, 1) })
    };
    let mut story = Story::plain();
    trade(&mut story, 1, 100);
    assert_eq!(story.with(trailing, market(sell(50, 0, 1))), "accepted 50 1@0");
    trade(&mut story, 2, 110);
    assert_eq!(trade(&mut story, 3, 106), "accepted 3 1@106, trade 3-3 1@106");
    let told = "accepted 4 1@105, trade 4-4 1@105, triggered 50 1@0, cancelled 50 1@0 noLiquidity";
    assert_eq!(trade(&mut story, 4, 105), told);
}

#[test]
fn one_cancels_the_other_at_the_first_trade() {
    let mut story = Story::plain().after(&[sell(1, 110, 5)]);
    assert_eq!(story.with(linked(Link::OneCancelsOther, 1), sell(2, 120, 5)), "accepted 2 5@120");
    assert_eq!(story.with(linked(Link::OneCancelsOther, 2), buy(3, 90, 5)), "accepted 3 5@90");
    let told = "accepted 4 1@110, trade 4-1 1@110, cancelled 2 5@120 linked, cancelled 3 5@90 linked";
    assert_eq!(story.tell(buy(4, 110, 1)), told);
    assert_eq!(story.with(linked(Link::OneCancelsOther, 2), sell(5, 130, 5)), "rejected invalidLink");
}

#[test]
fn children_wait_for_their_parent_and_a_bracket_for_each_other() {
    let mut story = Story::plain().after(&[buy(1, 100, 5)]);
    assert_eq!(story.with(linked(Link::Bracket, 1), sell(2, 110, 5)), "accepted 2 5@110");
    let mut loss = linked(Link::Bracket, 1);
    (loss.trigger, loss.offset) = (Trigger::Stop as u8, 90);
    assert_eq!(story.with(loss, market(sell(3, 0, 5))), "accepted 3 5@0");
    assert_eq!(story.tell(sell(4, 100, 2)), "accepted 4 2@100, trade 4-1 2@100");
    let told = "accepted 5 3@100, trade 5-1 3@100, triggered 2 5@110, triggered 3 5@0";
    assert_eq!(story.tell(sell(5, 100, 3)), told);
    assert_eq!(story.tell(buy(6, 110, 1)), "accepted 6 1@110, trade 6-2 1@110, cancelled 3 5@0 linked");
    // A parent that is cancelled takes its children with it.
    let mut story = Story::plain().after(&[buy(1, 100, 5)]);
    story.with(linked(Link::OneTriggersOther, 1), sell(2, 110, 5));
    let told = "cancelled 1 5@100 requested, cancelled 2 5@110 linked";
    assert_eq!(story.tell(of(CommandKind::Cancel, 1)), told);
}

#[test]
fn a_held_order_enters_when_it_is_released() {
    let mut story = Story::plain().after(&[sell(1, 100, 5), Command { flags: flag::HELD, ..buy(2, 100, 5) }]);
    assert_eq!(story.tell(of(CommandKind::Release, 1)), "rejected unknownOrder");
    assert_eq!(story.tell(of(CommandKind::Release, 2)), "triggered 2 5@100, trade 2-1 5@100");
}

#[test]
fn a_peg_follows_the_bid() {
    let peg = OrderTerms { peg: PegReference::Bid as u8, offset: 1, ..OrderTerms::default() };
    let pegged = |command| Command { order_type: OrderType::Pegged as u8, ..command };
    let mut story = Story::plain();
    assert_eq!(story.with(peg, pegged(buy(1, 105, 5))), "accepted 1 5@105, repriced 1 5@0");
    assert_eq!(story.tell(buy(2, 100, 5)), "accepted 2 5@100, repriced 1 5@101");
    assert_eq!(story.tell(buy(3, 104, 5)), "accepted 3 5@104, repriced 1 5@105");
    assert_eq!(story.tell(sell(4, 107, 5)), "accepted 4 5@107");
    assert_eq!(story.tell(buy(5, 106, 5)), "accepted 5 5@106", "not past its bound");
    let all = "cancelled 5 5@106 requested";
    assert_eq!(story.tell(of(CommandKind::Cancel, 5)), all);
    assert_eq!(story.tell(of(CommandKind::Cancel, 3)), "cancelled 3 5@104 requested, repriced 1 5@101");
}

#[test]
fn orders_expire_and_accounts_fall_silent() {
    let mut story = Story::plain();
    let gtd = Command { time_in_force: TimeInForce::Gtd as u8, param: 50, ..buy(1, 100, 5) };
    story = story.after(&[gtd, buy(2, 100, 5), Command { param: 60, ..of(CommandKind::Heartbeat, 0) }]);
    story.time_ns = 49;
    assert_eq!(story.tell(of(CommandKind::Clock, 0)), "");
    story.time_ns = 70;
    let told = "cancelled 1 5@100 expired, cancelled 2 5@100 disconnected, rejected unknownOrder";
    assert_eq!(story.tell(of(CommandKind::Cancel, 2)), told);
}
