//! Writes a failing case as a test that can be committed.

use crate::case::{Case, Setup};
use cift_engine::{Limits, Rules, ScheduleEntry};
use cift_types::{CommandKind, EXACT_LIMIT, OrderType, Side, TimeInForce};
use cift_wire::{Command, OrderTerms, as_words, from_words};
use core::fmt::{Debug, Write};
use std::collections::BTreeSet;

/// The source of `tests/regressions/<name>.rs`, before `cargo fmt`. `story` says what was wrong.
#[must_use]
pub fn source(name: &str, story: &str, case: &Case) -> String {
    let mut types = BTreeSet::new();
    let mut commands = String::new();
    for command in &case.commands {
        let terms = command.kind == CommandKind::Terms as u8;
        let text = if terms { terms_of(command) } else { literal(command, &mut types) };
        let _ = writeln!(commands, "        {text},"); // a string takes everything
    }
    let story: Vec<String> = story.lines().map(|line| format!("//! {line}").trim_end().to_owned()).collect();
    let mut words = BTreeSet::new();
    let (story, setup) = (story.join("\n"), setup(&case.setup, &mut words));
    let words: Vec<&str> = words.into_iter().collect();
    let words = if words.is_empty() {
        String::new()
    } else {
        format!("use cift_engine::{{{}}};\n", words.join(", "))
    };
    let (mut wire, mut special) = ("Command", "");
    if commands.contains("OrderTerms") {
        (wire, special) = ("{Command, OrderTerms}", "use cift_testkit::special::as_command;\n");
    }
    let types: Vec<&str> = types.into_iter().collect();
    let types =
        if types.is_empty() { String::new() } else { format!("use cift_types::{{{}}};\n", types.join(", ")) };
    format!(
        "{story}

{words}use cift_testkit::case::{{Case, Setup}};
use cift_testkit::differential;
{special}{types}use cift_wire::{wire};

#[test]
fn {name}() {{
    let plain = Command::default();
    let commands = vec![
{commands}    ];
    let case = Case {{ setup: {setup}, commands }};
    differential::check(&case).unwrap_or_else(|found| panic!(\"{{found}}\"));
}}
"
    )
}

fn setup(setup: &Setup, words: &mut BTreeSet<&'static str>) -> String {
    let Setup { instruments, limits, event_buffer, rules, references, schedule, seed } = setup;
    let roomy = Setup::roomy(*instruments);
    let mut fields = String::new();
    let mut field = |same: bool, text: String| {
        if !same {
            let _ = write!(fields, "{text}, ");
        }
    };
    field(*instruments == 1, format!("instruments: {instruments}"));
    let Limits { orders, pages, reserve_orders, reserve_pages } = limits;
    let text = format!(
        "limits: Limits {{ orders: {orders}, pages: {pages}, reserve_orders: {reserve_orders}, reserve_pages: {reserve_pages} }}"
    );
    if *limits != roomy.limits {
        words.insert("Limits");
    }
    field(*limits == roomy.limits, text);
    field(*event_buffer == roomy.event_buffer, format!("event_buffer: {event_buffer}"));
    let each: Vec<String> = rules.iter().map(|rules| rules_of(rules, words)).collect();
    field(rules.is_empty(), format!("rules: vec![{}]", each.join(", ")));
    field(references.is_empty(), format!("references: vec!{references:?}"));
    let entry = |entry: &ScheduleEntry| {
        let ScheduleEntry { time_ns, phase, instrument } = entry;
        format!(
            "ScheduleEntry {{ time_ns: {time_ns}, phase: cift_types::Phase::{phase:?}, instrument: {instrument:?} }}"
        )
    };
    if !schedule.is_empty() {
        words.insert("ScheduleEntry");
    }
    let entries: Vec<String> = schedule.iter().map(entry).collect();
    field(schedule.is_empty(), format!("schedule: vec![{}]", entries.join(", ")));
    field(*seed == 0, format!("seed: {seed}"));
    if fields.is_empty() {
        "Setup::roomy(1)".to_owned()
    } else {
        format!("Setup {{ {fields}..Setup::roomy(1) }}")
    }
}

/// The rules as an expression; what is as usual is left out.
fn rules_of(rules: &Rules, types: &mut BTreeSet<&'static str>) -> String {
    let usual = Rules::default();
    let mut fields = String::new();
    macro_rules! fields {
        ($($field:ident: $type:literal $prefix:literal,)*) => {
            $(if rules.$field != usual.$field {
                let _ = write!(fields, "{}: {}{:?}, ", stringify!($field), $prefix, rules.$field);
                types.extend($type.split_terminator(' '));
            })*
        };
    }
    fields! {
        unmatched_market: "UnmatchedMarket" "UnmatchedMarket::",
        market_price: "MarketPrice" "MarketPrice::",
        market_to_limit: "MarketToLimit" "MarketToLimit::",
        crossing: "Crossing" "Crossing::",
        replace: "ReplacePriority" "ReplacePriority::",
        self_trade: "" "cift_types::SelfTrade::",
        self_trade_scope: "SelfTradeScope" "SelfTradeScope::",
        allocation: "Allocation Remainder Rounding" "",
        ticks: "TickBand" "vec!",
        lot: "" "",
        min_quantity: "" "",
        max_quantity: "" "",
        auction_tie: "AuctionTie" "AuctionTie::",
        static_band: "Width" "",
        dynamic_band: "Width" "",
        band_action: "BandAction" "BandAction::",
        pause_ns: "" "",
        auction_ns: "" "",
        initial_phase: "" "cift_types::Phase::",
    }
    types.insert("Rules");
    // Debug text has no paths of enums.
    for (word, path) in [
        ("Ticks(", "Width::Ticks("),
        ("BasisPoints(", "Width::BasisPoints("),
        ("rounding: ", "rounding: Rounding::"),
        ("remainder: ", "remainder: Remainder::"),
    ] {
        fields = fields.replace(word, path);
    }
    if fields.is_empty() {
        "Rules::default()".to_owned()
    } else {
        format!("Rules {{ {fields}..Rules::default() }}")
    }
}

/// Terms as an expression of a command.
fn terms_of(command: &Command) -> String {
    let terms: OrderTerms = from_words(*as_words(command));
    let mut fields = String::new();
    macro_rules! fields {
        ($($field:ident)*) => {
            $(if terms.$field != 0 {
                let _ = write!(fields, "{}: {}, ", stringify!($field), terms.$field);
            })*
        };
    }
    fields!(trigger trigger_source trail_unit peg link reserved16 seq time_ns offset);
    fields!(display_quantity display_high_quantity minimum_quantity linked_order_id);
    format!("as_command(&OrderTerms {{ {fields}..OrderTerms::default() }})")
}

/// The command as an expression; what is zero is left out. Adds the types that it names.
fn literal(command: &Command, types: &mut BTreeSet<&'static str>) -> String {
    let mut number = |number: u8, value: Option<String>, name| {
        let Some(value) = value else { return number.to_string() };
        types.insert(name);
        format!("{name}::{value} as u8")
    };
    let &Command { kind, side, order_type, time_in_force, .. } = command;
    let kind = number(kind, CommandKind::from_u8(kind).map(text), "CommandKind");
    let mut fields = format!("kind: {kind}");
    let mut field = |name: &str, zero: bool, value: &dyn Fn() -> String| {
        if !zero {
            let _ = write!(fields, ", {name}: {}", value());
        }
    };
    if side != 0 {
        let side = number(side, Side::from_u8(side).map(text), "Side");
        field("side", false, &|| side.clone());
    }
    if order_type != 0 {
        let order_type = number(order_type, OrderType::from_u8(order_type).map(text), "OrderType");
        field("order_type", false, &|| order_type.clone());
    }
    if time_in_force != 0 {
        let tif = number(time_in_force, TimeInForce::from_u8(time_in_force).map(text), "TimeInForce");
        field("time_in_force", false, &|| tif.clone());
    }
    field("instrument", command.instrument == 0, &|| command.instrument.to_string());
    field("seq", command.seq == 0, &|| word(command.seq));
    field("time_ns", command.time_ns == 0, &|| word(command.time_ns));
    field("order_id", command.order_id == 0, &|| word(command.order_id));
    field("price", command.price == 0, &|| price(command.price));
    field("quantity", command.quantity == 0, &|| word(command.quantity));
    field("account", command.account == 0, &|| command.account.to_string());
    field("flags", command.flags == 0, &|| command.flags.to_string());
    field("param", command.param == 0, &|| word(command.param));
    format!("Command {{ {fields}, ..plain }}")
}

fn text<T: Debug>(value: T) -> String {
    format!("{value:?}")
}

/// Numbers near 2^53 by their distance.
fn word(word: u64) -> String {
    match word.wrapping_sub(EXACT_LIMIT).cast_signed() {
        _ if word == u64::MAX => "u64::MAX".to_owned(),
        0 => "1 << 53".to_owned(),
        below @ -1000..=-1 => format!("(1 << 53) - {}", -below),
        above @ 1..=1000 => format!("(1 << 53) + {above}"),
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
