//! Whether the messages make the book that was published with them.

use cift_tape::{Place, Problem, Source};

use super::message::Event;
use super::replay::Agreement;
use super::source::{Lobster, Options};
use crate::decompress::Member;

/// Differences that are kept word for word.
const MOST_FIRST: usize = 10;

/// What [`check`] found. The first row is where the book begins, and is not compared; of each later row it is known
/// before it is looked at what the book is by the messages.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Report {
    /// The message file's name.
    pub input: String,
    /// The symbol.
    pub symbol: String,
    /// Levels a side.
    pub levels: usize,
    /// Messages read.
    pub messages: u64,
    /// Rows compared: all but the first.
    pub rows: u64,
    /// Rows equal on all levels.
    pub equal: u64,
    /// Rows equal on all levels but the last of a side, which the message brought into sight by taking away another.
    pub revealed: u64,
    /// Rows different where nothing came into sight.
    pub wrong: u64,
    /// Lines of either file that do not read, which are left out.
    pub unread: u64,
    /// Executions of displayed orders.
    pub executions: u64,
    /// Shares of these.
    pub executed_shares: u64,
    /// Executions of hidden orders.
    pub hidden_executions: u64,
    /// Crosses and halts.
    pub others: u64,
    /// Quantities put into the book because they came into sight.
    pub injected: u64,
    /// Orders taken out of the book because they had gone while out of sight.
    pub withdrawn: u64,
    /// The first rows that are wrong, word for word.
    pub first: Vec<Problem>,
}

impl Report {
    /// Whether all is as it must be.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.wrong == 0 && self.unread == 0 && self.rows > 0 && self.rows == self.equal + self.revealed
    }
}

/// Replays a day and compares the book with every row. After a row that is wrong it goes on from what the row shows.
pub fn check(members: Vec<Member>) -> Result<Report, Problem> {
    let mut day = Lobster::open(members, &Options { lenient: true, ..Options::default() })?;
    let metadata = day.metadata().clone();
    let mut report = Report { input: metadata.inputs.join(", "), ..Report::default() };
    report.symbol.clone_from(&metadata.instruments[0].symbol);
    while day.step()? {
        report.levels = day.depth();
        if let Some(message) = day.message {
            report.messages += 1;
            match message.event {
                Event::Execute => {
                    report.executions += 1;
                    report.executed_shares += message.level.quantity;
                }
                Event::ExecuteHidden => report.hidden_executions += 1,
                Event::Cross | Event::Halt => report.others += 1,
                Event::New | Event::Reduce | Event::Delete => {}
            }
        }
        count(&mut report, &day);
        day.discard();
    }
    if report.rows == 0 {
        let problem = Problem::new(report.input, Place::Whole, "has no orderbook to compare with");
        return Err(problem.advice("give the zip, or the message file and the orderbook file"));
    }
    let skipped = day.tolerance().map_or(0, |tolerance| tolerance.skipped);
    report.unread = skipped - report.wrong;
    let corrections = day.corrections();
    (report.injected, report.withdrawn) = (corrections.injected, corrections.withdrawn);
    Ok(report)
}

fn count(report: &mut Report, day: &Lobster) {
    let Some(agreement) = day.agreement else { return };
    if report.messages == 1 {
        return;
    }
    report.rows += 1;
    match agreement {
        Agreement::Equal => report.equal += 1,
        Agreement::Revealed => report.revealed += 1,
        Agreement::Wrong(..) => {
            report.wrong += 1;
            if report.first.len() < MOST_FIRST {
                report.first.extend(day.wrong.clone());
            }
        }
    }
}
