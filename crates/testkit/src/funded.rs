//! Sessions with accounts: what they are set to, and the commands that open accounts, pay into them and limit them.

use crate::session;
use cift_engine::Config;
use cift_engine::risk::{Currency, Fee, InstrumentMoney, Settings, Tier};
use cift_types::{AccountId, AccountKind, CommandKind, LimitKind, Quantity, Scope};
use cift_wire::Command;

/// The currency that cash buyers receive.
const LOTS: u32 = 0;
/// The currency that prices are in.
const MONEY: u32 = 1;
/// What each account gets of both: more than any flow moves.
const FUNDS: i64 = 1 << 60;

/// Which limits are set. None of them refuses an order of the flows that they are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limited {
    /// None.
    No,
    /// Those of one order, and of the position.
    Orders,
    /// Those of [`Limited::Orders`], live orders of the account, and the distance from the last price.
    Typical,
}

/// The session of [`session::config`], with accounts.
#[must_use]
pub fn config(instruments: u32) -> Config {
    Config { accounts: Some(settings(instruments)), ..session::config(instruments) }
}

/// Money of a session: lots are delivered for dollars, and trades have fees.
#[must_use]
pub fn settings(instruments: u32) -> Settings {
    let currency = |code: &str, scale| Currency { code: code.to_owned(), scale };
    let money = InstrumentMoney {
        base: LOTS,
        quote: MONEY,
        tick_value: 1,
        lot_value: 1,
        initial_margin_ppm: 100_000,
    };
    Settings {
        currencies: vec![currency("LOT", 0), currency("USD", 2)],
        instruments: vec![money; instruments as usize],
        tiers: vec![Tier { maker: Fee::Ppm(100), taker: Fee::Ppm(250) }],
        fifo: false,
    }
}

/// Opens accounts, pays into them, and sets limits.
#[must_use]
pub fn opening(accounts: &[(AccountId, AccountKind)], limited: Limited) -> Vec<Command> {
    let mut commands = Vec::new();
    for &(account, kind) in accounts {
        commands.push(Command {
            order_type: kind as u8,
            order_id: u64::from(u32::MAX),
            ..of(CommandKind::Account, account)
        });
        for currency in [LOTS, MONEY] {
            let to = Command { instrument: currency, price: FUNDS, ..of(CommandKind::Transfer, account) };
            commands.push(to);
        }
        if limited != Limited::No {
            let orders = [
                (LimitKind::OrderQuantity, 1 << 20),
                (LimitKind::OrderValue, 1 << 50),
                (LimitKind::Position, 1 << 45),
            ];
            commands.extend(orders.map(|(kind, value)| limit(account, kind, value)));
        }
        if limited == Limited::Typical {
            let others = [(LimitKind::OpenOrders, 1 << 24), (LimitKind::PriceCollar, 1 << 20)];
            commands.extend(others.map(|(kind, value)| limit(account, kind, value)));
        }
    }
    commands
}

fn limit(account: AccountId, kind: LimitKind, value: Quantity) -> Command {
    let scope = Scope::Account as u8;
    let of_account = of(CommandKind::Limit, account);
    Command { time_in_force: scope, order_type: kind as u8, quantity: value, ..of_account }
}

fn of(kind: CommandKind, account: AccountId) -> Command {
    Command { kind: kind as u8, account, ..Command::default() }
}

/// Gives every order to one of so many accounts, from 1 on, and with it all its changes.
pub fn share(commands: &mut [Command], accounts: u32) {
    for command in commands {
        command.account = 1 + part(command.order_id, accounts);
    }
}

/// Gives every order to one of so many instruments, and with it all its changes.
pub fn spread(commands: &mut [Command], instruments: u32) {
    for command in commands {
        command.instrument = part(command.order_id, instruments);
    }
}

/// Which of so many parts an order falls to: as good as at random.
const fn part(order_id: u64, parts: u32) -> u32 {
    let mixed = order_id.wrapping_add(1).wrapping_mul(0x9E37_79B1_85EB_CA87);
    (((mixed >> 32) * parts as u64) >> 32) as u32
}
