//! Auctions, as events tell them: the price maximises the volume, then minimises what is left over.

use super::order::Account;
use super::{Auditor, Checked, require};
use cift_types::{EXACT_LIMIT, InstrumentId, Price, Quantity, Side};
use cift_wire::Event;

/// What is known of an instrument's auction.
#[derive(Clone, Debug, Default)]
pub struct Auction {
    /// The orders as they were before the first trade of an uncross.
    before: Option<Vec<(Account, Quantity)>>,
    /// What has traded in it.
    volume: u128,
    /// At which price.
    price: Option<Price>,
    /// What was last published.
    pub published: Option<(Price, Quantity, Quantity, u8)>,
}

impl Auditor {
    pub(super) fn auction_trade(&mut self, event: &Event) {
        let resting = self.resting(event.instrument);
        let auction = &mut self.auctions[event.instrument as usize];
        auction.before.get_or_insert(resting);
        auction.volume += u128::from(event.quantity);
        if auction.price.is_some_and(|price| price != event.price) {
            auction.volume = u128::MAX >> 1; // two prices: the uncross will not have this volume
        }
        auction.price = Some(event.price);
    }

    pub(super) fn uncross(&mut self, event: &Event) -> Checked {
        let at = event.instrument as usize;
        let Auction { before, volume, price, .. } = core::mem::take(&mut self.auctions[at]);
        let told = volume.min(u128::from(EXACT_LIMIT - 1));
        require(told == u128::from(event.quantity), "an uncross has the volume of its trades")?;
        require(price.is_none_or(|price| price == event.price), "an uncross has one price")?;
        let before = before.unwrap_or_else(|| self.resting(event.instrument));
        self.may_cross[at] = false;
        check(&before, event)
    }

    pub(super) fn indicate(&mut self, event: &Event) -> Checked {
        let now = (event.price, event.quantity, event.counter_order_id, event.side);
        let auction = &mut self.auctions[event.instrument as usize];
        require(auction.published != Some(now), "an indication says something new")?;
        auction.published = Some(now);
        self.check_indication(event.instrument, event)
    }

    fn check_indication(&self, instrument: InstrumentId, event: &Event) -> Checked {
        check(&self.resting(instrument), event)
    }
}

/// A published price, volume and surplus against the orders.
fn check(orders: &[(Account, Quantity)], event: &Event) -> Checked {
    if orders.iter().any(|(order, _)| order.vague) {
        return Ok(());
    }
    let at = |price: Price| -> (u128, u128) {
        let sum = |side: Side| -> u128 {
            let trades = orders.iter().filter(|(order, _)| order.side == side as u8 && order.takes(price));
            trades.map(|&(_, open)| u128::from(open)).sum()
        };
        let (demand, supply) = (sum(Side::Buy), sum(Side::Sell));
        (demand.min(supply), demand.abs_diff(supply))
    };
    let priced = orders.iter().filter(|(order, _)| !order.is_at_market());
    let results = priced.map(|(order, _)| at(order.standing()));
    let best = results.max_by_key(|&(volume, surplus)| (volume, u128::MAX - surplus));
    let best_volume = best.map_or(0, |best| best.0);
    if event.quantity == 0 {
        require(best_volume == 0, "an auction trades where it can")?;
        return require((event.price, event.counter_order_id) == (0, 0), "no volume, no price");
    }
    let (volume, surplus) = at(event.price);
    let told = |lots: u128| lots.min(u128::from(EXACT_LIMIT - 1));
    require(u128::from(event.quantity) == told(volume), "the volume is what would trade at the price")?;
    require(u128::from(event.counter_order_id) == told(surplus), "the surplus is what would be left")?;
    let Some(best) = best.filter(|best| best.0 > 0) else { return Ok(()) };
    require(volume == best.0, "no price has a greater volume")?;
    require(surplus <= best.1, "no price of that volume has a smaller surplus")
}
