//! Looks at a session without changing it.

use crate::error::{Code, HostError};
use crate::session::Session;
use cift_types::{AccountId, InstrumentId, OrderId, Reason, Side};
use cift_wire::{Balance, Command, DepthLevel, MarketState, Order, Position, RiskCheck};

impl Session {
    /// Writes the best levels; returns how many rows have one.
    pub fn depth(&self, instrument: InstrumentId, target: &mut [DepthLevel]) -> Result<usize, HostError> {
        self.check()?;
        self.engine.depth(instrument, target).ok_or_else(|| self.unknown(instrument))
    }

    /// A live order with its place in the queue.
    pub fn order(
        &self,
        instrument: InstrumentId,
        account: AccountId,
        id: OrderId,
    ) -> Result<Option<Order>, HostError> {
        self.check_instrument(instrument)?;
        Ok(self.engine.order(instrument, account, id))
    }

    /// Writes the displayed orders of a side, first to trade first; returns how many.
    pub fn orders(
        &self,
        instrument: InstrumentId,
        side: u32,
        target: &mut [Order],
    ) -> Result<usize, HostError> {
        self.check_instrument(instrument)?;
        let side = u8::try_from(side).ok().and_then(Side::from_u8).ok_or_else(|| {
            HostError::new(Code::InvalidArgument, format!("side is 0 (buy) or 1 (sell), not {side}"))
        })?;
        Ok(self.engine.orders(instrument, side, target).unwrap_or(0))
    }

    /// An instrument's market.
    pub fn market(&self, instrument: InstrumentId) -> Result<MarketState, HostError> {
        self.check()?;
        self.engine.market_state(instrument).ok_or_else(|| self.unknown(instrument))
    }

    /// An account's money in a currency, if it ever had any.
    pub fn balance(&self, account: AccountId, currency: u32) -> Result<Option<Balance>, HostError> {
        self.check()?;
        Ok(self.engine.balance(account, currency))
    }

    /// What an account holds of an instrument, if it ever had any.
    pub fn position(
        &self,
        account: AccountId,
        instrument: InstrumentId,
    ) -> Result<Option<Position>, HostError> {
        self.check_instrument(instrument)?;
        Ok(self.engine.position(account, instrument))
    }

    /// Whether a new order would pass the controls. `commands` is its record, or its terms and its record. An
    /// order that is refused before the accounts are asked has its reason and nothing else.
    pub fn risk_check(&mut self, commands: &[Command]) -> Result<RiskCheck, HostError> {
        self.check()?;
        let ([order] | [_, order]) = commands else {
            let message = format!("an order is 1 record, or 2 with its terms, not {}", commands.len());
            return Err(HostError::new(Code::BufferInvalid, message));
        };
        let refused = |reason: Reason| RiskCheck {
            reason: reason as u8,
            instrument: order.instrument,
            account: order.account,
            ..RiskCheck::default()
        };
        let answer = self.guard(|engine| engine.risk_check(commands))?;
        let answer = answer.ok_or_else(|| {
            HostError::new(Code::AccountsMissing, "the session has no accounts; give it some at its start")
        })?;
        Ok(answer.unwrap_or_else(refused))
    }

    fn check_instrument(&self, instrument: InstrumentId) -> Result<(), HostError> {
        self.check()?;
        let known = (instrument as usize) < self.engine.config().instruments.len();
        if known { Ok(()) } else { Err(self.unknown(instrument)) }
    }

    fn unknown(&self, instrument: InstrumentId) -> HostError {
        let count = self.engine.config().instruments.len();
        let message =
            format!("instrument {instrument} does not exist, the session has {count} (0 to {})", count - 1);
        HostError::new(Code::InstrumentUnknown, message)
    }
}
