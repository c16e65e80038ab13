//! Every price and quantity of a batch.

use cift_tape::Batch;

/// What to do with prices and quantities.
pub trait Visitor {
    type Error;
    fn price(&mut self, instrument: u32, price: &mut i64) -> Result<(), Self::Error>;
    fn quantity(&mut self, instrument: u32, quantity: &mut u64) -> Result<(), Self::Error>;
    /// A sum of prices times quantities.
    fn notional(&mut self, instrument: u32, notional: &mut i128) -> Result<(), Self::Error>;
}

/// A price that has no quantity to it where it would need one: it means nothing, and is made zero.
#[inline]
fn priced<V: Visitor>(visitor: &mut V, of: u32, price: &mut i64, quantity: &mut u64) -> Result<(), V::Error> {
    if *quantity == 0 {
        *price = 0;
        return Ok(());
    }
    visitor.price(of, price)?;
    visitor.quantity(of, quantity)
}

/// Shows all of a batch to a visitor.
pub fn visit<V: Visitor>(batch: &mut Batch, visitor: &mut V) -> Result<(), V::Error> {
    for event in &mut batch.market_by_order {
        marked(visitor, event.instrument, &mut event.price)?;
        visitor.quantity(event.instrument, &mut event.quantity)?;
    }
    for event in &mut batch.market_by_price {
        marked(visitor, event.instrument, &mut event.price)?;
        visitor.quantity(event.instrument, &mut event.quantity)?;
    }
    for tick in &mut batch.ticks {
        marked(visitor, tick.instrument, &mut tick.price)?;
        visitor.quantity(tick.instrument, &mut tick.quantity)?;
    }
    for quote in &mut batch.quotes {
        priced(visitor, quote.instrument, &mut quote.bid_price, &mut quote.bid_quantity)?;
        priced(visitor, quote.instrument, &mut quote.ask_price, &mut quote.ask_quantity)?;
    }
    visit_rare(batch, visitor)
}

fn visit_rare<V: Visitor>(batch: &mut Batch, visitor: &mut V) -> Result<(), V::Error> {
    for bar in &mut batch.bars {
        for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
            marked(visitor, bar.instrument, price)?;
        }
        visitor.quantity(bar.instrument, &mut bar.volume)?;
        visitor.quantity(bar.instrument, &mut bar.buy_volume)?;
        let mut notional = i128::from(bar.notional_high) << 64 | i128::from(bar.notional_low);
        visitor.notional(bar.instrument, &mut notional)?;
        bar.notional_low = notional.cast_unsigned() as u64;
        bar.notional_high = (notional >> 64) as i64;
    }
    for imbalance in &mut batch.imbalances {
        let of = imbalance.instrument;
        for price in [
            &mut imbalance.reference_price,
            &mut imbalance.indicative_price,
            &mut imbalance.auction_only_price,
        ] {
            marked(visitor, of, price)?;
        }
        visitor.quantity(of, &mut imbalance.paired_quantity)?;
        visitor.quantity(of, &mut imbalance.imbalance_quantity)?;
        visitor.quantity(of, &mut imbalance.market_imbalance_quantity)?;
    }
    for status in &mut batch.statuses {
        // Nothing to convert, but the instrument is there.
        visitor.quantity(status.instrument, &mut 0)?;
    }
    Ok(())
}

/// A price, unless it is the mark of none.
#[inline]
fn marked<V: Visitor>(visitor: &mut V, of: u32, price: &mut i64) -> Result<(), V::Error> {
    if *price == i64::MAX {
        *price = 0;
        return Ok(());
    }
    visitor.price(of, price)
}
