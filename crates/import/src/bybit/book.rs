//! Messages of order books as drafts.

use cift_tape::{Input, Kind, Problem, Tolerance};
use cift_types::BookAction;

use crate::csv::{Assembler, BATCH, Draft, Number, Order, Reader, Symbols, assembled};
use crate::decompress::{Member, Progress, open as decompress};
use crate::lines::{Fault, Lines, quoted};

use super::scan::{Levels, Message, scan};

/// The last of its packet.
const LAST: u16 = 1;
/// Part of a snapshot.
const SNAPSHOT: u16 = 2;

/// Bybit's files of order books as a source.
pub struct BybitSource {
    assembler: Assembler<Books>,
}

/// Opens files of order books, compressed or not. Their records follow each other in the order of the inputs.
pub fn open(inputs: Vec<Box<dyn Input>>, lenient: bool) -> Result<BybitSource, Problem> {
    let mut members = Vec::new();
    for input in inputs {
        members.extend(decompress(input)?);
    }
    Ok(BybitSource::new(members, lenient))
}

impl BybitSource {
    /// Reads members.
    #[must_use]
    pub fn new(members: Vec<Member>, lenient: bool) -> Self {
        let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        let books = Books {
            progress: members.iter().map(|member| member.progress.clone()).collect(),
            names: names.clone(),
            waiting: members.into_iter(),
            current: None,
            begun: 0,
            tolerance: Tolerance { lenient, ..Tolerance::default() },
            sequences: Vec::new(),
            levels: Levels::default(),
        };
        Self { assembler: Assembler::new(books, "bybit", names, Order::Input) }
    }
}

assembled!(BybitSource);

struct Books {
    names: Vec<String>,
    progress: Vec<Progress>,
    waiting: std::vec::IntoIter<Member>,
    current: Option<Lines>,
    begun: u32,
    tolerance: Tolerance,
    /// By instrument.
    sequences: Vec<Option<Sequence>>,
    levels: Levels,
}

/// The numbers of the last message of a book.
#[derive(Clone, Copy)]
struct Sequence {
    update: u64,
    cross: u64,
}

/// What is wrong with a message, and whether it may be applied all the same.
struct Objection {
    fault: Fault,
    applies: bool,
}

impl Reader for Books {
    fn read(&mut self, drafts: &mut Vec<Draft>, symbols: &mut Symbols) -> Result<bool, Problem> {
        let target = drafts.len() + BATCH;
        while drafts.len() < target {
            let Some(lines) = &mut self.current else {
                let Some(member) = self.waiting.next() else { return Ok(false) };
                self.begun += 1;
                self.current = Some(Lines::new(member));
                continue;
            };
            let Some(line) = lines.next_line()? else {
                self.current = None;
                continue;
            };
            if line.text.trim_ascii().is_empty() {
                continue;
            }
            let draft = Draft::new(Kind::MarketByPrice, self.begun - 1, line.number);
            let outcome = take(
                line.text,
                draft,
                &mut self.levels,
                &mut self.sequences,
                &self.tolerance,
                symbols,
                drafts,
            );
            if let Err(fault) = outcome {
                let problem = fault.at(lines.name(), lines.number());
                self.tolerance.meet(problem)?;
            }
        }
        Ok(true)
    }

    fn name(&self, input: u32) -> &str {
        self.names.get(input as usize).map_or("", String::as_str)
    }

    fn tolerance(&mut self) -> &mut Tolerance {
        &mut self.tolerance
    }

    fn left_out(&self) -> &Tolerance {
        &self.tolerance
    }

    fn venue(&self) -> &'static str {
        "bybit"
    }

    fn progress(&self) -> (u64, u64) {
        Progress::sum(&self.progress)
    }
}

