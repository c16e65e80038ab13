//! What a session answers.

use crate::{begun, error_of_query, submit};
use cift_host::Code;
use cift_types::{CommandKind, Reason};
use cift_wire::{Command, Order, OrderTerms, as_words, from_words};

fn order(account: u32, id: u64, side: u8, price: i64, quantity: u64) -> Command {
    let kind = CommandKind::New as u8;
    Command { kind, side, order_id: id, price, quantity, account, ..Command::default() }
}

fn funded() -> Vec<Command> {
    let account =
        |account| Command { kind: CommandKind::Account as u8, account, order_id: 9, ..Command::default() };
    let pay = |account, instrument| {
        let kind = CommandKind::Transfer as u8;
        Command { kind, account, instrument, price: 10_000, ..Command::default() }
    };
    vec![account(0), account(1), pay(0, 0), pay(1, 0), pay(1, 1)]
}

#[test]
fn books_and_markets_are_read() {
    let (mut host, handle) = begun(false);
    let session = host.session(handle).unwrap();
    submit(
        session,
        &[order(0, 1, 0, 99, 5), order(1, 2, 0, 100, 6), order(0, 3, 0, 99, 7), order(2, 4, 1, 99, 1)],
    );
    let mut rows = [Order::default(); 8];
    assert_eq!(session.orders(0, 0, &mut rows), Ok(3));
    let seen = rows[..3].iter().map(|row| (row.order_id, row.price, row.displayed_quantity));
    assert_eq!(seen.collect::<Vec<_>>(), [(2, 100, 5), (1, 99, 5), (3, 99, 7)]);
    assert_eq!(session.orders(0, 0, &mut rows[..2]), Ok(2));
    assert_eq!(session.orders(0, 1, &mut rows), Ok(0));
    assert_eq!(error_of_query(session.orders(0, 2, &mut rows)), Code::InvalidArgument);
    assert_eq!(error_of_query(session.orders(7, 0, &mut rows)), Code::InstrumentUnknown);
    let market = session.market(0).unwrap();
    assert_eq!((market.last_price, market.resting_orders, market.seq), (100, 3, 4));
    assert_eq!(error_of_query(session.market(3)), Code::InstrumentUnknown);
}

#[test]
fn accounts_are_read() {
    let (mut host, handle) = begun(true);
    let session = host.session(handle).unwrap();
    submit(session, &funded());
    submit(session, &[order(1, 1, 1, 50, 10), order(0, 2, 0, 50, 4)]);
    let balance = session.balance(0, 0).unwrap().unwrap();
    assert_eq!((balance.account, balance.total < 10_000 - 199), (0, true));
    assert_eq!(session.balance(7, 0), Ok(None));
    assert_eq!(session.position(0, 0).unwrap().unwrap().quantity, 4);
    assert_eq!(session.position(0, 2), Ok(None));
    assert_eq!(error_of_query(session.position(0, 9)), Code::InstrumentUnknown);
}

#[test]
fn an_order_is_checked_without_being_sent() {
    let (mut host, handle) = begun(true);
    let session = host.session(handle).unwrap();
    submit(session, &funded());
    let before = session.snapshot().unwrap();
    let mut reason =
        |commands: &[Command]| Reason::from_u8(session.risk_check(commands).unwrap().reason).unwrap();
    assert_eq!(reason(&[order(0, 1, 0, 50, 10)]), Reason::None);
    assert_eq!(reason(&[order(0, 1, 0, 50, 10_000)]), Reason::InsufficientFunds);
    assert_eq!(reason(&[order(0, 1, 3, 50, 1)]), Reason::InvalidSide);
    let kind = CommandKind::Terms as u8;
    let terms: Command =
        from_words(*as_words(&OrderTerms { kind, display_quantity: 3, ..OrderTerms::default() }));
    let iceberg = Command { flags: cift_types::FLAG_TERMS, ..order(0, 1, 0, 50, 10) };
    assert_eq!(reason(&[terms, iceberg]), Reason::None);
    assert_eq!(reason(&[iceberg]), Reason::InvalidTerms);
    assert_eq!(error_of_query(session.risk_check(&[])), Code::BufferInvalid);
    assert!(session.snapshot().unwrap() == before, "a look changed the session");
    let (mut host, handle) = begun(false);
    let session = host.session(handle).unwrap();
    assert_eq!(error_of_query(session.risk_check(&[iceberg])), Code::AccountsMissing);
}
