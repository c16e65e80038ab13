//! Money and positions by the events alone: what was paid in, what each trade moved, what open orders have to set aside.
//! Written from the text of `cift_risk` ("Money"), and not from what it does.

use super::order::Account;
use super::{Auditor, Checked, FLAG_AUCTION, require};
use cift_engine::risk::{Fee, InstrumentMoney, Risk, Settings, Tier};
use cift_types::{AccountId, AccountKind, CommandKind, InstrumentId, Quantity, Side};
use cift_wire::{Command, Event};
use std::collections::BTreeMap;

/// Parts of a whole.
const MILLION: i128 = 1_000_000;

type Currency = u32;

/// An account, as it was opened.
#[derive(Clone, Copy, Debug)]
struct Owner {
    margin: bool,
    tier: usize,
}

/// What an account has of an instrument.
#[derive(Clone, Copy, Default, Debug)]
struct Position {
    /// Negative where it is short.
    lots: i128,
    /// What these lots cost, in ticks times lots.
    cost: i128,
    /// What closed lots earned.
    realised: i128,
}

/// The money of a session.
#[derive(Clone, Debug)]
pub struct Ledger {
    settings: Settings,
    owners: BTreeMap<AccountId, Owner>,
    purses: BTreeMap<(AccountId, Currency), i128>,
    positions: BTreeMap<(AccountId, InstrumentId), Position>,
    /// Fees less rebates.
    house: BTreeMap<Currency, i128>,
    /// Paid in less paid out.
    transfers: BTreeMap<Currency, i128>,
}

impl Ledger {
    /// Nobody has anything.
    pub const fn new(settings: Settings) -> Self {
        Self {
            settings,
            owners: BTreeMap::new(),
            purses: BTreeMap::new(),
            positions: BTreeMap::new(),
            house: BTreeMap::new(),
            transfers: BTreeMap::new(),
        }
    }

    /// An administrative command was applied.
    pub fn apply(&mut self, command: &Command) {
        match CommandKind::from_u8(command.kind) {
            Some(CommandKind::Account) => {
                let margin = command.order_type == AccountKind::Margin as u8;
                self.owners.insert(command.account, Owner { margin, tier: command.quantity as usize });
            }
            Some(CommandKind::Transfer) => {
                let (currency, amount) = (command.instrument, i128::from(command.price));
                *self.purses.entry((command.account, currency)).or_default() += amount;
                *self.transfers.entry(currency).or_default() += amount;
            }
            _ => {}
        }
    }

    /// Two orders traded. In an auction both pay as takers (R8).
    pub fn trade(&mut self, event: &Event) -> Checked {
        let auction = event.flags & FLAG_AUCTION != 0;
        let taker_buys = event.side == Side::Buy as u8;
        let (buyer, seller) = if taker_buys {
            (event.account, event.counter_account)
        } else {
            (event.counter_account, event.account)
        };
        self.settle(event, buyer, true, auction || taker_buys)?;
        self.settle(event, seller, false, auction || !taker_buys)
    }

    fn money(&self, instrument: InstrumentId) -> InstrumentMoney {
        self.settings.instruments[instrument as usize]
    }

    fn settle(&mut self, event: &Event, account: AccountId, buys: bool, takes: bool) -> Checked {
        let owner = *self.owners.get(&account).ok_or("who trades has an account")?;
        let money = self.money(event.instrument);
        let (price, lots) = (i128::from(event.price), i128::from(event.quantity));
        let value = price * lots * i128::from(money.tick_value);
        let fee = fee(self.settings.tiers[owner.tier], takes, value.abs(), lots);
        *self.house.entry(money.quote).or_default() += fee;
        let position = self.positions.entry((account, event.instrument)).or_default();
        let earned = position.enter(price, if buys { lots } else { -lots });
        let quote = self.purses.entry((account, money.quote)).or_default();
        if owner.margin {
            *quote += earned * i128::from(money.tick_value) - fee;
            return Ok(());
        }
        *quote += (if buys { -value } else { value }) - fee;
        let delivered = lots * i128::from(money.lot_value);
        *self.purses.entry((account, money.base)).or_default() += if buys { delivered } else { -delivered };
        Ok(())
    }

