//! Seeded commands that use everything an engine has, in a few prices so that orders meet.

use cift_types::{
    CommandKind, EVERY, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HELD, FLAG_HIDDEN, FLAG_MONEY, FLAG_POST_ONLY,
    FLAG_REDUCE_ONLY, FLAG_REPRICE, FLAG_RESERVE_PRICE, FLAG_TERMS, Link, OrderType, SELF_TRADE_SHIFT,
    TimeInForce, Trigger,
};
use cift_wire::{Command, OrderTerms, as_words, from_words};

/// Splitmix64.
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }
}

#[derive(Clone)]
pub struct Flow {
    pub random: Random,
    pub time_ns: u64,
    instruments: u64,
    accounts: u64,
    has_accounts: bool,
    next_id: u64,
    /// Orders that were sent lately.
    known: Vec<(u32, u32, u64)>,
}

impl Flow {
    pub fn new(seed: u64, instruments: usize, has_accounts: bool) -> Self {
        Self {
            random: Random(seed),
            time_ns: 0,
            instruments: instruments as u64,
            accounts: 5,
            has_accounts,
            next_id: 1,
            known: Vec::new(),
        }
    }

    /// Commands that open accounts with money.
    pub fn opening(&mut self) -> Vec<Command> {
        let mut all = Vec::new();
        for account in 0..if self.has_accounts { self.accounts as u32 } else { 0 } {
            all.push(Command {
                kind: CommandKind::Account as u8,
                account,
                order_type: u8::from(account > 2),
                order_id: if account == 1 { u64::from(EVERY) } else { u64::from(account % 2) },
                quantity: u64::from(account % 2),
                ..Command::default()
            });
            for currency in 0..2 {
                let price = 1_000_000_000;
                let kind = CommandKind::Transfer as u8;
                all.push(Command { kind, account, instrument: currency, price, ..Command::default() });
            }
        }
        all
    }

    pub fn commands(&mut self, count: usize) -> Vec<Command> {
        let mut all = Vec::new();
        while all.len() < count {
            self.some(&mut all);
        }
        all.truncate(count);
        all
    }

    fn some(&mut self, all: &mut Vec<Command>) {
        self.time_ns += self.random.below(20);
        let mut command = Command {
            time_ns: self.time_ns,
            instrument: self.random.below(self.instruments) as u32,
            account: self.random.below(self.accounts) as u32,
            ..Command::default()
        };
        match self.random.below(1000) {
            0..550 => self.new_order(command, all),
            550..760 => self.change(command, all),
            760..800 => all.push(Command { kind: CommandKind::Release as u8, ..self.known(command) }),
            800..860 => self.quotes(command, all),
            860..880 => self.mass_cancel(command, all),
            880..910 => {
                command.kind = CommandKind::Phase as u8;
                let to_open = [0, 0, 0, 0, 1, 2, 2, 3, 4, 5, 5, 6];
                command.order_type = self.random.pick(&to_open);
                command.instrument = self.random.pick(&[command.instrument, command.instrument, EVERY]);
                all.push(command);
            }
            910..920 => {
                (command.kind, command.price) = (CommandKind::Reference as u8, self.price());
                all.push(command);
            }
            920..950 => {
                (command.kind, command.param) = (CommandKind::Heartbeat as u8, self.random.below(3000));
                all.push(command);
            }
            950..955 => all.push(Command { kind: CommandKind::Disconnect as u8, ..command }),
            955..965 => all.push(Command { kind: CommandKind::Clock as u8, ..command }),
            965..975 => all.push(self.terms(command)),
            _ if self.has_accounts => self.of_accounts(command, all),
            _ => self.new_order(command, all),
        }
    }

    fn price(&mut self) -> i64 {
        90 + 2 * self.random.below(10).cast_signed() + self.random.below(2).cast_signed()
    }

    fn lots(&mut self) -> u64 {
        1 + self.random.below(20)
    }

    fn known(&mut self, command: Command) -> Command {
        if self.known.is_empty() || self.random.chance(3) {
            return Command { order_id: self.random.below(10), ..command };
        }
        let (instrument, account, order_id) = self.random.pick(&self.known);
        Command { instrument, account, order_id, ..command }
    }

