//! What a view keeps beside the market itself: windows, averages over time, models.

use super::bars::Bars;
use super::request::{MicroPriceRequest, ViewRequest, VpinRequest, wrong};
use crate::error::DataError;
use crate::market::Trade;
use cift_market_data::measures::{MicroPrice, MicroPriceFit, RealisedSpreads, SpreadMean, TradeFlow, Vpin};
use cift_market_data::trades::{Price, Sessions, TimeAverage, TimeWindow, VolumeAverage};
use cift_wire::Quote;

/// Buckets of VPIN at most: they are kept.
const MOST_BUCKETS: u32 = 1 << 20;

/// Trades of the last so many nanoseconds.
struct Window {
    average: TimeWindow,
    flow: TradeFlow,
}

/// Spreads of which a time later is known what was left.
struct Realised {
    waiting: RealisedSpreads,
    mean: SpreadMean,
}

/// Stoikov's micro-price: what is counted, and the model when it was last made of that.
struct Model {
    fit: MicroPriceFit,
    fitted: Option<MicroPrice>,
}

/// What was asked for, as far as it needs more than the market.
pub(super) struct Tally {
    pub last: Option<Trade>,
    window: Option<Window>,
    session: Option<Sessions>,
    traded: TimeAverage,
    /// Of twice the middle, which is whole.
    middle: TimeAverage,
    realised: Option<Realised>,
    vpin: Option<Vpin>,
    model: Option<Model>,
    pub bars: Option<Bars>,
}

impl Tally {
    pub fn new(request: &ViewRequest) -> Result<Self, DataError> {
        let above_zero = |name: &str, length: Option<u64>| match length {
            Some(0) => Err(wrong(name, "it has to be above zero")),
            length => Ok(length),
        };
        let window = above_zero("windowNs", request.window_ns)?
            .map(|length| Window { average: TimeWindow::new(length), flow: TradeFlow::new(length) });
        let session = above_zero("sessionNs", request.session_ns)?
            .map(|length| Sessions::new(length, request.session_offset_ns.unwrap_or(0)));
        let realised = above_zero("realisedAfterNs", request.realised_after_ns)?
            .map(|delay| Realised { waiting: RealisedSpreads::new(delay), mean: SpreadMean::default() });
        Ok(Self {
            last: None,
            window,
            session,
            traded: TimeAverage::new(),
            middle: TimeAverage::new(),
            realised,
            vpin: request.vpin.as_ref().map(vpin_of).transpose()?,
            model: request.microprice.as_ref().map(model_of),
            bars: Bars::new(request)?,
        })
    }

    /// The best levels have changed.
    #[inline]
    pub fn quote(&mut self, time_ns: u64, quote: &Quote) {
        if let Some(model) = &mut self.model {
            model.fit.push(quote);
        }
        if quote.bid_quantity == 0 || quote.ask_quantity == 0 {
            return;
        }
        self.middle.push(time_ns, quote.bid_price.saturating_add(quote.ask_price));
        if let Some(realised) = &mut self.realised {
            realised.quote(time_ns, quote);
        }
    }

    #[inline]
    pub fn trade(&mut self, trade: &Trade) {
        let tick = &trade.tick;
        self.traded.push(tick.time_ns, tick.price);
        if let Some(window) = &mut self.window {
            window.average.push(tick.time_ns, tick.price, tick.quantity);
            window.flow.push(tick);
        }
        if let Some(session) = &mut self.session {
            session.push(tick.time_ns, tick.price, tick.quantity);
        }
        if let Some(side) = trade.side {
            if let Some(vpin) = &mut self.vpin {
                vpin.push(side, tick.quantity);
            }
            if let Some(realised) = &mut self.realised {
                realised.waiting.trade(tick.time_ns, side, tick.price, tick.quantity);
            }
        }
        if let Some(bars) = &mut self.bars {
            bars.trade(tick);
        }
        self.last = Some(*trade);
    }

    /// What stands has stood until a time, and what is older than a window has left it.
    pub fn advance(&mut self, time_ns: u64, quote: &Quote) {
        self.traded.advance(time_ns);
        self.middle.advance(time_ns);
        if let Some(bars) = &mut self.bars {
            bars.advance(time_ns);
        }
        if let Some(window) = &mut self.window {
            window.average.advance(time_ns);
            window.flow.advance(time_ns);
        }
        if let Some(realised) = &mut self.realised
            && quote.bid_quantity > 0
            && quote.ask_quantity > 0
        {
            realised.quote(time_ns, quote);
        }
    }

    /// Makes the model of the micro-price of all that was counted. Whether one is counted.
    pub fn fit(&mut self) -> bool {
        let Some(model) = &mut self.model else { return false };
        model.fitted = Some(model.fit.finish());
        true
    }

    pub fn microprice(&self, quote: &Quote) -> Option<f64> {
        self.model.as_ref()?.fitted.as_ref()?.price(quote)
    }

    pub fn window_vwap(&self) -> Option<f64> {
        ticks_of(self.window.as_ref()?.average.average())
    }

    /// Lots bought and sold in the window.
    pub fn window_volumes(&self) -> Option<(u128, u128)> {
        Some(self.window.as_ref()?.flow.volumes())
    }

    pub fn trade_flow(&self) -> Option<f64> {
        self.window.as_ref()?.flow.ratio()
    }

    pub fn session_vwap(&self) -> Option<f64> {
        ticks_of(self.session.as_ref()?.average())
    }

    pub fn twap(&self) -> Option<f64> {
        self.traded.price().map(Price::ticks)
    }

    pub fn mid_twap(&self) -> Option<f64> {
        self.middle.price().map(|price| price.ticks() * 0.5)
    }

    pub fn realised_spread(&self) -> Option<f64> {
        self.realised.as_ref()?.mean.mean()
    }

    pub fn vpin(&self) -> Option<f64> {
        self.vpin.as_ref()?.value()
    }
}

impl Realised {
    fn quote(&mut self, time_ns: u64, quote: &Quote) {
        let Self { waiting, mean } = self;
        waiting.quote(time_ns, quote.bid_price, quote.ask_price, |spread| {
            mean.push(spread.realised, spread.quantity);
        });
    }
}

fn ticks_of(average: &VolumeAverage) -> Option<f64> {
    average.price().map(Price::ticks)
}

fn vpin_of(request: &VpinRequest) -> Result<Vpin, DataError> {
    if request.bucket_quantity == 0 || !(1..=MOST_BUCKETS).contains(&request.buckets) {
        let reason = format!("a bucket has a lot or more, and there are 1 to {MOST_BUCKETS} of them");
        return Err(wrong("vpin", &reason));
    }
    Ok(Vpin::new(request.bucket_quantity, request.buckets as usize))
}

fn model_of(request: &MicroPriceRequest) -> Model {
    let fit = MicroPriceFit::new(request.buckets as usize, request.spreads as usize);
    Model { fit, fitted: None }
}
