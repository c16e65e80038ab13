//! Makes a failing case small: first fewer commands, then plainer ones, until nothing more can go.

use crate::case::{Case, Setup};
use cift_wire::Command;
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
    attempt(case, fails, |case| case.setup = roomy);
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

/// Renames instruments, accounts and ids to 0, 1, … and 1, 2, …; moves prices together without changing their order.
fn plain_names(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    attempt(case, fails, |case| {
        let setup = case.setup.instruments;
        rename(case, |command| &mut command.instrument, |rank| rank.min(setup - 1));
    });
    attempt(case, fails, |case| case.commands.iter_mut().for_each(|command| command.instrument = 0));
    attempt(case, fails, |case| case.commands.iter_mut().for_each(|command| command.account = 0));
    attempt(case, fails, |case| rename(case, |command| &mut command.account, |rank| rank));
    attempt(case, fails, |case| rename(case, |command| &mut command.order_id, |rank| u64::from(rank) + 1));
    attempt(case, fails, |case| rename(case, |command| &mut command.price, |rank| i64::from(rank) + 100));
}

/// Replaces every value of a field by one made of its rank.
fn rename<T: Copy + Ord>(case: &mut Case, field: fn(&mut Command) -> &mut T, value: impl Fn(u32) -> T) {
    let mut ranks: BTreeMap<T, u32> = case.commands.iter_mut().map(|command| (*field(command), 0)).collect();
    for (rank, value) in (0..).zip(ranks.values_mut()) {
        *value = rank;
    }
    for command in &mut case.commands {
        let field = field(command);
        *field = value(ranks[field]);
    }
}

/// Tries plain values in every field of every command.
fn plain_fields(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool) {
    for index in 0..case.commands.len() {
        let mut field =
            |change: fn(&mut Command)| attempt(case, fails, |case| change(&mut case.commands[index]));
        field(|command| command.time_ns = 0);
        field(|command| command.seq = 0);
        field(|command| command.flags = 0);
        field(|command| command.reserved = 0);
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
    }
}

/// Keeps a change when the case still fails with it.
fn attempt(case: &mut Case, fails: &mut impl FnMut(&Case) -> bool, change: impl FnOnce(&mut Case)) {
    let mut changed = case.clone();
    change(&mut changed);
    let valid = changed.setup.limits.reserve_orders <= changed.setup.limits.orders
        && changed.setup.limits.reserve_pages <= changed.setup.limits.pages;
    if changed != *case && valid && fails(&changed) {
        *case = changed;
    }
}
