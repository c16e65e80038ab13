//! What a book says at a moment.

use crate::book::{Book, Level};
use cift_types::Side;

/// The middle of the best bid and offer, in ticks: `(b + a) / 2`. `None` where a side is empty.
pub fn mid(book: &impl Book) -> Option<f64> {
    let (bid, ask) = book.best(Side::Buy).zip(book.best(Side::Sell))?;
    Some(0.5 * (bid.price as f64 + ask.price as f64))
}

/// The middle weighted by what stands on the other side, in ticks: `(b·Qa + a·Qb) / (Qa + Qb)`.
///
/// Gatheral and Oomen (2010), *Zero-intelligence realized variance estimation*. Also known as the micro-price; that of Stoikov is
/// [`MicroPrice`](super::MicroPrice).
#[must_use]
pub fn weighted_mid(bid: Level, ask: Level) -> Option<f64> {
    let (bought, sold) = (bid.quantity as f64, ask.quantity as f64);
    let all = bought + sold;
    (all > 0.0).then(|| {
        // From the bid upwards, so that large prices do not lose their fraction in a product.
        bid.price as f64 + (ask.price as f64 - bid.price as f64) * (bought / all)
    })
}

/// How much more stands to buy than to sell on the best `levels` levels: `(ΣQb − ΣQa) / (ΣQb + ΣQa)`, −1 to 1.
///
/// Cao, Hansch and Wang (2009), *The information content of an open limit-order book*; for one level also Gould and Bonart
/// (2016), *Queue imbalance as a one-tick-ahead price predictor*. `None` for an empty book.
pub fn imbalance(book: &impl Book, levels: usize) -> Option<f64> {
    let sum = |side| book.levels(side).take(levels).map(|level| u128::from(level.quantity)).sum::<u128>();
    let (bought, sold) = (sum(Side::Buy) as f64, sum(Side::Sell) as f64);
    let all = bought + sold;
    (all > 0.0).then(|| (bought - sold) / all)
}
