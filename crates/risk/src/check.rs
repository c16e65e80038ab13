//! "Would this order pass?", with the numbers.

use crate::evaluate::{Ask, Breach};
use crate::holding::{Cost, Holding, MARGIN};
use crate::ledger::Ledger;
use crate::margin::margin;
use crate::money::clamped;
use crate::order::OrderIntent;
use crate::risk::Risk;
use cift_types::Reason;
use cift_wire::RiskCheck;

impl Risk {
    /// What [`admit`](Self::admit) would say, without doing anything: the reason, the numbers of the limit, and what
    /// the order would set aside. Of `insufficientFunds` the limit is what is available, and the other two are what is
    /// set aside without and with the order.
    pub fn check(&self, order: &OrderIntent) -> RiskCheck {
        let owner = match self.find_both(order.account, order.instrument) {
            Ok(owner) => owner,
            Err(reason) => return record(order, Some(Breach::plain(reason)), 0, 0),
        };
        let nothing = Ledger::default();
        let mut blank = self.blank_holding(owner, order.instrument);
        let money = self.settings.instruments[order.instrument as usize];
        blank.purses = [money.quote, money.base].map(|it| self.find_purse(owner, it).unwrap_or(u32::MAX));
        self.compile(&mut blank);
        let view = match self.seek(order.account, order.instrument) {
            Some(ix) => self.view(ix),
            None => self.view_of(&blank, &nothing, None),
        };
        let ask = Ask::of_new(order);
        let evaluated = view.evaluate(&ask);
        let cost = evaluated.ok().or_else(|| view.holding.cost(ask.side, ask.funds_price, ask.quantity));
        let reserve = cost.map_or(0, |cost| reserve(view.holding, view.ledger, &ask, &cost, &money));
        let delivers = order.side == cift_types::Side::Sell && !view.holding.is(MARGIN);
        let currency = if delivers { money.base } else { money.quote };
        record(order, evaluated.err(), clamped(reserve), currency)
    }
}

/// What the order would hold back; of a cash sell the lots.
fn reserve(
    holding: &Holding,
    ledger: &Ledger,
    ask: &Ask,
    cost: &Cost,
    money: &crate::settings::InstrumentMoney,
) -> i128 {
    if !holding.is(MARGIN) {
        return if ask.side == cift_types::Side::Sell { cost.base } else { cost.quote };
    }
    if ask.quantity >= cift_types::EXACT_LIMIT {
        return 0;
    }
    let more = Some((ask.side, ask.quantity, cost.value));
    margin(holding, ledger, money.initial_margin_ppm, more) - ledger.held + cost.quote
}

fn record(order: &OrderIntent, breach: Option<Breach>, reserve: i64, currency: u32) -> RiskCheck {
    let it = breach.unwrap_or(Breach::plain(Reason::None));
    RiskCheck {
        reason: it.reason as u8,
        limit_kind: it.kind as u8,
        scope: it.scope as u8,
        instrument: order.instrument,
        account: order.account,
        money: u32::from(it.money),
        limit: clamped(it.limit),
        current: clamped(it.current),
        after: clamped(it.after),
        reserve,
        currency,
        ..RiskCheck::default()
    }
}