    /// What was paid in is somewhere: in a purse, with the house, or in the positions that margin accounts have open.
    fn conserved(&self, purses: &BTreeMap<(AccountId, Currency), i128>) -> Checked {
        let mut sums = self.house.clone();
        for (&(_, currency), amount) in purses {
            *sums.entry(currency).or_default() += amount;
        }
        for (&(account, instrument), position) in &self.positions {
            if !self.owners[&account].margin {
                continue;
            }
            let money = self.money(instrument);
            *sums.entry(money.quote).or_default() -= position.cost * i128::from(money.tick_value);
            *sums.entry(money.base).or_default() += position.lots * i128::from(money.lot_value);
        }
        for (currency, sum) in &sums {
            let paid = self.transfers.get(currency).copied().unwrap_or(0);
            require(
                *sum == paid,
                &format!("of currency {currency}, {paid} was paid in, and {sum} is there"),
            )?;
        }
        for instrument in 0..self.settings.instruments.len() as InstrumentId {
            let of = self.positions.iter().filter(|(key, _)| key.1 == instrument);
            let net: i128 = of.map(|(_, position)| position.lots).sum();
            require(net == 0, &format!("as much of instrument {instrument} was bought as was sold"))?;
        }
        Ok(())
    }
}

impl Position {
    /// Lots are bought (or sold, negative) at a price. What closed lots earned: they take their share of the cost.
    fn enter(&mut self, price: i128, lots: i128) -> i128 {
        let closes = if self.lots.signum() * lots.signum() < 0 { lots.abs().min(self.lots.abs()) } else { 0 };
        let direction = self.lots.signum();
        let share = if closes == 0 { 0 } else { self.cost * closes / self.lots.abs() };
        let earned = price * closes * direction - share;
        self.cost += price * (lots + closes * direction) - share;
        self.lots += lots;
        self.realised += earned;
        earned
    }
}

/// Up where it is paid, down where it is received.
const fn fee(tier: Tier, takes: bool, value: i128, lots: i128) -> i128 {
    match if takes { tier.taker } else { tier.maker } {
        Fee::Ppm(ppm) => up(value * ppm as i128),
        Fee::PerLot(units) => units as i128 * lots,
    }
}

/// Millionths, rounded up.
const fn up(millionths: i128) -> i128 {
    -(-millionths).div_euclid(MILLION)
}

/// What the live orders of a holding come to, buys and sells.
#[derive(Clone, Copy, Default)]
struct Orders {
    lots: [i128; 2],
    worth: [i128; 2],
}

impl Ledger {
    /// What each account has to set aside for its live orders and positions.
    fn needs(
        &self,
        orders: &BTreeMap<super::Key, Account>,
    ) -> Result<BTreeMap<(AccountId, Currency), i128>, String> {
        let mut needs: BTreeMap<(AccountId, Currency), i128> = BTreeMap::new();
        let mut holdings: BTreeMap<(AccountId, InstrumentId), Orders> = BTreeMap::new();
        for (&(instrument, account, _), order) in orders {
            let Some(price) = order.funds_at else { continue };
            let owner = self.owners.get(&account).ok_or("who has an order has an account")?;
            let (money, lots) = (self.money(instrument), i128::from(order.open()?));
            let lot = i128::from(price) * i128::from(money.tick_value);
            let dearest = dearest(self.settings.tiers[owner.tier], lot);
            let (quote, base) = match order.side {
                _ if owner.margin => (dearest, 0),
                0 => ((lot + dearest).max(0), 0),
                _ => ((dearest - lot).max(0), i128::from(money.lot_value)),
            };
            *needs.entry((account, money.quote)).or_default() += quote * lots;
            *needs.entry((account, money.base)).or_default() += base * lots;
            let held = holdings.entry((account, instrument)).or_default();
            held.lots[order.side as usize] += lots;
            held.worth[order.side as usize] += (lot * lots).abs();
        }
        for key in self.positions.keys() {
            holdings.entry(*key).or_default();
        }
        for (&(account, instrument), orders) in &holdings {
            if self.owners[&account].margin {
                let money = self.money(instrument);
                let position = self.positions.get(&(account, instrument)).copied().unwrap_or_default();
                let part =
                    exposure(position, orders, money.tick_value) * i128::from(money.initial_margin_ppm);
                *needs.entry((account, money.quote)).or_default() += up(part);
            }
        }
        Ok(needs)
    }
}

