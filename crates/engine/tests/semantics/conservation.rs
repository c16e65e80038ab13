//! After every command of a mixed flow: money is conserved, and what is set aside is what open orders need.

use crate::accounts::{USD, with_accounts};
use crate::lines::*;
use crate::support::*;
use cift_engine::risk::OpenOrder;
use cift_types::{
    AccountKind, CommandKind, EventKind, FLAG_CAP, FLAG_RESERVE_PRICE, OrderType, PegReference, Phase,
    SelfTrade, Side, TriggerSource,
};
use cift_wire::{Command, Event};
use std::collections::BTreeMap;

/// Splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ z >> 31) % end
    }

    fn price(&mut self) -> i64 {
        95 + self.below(10).cast_signed()
    }
}

/// Cash accounts 1 to 4, and 6 and 7 on margin.
const ACCOUNTS: [u32; 6] = [1, 2, 3, 4, 6, 7];
/// From here on ids are quotes'.
const QUOTES: u64 = 1 << 40;

/// Whose order an id is.
fn owner(id: u64) -> u32 {
    ACCOUNTS[(id % 6) as usize]
}

/// A new order of any kind whose funds are set aside at its limit.
fn order(random: &mut Random, id: u64, time_ns: u64) -> Line {
    let line = if random.below(2) == 0 { buy(id) } else { sell(id) };
    let quantity = 1 + random.below(20);
    let plain = line.limit(random.price(), quantity);
    let (price, higher) = (random.price(), random.below(4).cast_signed());
    let brother = id.saturating_sub(6 * (1 + random.below(4)));
    match random.below(26) {
        0 => plain.ioc(),
        1 => plain.fok(),
        2 => plain.hidden(),
        3 => plain.post_only(),
        4 => plain.iceberg(1 + random.below(quantity)),
        5 => plain.minimum(1 + random.below(quantity)),
        6 => plain.all_or_none(),
        7 => plain.stop(price),
        8 => plain.touched(price).seeing(TriggerSource::BidAsk),
        9 => plain.trailing(1 + higher).seeing(TriggerSource::Mid),
        10 => plain.held(),
        11 => plain.oco(brother),
        12 => plain.after(brother),
        13 => plain.bracket(brother).stop(price),
        14 => plain.day(),
        15 => plain.at_close(),
        16 => plain.reduce_only(),
        17 => plain.self_trade(SelfTrade::Decrement),
        18 => line.capped(price, quantity),
        19 => line.market(quantity).ioc(),
        20 => plain.reserve_at(plain.command.price + higher),
        21 => line.pegged(PegReference::Mid, 0, quantity).bound(price),
        22 => plain.until(time_ns + 1 + random.below(500)),
        _ => plain,
    }
}

fn command(random: &mut Random, id: u64, time_ns: u64) -> Line {
    let known = id - random.below(id.min(40));
    let (price, quantity) = (random.price(), 1 + random.below(15));
    let someone = owner(random.below(6));
    let side = Side::ALL[random.below(2) as usize];
    let calls = [
        Phase::Continuous,
        Phase::Continuous,
        Phase::PreOpen,
        Phase::ClosingAuction,
        Phase::Closed,
        Phase::Halt,
    ];
    let line = match random.below(1000) {
        0..600 => order(random, id, time_ns).by(owner(id)),
        600..700 => cancel(known).by(owner(known)),
        700..780 => reduce(known, quantity).by(owner(known)),
        780..870 => replace(known, price, quantity).by(owner(known)),
        870..900 => release(known).by(owner(known)),
        900..905 => mass_cancel().by(someone),
        905..930 => quote(side, QUOTES + random.below(2), price, quantity).by(someone),
        930..950 => mass_quote().by(someone),
        950..960 => heartbeat(random.below(900)).by(someone),
        960..980 => phase(calls[random.below(6) as usize]),
        980..983 => kill().of_account(someone),
        983..995 => unkill().of_account(someone),
        _ => disconnect().by(someone),
    };
    line.at(time_ns)
}

/// The open orders as commands and events tell them; of those that hold something back.
#[derive(Default)]
struct Open {
    /// With whether it has a reserve price.
    orders: BTreeMap<(u32, u64), (OpenOrder, bool)>,
}

impl Open {
    fn enter(&mut self, event: &Event, command: &Command) {
        let &Event { account, instrument, order_id, price, quantity, .. } = event;
        let of_flags = |flag| command.flags & flag != 0 && command.kind == CommandKind::New as u8;
        if command.order_type == OrderType::Market as u8 && !of_flags(FLAG_CAP) {
            return;
        }
        let reserves = of_flags(FLAG_RESERVE_PRICE);
        let reserved_price = if reserves { command.param.cast_signed() } else { price };
        let side = Side::from_u8(event.side).unwrap();
        let order = OpenOrder { account, instrument, side, reserved_price, quantity };
        self.orders.insert((account, order_id), (order, reserves));
    }

