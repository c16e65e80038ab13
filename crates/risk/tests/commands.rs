//! Administrative commands that cannot be, switches and permissions, and snapshots of them.

mod support;

use cift_risk::{LoadError, NO_GROUP, Risk};
use cift_types::{AccountKind, CommandKind, EXACT_LIMIT, LimitKind, Reason, Scope};
use cift_wire::Command;
use support::*;

fn refused(risk: &mut Risk, command: &Command) -> Reason {
    let before = saved(risk);
    let reason = risk.apply(command).expect_err("it cannot be");
    assert_eq!(before, saved(risk), "{command:?} was refused and changed something");
    reason
}

#[test]
fn commands_that_cannot_be_are_refused() {
    let mut risk = rich(AccountKind::Cash, 2);
    let account = open(1, AccountKind::Cash, NO_GROUP, 0);
    let money = transfer(1, USD, 5);
    let quantity = limit(LimitKind::OrderQuantity, Scope::Account, 1, 5, 0);
    let rate = limit(LimitKind::MessageRate, Scope::Account, 1, 5, 9);
    let stop = kill(Scope::Account, 1, true);
    let allow = permit(1, 0, true);
    for command in [
        Command { order_type: 2, ..account },
        Command { order_id: u64::from(u32::MAX) + 1, ..account },
        Command { quantity: 3, ..account },
        Command { quantity: 1 << 32, ..account },
        Command { instrument: 1, ..account },
        Command { instrument: 3, ..money },
        Command { quantity: 1, ..money },
        Command { side: 1, ..money },
        Command { order_type: LimitKind::None as u8, ..quantity },
        Command { order_type: 99, ..quantity },
        Command { time_in_force: 4, ..quantity },
        Command { quantity: EXACT_LIMIT, ..quantity },
        Command { param: 1, ..quantity },
        Command { flags: 2, ..quantity },
        Command { flags: 1, ..quantity },
        Command { instrument: 1, ..quantity },
        Command { price: 1, ..quantity },
        Command { param: 0, ..rate },
        Command { param: EXACT_LIMIT, ..rate },
        limit(LimitKind::OrderQuantity, Scope::Group, NO_GROUP, 5, 0),
        limit(LimitKind::GrossExposure, Scope::Instrument, 0, 5, 0),
        limit(LimitKind::NetExposure, Scope::Instrument, 0, 5, 0),
        limit(LimitKind::DailyLoss, Scope::Instrument, 0, 5, 0),
        Command { account: 1, ..limit(LimitKind::Position, Scope::Venue, 0, 5, 0) },
        Command { account: 1, ..limit(LimitKind::Position, Scope::Instrument, 0, 5, 0) },
        Command { order_type: 2, ..stop },
        Command { time_in_force: 4, ..stop },
        Command { quantity: 1, ..stop },
        Command { order_type: 2, ..allow },
        Command { param: 1, ..allow },
        Command { kind: CommandKind::New as u8, ..allow },
        Command { kind: 200, ..allow },
    ] {
        assert_eq!(refused(&mut risk, &command), Reason::InvalidCommand, "{command:?}");
    }
    for (command, reason) in [
        (transfer(9, USD, 1), Reason::UnknownAccount),
        (transfer(1, USD, i64::MAX), Reason::ValueOverflow),
        (transfer(1, USD, i64::MIN), Reason::InsufficientFunds),
        (limit(LimitKind::Position, Scope::Account, 9, 1, 0), Reason::UnknownAccount),
        (limit(LimitKind::Position, Scope::Instrument, 3, 1, 0), Reason::UnknownInstrument),
        (kill(Scope::Account, 9, true), Reason::UnknownAccount),
        (kill(Scope::Instrument, 3, true), Reason::UnknownInstrument),
        (permit(9, 0, true), Reason::UnknownAccount),
        (permit(1, 3, true), Reason::UnknownInstrument),
    ] {
        assert_eq!(refused(&mut risk, &command), reason, "{command:?}");
    }
    // Its number and its time may be anything.
    risk.apply(&Command { seq: 7, time_ns: 9, ..quantity }).expect("it can be");
}