/// The dearest fee of a lot that an order may turn out to pay.
fn dearest(tier: Tier, lot: i128) -> i128 {
    [true, false].map(|takes| fee(tier, takes, lot.abs(), 1)).into_iter().max().unwrap_or(0).max(0)
}

/// The larger position that could come of a holding: of its own direction, or against it.
fn exposure(position: Position, orders: &Orders, tick_value: i64) -> i128 {
    let with = usize::from(position.lots < 0);
    let grown = position.cost.abs() * i128::from(tick_value) + orders.worth[with];
    let (lots, worth) = (orders.lots[1 - with], orders.worth[1 - with]);
    let opens = (lots - position.lots.abs()).max(0);
    let turned = if opens == 0 { 0 } else { -(-(worth * opens)).div_euclid(lots) };
    grown.max(turned)
}

impl Auditor {
    /// Compares the accounts with the events, to the unit: money, positions, what is set aside; and that nothing is lost.
    ///
    /// # Errors
    ///
    /// What does not agree, in words.
    pub fn check_money(&self, risk: &Risk) -> Checked {
        let Some(ledger) = &self.ledger else { return Ok(()) };
        let needs = ledger.needs(&self.orders)?;
        let mut purses = BTreeMap::new();
        for balance in risk.balances() {
            let key = (balance.account, balance.currency);
            let (total, need) = (ledger.purses.get(&key), needs.get(&key));
            let expected = [total, need].map(|amount| amount.copied().unwrap_or(0));
            let actual = [balance.total, balance.reserved].map(i128::from);
            let differs = || format!("of {key:?} there is, and is set aside, {expected:?}: not {actual:?}");
            require(expected == actual, &differs())?;
            require(
                balance.total - balance.reserved == balance.available,
                "what is not set aside is available",
            )?;
            purses.insert(key, i128::from(balance.total));
        }
        let missing = needs.iter().find(|&(key, need)| *need != 0 && !purses.contains_key(key));
        require(missing.is_none(), "what is set aside is in a purse")?;
        for position in risk.positions() {
            let expected = ledger.positions.get(&(position.account, position.instrument)).copied();
            let Position { lots, cost, realised } = expected.unwrap_or_default();
            let actual = [position.quantity, position.cost, position.realised_pnl].map(i128::from);
            let differs =
                || format!("{position:?} is {lots} lots that cost {cost}, and {realised} was earned");
            require([lots, cost, realised] == actual, &differs())?;
            let open = self.open_lots(position.instrument, position.account);
            let told = [position.open_buy_quantity, position.open_sell_quantity];
            require(open == told, &format!("{position:?} has open {open:?}"))?;
        }
        for currency in 0..ledger.settings.currencies.len() as Currency {
            let expected = ledger.house.get(&currency).copied().unwrap_or(0);
            require(risk.house(currency) == expected, "the house has the fees")?;
        }
        ledger.conserved(&purses)
    }

    /// Lots of an account's live orders that have funds set aside, buys and sells.
    fn open_lots(&self, instrument: InstrumentId, account: AccountId) -> [Quantity; 2] {
        let mut lots = [0; 2];
        for (_, order) in self.orders.range((instrument, account, 0)..=(instrument, account, u64::MAX)) {
            if order.funds_at.is_some() {
                lots[order.side as usize] += order.open().unwrap_or(0);
            }
        }
        lots
    }
}
