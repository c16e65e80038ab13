//! Positions and balances as records. The engine writes sequence number and time into them.

use crate::account::AccountIx;
use crate::holding::HoldingIx;
use crate::money::clamped;
use crate::risk::Risk;
use cift_types::{AccountId, InstrumentId};
use cift_wire::{Balance, Position};

impl Risk {
    /// The account's holding in an instrument; `None` where it never had one. `seq` and `timeNs` are zero.
    pub fn fill_position(&self, account: AccountId, instrument: InstrumentId) -> Option<Position> {
        self.seek(account, instrument).map(|ix| self.position_record(ix))
    }

    /// The account's money in a currency; `None` where it never had any. `seq` and `timeNs` are zero.
    pub fn balance(&self, account: AccountId, currency: u32) -> Option<Balance> {
        let owner = self.find(account)?;
        self.find_purse(owner, currency).map(|ix| self.balance_record(ix))
    }

    /// All holdings by account and instrument.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        self.holdings_in_order().into_iter().map(|ix| self.position_record(ix))
    }

    /// All money by account and currency.
    pub fn balances(&self) -> impl Iterator<Item = Balance> {
        self.purses_in_order().into_iter().map(|ix| self.balance_record(ix))
    }

    /// The house's fees less rebates in a currency; zero of one that does not exist.
    pub fn house(&self, currency: u32) -> i128 {
        let holdings = self.holdings.iter().zip(&self.ledgers);
        let of_currency = holdings.filter(|(it, _)| self.quote_of(it.instrument) == currency);
        of_currency.map(|(_, ledger)| ledger.fees).sum()
    }

    pub(crate) fn quote_of(&self, instrument: InstrumentId) -> u32 {
        self.settings.instruments[instrument as usize].quote
    }

    /// What was paid in less what was paid out, in a currency; zero of one that does not exist.
    pub fn transferred(&self, currency: u32) -> i128 {
        self.transfers.get(currency as usize).copied().unwrap_or(0)
    }

    /// Numbers of the accounts that were opened, in order.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.accounts_in_order().into_iter().map(|ix| self.accounts[ix as usize].id)
    }

    pub(crate) fn accounts_in_order(&self) -> Vec<AccountIx> {
        let mut order: Vec<AccountIx> = (0..self.accounts.len() as AccountIx).collect();
        order.sort_unstable_by_key(|&ix| self.accounts[ix as usize].id);
        order
    }

    pub(crate) fn holdings_in_order(&self) -> Vec<HoldingIx> {
        let mut order: Vec<HoldingIx> = (0..self.holdings.len() as HoldingIx).collect();
        order.sort_unstable_by_key(|&ix| {
            let holding = &self.holdings[ix as usize];
            (holding.account, holding.instrument)
        });
        order
    }

    pub(crate) fn purses_in_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.purses.len() as u32).collect();
        order.sort_unstable_by_key(|&ix| {
            let purse = &self.purses[ix as usize];
            (self.accounts[purse.account as usize].id, purse.currency)
        });
        order
    }

    fn position_record(&self, ix: HoldingIx) -> Position {
        let (holding, ledger) = (self.holding_now(ix), &self.ledgers[ix as usize]);
        let fifo = self.fifos.get(ix as usize);
        let mark = self.markets[holding.instrument as usize].mark();
        Position {
            account: holding.account,
            instrument: holding.instrument,
            quantity: holding.position,
            cost: clamped(ledger.cost),
            realised_pnl: clamped(ledger.realised),
            bought_quantity: u64::try_from(ledger.bought).unwrap_or(u64::MAX),
            sold_quantity: u64::try_from(ledger.sold(holding.position)).unwrap_or(u64::MAX),
            fifo_cost: fifo.map_or(0, |fifo| clamped(fifo.cost(holding.position))),
            fifo_realised_pnl: fifo.map_or(0, |fifo| clamped(fifo.realised)),
            open_buy_quantity: holding.open[0],
            open_sell_quantity: holding.open[1],
            fees: clamped(ledger.fees),
            mark_price: mark.unwrap_or(0),
            unrealised_pnl: clamped(ledger.unrealised(holding.position, mark)),
            ..Position::default()
        }
    }

    fn balance_record(&self, ix: u32) -> Balance {
        let purse = self.purse_now(ix);
        let mine = self.holdings_of(purse.account).filter(|&it| self.holdings[it as usize].purses[0] == ix);
        let fees = mine.map(|it| self.ledgers[it as usize].fees).sum();
        Balance {
            account: self.accounts[purse.account as usize].id,
            currency: purse.currency,
            total: clamped(purse.total),
            reserved: clamped(purse.reserved()),
            available: clamped(purse.available),
            fees: clamped(fees),
            ..Balance::default()
        }
    }
}
