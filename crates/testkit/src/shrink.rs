//! Makes a failing case small: first fewer commands, then plainer ones, until nothing more can go.

use crate::case::{Case, Setup};
use cift_engine::Rules;
use cift_types::CommandKind;
use cift_wire::{Command, OrderTerms, as_words, from_words};
use std::collections::BTreeMap;

/// Rounds over commands and fields. Each takes something away or is the last.
const ROUNDS: usize = 8;
/// Cases that are tried before what there is has to do.
const ATTEMPTS: usize = 5000;

/// The smallest case found that still fails.
///
/// # Panics
///
/// When the case does not fail as it is.
pub fn shrink(case: &Case, mut fails: impl FnMut(&Case) -> bool) -> Case {
    let mut case = case.clone();
    assert!(fails(&case), "the case to shrink does not fail");
    let mut left = ATTEMPTS;
    let mut fails = |case: &Case| {
        left = left.saturating_sub(1);
        left > 0 && fails(case)
    };
    plain_places(&mut case, &mut fails);
    for _ in 0..ROUNDS {
        let before = case.clone();
        fewer_commands(&mut case, &mut fails);
        plain_setup(&mut case, &mut fails);
        plain_names(&mut case, &mut fails);
        plain_fields(&mut case, &mut fails);
        if case == before {
            break;
        }
    }
    case
}

/// Delta debugging (ddmin): leaves out ever shorter stretches.
fn fewer_commands(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    let mut length = case.commands.len().div_ceil(2);
    while length > 0 {
        // From the back: what comes after the failure goes at once.
        let mut end = case.commands.len();
        while end > 0 {
            let start = end.saturating_sub(length);
            let mut smaller = case.clone();
            smaller.commands.drain(start..end);
            if !smaller.commands.is_empty() && fails(&smaller) {
                *case = smaller;
            }
            end = start;
        }
        length = if length == 1 { 0 } else { length.div_ceil(2) };
    }
}

/// Leaves numbers to the sequencer, and time at zero.
fn plain_places(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    attempt(case, fails, |case| case.commands.iter_mut().for_each(|command| command.seq = 0));
    attempt(case, fails, |case| case.commands.iter_mut().for_each(|command| command.time_ns = 0));
}

fn plain_setup(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    let roomy = Setup::roomy(1);
    attempt(case, fails, |case| case.setup = roomy.clone());
    attempt(case, fails, |case| case.setup.schedule.clear());
    attempt(case, fails, |case| case.setup.references.clear());
    attempt(case, fails, |case| case.setup.seed = 0);
    plain_rules(case, fails);
    attempt(case, fails, |case| case.setup.limits = roomy.limits);
    attempt(case, fails, |case| case.setup.limits.orders = roomy.limits.orders);
    attempt(case, fails, |case| case.setup.limits.pages = roomy.limits.pages);
    if case.setup.limits != roomy.limits {
        attempt(case, fails, |case| case.setup.limits.reserve_orders = 0);
        attempt(case, fails, |case| case.setup.limits.reserve_pages = 0);
    }
    attempt(case, fails, |case| case.setup.event_buffer = roomy.event_buffer);
    attempt(case, fails, |case| {
        let used =
            case.commands.iter().map(|command| command.instrument).filter(|&i| i < case.setup.instruments);
        case.setup.instruments = used.max().map_or(1, |most| most + 1);
    });
    // Only where a limit is what it takes.
    for fewer in 1..5 {
        if case.setup.limits.orders != roomy.limits.orders {
            attempt(case, fails, |case| case.setup.limits.orders = fewer);
        }
        if case.setup.limits.pages != roomy.limits.pages {
            attempt(case, fails, |case| case.setup.limits.pages = fewer);
        }
    }
}

/// Takes the rules of version 1, for all instruments, for one, for one rule.
fn plain_rules(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    attempt(case, fails, |case| case.setup.rules.clear());
    for at in (0..case.setup.rules.len()).rev() {
        attempt(case, fails, |case| case.setup.rules[at] = Rules::default());
        let mut rule = |change: fn(&mut Rules, Rules)| {
            attempt(case, fails, |case| change(&mut case.setup.rules[at], Rules::default()));
        };
        rule(|rules, plain| rules.unmatched_market = plain.unmatched_market);
        rule(|rules, plain| rules.market_price = plain.market_price);
        rule(|rules, plain| rules.market_to_limit = plain.market_to_limit);
        rule(|rules, plain| rules.crossing = plain.crossing);
        rule(|rules, plain| rules.replace = plain.replace);
        rule(|rules, plain| rules.self_trade = plain.self_trade);
        rule(|rules, plain| rules.self_trade_scope = plain.self_trade_scope);
        rule(|rules, plain| rules.allocation = plain.allocation);
        rule(|rules, plain| rules.allocation.top_order = plain.allocation.top_order);
        rule(|rules, plain| rules.allocation.fifo_percent = plain.allocation.fifo_percent);
        rule(|rules, plain| rules.allocation.minimum = plain.allocation.minimum);
        rule(|rules, plain| rules.allocation.rounding = plain.allocation.rounding);
        rule(|rules, plain| rules.ticks = plain.ticks);
        rule(|rules, plain| (rules.lot, rules.min_quantity) = (plain.lot, plain.min_quantity));
        rule(|rules, plain| rules.max_quantity = plain.max_quantity);
        rule(|rules, plain| rules.auction_tie = plain.auction_tie);
        rule(|rules, plain| rules.static_band = plain.static_band);
        rule(|rules, plain| rules.dynamic_band = plain.dynamic_band);
        rule(|rules, plain| rules.band_action = plain.band_action);
        rule(|rules, plain| (rules.pause_ns, rules.auction_ns) = (plain.pause_ns, plain.auction_ns));
        rule(|rules, plain| rules.initial_phase = plain.initial_phase);
    }
    let most = case.setup.instruments as usize;
    case.setup.rules.truncate(most);
    case.setup.references.truncate(most);
}

