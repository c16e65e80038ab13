//! Which columns a kind's records have, and what may be expected of each. Only the writer uses it: what it chose stands
//! in the chunk.

use super::predict::{Base, Prediction, Previous};
use crate::Kind;

/// Columns of a kind: bytes of a value, and what it is.
pub type Columns = &'static [(u8, Role)];

/// What a column is, as far as it matters for what to expect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Of the first word, by which later columns are told apart.
    Head,
    /// Few different values, or nothing to say.
    Plain,
    /// The place on the tape.
    Sequence,
    /// Goes up: a time, the venue's own number.
    Rising,
    /// Near to an earlier column's value: another clock's time, the other side's price.
    Near(u8),
    /// The order's id, the level's price. Other columns may be as they last were for it.
    Key,
    /// Of what the column with this number names: an order's price, a level's quantity.
    ByKey(u8),
    /// A price.
    Price,
    /// A quantity.
    Quantity,
}

use Role::{ByKey, Head, Key, Near, Plain, Price, Quantity, Rising, Sequence};

const MARKET_BY_ORDER: Columns = &[
    (4, Head),
    (4, Head),
    (8, Sequence),
    (8, Rising),
    (8, Key),
    (8, ByKey(4)),
    (8, ByKey(4)),
    (8, Near(3)),
    (8, Rising),
];
const MARKET_BY_PRICE: Columns = &[
    (4, Head),
    (4, Head),
    (8, Sequence),
    (8, Rising),
    (8, Key),
    (8, ByKey(4)),
    (4, Quantity),
    (4, Quantity),
    (8, Near(3)),
    (8, Rising),
];
const TICK: Columns = &[
    (4, Head),
    (4, Head),
    (8, Sequence),
    (8, Rising),
    (8, Price),
    (8, Quantity),
    (8, Rising),
    (8, Near(3)),
    (8, Rising),
];
const QUOTE: Columns = &[
    (4, Head),
    (4, Head),
    (8, Sequence),
    (8, Rising),
    (8, Price),
    (8, Quantity),
    (8, Near(4)),
    (8, Quantity),
    (4, Quantity),
    (4, Quantity),
    (8, Near(3)),
    (8, Rising),
    (8, Plain),
    (8, Plain),
    (8, Plain),
    (8, Plain),
    (8, Plain),
    (8, Plain),
];
const BAR: Columns = &[
    (4, Head),
    (4, Head),
    (8, Rising),
    (8, Near(2)),
    (8, Rising),
    (8, Near(4)),
    (8, Price),
    (8, Near(6)),
    (8, Near(6)),
    (8, Near(6)),
    (8, Quantity),
    (8, Near(10)),
    (8, Quantity),
    (8, Plain),
    (8, Plain),
    (8, Plain),
    (8, Plain),
];
const STATUS: Columns = &[
    (4, Head),
    (4, Head),
    (8, Sequence),
    (8, Rising),
    (8, Plain),
    (8, Near(3)),
    (8, Rising),
    (8, Plain),
    (8, Plain),
];
const IMBALANCE: Columns = &[
    (4, Head),
    (4, Head),
    (8, Sequence),
    (8, Rising),
    (8, Price),
    (8, Near(4)),
    (8, Near(4)),
    (8, Quantity),
    (8, Quantity),
    (8, Quantity),
    (8, Near(3)),
    (8, Near(3)),
    (8, Rising),
    (8, Plain),
    (8, Plain),
    (8, Plain),
    (8, Plain),
];

/// The columns of a kind.
pub const fn columns(kind: Kind) -> Columns {
    match kind {
        Kind::MarketByOrder => MARKET_BY_ORDER,
        Kind::MarketByPrice => MARKET_BY_PRICE,
        Kind::Tick => TICK,
        Kind::Quote => QUOTE,
        Kind::Bar => BAR,
        Kind::Status => STATUS,
        Kind::Imbalance => IMBALANCE,
    }
}

/// Where in a record's first word the instrument, the side and the action stand: bit by byte.
const fn masks(kind: Kind) -> (u8, u8, u8) {
    const UPPER: u8 = 0xF0;
    const LOWER: u8 = 0x0F;
    match kind {
        Kind::MarketByOrder | Kind::MarketByPrice => (UPPER, UPPER | 2, UPPER | 3),
        Kind::Tick | Kind::Imbalance => (UPPER, UPPER | 1, UPPER | 1),
        Kind::Status => (UPPER, UPPER, UPPER),
        Kind::Quote | Kind::Bar => (LOWER, LOWER, LOWER),
    }
}

/// Appends what may be expected of a column: the writer tries each, and takes the one that leaves least.
pub fn candidates(kind: Kind, role: Role, target: &mut Vec<Prediction>) {
    let (instrument, side, action) = masks(kind);
    let of = |base, previous| Prediction { base, previous, start: 0 };
    let plain = |previous| of(Base::Zero, previous);
    let last = Previous::Like(0);
    let like = Previous::Like;
    match role {
        Head => target.extend([plain(Previous::None), plain(last)]),
        Plain => target.extend([plain(Previous::None), plain(last), plain(like(instrument))]),
        Sequence => target.extend([of(Base::Place, last), plain(last)]),
        Rising => target.extend([plain(last), plain(like(instrument)), plain(Previous::None)]),
        Near(base) => {
            let base = Base::Column(base);
            target.extend([
                of(base, Previous::None),
                of(base, last),
                of(base, like(instrument)),
                plain(last),
                plain(like(instrument)),
            ]);
        }
        Key => {
            target.extend([plain(last), plain(like(side)), plain(like(action)), plain(Previous::None)]);
        }
        ByKey(key) => target.extend([
            plain(Previous::None),
            plain(like(side)),
            plain(Previous::SameKey { key, mask: side }),
            plain(Previous::SameKey { key, mask: action }),
        ]),
        Price => target.extend([plain(last), plain(like(instrument)), plain(like(side))]),
        Quantity => target.extend([plain(Previous::None), plain(like(instrument))]),
    }
}

/// The column by which records are of the same order, or of the same level.
pub fn key(columns: Columns) -> Option<u8> {
    columns.iter().position(|(_, role)| *role == Key).map(|column| column as u8)
}
