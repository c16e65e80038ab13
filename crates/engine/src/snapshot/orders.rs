//! One order in bytes.

use super::SnapshotError;
use super::bytes::{Put, Reader, ensure, put_all};
use cift_book::{Cell, Extra, Waiting};
use cift_types::{
    AccountId, EXACT_LIMIT, Link, OrderId, OrderType, PegReference, Quantity, Side, TimeInForce, TrailUnit,
    Trigger, TriggerSource,
};

/// What an order has that names others, by their positions.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Position of its serial number among all; zero: it has none.
    pub rank: u32,
    /// The first order of its ring.
    pub ring: u32,
    /// The order that it waits for.
    pub parent: u32,
}

/// An order as it was read.
#[derive(Debug)]
pub struct Entry {
    pub account: AccountId,
    pub id: OrderId,
    pub quantity: Quantity,
    /// Its links are not set.
    pub extra: Option<(Extra, Reference)>,
}

const HAS_RESERVE_PRICE: u8 = 1;
const UNRESERVED: u8 = 2;

pub fn save_order(order: &Cell, extra: Option<(&Extra, Reference)>, out: &mut Vec<u8>) {
    order.account().put(out);
    order.id().put(out);
    order.quantity.put(out);
    u8::from(extra.is_some()).put(out);
    if let Some((extra, reference)) = extra {
        save_extra(extra, reference, out);
    }
}

fn save_extra(extra: &Extra, reference: Reference, out: &mut Vec<u8>) {
    let &Extra { side, order_type, time_in_force, waiting, trigger, source, unit, peg, link, .. } = extra;
    let Reference { rank, ring, parent } = reference;
    put_all([rank, ring, parent, extra.flags], out);
    let kinds = [side as u8, order_type as u8, time_in_force as u8, waiting as u8, trigger as u8];
    put_all(kinds, out);
    put_all([source as u8, unit as u8, peg as u8, link as u8], out);
    let reserve_price = u8::from(extra.reserve_price.is_some()) * HAS_RESERVE_PRICE;
    (reserve_price | (u8::from(extra.unreserved) * UNRESERVED)).put(out);
    let &Extra { reserve, display, display_high, minimum, expire_ns, .. } = extra;
    put_all([reserve, display, display_high, minimum, expire_ns], out);
    put_all([extra.limit, extra.offset, extra.reserve_price.unwrap_or(0)], out);
}

pub fn load_order(from: &mut Reader<'_>) -> Result<Entry, SnapshotError> {
    let (account, id, quantity) = (from.u32()?, from.u64()?, from.u64()?);
    ensure(id < EXACT_LIMIT && (1..EXACT_LIMIT).contains(&quantity), "an order's id or quantity")?;
    let extra = match from.u8()? {
        0 => None,
        1 => Some(load_extra(from)?),
        _ => return Err(SnapshotError::Wrong("the kind of an order".to_owned())),
    };
    Ok(Entry { account, id, quantity, extra })
}

fn load_extra(from: &mut Reader<'_>) -> Result<(Extra, Reference), SnapshotError> {
    let reference = Reference { rank: from.u32()?, ring: from.u32()?, parent: from.u32()? };
    let flags = from.u32()?;
    let mut extra = Extra::plain(Side::Buy, 0, u64::from(reference.rank));
    extra.flags = flags;
    extra.side = from.one_of(Side::from_u8, "an order's side")?;
    extra.order_type = from.one_of(OrderType::from_u8, "an order's type")?;
    extra.time_in_force = from.one_of(TimeInForce::from_u8, "an order's time in force")?;
    extra.waiting = from.one_of(waiting, "what an order waits for")?;
    extra.trigger = from.one_of(Trigger::from_u8, "an order's trigger")?;
    extra.source = from.one_of(TriggerSource::from_u8, "the source of an order's trigger")?;
    extra.unit = from.one_of(TrailUnit::from_u8, "the unit of an order's trigger")?;
    extra.peg = from.one_of(PegReference::from_u8, "an order's peg")?;
    extra.link = from.one_of(Link::from_u8, "an order's link")?;
    let marks = from.u8()?;
    [extra.reserve, extra.display, extra.display_high, extra.minimum, extra.expire_ns] = from.words()?;
    (extra.limit, extra.offset) = (from.i64()?, from.i64()?);
    let reserve_price = from.i64()?;
    extra.unreserved = marks & UNRESERVED != 0;
    extra.reserve_price = (marks & HAS_RESERVE_PRICE != 0).then_some(reserve_price);
    let marked = marks <= HAS_RESERVE_PRICE | UNRESERVED;
    ensure(marked && (extra.reserve_price.is_some() || reserve_price == 0), "an order's reserve price")?;
    Ok((extra, reference))
}

const fn waiting(number: u8) -> Option<Waiting> {
    Some(match number {
        0 => Waiting::No,
        1 => Waiting::Trigger,
        2 => Waiting::Release,
        3 => Waiting::Parent,
        4 => Waiting::Close,
        5 => Waiting::Reference,
        _ => return None,
    })
}

const _: () = assert!(Waiting::Close as u8 == 4 && Waiting::Reference as u8 == 5);
