//! The kinds of orders and of other commands, and how often each comes.

use super::live::Order;
use super::{CENTRE, Mixed};
use crate::special::as_command;
use cift_types::{
    CommandKind, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HELD, FLAG_HIDDEN, FLAG_MONEY, FLAG_POST_ONLY,
    FLAG_PRICE_RANGE, FLAG_REDUCE_ONLY, FLAG_REPRICE, FLAG_RESERVE_PRICE, FLAG_TERMS, LimitKind, Link,
    OrderType, PegReference, Phase, SELF_TRADE_SHIFT, Scope, Side, TimeInForce, Trigger,
};
use cift_wire::{Command, OrderTerms};

impl Mixed {
    /// A new order of any kind.
    pub(super) fn enter(&mut self, number: usize, command: Command) {
        let side = self.side(number);
        let mut order = self.new_order(command, side);
        match self.random.weighted(&[8200, 350, 60, 100, 320, 160, 160, 200, 160, 100, 60, 30, 30, 40, 40]) {
            0 => self.plain(order, side),
            1 => {
                order.flags = FLAG_POST_ONLY | self.random.pick(&[0, 0, 0, FLAG_REPRICE]);
                self.next.push_back(order);
            }
            2 => {
                order.time_in_force = TimeInForce::Fok as u8;
                order.price = self.aggressive(order.instrument, side);
                self.next.push_back(order);
            }
            3 => {
                order.time_in_force = TimeInForce::Gtd as u8;
                order.param = self.time_ns + 1 + self.random.below(20_000_000);
                self.next.push_back(order);
            }
            4 => self.market(order, side),
            5 => self.iceberg(order),
            6 => {
                order.flags = FLAG_HIDDEN;
                self.next.push_back(order);
            }
            7 => self.trigger(order, side),
            8 => self.pegged(order, side),
            9 => self.linked(order),
            10 => self.minimum(order, side),
            11 => {
                order.flags = FLAG_ALL_OR_NONE;
                order.price = if self.random.chance(500) {
                    self.aggressive(order.instrument, side)
                } else {
                    order.price
                };
                self.next.push_back(order);
            }
            12 => self.reduce_only(number, order),
            13 => self.held(order, side),
            _ => {
                order.time_in_force = TimeInForce::AtClose as u8;
                if self.random.chance(500) {
                    (order.order_type, order.price) = (OrderType::Market as u8, 0);
                }
                self.next.push_back(order);
            }
        }
    }

    /// A passive limit order, with a new id.
    fn new_order(&mut self, command: Command, side: Side) -> Command {
        Command {
            kind: CommandKind::New as u8,
            side: side as u8,
            order_id: self.new_id(),
            price: self.passive(command.instrument, side),
            quantity: self.lots(),
            ..command
        }
    }

    fn plain(&mut self, mut order: Command, side: Side) {
        order.time_in_force =
            self.random.pick(&[TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Day]) as u8;
        match self.random.weighted(&[90, 5, 5]) {
            0 => {}
            1 => order.price = self.aggressive(order.instrument, side),
            _ => {
                order.price = self.aggressive(order.instrument, side);
                order.time_in_force = TimeInForce::Ioc as u8;
            }
        }
        if self.random.chance(20) {
            order.flags = (1 + self.random.below(5) as u32) << SELF_TRADE_SHIFT;
        } else if self.random.chance(10) && side == Side::Buy {
            order.flags = FLAG_RESERVE_PRICE;
            order.param = (order.price + 20).cast_unsigned();
        }
        self.next.push_back(order);
    }

    fn market(&mut self, mut order: Command, side: Side) {
        (order.order_type, order.price) = (OrderType::Market as u8, 0);
        match self.random.weighted(&[70, 10, 10, 10]) {
            0 => {}
            1 => {
                order.flags = FLAG_MONEY;
                order.quantity = order.quantity * CENTRE.cast_unsigned() + self.random.below(10_000);
            }
            2 => {
                order.flags = FLAG_CAP;
                order.price = self.aggressive(order.instrument, side);
            }
            _ => order.order_type = OrderType::MarketToLimit as u8,
        }
        self.next.push_back(order);
    }

    fn with_terms(&mut self, terms: OrderTerms, mut order: Command) {
        order.flags |= FLAG_TERMS;
        self.next.push_back(as_command(&terms));
        self.next.push_back(order);
    }

    fn iceberg(&mut self, mut order: Command) {
        order.quantity = 500 * (1 + self.random.below(10));
        let high = if self.random.chance(250) { 300 } else { 0 };
        let terms =
            OrderTerms { display_quantity: 100, display_high_quantity: high, ..OrderTerms::default() };
        self.with_terms(terms, order);
    }

