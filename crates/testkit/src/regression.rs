//! Writes a failing case as a test that can be committed.

use crate::case::{Case, Setup};
use cift_engine::Limits;
use cift_types::{CommandKind, EXACT_LIMIT, FLAG_POST_ONLY, OrderType, Side, TimeInForce};
use cift_wire::Command;
use core::fmt::{Debug, Write};

/// The source of `tests/regressions/<name>.rs`. `story` says what was wrong.
#[must_use]
pub fn source(name: &str, story: &str, case: &Case) -> String {
    let Setup { instruments, limits, event_buffer } = case.setup;
    let Limits { orders, pages, reserve_orders, reserve_pages } = limits;
    let mut text = String::new();
    for line in story.lines() {
        let _ = writeln!(text, "//! {}", line.trim_end()); // here and below: writing to a string cannot fail
    }
    let commands: String =
        case.commands.iter().map(|command| format!("        {},\n", literal(command))).collect();
    let _ = write!(
        text,
        "
use cift_engine::Limits;
use cift_testkit::case::{{Case, Setup}};
use cift_testkit::differential;
use cift_wire::Command;

#[test]
fn {name}() {{
    let limits = Limits {{ orders: {orders}, pages: {pages}, reserve_orders: {reserve_orders}, reserve_pages: {reserve_pages} }};
    let setup = Setup {{ instruments: {instruments}, limits, event_buffer: {event_buffer} }};
    let plain = Command::default();
    let commands = vec![
{commands}    ];
    differential::check(&Case {{ setup, commands }}).unwrap_or_else(|found| panic!(\"{{found}}\"));
}}
"
    );
    text
}

/// The command as an expression; what is zero is left out.
fn literal(command: &Command) -> String {
    let mut fields =
        format!("kind: {}", number(command.kind, CommandKind::from_u8(command.kind), "CommandKind"));
    let mut field = |name: &str, zero: bool, value: String| {
        if !zero {
            let _ = write!(fields, ", {name}: {value}");
        }
    };
    let side = number(command.side, Side::from_u8(command.side), "Side");
    field("side", command.side == 0, side);
    let order_type = number(command.order_type, OrderType::from_u8(command.order_type), "OrderType");
    field("order_type", command.order_type == 0, order_type);
    let tif = number(command.time_in_force, TimeInForce::from_u8(command.time_in_force), "TimeInForce");
    field("time_in_force", command.time_in_force == 0, tif);
    field("instrument", command.instrument == 0, command.instrument.to_string());
    field("seq", command.seq == 0, word(command.seq));
    field("time_ns", command.time_ns == 0, word(command.time_ns));
    field("order_id", command.order_id == 0, word(command.order_id));
    field("price", command.price == 0, price(command.price));
    field("quantity", command.quantity == 0, word(command.quantity));
    field("account", command.account == 0, command.account.to_string());
    let flags =
        if command.flags == FLAG_POST_ONLY { "FLAG_POST_ONLY".to_owned() } else { command.flags.to_string() };
    field("flags", command.flags == 0, path("cift_types", &flags));
    field("reserved", command.reserved == 0, word(command.reserved));
    format!("Command {{ {fields}, ..plain }}")
}

fn number<T: Debug>(number: u8, value: Option<T>, name: &str) -> String {
    value.map_or_else(|| number.to_string(), |value| format!("cift_types::{name}::{value:?} as u8"))
}

fn path(module: &str, name: &str) -> String {
    if name.starts_with(char::is_alphabetic) { format!("{module}::{name}") } else { name.to_owned() }
}

/// Numbers near 2^53 by their distance.
fn word(word: u64) -> String {
    match word.wrapping_sub(EXACT_LIMIT).cast_signed() {
        0 => "1 << 53".to_owned(),
        below @ -1000..=-1 => format!("(1 << 53) - {}", -below),
        above @ 1..=1000 => format!("(1 << 53) + {above}"),
        _ if word == u64::MAX => "u64::MAX".to_owned(),
        _ => word.to_string(),
    }
}

fn price(price: i64) -> String {
    match price {
        i64::MIN => "i64::MIN".to_owned(),
        i64::MAX => "i64::MAX".to_owned(),
        _ => price.to_string(),
    }
}
