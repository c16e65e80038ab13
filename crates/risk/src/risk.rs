//! The state of a venue's risk, and how accounts and holdings are found.

use crate::account::{Account, AccountIx, Count, Group, Market, NO_GROUP};
use crate::gate::Gate;
use crate::holding::{Holding, HoldingIx};
use crate::index::{Front, Index, NIL, key};
use crate::ledger::{Fifo, Ledger};
use crate::meter::Watch;
use crate::money::{Rates, WorstFee};
use crate::purse::Purse;
use crate::rules::Rules;
use crate::settings::Settings;
use crate::sums::Sums;
use cift_types::{AccountId, InstrumentId, Price, Reason, Side};
use std::collections::BTreeMap;

/// As far as can be from every price on the short way.
pub const NO_CENTRE: Price = Price::MIN;

/// Accounts, money, positions and limits of a venue. See the [crate]'s documentation.
#[derive(Clone, Debug)]
pub struct Risk {
    pub(crate) settings: Settings,
    pub(crate) markets: Vec<Market>,
    /// By instrument: what collars measure from, or [`NO_CENTRE`].
    pub(crate) centres: Vec<Price>,
    pub(crate) venue_killed: bool,
    pub(crate) venue_rules: Option<Box<Rules>>,
    pub(crate) accounts: Vec<Account>,
    /// By account.
    pub(crate) counts: Vec<Count>,
    /// By account: holdings whose gates were opened since all were closed.
    pub(crate) opened: Vec<Vec<HoldingIx>>,
    pub(crate) account_index: Index,
    pub(crate) groups: Vec<Group>,
    pub(crate) group_ids: BTreeMap<u32, u32>,
    pub(crate) holdings: Vec<Holding>,
    pub(crate) holding_index: Index,
    pub(crate) front: Front,
    // By holding.
    pub(crate) gates: Vec<Gate>,
    /// Whether it is among the opened.
    pub(crate) listed: Vec<bool>,
    pub(crate) ledgers: Vec<Ledger>,
    pub(crate) fifos: Vec<Fifo>,
    pub(crate) watches: Vec<Option<Box<Watch>>>,
    pub(crate) next_holding: Vec<HoldingIx>,
    pub(crate) purses: Vec<Purse>,
    /// By purse. Kept while a limit asks for it.
    pub(crate) purse_sums: Vec<Sums>,
    /// By fee tier.
    pub(crate) rates: Vec<Rates>,
    /// Paid in less paid out, by currency.
    pub(crate) transfers: Vec<i128>,
}

impl Risk {
    /// A venue without accounts, or which setting cannot be and why.
    pub fn new(settings: Settings) -> Result<Self, (String, String)> {
        settings.validate()?;
        let currencies = settings.currencies.len();
        let rates = settings.tiers.iter().map(|&tier| Rates::of(tier)).collect();
        let markets = settings.instruments.iter().map(|_| Market::default()).collect();
        let centres = vec![NO_CENTRE; settings.instruments.len()];
        Ok(Self {
            settings,
            markets,
            centres,
            venue_killed: false,
            venue_rules: None,
            accounts: Vec::new(),
            counts: Vec::new(),
            opened: Vec::new(),
            account_index: Index::new(),
            groups: Vec::new(),
            group_ids: BTreeMap::new(),
            holdings: Vec::new(),
            holding_index: Index::new(),
            front: Front::new(),
            gates: Vec::new(),
            listed: Vec::new(),
            ledgers: Vec::new(),
            fifos: Vec::new(),
            watches: Vec::new(),
            next_holding: Vec::new(),
            purses: Vec::new(),
            purse_sums: Vec::new(),
            rates,
            transfers: vec![0; currencies],
        })
    }

    /// The settings that it was made with.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The account of this number, if it was opened.
    #[inline(always)]
    pub fn find(&self, account: AccountId) -> Option<AccountIx> {
        Some(self.account_index.find(key(account, 0))).filter(|&ix| ix != NIL)
    }

    /// The account's holding in an instrument; it is made if this is the first time.
    ///
    /// # Errors
    /// `unknownInstrument`, `unknownAccount`.
    #[inline(always)]
    pub fn holding(&mut self, account: AccountId, instrument: InstrumentId) -> Result<HoldingIx, Reason> {
        let found = self.seek(account, instrument);
        if let Some(ix) = found { Ok(ix) } else { self.open_holding(account, instrument) }
    }

    /// The holding, if there is one.
    #[inline(always)]
    pub(crate) fn seek(&self, account: AccountId, instrument: InstrumentId) -> Option<HoldingIx> {
        Some(self.slot_of(account, instrument)).filter(|&ix| ix != NIL)
    }

    /// The holding, or [`NIL`].
    #[inline(always)]
    pub(crate) fn slot_of(&self, account: AccountId, instrument: InstrumentId) -> HoldingIx {
        let guess = self.front.guess(account, instrument);
        if self.gates.get(guess as usize).is_some_and(|gate| gate.is_of(account, instrument)) {
            return guess;
        }
        self.holding_index.find(key(account, instrument))
    }