    fn trigger(&mut self, mut order: Command, side: Side) {
        let kind = self.random.pick(&[Trigger::Stop, Trigger::Stop, Trigger::Touched, Trigger::Trailing]);
        let far = 2 + self.random.below(30).cast_signed();
        let mut terms = OrderTerms { trigger: kind as u8, ..OrderTerms::default() };
        terms.trigger_source = self.random.weighted(&[80, 15, 5]) as u8;
        terms.offset = match kind {
            Trigger::Trailing if self.random.chance(250) => {
                terms.trail_unit = 1;
                5 + far
            }
            Trigger::Trailing => 2 + far,
            Trigger::Touched => self.behind(order.instrument, side, far),
            _ => self.behind(order.instrument, side, -far),
        };
        if self.random.chance(600) {
            (order.order_type, order.price) = (OrderType::Market as u8, 0);
        } else {
            order.price = self.behind(order.instrument, side, -far - 3);
        }
        self.with_terms(terms, order);
    }

    fn pegged(&mut self, mut order: Command, side: Side) {
        order.order_type = OrderType::Pegged as u8;
        let (own, other) = if side == Side::Buy {
            (PegReference::Bid, PegReference::Ask)
        } else {
            (PegReference::Ask, PegReference::Bid)
        };
        let peg = self.random.pick(&[own, own, other, PegReference::Mid]);
        let offset = self.random.between(0, 3) * if side == Side::Buy { -1 } else { 1 };
        order.price = self.behind(order.instrument, side, -60);
        self.with_terms(OrderTerms { peg: peg as u8, offset, ..OrderTerms::default() }, order);
    }

    /// An order that is linked to a live one, or an entry with those that take its profit and stop its loss.
    fn linked(&mut self, order: Command) {
        if self.random.chance(400)
            && let Some(Order { instrument, account, id, .. }) = self.any_live()
        {
            let link =
                self.random.pick(&[Link::OneCancelsOther, Link::OneCancelsOther, Link::OneTriggersOther]);
            let terms = OrderTerms { link: link as u8, linked_order_id: id, ..OrderTerms::default() };
            self.with_terms(terms, Command { instrument, account, ..order });
            return;
        }
        let exit = if order.side == Side::Buy as u8 { Side::Sell } else { Side::Buy };
        let Command { instrument, order_id: parent, quantity, .. } = order;
        self.next.push_back(order);
        let terms =
            OrderTerms { link: Link::Bracket as u8, linked_order_id: parent, ..OrderTerms::default() };
        let child = Command { side: exit as u8, quantity, ..order };
        let (profit, loss) = (self.behind(instrument, exit, 12), self.behind(instrument, exit, -12));
        let order_id = self.new_id();
        self.with_terms(terms, Command { order_id, price: profit, ..child });
        let stop = OrderTerms { trigger: Trigger::Stop as u8, offset: loss, ..terms };
        let order_id = self.new_id();
        let market = OrderType::Market as u8;
        self.with_terms(stop, Command { order_id, order_type: market, price: 0, ..child });
    }

    fn minimum(&mut self, mut order: Command, side: Side) {
        order.price = self.aggressive(order.instrument, side);
        let minimum_quantity = 1 + self.random.below(order.quantity);
        self.with_terms(OrderTerms { minimum_quantity, ..OrderTerms::default() }, order);
    }

    fn reduce_only(&mut self, number: usize, mut order: Command) {
        let position = self.holds(number, order.instrument);
        let side = if position > 0 { Side::Sell } else { Side::Buy };
        order.side = side as u8;
        order.price = self.passive(order.instrument, side);
        order.quantity = order.quantity.min(position.unsigned_abs().max(1));
        order.flags = FLAG_REDUCE_ONLY;
        self.next.push_back(order);
    }

    fn held(&mut self, mut order: Command, side: Side) {
        if self.random.chance(300) {
            order.price = self.aggressive(order.instrument, side);
        }
        order.flags = FLAG_HELD;
        self.held.push(order);
        self.next.push_back(order);
    }

    /// Any live order.
    fn any_live(&mut self) -> Option<Order> {
        let count = self.live.count();
        if count == 0 { None } else { Some(self.live.at(self.random.below(count))) }
    }