#[test]
fn orders_of_nobody_and_of_nothing_are_refused() {
    let mut risk = rich(AccountKind::Cash, 1);
    assert_eq!(risk.admit(&buy(9, 1, 1)), Err(Reason::UnknownAccount));
    assert_eq!(risk.check(&buy(9, 1, 1)).reason, Reason::UnknownAccount as u8);
    let nothing = cift_risk::OrderIntent { instrument: 3, ..buy(1, 1, 1) };
    assert_eq!(risk.admit(&nothing), Err(Reason::UnknownInstrument));
    assert_eq!(risk.message(9, 0, 0), Err(Reason::UnknownAccount));
    assert_eq!((risk.find(9), risk.position(9, 0), risk.group(9)), (None, 0, NO_GROUP));
    assert!(risk.fill_position(1, 0).is_none() && risk.balance(9, USD).is_none());
}

#[test]
fn a_kill_switch_stops_whom_it_names_and_no_others() {
    for scope in [Scope::Account, Scope::Group, Scope::Instrument, Scope::Venue] {
        let mut risk = rich(AccountKind::Margin, 3);
        for account in [1, 2] {
            risk.apply(&open(account, AccountKind::Margin, 1, 0)).expect("it joins");
        }
        assert_eq!((risk.group(1), risk.group(3)), (1, NO_GROUP));
        let subject = if scope == Scope::Instrument { 2 } else { 1 };
        let on = |account, instrument| cift_risk::OrderIntent { instrument, ..buy(account, 1, 1) };
        let resting = on(1, 2);
        assert_eq!(risk.admit(&resting), Ok(()));
        risk.apply(&kill(scope, subject, true)).expect("it engages");
        let passes = |risk: &Risk| {
            [on(1, 2), on(1, 1), on(2, 2), on(3, 1)].map(|order| risk.check(&order).reason == 0)
        };
        let expected = match scope {
            Scope::Account => [false, false, true, true],
            Scope::Group => [false, false, false, true],
            Scope::Instrument => [false, true, false, true],
            Scope::Venue => [false; 4],
        };
        assert_eq!(passes(&risk), expected, "{scope:?}");
        assert_eq!(risk.admit(&on(1, 2)), Err(Reason::KillSwitch));
        let change = cift_risk::Amend { instrument: 2, ..amend(&live(&resting), 2, 1) };
        assert_eq!(risk.amend(&change), Err(Reason::KillSwitch));
        risk.release(&gone(&live(&resting)));
        risk.apply(&kill(scope, subject, false)).expect("it releases");
        assert_eq!(passes(&risk), [true; 4], "{scope:?}");
        risk.audit([]).expect("all agrees");
    }
}

#[test]
fn a_forbidden_instrument_is_refused() {
    let mut risk = rich(AccountKind::Margin, 2);
    risk.apply(&permit(1, 0, false)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, 1, 1)), Err(Reason::NotPermitted));
    assert_eq!(risk.admit(&buy(2, 1, 1)), Ok(()));
    let bytes = saved(&risk);
    let mut loaded = Risk::load(&mut bytes.as_slice()).expect("it was saved");
    assert_eq!(loaded.admit(&buy(1, 1, 1)), Err(Reason::NotPermitted));
    risk.apply(&permit(1, 0, true)).expect("it can be");
    assert_eq!(risk.admit(&buy(1, 1, 1)), Ok(()));
}

/// A venue with something of everything.
fn eventful() -> Risk {
    let mut risk = rich(AccountKind::Margin, 4);
    for (ix, &kind) in LimitKind::ALL.iter().enumerate().skip(1) {
        let period = match kind {
            LimitKind::PriceDrift
            | LimitKind::MessageRate
            | LimitKind::ExecutionRate
            | LimitKind::DuplicateOrders => 1000,
            _ => 0,
        };
        let scope = [Scope::Account, Scope::Group, Scope::Venue][ix % 3];
        let subject = if scope == Scope::Venue { 0 } else { 2 };
        risk.apply(&limit(kind, scope, subject, 1_000_000, period)).expect("it can be");
        if !matches!(kind, LimitKind::GrossExposure | LimitKind::NetExposure | LimitKind::DailyLoss) {
            risk.apply(&limit(kind, Scope::Instrument, 1, 999_999, period)).expect("it can be");
        }
    }
    risk.apply(&open(2, AccountKind::Margin, 2, 1)).expect("it joins");
    risk.apply(&permit(4, 2, false)).expect("it can be");
    risk.apply(&kill(Scope::Group, 5, true)).expect("it can be");
    for (i, price) in [10, 12, 11, 15].into_iter().enumerate() {
        cross(&mut risk, 1 + i as u32 % 2, 3, price, 5).expect("it trades");
    }
    cross(&mut risk, 3, 2, 13, 4).expect("it trades");
    risk.set_reference(0, Some(12));
    risk.new_day();
    risk.admit(&buy(2, 9, 3)).expect("it passes");
    risk
}