    fn new_order(&mut self, command: Command, all: &mut Vec<Command>) {
        let id = if self.random.chance(2) { self.random.below(self.next_id) } else { self.next_id };
        self.next_id += 1;
        let mut order = Command {
            kind: CommandKind::New as u8,
            side: self.random.below(2) as u8,
            order_id: id,
            price: self.price(),
            quantity: self.lots(),
            ..command
        };
        if self.random.chance(45) {
            order.time_in_force = u8::from(self.random.chance(10));
        } else {
            self.dress(&mut order, all);
        }
        self.known.push((order.instrument, order.account, id));
        if self.known.len() > 60 {
            self.known.swap_remove(self.random.below(60) as usize);
        }
        all.push(order);
    }

    /// Gives an order wishes, mostly such that go together.
    fn dress(&mut self, order: &mut Command, all: &mut Vec<Command>) {
        order.order_type = self.random.pick(&[0, 0, 0, 0, 0, 1, 1, 2, 3]);
        let stays: &[TimeInForce] = &[
            TimeInForce::Gtc,
            TimeInForce::Gtc,
            TimeInForce::Gtd,
            TimeInForce::Day,
            TimeInForce::Ioc,
            TimeInForce::Fok,
            TimeInForce::AtOpen,
            TimeInForce::AtClose,
        ];
        order.time_in_force = self.random.pick(stays) as u8;
        if self.random.chance(50) {
            order.flags |= self.random.pick(&[
                FLAG_POST_ONLY,
                FLAG_POST_ONLY | FLAG_REPRICE,
                FLAG_ALL_OR_NONE,
                FLAG_REDUCE_ONLY,
                FLAG_HIDDEN,
                FLAG_HELD,
            ]);
        }
        if self.random.chance(20) {
            order.flags |= (1 + self.random.below(5) as u32) << SELF_TRADE_SHIFT;
        }
        match order.order_type {
            1 if self.random.chance(30) => order.flags |= FLAG_CAP,
            1 if self.random.chance(30) => {
                (order.flags, order.price, order.quantity) = (FLAG_MONEY, 0, 50 + self.random.below(3000));
            }
            1 | 2 => order.price = 0,
            0 if order.side == 0 && order.time_in_force != 3 && self.random.chance(10) => {
                order.flags |= FLAG_RESERVE_PRICE;
                order.param = order.price.cast_unsigned() + self.random.below(5);
            }
            _ => {}
        }
        if order.time_in_force == TimeInForce::Gtd as u8 {
            order.param = order.time_ns + 1 + self.random.below(3000);
        }
        if order.order_type == OrderType::Pegged as u8 || self.random.chance(55) {
            all.push(self.terms(*order));
            order.flags |= FLAG_TERMS;
        }
    }

    fn terms(&mut self, order: Command) -> Command {
        let mut terms =
            OrderTerms { kind: CommandKind::Terms as u8, time_ns: order.time_ns, ..OrderTerms::default() };
        let pegged = order.order_type == OrderType::Pegged as u8;
        match self.random.below(25) {
            _ if pegged => {
                terms.peg = 1 + self.random.below(3) as u8;
                terms.offset = self.random.below(5).cast_signed() - 2;
            }
            0..10 => self.trigger(&mut terms),
            10..16 => {
                terms.display_quantity = 1 + self.random.below(order.quantity.clamp(1, 5));
                if self.random.chance(40) {
                    terms.display_high_quantity = self.random.below(order.quantity.max(1)) + 1;
                }
            }
            _ => {}
        }
        if self.random.chance(10) {
            terms.minimum_quantity = 1 + self.random.below(4);
        }
        let nothing = terms.trigger == 0 && terms.display_quantity == 0 && !pegged;
        if nothing || self.random.chance(30) {
            self.link(order, &mut terms);
        }
        from_words(*as_words(&terms))
    }