    #[cold]
    #[inline(never)]
    fn open_holding(&mut self, account: AccountId, instrument: InstrumentId) -> Result<HoldingIx, Reason> {
        let owner = self.find_both(account, instrument)?;
        let ix = self.holdings.len() as HoldingIx;
        let mut holding = self.blank_holding(owner, instrument);
        let money = self.settings.instruments[instrument as usize];
        holding.purses = [self.purse(owner, money.quote), self.purse(owner, money.base)];
        self.compile(&mut holding);
        self.holdings.push(holding);
        self.gates.push(Gate::closed(account, instrument));
        self.listed.push(false);
        self.ledgers.push(Ledger::default());
        self.watches.push(None);
        if self.settings.fifo {
            self.fifos.push(Fifo::default());
        }
        let first = &mut self.accounts[owner as usize].first_holding;
        self.next_holding.push(core::mem::replace(first, ix));
        self.holding_index.insert(key(account, instrument), ix);
        Ok(ix)
    }

    /// Checks the numbers of an instrument and an account.
    pub(crate) fn find_both(
        &self,
        account: AccountId,
        instrument: InstrumentId,
    ) -> Result<AccountIx, Reason> {
        if instrument as usize >= self.markets.len() {
            return Err(Reason::UnknownInstrument);
        }
        self.find(account).ok_or(Reason::UnknownAccount)
    }

    /// A holding that nothing happened to, with the instrument's terms and the account's fees, without purses.
    pub(crate) fn blank_holding(&self, owner: AccountIx, instrument: InstrumentId) -> Holding {
        let account = &self.accounts[owner as usize];
        let money = self.settings.instruments[instrument as usize];
        let mut holding = Holding::empty(account.id, instrument, owner);
        holding.tick_value = money.tick_value;
        holding.lot_value = money.lot_value;
        self.set_fee(&mut holding, account.tier);
        holding
    }

    pub(crate) fn set_fee(&self, holding: &mut Holding, tier: u32) {
        holding.fee = WorstFee::of(self.settings.tiers[tier as usize]);
        holding.tier = tier as u16;
    }

    /// The account's purse of a currency, if it has one.
    pub(crate) fn find_purse(&self, owner: AccountIx, currency: u32) -> Option<u32> {
        self.purses_of(owner).find(|&ix| self.purses[ix as usize].currency == currency)
    }

    /// The account's purse of a currency; it is made if this is the first time.
    pub(crate) fn purse(&mut self, owner: AccountIx, currency: u32) -> u32 {
        if let Some(ix) = self.find_purse(owner, currency) {
            return ix;
        }
        let ix = self.purses.len() as u32;
        let first = &mut self.accounts[owner as usize].first_purse;
        let next = core::mem::replace(first, ix);
        self.purses.push(Purse { account: owner, currency, next, ..Purse::default() });
        self.purse_sums.push(Sums::default());
        ix
    }

    pub(crate) fn purses_of(&self, owner: AccountIx) -> impl Iterator<Item = u32> {
        let first = Some(self.accounts[owner as usize].first_purse).filter(|&ix| ix != NIL);
        core::iter::successors(first, |&ix| Some(self.purses[ix as usize].next).filter(|&ix| ix != NIL))
    }

    pub(crate) fn holdings_of(&self, owner: AccountIx) -> impl Iterator<Item = HoldingIx> {
        let first = Some(self.accounts[owner as usize].first_holding).filter(|&ix| ix != NIL);
        core::iter::successors(first, |&ix| Some(self.next_holding[ix as usize]).filter(|&ix| ix != NIL))
    }

    /// The account's position in lots; zero where it has none.
    #[inline(always)]
    pub fn position(&self, account: AccountId, instrument: InstrumentId) -> i64 {
        self.seek(account, instrument).map_or(0, |ix| self.holdings[ix as usize].position)
    }

    /// The most lots that a reduce-only order of this side may have: the size of the position against it.
    pub fn reducible(&self, account: AccountId, instrument: InstrumentId, side: Side) -> u64 {
        reducible(self.position(account, instrument), side)
    }

    /// The account's group; `u32::MAX` where it is in none or not there.
    #[inline(always)]
    pub fn group(&self, account: AccountId) -> u32 {
        let group = self.find(account).map_or(NO_GROUP, |ix| self.accounts[ix as usize].group);
        self.groups.get(group as usize).map_or(NO_GROUP, |group| group.id)
    }

    /// Whether too many executions have disabled the account.
    pub fn disabled(&self, account: AccountId) -> bool {
        self.find(account).is_some_and(|ix| self.accounts[ix as usize].latched)
    }

    /// Sets the price that collars measure from; `None` leaves them the last trade's.
    pub fn set_reference(&mut self, instrument: InstrumentId, price: Option<Price>) {
        if let Some(market) = self.markets.get_mut(instrument as usize) {
            market.reference = price;
            self.centres[instrument as usize] = market.collar_price().unwrap_or(NO_CENTRE);
        }
    }

    /// The price of the instrument's last trade.
    pub fn last_price(&self, instrument: InstrumentId) -> Option<Price> {
        self.markets.get(instrument as usize)?.last
    }
}

/// The size of a position against a side.
pub fn reducible(position: i64, side: Side) -> u64 {
    let against = if matches!(side, Side::Buy) { position < 0 } else { position > 0 };
    if against { position.unsigned_abs() } else { 0 }
}
