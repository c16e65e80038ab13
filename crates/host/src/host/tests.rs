//! The registry and a session from outside.

use super::*;
use cift_types::CommandKind;
use cift_wire::{Command, DepthLevel};
use serde::Serialize;

#[derive(Serialize)]
struct Settings {
    instruments: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    symbol: &'static str,
}

fn settings() -> Vec<u8> {
    rmp_serde::to_vec_named(&Settings { instruments: vec![Named { symbol: "AAPL" }] }).unwrap()
}

fn order(id: u64) -> Command {
    Command { kind: CommandKind::New as u8, order_id: id, price: 100, quantity: 5, ..Command::default() }
}

#[test]
fn a_session_lives_from_create_to_destroy() {
    let mut host = Host::new();
    let handle = host.create(&settings()).unwrap();
    let session = host.session(handle).unwrap();
    assert_eq!(session.submit(&[order(1), order(2)]), Ok(2));
    let mut depth = [DepthLevel::default(); 3];
    assert_eq!(session.depth(0, &mut depth), Ok(1));
    assert_eq!((depth[0].bid_price, depth[0].bid_quantity, depth[0].bid_orders), (100, 10, 2));
    assert_eq!(session.order(0, 0, 2).unwrap().unwrap().quantity_ahead, 5);
    host.destroy(handle).unwrap();
    assert_eq!(host.session(handle).unwrap_err().code, Code::HandleInvalid);
    let again = host.create(&settings()).unwrap();
    assert_ne!(again, handle, "a new session in the same place has another handle");
    assert!(host.session(handle).is_err());
}

#[test]
fn two_sessions_do_not_meet() {
    let mut host = Host::new();
    let (a, b) = (host.create(&settings()).unwrap(), host.create(&settings()).unwrap());
    host.session(a).unwrap().submit(&[order(1)]).unwrap();
    assert_eq!(host.session(b).unwrap().state().unwrap(), [0, 0, 0, 0]);
}

#[test]
fn a_fault_names_the_command_and_the_session_goes_on() {
    let mut host = Host::new();
    let handle = host.create(&settings()).unwrap();
    let session = host.session(handle).unwrap();
    let late = Command { time_ns: 10, ..order(1) };
    let early = Command { time_ns: 9, ..order(2) };
    assert_eq!(session.submit(&[late, early, order(3)]), Ok(1));
    let fault = session.fault().unwrap();
    assert_eq!(fault.code, Code::TimeInvalid);
    assert!(fault.message.contains("command 1"), "{}", fault.message);
    let wrong = Command { seq: 7, time_ns: 10, ..order(4) };
    assert_eq!(session.submit(&[wrong]), Ok(0));
    assert_eq!(session.fault().unwrap().code, Code::SequenceMismatch);
    assert_eq!(session.submit(&[Command { seq: 2, time_ns: 10, ..order(5) }]), Ok(1));
    assert_eq!(session.fault(), None);
}

#[test]
fn a_broken_session_stays_broken_and_says_where() {
    let mut host = Host::new();
    let handle = host.create(&settings()).unwrap();
    let session = host.session(handle).unwrap();
    session.submit(&[order(1)]).unwrap();
    let error = session.break_for_test();
    assert_eq!(error.code, Code::EnginePanic);
    assert!(error.message.contains("seed 0, sequence 1, digest "), "{}", error.message);
    assert_eq!(session.submit(&[order(2)]), Err(error.clone()));
    assert_eq!(session.events().unwrap_err(), error);
}