    fn trigger(&mut self, terms: &mut OrderTerms) {
        terms.trigger = 1 + self.random.below(3) as u8;
        terms.trigger_source = self.random.below(3) as u8;
        terms.offset = self.price();
        if terms.trigger == Trigger::Trailing as u8 {
            terms.trail_unit = u8::from(self.random.chance(30));
            terms.offset = 1 + self.random.below(7).cast_signed();
        }
    }

    /// Links an order to one of its account's that was sent lately.
    fn link(&mut self, order: Command, terms: &mut OrderTerms) {
        let links = [Link::OneCancelsOther, Link::OneTriggersOther, Link::Bracket];
        terms.link = self.random.pick(&links) as u8;
        let own = |it: &&(u32, u32, u64)| (it.0, it.1) == (order.instrument, order.account);
        let ids: Vec<u64> = self.known.iter().filter(own).map(|it| it.2).collect();
        terms.linked_order_id = if ids.is_empty() { 1 } else { self.random.pick(&ids) };
    }

    fn change(&mut self, command: Command, all: &mut Vec<Command>) {
        let kind = self.random.pick(&[CommandKind::Cancel, CommandKind::Reduce, CommandKind::Replace]);
        let (price, quantity) = (self.price(), self.lots());
        all.push(Command { kind: kind as u8, price, quantity, ..self.known(command) });
    }

    fn quotes(&mut self, command: Command, all: &mut Vec<Command>) {
        for entry in 0..self.random.below(4) {
            let (price, side) = (self.price(), (entry % 2) as u8);
            let quantity = if self.random.chance(20) { 0 } else { self.lots() };
            let order_id = 1_000_000 + self.random.below(6);
            let kind = CommandKind::QuoteEntry as u8;
            let instrument = self.random.below(self.instruments) as u32;
            all.push(Command { kind, side, price, quantity, order_id, instrument, ..command });
        }
        if self.random.chance(70) {
            all.push(Command { kind: CommandKind::MassQuote as u8, ..command });
        }
    }

    fn mass_cancel(&mut self, command: Command, all: &mut Vec<Command>) {
        let mut many =
            Command { kind: CommandKind::MassCancel as u8, side: self.random.below(3) as u8, ..command };
        many.account = self.random.pick(&[command.account, command.account, EVERY]);
        if self.random.chance(60) {
            (many.flags, many.price) = (1, self.price());
            many.param = many.price.cast_unsigned() + self.random.below(6);
        }
        all.push(many);
    }

    fn of_accounts(&mut self, command: Command, all: &mut Vec<Command>) {
        let Command { time_ns, account, instrument, .. } = command;
        let blank = Command { time_ns, ..Command::default() };
        let scope = self.random.below(4) as u8;
        let subject = match scope {
            0 => Command { account, ..blank },
            1 => Command { account: account % 2, ..blank },
            2 => Command { instrument, ..blank },
            _ => blank,
        };
        let subject = Command { time_in_force: scope, ..subject };
        all.push(match self.random.below(6) {
            0 => Command {
                kind: CommandKind::Transfer as u8,
                account,
                instrument: self.random.below(2) as u32,
                price: self.random.below(20_000).cast_signed() - 5000,
                ..blank
            },
            1 | 2 => {
                let order_type = 1 + self.random.below(14) as u8;
                let clear = self.random.chance(40);
                let timed = matches!(order_type, 4 | 9 | 10 | 13);
                let kind = CommandKind::Limit as u8;
                let quantity = if clear { 0 } else { 10 + self.random.below(100_000) };
                let param = if timed && !clear { 1 + self.random.below(1000) } else { 0 };
                Command { kind, order_type, flags: u32::from(clear), quantity, param, ..subject }
            }
            3 => {
                let order_type = u8::from(self.random.chance(15));
                Command { kind: CommandKind::Kill as u8, order_type, ..subject }
            }
            4 => {
                let order_type = u8::from(self.random.chance(80));
                Command { kind: CommandKind::Permit as u8, account, instrument, order_type, ..blank }
            }
            _ => Command {
                kind: CommandKind::Account as u8,
                account,
                order_type: u8::from(account > 2),
                order_id: self.random.below(3),
                quantity: self.random.below(2),
                ..blank
            },
        });
    }
}
