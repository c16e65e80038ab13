//! LOBSTER: after each message the book has to be the published row.

use super::Report;
use cift_import::{decompress, lobster};
use cift_tape::{Input, Problem};

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let mut members = Vec::new();
    for input in inputs {
        members.extend(decompress::open(input)?);
    }
    let found = lobster::check(members)?;
    let mut report = Report { equal: found.passed(), ..Report::default() };
    report.notes.push(format!("{}, {} levels", found.symbol, found.levels));
    report.count("messages", "messages", found.messages);
    report.count("rows", "rows", found.rows);
    report.count("rows_equal", "rows equal on all levels", found.equal);
    report.count("rows_equal_but_revealed", "rows equal on all but the newly revealed level", found.revealed);
    report.count("rows_wrong", "rows wrong elsewhere", found.wrong);
    report.count("unread", "lines that do not read", found.unread);
    report.count("executions", "executions", found.executions);
    report.count("executed_quantity", "executed shares", found.executed_shares);
    report.count("hidden_executions", "hidden executions", found.hidden_executions);
    report.count("crosses_and_halts", "crosses and halts", found.others);
    report.count(
        "revealed_quantities",
        "quantities taken from rows when they came into sight",
        found.injected,
    );
    report.count("gone_out_of_sight", "orders that had gone while out of sight", found.withdrawn);
    report.differences = found.first.iter().map(ToString::to_string).collect();
    Ok(report)
}