/// Renames instruments, accounts and ids to 0, 1, … and 1, 2, …; moves prices together without changing their order.
fn plain_names(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    attempt(case, fails, |case| {
        let setup = case.setup.instruments;
        rename(case, |command| &mut command.instrument, |rank| rank.min(setup - 1));
    });
    attempt(case, fails, |case| orders(case).for_each(|command| command.instrument = 0));
    attempt(case, fails, |case| orders(case).for_each(|command| command.account = 0));
    attempt(case, fails, |case| rename(case, |command| &mut command.account, |rank| rank));
    attempt(case, fails, |case| rename(case, |command| &mut command.order_id, |rank| u64::from(rank) + 1));
    attempt(case, fails, |case| rename(case, |command| &mut command.price, |rank| i64::from(rank) + 100));
}

/// Replaces every value of a field by one made of its rank. Terms have other fields in those places.
fn rename<T: Copy + Ord>(case: &mut Case, field: fn(&mut Command) -> &mut T, value: impl Fn(u32) -> T) {
    let mut ranks: BTreeMap<T, u32> = orders(case).map(|command| (*field(command), 0)).collect();
    for (rank, value) in (0..).zip(ranks.values_mut()) {
        *value = rank;
    }
    for command in orders(case) {
        let field = field(command);
        *field = value(ranks[field]);
    }
}

/// The commands that are not terms.
fn orders(case: &mut Case) -> impl Iterator<Item = &mut Command> {
    case.commands.iter_mut().filter(|command| command.kind != CommandKind::Terms as u8)
}

/// Tries plain values in every field of every command.
fn plain_fields(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    for index in 0..case.commands.len() {
        if case.commands[index].kind == CommandKind::Terms as u8 {
            plain_terms(case, index, fails);
            continue;
        }
        let mut field =
            |change: fn(&mut Command)| attempt(case, fails, |case| change(&mut case.commands[index]));
        field(|command| command.time_ns = 0);
        field(|command| command.seq = 0);
        field(|command| command.flags = 0);
        field(|command| command.param = 0);
        field(|command| command.order_type = 0);
        field(|command| command.time_in_force = 0);
        field(|command| command.side = 0);
        field(|command| command.price = 0);
        field(|command| command.instrument = 0);
        field(|command| command.account = 0);
        field(|command| command.quantity = 0);
        // Up to where doubling has got too far, then one by one.
        field(|command| command.quantity = command.quantity.min(1));
        field(|command| command.quantity = command.quantity.min(2));
        field(|command| command.quantity = command.quantity.min(3));
        field(|command| command.quantity = command.quantity.min(10));
        for _ in 0..64 {
            field(|command| command.quantity = command.quantity.div_ceil(2));
        }
        for bit in 0..16 {
            attempt(case, fails, |case| case.commands[index].flags &= !(1 << bit));
        }
    }
}

/// The same in terms.
fn plain_terms(case: &mut Case, index: usize, fails: &mut impl FnMut(&Case) -> bool) {
    let mut field = |change: fn(&mut OrderTerms)| {
        attempt(case, fails, |case| {
            let mut terms: OrderTerms = from_words(*as_words(&case.commands[index]));
            change(&mut terms);
            case.commands[index] = from_words(*as_words(&terms));
        });
    };
    field(|terms| (terms.seq, terms.time_ns) = (0, 0));
    field(|terms| terms.reserved16 = 0);
    field(|terms| (terms.trigger, terms.trigger_source, terms.trail_unit, terms.offset) = (0, 0, 0, 0));
    field(|terms| (terms.trigger_source, terms.trail_unit) = (0, 0));
    field(|terms| (terms.link, terms.linked_order_id) = (0, 0));
    field(|terms| terms.link = 1);
    field(|terms| (terms.display_quantity, terms.display_high_quantity) = (0, 0));
    field(|terms| terms.display_high_quantity = 0);
    field(|terms| terms.display_quantity = 1);
    field(|terms| terms.minimum_quantity = 0);
    field(|terms| terms.minimum_quantity = 1);
    field(|terms| terms.offset = 0);
}

/// Keeps a change when the case still fails with it.
fn attempt(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool, change: impl FnOnce(&mut Case)) {
    let mut changed = case.clone();
    change(&mut changed);
    let valid = changed.setup.config().validate().is_ok()
        && changed.setup.limits.reserve_orders <= changed.setup.limits.orders
        && changed.setup.limits.reserve_pages <= changed.setup.limits.pages;
    if changed != *case && valid && fails(&changed) {
        *case = changed;
    }
}