#[test]
fn a_snapshot_is_the_venue_and_any_other_bytes_are_refused() {
    let risk = eventful();
    let bytes = saved(&risk);
    let mut with_more = bytes.clone();
    with_more.extend([1, 2, 3]);
    let mut rest = with_more.as_slice();
    let loaded = Risk::load(&mut rest).expect("it was saved");
    assert_eq!((rest, saved(&loaded)), ([1, 2, 3].as_slice(), bytes.clone()));
    loaded.audit([live(&buy(2, 9, 3))]).expect("all agrees");
    for end in 0..bytes.len() {
        assert!(Risk::load(&mut &bytes[..end]).is_err(), "cut at {end}");
    }
    assert_eq!(Risk::load(&mut [0; 64].as_slice()).err(), Some(LoadError::Foreign));
}

#[test]
fn garbage_is_refused_or_is_a_venue_and_never_a_panic() {
    let bytes = saved(&eventful());
    let mut random = Random(7);
    let (mut loaded, mut tried) = (0, 0);
    for _ in 0..60_000 {
        let mut bytes = bytes.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len() as u64) as usize;
            bytes[at] = match random.below(4) {
                0 => 0,
                1 => 0xFF,
                2 => bytes[at] ^ 1 << random.below(8),
                _ => random.word() as u8,
            };
        }
        tried += 1;
        let mut rest = bytes.as_slice();
        if let Ok(mut risk) = Risk::load(&mut rest) {
            loaded += 1;
            let taken = &bytes[..bytes.len() - rest.len()];
            assert!(saved(&risk) == taken, "what is loaded is not what was there");
            live_on(&mut risk, &mut random);
        }
    }
    assert!(loaded > 100 && loaded < tried, "{loaded} of {tried}");
    for _ in 0..10_000 {
        let mut bytes: Vec<u8> = bytes[..8].to_vec();
        bytes.extend((0..random.below(200)).map(|_| random.word() as u8 & 3));
        let _ = Risk::load(&mut bytes.as_slice());
    }
}

/// Whatever was loaded, calls on it answer.
fn live_on(risk: &mut Risk, random: &mut Random) {
    for _ in 0..10 {
        let price = random.below(30) as i64;
        let order = order(1 + random.below(4) as u32, random.side(), price, 1 + random.below(5));
        let check = risk.check(&order);
        let admitted = risk.admit(&order);
        assert_eq!(check.reason == 0, admitted.is_ok());
        if admitted.is_ok() && random.chance(50) {
            risk.release(&gone(&live(&order)));
        }
    }
    risk.new_day();
    assert!(risk.conserved());
    assert!(risk.positions().count() > 0 && risk.balances().count() > 0);
}

#[test]
fn the_order_in_which_things_came_to_be_does_not_show() {
    let build = |order: &[u32]| {
        let mut risk = venue(settings());
        for &account in order {
            let group = account % 3;
            risk.apply(&open(account, AccountKind::Margin, group, 0)).expect("it opens");
            for currency in [order[0] % 3, (order[0] + 1) % 3, (order[0] + 2) % 3] {
                risk.apply(&transfer(account, currency, 1000)).expect("it pays");
            }
            risk.admit(&buy(account, 5, 1)).expect("it passes");
            // Looking makes a holding, and leaves no trace.
            risk.holding(account, order[1] % 3).expect("it is there");
        }
        risk
    };
    let (one, other) = (build(&[1, 2, 3, 4, 5, 6, 7]), build(&[7, 3, 5, 1, 2, 6, 4]));
    assert_eq!(saved(&one), saved(&other));
    let accounts: Vec<u32> = other.accounts().collect();
    assert_eq!(accounts, [1, 2, 3, 4, 5, 6, 7]);
    assert!(other.balances().map(|it| (it.account, it.currency)).is_sorted());
    assert!(other.positions().map(|it| (it.account, it.instrument)).is_sorted());
}