    fn less(&mut self, key: (u32, u64), quantity: u64) {
        if let Some((order, _)) = self.orders.get_mut(&key) {
            order.quantity -= quantity;
            if order.quantity == 0 {
                self.orders.remove(&key);
            }
        }
    }

    fn note(&mut self, event: &Event, command: &Command) {
        let key = (event.account, event.order_id);
        match EventKind::from_u8(event.kind).unwrap() {
            EventKind::Accepted => self.enter(event, command),
            EventKind::Trade => {
                self.less(key, event.quantity);
                self.less((event.counter_account, event.counter_order_id), event.quantity);
            }
            EventKind::Cancelled => drop(self.orders.remove(&key)),
            kind @ (EventKind::Reduced | EventKind::Replaced) => {
                if let Some((order, reserves)) = self.orders.get_mut(&key) {
                    order.quantity = event.quantity;
                    if kind == EventKind::Replaced && !*reserves {
                        order.reserved_price = event.price;
                    }
                }
            }
            _ => {}
        }
    }

    /// What an account has open: money for its buys, lots of its buys and of its sells.
    fn sums(&self, account: u32) -> (i64, u64, u64) {
        let mut sums = (0, 0, 0);
        for (order, _) in self.orders.values().filter(|(order, _)| order.account == account) {
            if order.side == Side::Buy {
                sums.0 += order.reserved_price * order.quantity.cast_signed();
                sums.1 += order.quantity;
            } else {
                sums.2 += order.quantity;
            }
        }
        sums
    }
}

/// Runs a flow and looks at everything after each command.
fn conserves(seed: u64, commands: u64, fees: bool) -> BTreeMap<u8, u64> {
    let mut venue = with_accounts(|_| {});
    if fees {
        for account in [1, 3] {
            venue.applies(open_account(account, AccountKind::Cash).with(|c| c.quantity = 1), []);
        }
    }
    let (mut random, mut open, mut seen) = (Random(seed), Open::default(), BTreeMap::new());
    let mut time_ns = 0;
    for id in 1..=commands {
        time_ns += random.below(20);
        let line = command(&mut random, id, time_ns);
        for event in venue.run([line]) {
            *seen.entry(event.kind).or_insert(0) += 1;
            // What a quote says of itself is in its event; the mass quote's own fields say nothing of it.
            open.note(&event, &line.command);
        }
        let risk = venue.engine.risk().unwrap();
        assert!(risk.conserved(), "seed {seed}, command {id}");
        for account in ACCOUNTS {
            let (money, buys, sells) = open.sums(account);
            let position = venue.engine.position(account, 0).unwrap_or_default();
            let counted = (position.open_buy_quantity, position.open_sell_quantity);
            assert_eq!(counted, (buys, sells), "seed {seed}, command {id}, account {account}");
            if !fees && account < 6 {
                let reserved = venue.reserved(account);
                assert_eq!(
                    reserved,
                    (money, sells.cast_signed()),
                    "seed {seed}, command {id}, account {account}"
                );
            }
        }
        if id.is_multiple_of(50) {
            let audited = risk.audit(open.orders.values().map(|(order, _)| *order));
            assert_eq!(audited, Ok(()), "seed {seed}, command {id}");
        }
    }
    let risk = venue.engine.risk().unwrap();
    let total: i128 = risk.balances().filter(|it| it.currency == USD).map(|it| i128::from(it.total)).sum();
    assert!(fees || total + open_value(&venue) == risk.transferred(USD), "seed {seed}: money came or went");
    seen
}

/// What margin positions cost: that money is where the positions came from.
fn open_value(venue: &Venue) -> i128 {
    -[6, 7].iter().filter_map(|&it| venue.engine.position(it, 0)).map(|it| i128::from(it.cost)).sum::<i128>()
}

#[test]
fn r_what_is_set_aside_is_what_the_open_orders_need() {
    let mut seen = BTreeMap::new();
    for seed in 0..20 {
        for (kind, count) in conserves(seed, 3_000, false) {
            *seen.entry(kind).or_insert(0) += count;
        }
    }
    let missing: Vec<_> =
        EventKind::ALL[1..].iter().filter(|&&kind| seen.get(&(kind as u8)).is_none_or(|&n| n < 20)).collect();
    assert!(missing.is_empty(), "the flow hardly reaches {missing:?}");
}

#[test]
fn r_money_is_conserved_with_fees_and_rebates() {
    for seed in 100..110 {
        conserves(seed, 3_000, true);
    }
}
