//! Which side took liquidity, where the source does not say.

use cift_types::Side;
use cift_wire::{Quote, Tick};

/// How an aggressor became known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// The source says it.
    Given,
    /// The trade's price is above or below the middle of the quote.
    Quote,
    /// The trade's price is above or below that of the trades before it.
    Tick,
    /// Nothing tells: the first trade, without a quote.
    Unknown,
}

/// A trade's aggressor, and how it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inferred {
    /// The side that took, when anything tells.
    pub side: Option<Side>,
    /// How.
    pub rule: Rule,
}

/// Tells aggressors: the source's word where it has one, else the rule of Lee and Ready.
///
/// Lee and Ready (1991), *Inferring trade direction from intraday data*: a trade above the middle of the prevailing quote is a
/// buy, below it a sell; one at the middle is a buy when the last different price was lower (uptick or zero-uptick),
/// a sell when it was higher. Their delay of quotes by five seconds was for the paper tapes of their time: whoever feeds
/// this decides which quote prevails.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aggressor {
    quote: Option<(i64, i64)>,
    last: Option<i64>,
    /// Whether the last change of price was upwards.
    rising: Option<bool>,
}

impl Aggressor {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The prevailing best bid and offer, in ticks; `None` where a side is empty.
    pub fn quote(&mut self, bid: Option<i64>, ask: Option<i64>) {
        self.quote = bid.zip(ask);
    }

    /// The best bid and offer as a record: a side without quantity is empty.
    pub fn observe(&mut self, quote: &Quote) {
        let side = |price, quantity: u64| (quantity > 0).then_some(price);
        self.quote(side(quote.bid_price, quote.bid_quantity), side(quote.ask_price, quote.ask_quantity));
    }

    /// A trade's aggressor. The trade counts as the last from now on.
    pub fn infer(&mut self, tick: &Tick) -> Inferred {
        if let Some(last) = self.last.replace(tick.price)
            && tick.price != last
        {
            self.rising = Some(tick.price > last);
        }
        if tick.side_unknown == 0 {
            return Inferred { side: Side::from_u8(tick.side), rule: Rule::Given };
        }
        let middle = self.quote.map(|(bid, ask)| i128::from(bid) + i128::from(ask));
        let twice = i128::from(tick.price) * 2;
        let side_of = |bought: bool| Some(if bought { Side::Buy } else { Side::Sell });
        match middle {
            Some(middle) if twice != middle => Inferred { side: side_of(twice > middle), rule: Rule::Quote },
            _ => match self.rising {
                Some(rising) => Inferred { side: side_of(rising), rule: Rule::Tick },
                None => Inferred { side: None, rule: Rule::Unknown },
            },
        }
    }

    /// The trade with its aggressor filled in, as far as anything tells.
    pub fn resolve(&mut self, tick: &Tick) -> (Tick, Rule) {
        let Inferred { side, rule } = self.infer(tick);
        let known = side.map_or(*tick, |side| Tick { side: side as u8, side_unknown: 0, ..*tick });
        (known, rule)
    }
}
