//! "Would this order pass?", with the numbers.

use crate::account::AccountIx;
use crate::evaluate::{Ask, Breach};
use crate::holding::{Cost, Holding, HoldingIx, MARGIN};
use crate::ledger::Ledger;
use crate::margin::margin;
use crate::money::clamped;
use crate::order::OrderIntent;
use crate::risk::Risk;
use crate::settings::InstrumentMoney;
use cift_types::{InstrumentId, Reason, Side};
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
        let money = self.settings.instruments[order.instrument as usize];
        let ix = self.seek(order.account, order.instrument);
        let (holding, nothing);
        let (ledger, watch) = if let Some(ix) = ix {
            if let Some(need) = self.passes_gate(ix, order) {
                let delivers = order.side == Side::Sell;
                return record(order, None, need, if delivers { money.base } else { money.quote });
            }
            holding = self.holding_now(ix);
            (&self.ledgers[ix as usize], self.watches[ix as usize].as_deref())
        } else {
            holding = self.compiled_blank(owner, order.instrument);
            nothing = Ledger::default();
            (&nothing, None)
        };
        let delivers = order.side == Side::Sell && !holding.is(MARGIN);
        let currency = if delivers { money.base } else { money.quote };
        let look = self.look(&holding, ledger, order.side, (order.price, order.quantity), 1);
        if let Some(look) = look.filter(|_| order.is_usual()) {
            return record(order, None, clamped(look.need), currency);
        }
        let view = self.view_of(&holding, ledger, watch);
        let ask = Ask::of_new(order);
        let evaluated = view.evaluate(&ask);
        let cost = evaluated.ok().or_else(|| view.holding.cost(ask.side, ask.funds_price, ask.quantity));
        let reserve = cost.map_or(0, |cost| reserve(view.holding, view.ledger, &ask, &cost, &money));
        record(order, evaluated.err(), clamped(reserve), currency)
    }

    /// What the order would hold back, where it passes through an open gate.
    fn passes_gate(&self, ix: HoldingIx, order: &OrderIntent) -> Option<i64> {
        let (gate, centre) = (&self.gates[ix as usize], self.centre(order.instrument));
        let look = gate.look(order.side, (order.price, order.quantity), centre, 1);
        look.filter(|_| order.is_usual()).map(|(_, held)| held.need)
    }

    /// The holding that an account would have in an instrument.
    fn compiled_blank(&self, owner: AccountIx, instrument: InstrumentId) -> Holding {
        let mut blank = self.blank_holding(owner, instrument);
        let money = self.settings.instruments[instrument as usize];
        blank.purses = [money.quote, money.base].map(|it| self.find_purse(owner, it).unwrap_or(u32::MAX));
        self.compile(&mut blank);
        blank
    }
}

/// What the order would hold back; of a cash sell the lots.
fn reserve(holding: &Holding, ledger: &Ledger, ask: &Ask, cost: &Cost, money: &InstrumentMoney) -> i128 {
    if !holding.is(MARGIN) {
        return if ask.side == Side::Sell { cost.base } else { cost.quote };
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
