//! Seeds 104192, 302000, 302912, 302917, 303814, 900912. What is left of a resting market-to-limit order moves, and may find no room:
//! the incoming order meets what is the best then.

use super::{agree, order, with};
use cift_engine::{Allocation, MarketPrice, MarketToLimit, Remainder, Rules, UnmatchedMarket, Width};
use cift_testkit::oracle::flag;
use cift_testkit::special::as_command;
use cift_types::{Link, OrderType, SelfTrade, Side};
use cift_wire::{Command, OrderTerms};

const LAST: Allocation =
    Allocation { fifo_percent: 100, pro_rata: true, remainder: Remainder::Last, ..Allocation::PRICE_TIME };

fn of_type(order_type: OrderType, flags: u32, order: Command) -> Command {
    Command { order_type: order_type as u8, flags, ..order }
}

/// A last price of 10.
fn last() -> Vec<Command> {
    vec![order(98, Side::Sell, 10, 1), order(99, Side::Buy, 10, 1)]
}

/// The money that is left does not pay for what moved; before it stand own orders, or such at no price for money.
#[test]
fn money_that_is_left() {
    let market_to_limit = MarketToLimit::Rest;
    for allocation in [Allocation::PRICE_TIME, LAST] {
        for band in [None, Some(Width::Ticks(3))] {
            let unmatched_market = UnmatchedMarket::Rest;
            let rules = Rules {
                market_to_limit,
                unmatched_market,
                allocation,
                dynamic_band: band,
                ..Rules::default()
            };
            for (own, price, mode) in [(0, 0, 0), (0, 30, 0), (7, i64::MIN, 1 << 13), (7, i64::MIN, 1 << 14)]
            {
                let mut commands = last();
                commands.push(of_type(OrderType::MarketToLimit, 0, order(1, Side::Sell, 0, 2)));
                commands.push(Command { account: own, ..order(2, Side::Sell, price, 1) });
                let buy = of_type(OrderType::Market, flag::MONEY | mode, order(3, Side::Buy, 0, 13));
                commands.push(Command { account: 7, ..buy });
                agree(rules.clone(), commands);
            }
        }
    }
}

/// An iceberg's next part does not fit into its level any more.
#[test]
fn a_part_without_room() {
    const MOST: u64 = (1 << 53) - 1;
    let iceberg = OrderTerms { display_quantity: 1 << 52, ..OrderTerms::default() };
    for allocation in [Allocation::PRICE_TIME, LAST] {
        let mut commands = vec![as_command(&iceberg)];
        commands.push(Command { flags: flag::TERMS, ..order(1, Side::Sell, 100, MOST) });
        commands.push(order(2, Side::Sell, 100, 1 << 51));
        commands.push(order(3, Side::Buy, 100, (1 << 52) - 1));
        commands.push(order(4, Side::Sell, 100, (1 << 53) - (1 << 51) - 2));
        commands.push(order(5, Side::Buy, 100, 2));
        agree(Rules { allocation, ..Rules::default() }, commands);
    }
}

/// Seed 900912. With an own market order its ring goes, and with that the limit that the other's price is made from.
#[test]
fn a_price_that_goes_with_a_ring() {
    let link = OrderTerms { link: Link::OneCancelsOther as u8, linked_order_id: 1, ..OrderTerms::default() };
    for self_trade in [SelfTrade::Decrement, SelfTrade::CancelOldest, SelfTrade::CancelBoth] {
        for allocation in [Allocation::PRICE_TIME, LAST] {
            let mut commands = vec![of_type(OrderType::Market, 0, order(1, Side::Sell, 0, 1))];
            commands
                .push(Command { account: 1, ..of_type(OrderType::Market, 0, order(2, Side::Sell, 0, 1)) });
            commands.extend(with(link, order(3, Side::Sell, -989, 1)));
            commands.push(order(4, Side::Buy, 0, 2));
            let (unmatched_market, market_price) = (UnmatchedMarket::Rest, MarketPrice::Reference);
            agree(
                Rules { unmatched_market, market_price, self_trade, allocation, ..Rules::default() },
                commands,
            );
        }
    }
}