    /// A change to a live order. It may have been cancelled by now, as on any day.
    pub(super) fn change(&mut self, kind: CommandKind, command: Command) {
        let Some(Order { instrument, account, id, side }) = self.any_live() else { return };
        let change = Command { kind: kind as u8, instrument, account, order_id: id, ..command };
        let (price, quantity) = match kind {
            CommandKind::Reduce => (0, 1 + self.random.below(60)),
            CommandKind::Replace if self.random.chance(30) => {
                (self.aggressive(instrument, side), self.lots())
            }
            CommandKind::Replace => (self.passive(instrument, side), self.lots()),
            _ => (0, 0),
        };
        self.next.push_back(Command { price, quantity, ..change });
    }

    /// Up to three levels of both sides.
    pub(super) fn quote(&mut self, command: Command) {
        let levels = 1 + self.random.below(3);
        for level in 0..levels {
            for side in [Side::Buy, Side::Sell] {
                let quantity = if self.random.chance(50) { 0 } else { self.lots() };
                self.next.push_back(Command {
                    kind: CommandKind::QuoteEntry as u8,
                    side: side as u8,
                    order_id: 1 + 2 * level + side as u64,
                    price: self.behind(command.instrument, side, 2 + level.cast_signed()),
                    quantity,
                    ..command
                });
            }
        }
        self.next.push_back(Command { kind: CommandKind::MassQuote as u8, instrument: 0, ..command });
    }

    pub(super) fn release(&mut self, command: Command) {
        let Some(held) = self.held.pop() else { return self.change(CommandKind::Cancel, command) };
        let Command { instrument, account, order_id, .. } = held;
        self.next.push_back(Command {
            kind: CommandKind::Release as u8,
            instrument,
            account,
            order_id,
            ..Command::default()
        });
    }

    pub(super) fn heartbeat(&mut self, command: Command) {
        // All accounts, so that none is silent for a second.
        for (account, _) in super::ACCOUNTS {
            let kind = CommandKind::Heartbeat as u8;
            self.next.push_back(Command { kind, account, param: 1_000_000_000, ..Command::default() });
        }
        self.next.push_back(Command { kind: CommandKind::Clock as u8, ..command });
    }

    pub(super) fn mass_cancel(&mut self, command: Command) {
        let low = self.behind(command.instrument, Side::Buy, 40);
        let high = self.behind(command.instrument, Side::Buy, 10);
        self.next.push_back(Command {
            kind: CommandKind::MassCancel as u8,
            side: self.random.below(3) as u8,
            flags: FLAG_PRICE_RANGE,
            price: low,
            param: high.cast_unsigned(),
            ..command
        });
    }

    pub(super) fn administer(&mut self, command: Command) {
        let account = command.account;
        self.next.push_back(if self.random.chance(700) {
            let kind = CommandKind::Transfer as u8;
            Command { kind, account, instrument: 1, price: 1000, ..Command::default() }
        } else {
            Command {
                kind: CommandKind::Limit as u8,
                account,
                order_type: LimitKind::OrderQuantity as u8,
                time_in_force: Scope::Account as u8,
                quantity: 1 << self.random.between(18, 20),
                ..Command::default()
            }
        });
    }

    pub(super) fn reference(&mut self, command: Command) {
        let price = self.markets[command.instrument as usize].centre;
        self.next.push_back(Command { kind: CommandKind::Reference as u8, price, ..command });
    }

    /// A connection that is lost, or a kill switch that is used.
    pub(super) fn stop_an_account(&mut self, command: Command) {
        let account = command.account;
        if self.random.chance(500) {
            let kind = CommandKind::Disconnect as u8;
            self.next.push_back(Command { kind, account, ..Command::default() });
            return;
        }
        for engage in [1, 0] {
            let kind = CommandKind::Kill as u8;
            self.next.push_back(Command { kind, account, order_type: engage, ..Command::default() });
        }
    }

    /// What comes while orders are collected: limits on both sides of the price, orders for the auction, cancels.
    pub(super) fn collect(&mut self, number: usize, phase: Phase, command: Command) {
        let side = self.side(number);
        let mut order = self.new_order(command, side);
        let opens = matches!(phase, Phase::PreOpen | Phase::OpeningAuction);
        match self.random.weighted(&[50, 10, 5, 10, 25]) {
            0 => {
                let ticks = self.random.between(-6, 6);
                order.price = self.behind(order.instrument, side, ticks);
            }
            1 if opens => order.time_in_force = TimeInForce::AtOpen as u8,
            1 if phase == Phase::ClosingAuction => order.time_in_force = TimeInForce::AtClose as u8,
            2 => (order.order_type, order.price) = (OrderType::Market as u8, 0),
            3 => return self.iceberg(order),
            4 => return self.change(CommandKind::Cancel, command),
            _ => {}
        }
        self.next.push_back(order);
    }
}