/// Reads a message into drafts.
fn take(
    text: &[u8],
    mut draft: Draft,
    levels: &mut Levels,
    sequences: &mut Vec<Option<Sequence>>,
    tolerance: &Tolerance,
    symbols: &mut Symbols,
    drafts: &mut Vec<Draft>,
) -> Result<(), Fault> {
    let message = scan(text, levels)?;
    if !message.topic.starts_with(b"orderbook.") {
        let fault = Fault::column("topic", format!("{} is no order book", quoted(message.topic)));
        return Err(fault.advice("--lenient leaves other messages out"));
    }
    let snapshot = match message.kind {
        b"snapshot" => true,
        b"delta" => false,
        other => {
            return Err(Fault::column("type", format!("{} is neither snapshot nor delta", quoted(other))));
        }
    };
    let sent = time("ts", message.sent)?;
    draft.second = sent;
    draft.time = message.made.map_or(Ok(sent), |made| time("cts", Some(made)))?;
    draft.venue_seq = needed("u", message.update)?;
    draft.instrument = symbols.number(message.symbol)?;
    let at = draft.instrument as usize;
    if sequences.len() <= at {
        sequences.resize(at + 1, None);
    }
    let objection = if snapshot { None } else { object(sequences[at], &message) };
    let applies = objection.as_ref().is_none_or(|objection| objection.applies && tolerance.lenient);
    if applies {
        sequences[at] = Some(Sequence { update: draft.venue_seq, cross: message.cross.unwrap_or(0) });
        apply(&draft, levels, snapshot, drafts);
    }
    objection.map_or(Ok(()), |objection| Err(objection.fault))
}

/// The rules of sequence, for a delta.
fn object(before: Option<Sequence>, message: &Message) -> Option<Objection> {
    let refused = |column: &str, reason: String, advice| {
        Some(Objection { fault: Fault::column(column, reason).advice(advice), applies: false })
    };
    let Some(before) = before else {
        let advice =
            "begin with a file that begins with a snapshot, or leave the first deltas out by --lenient";
        return refused("type", "a delta comes before any snapshot".to_owned(), advice);
    };
    let update = message.update.unwrap_or(0);
    if update <= before.update {
        let reason = format!("update {update} comes after {}", before.update);
        return refused("u", reason, "--lenient leaves what is there already out");
    }
    if message.cross.is_some_and(|cross| cross < before.cross) {
        let reason = format!("the cross sequence goes back from {}", before.cross);
        return refused("seq", reason, "--lenient leaves such messages out");
    }
    if update != before.update + 1 {
        let reason =
            format!("update {update} follows {}: {} are missing", before.update, update - before.update - 1);
        let fault = Fault::column("u", reason).advice("--lenient counts the gap and goes on");
        return Some(Objection { fault, applies: true });
    }
    None
}

fn apply(draft: &Draft, levels: &Levels, snapshot: bool, drafts: &mut Vec<Draft>) {
    let start = drafts.len();
    let mut draft = *draft;
    draft.side = 0;
    draft.flags = if snapshot { SNAPSHOT } else { 0 };
    if snapshot {
        draft.action = BookAction::Clear as u8;
        drafts.push(draft);
    }
    for (side, levels) in (0..).zip(levels) {
        for (price, size) in levels {
            draft.side = side;
            (draft.prices[0], draft.sizes[0]) = (*price, *size);
            draft.action = match (size.mantissa, snapshot) {
                (0, _) => BookAction::Cancel,
                (_, true) => BookAction::Add,
                (_, false) => BookAction::Modify,
            } as u8;
            drafts.push(draft);
        }
    }
    if drafts.len() == start {
        draft.action = BookAction::None as u8;
        (draft.prices[0], draft.sizes[0]) = (Number::default(), Number::default());
        drafts.push(draft);
    }
    if let Some(last) = drafts.last_mut() {
        last.flags |= LAST;
    }
}

fn needed(name: &str, value: Option<u64>) -> Result<u64, Fault> {
    value.ok_or_else(|| Fault::column(name, "is not there"))
}

fn time(name: &str, milliseconds: Option<u64>) -> Result<i64, Fault> {
    let time = i64::try_from(needed(name, milliseconds)?).ok().and_then(|time| time.checked_mul(1_000_000));
    time.ok_or_else(|| Fault::column(name, "is later than 2261"))
}
