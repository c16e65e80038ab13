//! Which of Tardis' files it is, and where its columns are.

use cift_tape::{Place, Problem};

/// The kind of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// `incremental_book_L2`.
    Updates,
    /// `book_snapshot_5`, `book_snapshot_25`.
    Snapshots,
    /// `trades`.
    Trades,
    /// `quotes`, `book_ticker`.
    Quotes,
}

/// Whether a header is one of Tardis' files.
#[must_use]
pub fn is_tardis(header: &str) -> bool {
    header.trim_end().starts_with("exchange,symbol,timestamp,local_timestamp,")
}

/// Where the columns are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Columns {
    pub layout: Layout,
    pub count: usize,
    pub exchange: usize,
    pub symbol: usize,
    pub timestamp: usize,
    pub local_timestamp: usize,
    /// Of updates and trades.
    pub side: usize,
    pub price: usize,
    pub amount: usize,
    /// Of updates.
    pub is_snapshot: usize,
    /// Of trades.
    pub id: usize,
    /// Price and amount of each level of the bids, best first; of quotes the one.
    pub bids: Vec<(usize, usize)>,
    pub asks: Vec<(usize, usize)>,
}

/// More levels than any of the files has.
const MOST_LEVELS: usize = 5_000;

impl Columns {
    /// Finds the columns in a header.
    pub fn of(input: &str, header: &str) -> Result<Self, Problem> {
        let names: Vec<&str> = header.split(',').map(str::trim).collect();
        let find = |name: &str| names.iter().position(|known| *known == name);
        let get = |name: &str| find(name).ok_or_else(|| no_column(input, name, header));
        if find("exchange").is_none() || find("local_timestamp").is_none() {
            let problem = Problem::new(input, Place::Line(1), "is not a header of Tardis' CSV files");
            return Err(problem.advice("read it as a table: --format csv"));
        }
        let layout = layout(&find).ok_or_else(|| refused(input, &find, header))?;
        let mut columns = Self {
            layout,
            count: names.len(),
            exchange: get("exchange")?,
            symbol: get("symbol")?,
            timestamp: get("timestamp")?,
            local_timestamp: get("local_timestamp")?,
            side: 0,
            price: 0,
            amount: 0,
            is_snapshot: 0,
            id: 0,
            bids: Vec::new(),
            asks: Vec::new(),
        };
        match layout {
            Layout::Updates | Layout::Trades => {
                (columns.side, columns.price, columns.amount) = (get("side")?, get("price")?, get("amount")?);
                columns.is_snapshot = if layout == Layout::Updates { get("is_snapshot")? } else { 0 };
                columns.id = if layout == Layout::Trades { get("id")? } else { 0 };
            }
            Layout::Quotes => {
                columns.bids = vec![(get("bid_price")?, get("bid_amount")?)];
                columns.asks = vec![(get("ask_price")?, get("ask_amount")?)];
            }
            Layout::Snapshots => {
                columns.bids = levels("bids", &find);
                columns.asks = levels("asks", &find);
            }
        }
        Ok(columns)
    }
}

fn layout(find: &dyn Fn(&str) -> Option<usize>) -> Option<Layout> {
    let has = |name: &str| find(name).is_some();
    if has("is_snapshot") {
        Some(Layout::Updates)
    } else if has("asks[0].price") && has("bids[0].price") && !has("strike_price") {
        Some(Layout::Snapshots)
    } else if has("bid_price") && has("ask_price") && !has("strike_price") {
        Some(Layout::Quotes)
    } else if has("id") && has("side") && has("price") && has("amount") {
        // Liquidations have the same columns; their file's name tells them apart.
        Some(Layout::Trades)
    } else {
        None
    }
}

fn levels(side: &str, find: &dyn Fn(&str) -> Option<usize>) -> Vec<(usize, usize)> {
    let level =
        |at: usize| Some((find(&format!("{side}[{at}].price"))?, find(&format!("{side}[{at}].amount"))?));
    (0..MOST_LEVELS).map_while(level).collect()
}

fn no_column(input: &str, name: &str, header: &str) -> Problem {
    let problem = Problem::new(input, Place::Line(1), format!("no column {name:?}"));
    problem.advice(format!("the file has: {}", header.chars().take(300).collect::<String>()))
}

fn refused(input: &str, find: &dyn Fn(&str) -> Option<usize>, header: &str) -> Problem {
    let what = if find("strike_price").is_some() {
        "is an option chain"
    } else if find("funding_rate").is_some() {
        "is a derivative ticker"
    } else {
        return no_column(input, "is_snapshot, asks[0].price, bid_price or id", header);
    };
    Problem::new(input, Place::Line(1), format!("{what}, which no record of a tape can hold"))
        .advice("take incremental_book_L2, book_snapshot_5, book_snapshot_25, trades, quotes or book_ticker")
}

/// Refuses what looks like trades and is not, by its name.
pub(crate) fn refuse_by_name(input: &str) -> Result<(), Problem> {
    if !crate::decompress::file_name(input).contains("liquidations") {
        return Ok(());
    }
    let reason = "has liquidations, which are trades that the trades file has too";
    Err(Problem::new(input, Place::Whole, reason).advice("take the trades file"))
}
