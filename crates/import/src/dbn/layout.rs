//! How the fields of a record lie in its bytes: little-endian, one after the other, no gaps.

/// What a field means, beyond its width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A whole number.
    Number,
    /// A price, in units of 1e-9; `i64::MAX` is none.
    Price,
    /// Nanoseconds from the Unix epoch; `u64::MAX` is none.
    Time,
    /// A letter.
    Letter,
    /// Text, filled up with zero bytes.
    Text,
    /// Levels of a book.
    Levels,
    /// Bytes that mean nothing yet.
    Reserved,
}

/// A field of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in the specification, which is its name in the CSV encoding too.
    pub name: &'static str,
    /// Bytes from the start of the record.
    pub offset: usize,
    /// Bytes.
    pub size: usize,
    /// Whether a number has a sign.
    pub signed: bool,
    /// What it means.
    pub meaning: Meaning,
}

/// A field's value, widened, for comparing records of different versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// A number, a price, a time or a letter.
    Number(i128),
    /// Text or reserved bytes, without the zero bytes at the end.
    Bytes(Vec<u8>),
}

impl Column {
    /// The field's value in the bytes of a record of its layout.
    #[must_use]
    pub fn value(&self, record: &[u8]) -> Value {
        let bytes = &record[self.offset..self.offset + self.size];
        if self.size > 8 || matches!(self.meaning, Meaning::Text | Meaning::Reserved | Meaning::Levels) {
            let length = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
            return Value::Bytes(bytes[..length].to_vec());
        }
        let mut wide = [0_u8; 8];
        wide[..self.size].copy_from_slice(bytes);
        let number = u64::from_le_bytes(wide);
        let unused = 64 - 8 * self.size as u32;
        let signed = (number << unused).cast_signed() >> unused;
        Value::Number(if self.signed { i128::from(signed) } else { i128::from(number) })
    }
}

/// What a record's bytes are read into.
pub trait Layout: Sized {
    /// Bytes of a record, without the time of sending that a live stream may append.
    const SIZE: usize;
    /// The fields after the header.
    const COLUMNS: &'static [Column];
    /// Reads a record from the front of `bytes`, which must have [`Self::SIZE`] of them.
    fn decode(bytes: &[u8]) -> Self;
    /// Appends the record's bytes.
    fn encode(&self, target: &mut Vec<u8>);
}

/// A field's type.
pub trait Field: Sized {
    /// Bytes.
    const SIZE: usize;
    /// Whether it is a number that may be below zero.
    const SIGNED: bool = false;
    /// What it means, unless the record says otherwise.
    const MEANING: Meaning = Meaning::Number;
    /// Reads a value from its bytes, which are as many as it has.
    fn get(bytes: &[u8]) -> Self;
    /// Appends the value's bytes.
    fn put(&self, target: &mut Vec<u8>);
}

macro_rules! numbers {
    ($($type:ty, $signed:literal;)*) => {$(
        impl Field for $type {
            const SIZE: usize = size_of::<Self>();
            const SIGNED: bool = $signed;

            #[inline(always)]
            fn get(bytes: &[u8]) -> Self {
                let mut array = [0; size_of::<Self>()];
                array.copy_from_slice(bytes);
                Self::from_le_bytes(array)
            }

            fn put(&self, target: &mut Vec<u8>) {
                target.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

numbers! { u8, false; u16, false; u32, false; u64, false; i8, true; i16, true; i32, true; i64, true; }

impl<const N: usize> Field for [u8; N] {
    const SIZE: usize = N;
    const MEANING: Meaning = Meaning::Text;

    #[inline(always)]
    fn get(bytes: &[u8]) -> Self {
        let mut array = [0; N];
        array.copy_from_slice(bytes);
        array
    }

    fn put(&self, target: &mut Vec<u8>) {
        target.extend_from_slice(self);
    }
}

macro_rules! levels {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name {
            $(
                #[doc = concat!("`", stringify!($field), "` of the specification.")]
                pub $field: $type,
            )*
        }

        impl<const N: usize> Field for [$name; N] {
            const SIZE: usize = N * LEVEL_SIZE;
            const MEANING: Meaning = Meaning::Levels;

            #[inline(always)]
            fn get(bytes: &[u8]) -> Self {
                core::array::from_fn(|index| {
                    let bytes = &bytes[index * LEVEL_SIZE..(index + 1) * LEVEL_SIZE];
                    let mut at = 0;
                    #[allow(unused_assignments)] // the last field's end
                    let level = $name {
                        $($field: {
                            let start = at;
                            at += <$type as Field>::SIZE;
                            <$type as Field>::get(&bytes[start..at])
                        },)*
                    };
                    level
                })
            }

            fn put(&self, target: &mut Vec<u8>) {
                for level in self {
                    $(level.$field.put(target);)*
                }
            }
        }

        const _: () = assert!(0 $(+ <$type as Field>::SIZE)* == LEVEL_SIZE);
    )*};
}

/// Bytes of a level of a book.
pub const LEVEL_SIZE: usize = 32;

levels! {
    /// A level of a book. Prices in units of 1e-9; a side that has no such level has the price `i64::MAX`.
    Level { bid_px: i64, ask_px: i64, bid_sz: u32, ask_sz: u32, bid_ct: u32, ask_ct: u32, }

    /// A level over several venues, with the publishers' numbers instead of counts of orders.
    ConsolidatedLevel {
        bid_px: i64, ask_px: i64, bid_sz: u32, ask_sz: u32, bid_pb: u16, reserved1: [u8; 2], ask_pb: u16,
        reserved2: [u8; 2],
    }
}

/// Declares records: a struct each, with its layout. A field's meaning follows from its type, unless it is named.
macro_rules! layouts {
    ($($(#[$doc:meta])* $name:ident: $size:literal { $($field:ident: $type:ty $(as $meaning:ident)?,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name {
            /// What every record begins with.
            pub header: Header,
            $(
                #[doc = concat!("`", stringify!($field), "` of the specification.")]
                pub $field: $type,
            )*
        }

        impl Layout for $name {
            const SIZE: usize = $size;
            const COLUMNS: &'static [Column] = &{
                let mut end = Header::SIZE;
                [$({
                    end += <$type as Field>::SIZE;
                    Column {
                        name: stringify!($field),
                        offset: end - <$type as Field>::SIZE,
                        size: <$type as Field>::SIZE,
                        signed: <$type as Field>::SIGNED,
                        meaning: layouts!(@meaning $type $(as $meaning)?),
                    }
                },)*]
            };

            #[inline(always)]
            fn decode(bytes: &[u8]) -> Self {
                let bytes = &bytes[..$size];
                let mut at = Header::SIZE;
                #[allow(unused_assignments)] // the last field's end
                let record = Self {
                    header: Header::decode(bytes),
                    $($field: {
                        let start = at;
                        at += <$type as Field>::SIZE;
                        <$type as Field>::get(&bytes[start..at])
                    },)*
                };
                record
            }

            fn encode(&self, target: &mut Vec<u8>) {
                self.header.encode(target);
                $(self.$field.put(target);)*
            }
        }

        const _: () = assert!(Header::SIZE $(+ <$type as Field>::SIZE)* == $size);
    )*};
    (@meaning $type:ty as $meaning:ident) => { Meaning::$meaning };
    (@meaning $type:ty) => { <$type as Field>::MEANING };
}

pub(super) use layouts;

/// What every record begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// The record's length, in words of four bytes.
    pub length: u8,
    /// The record's kind: see [`super::rtype`].
    pub rtype: u8,
    /// The dataset and venue.
    pub publisher_id: u16,
    /// The instrument.
    pub instrument_id: u32,
    /// Nanoseconds from the Unix epoch, on the venue's clock; `u64::MAX` is none.
    pub ts_event: u64,
}

impl Header {
    /// Bytes.
    pub const SIZE: usize = 16;
    /// Bytes of a unit of `length`.
    pub const WORD: usize = 4;

    /// Reads a header from the front of `bytes`, which must have [`Self::SIZE`] of them.
    #[inline(always)]
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Self {
        let bytes = &bytes[..Self::SIZE];
        Self {
            length: bytes[0],
            rtype: bytes[1],
            publisher_id: u16::get(&bytes[2..4]),
            instrument_id: u32::get(&bytes[4..8]),
            ts_event: u64::get(&bytes[8..16]),
        }
    }

    /// Appends the header's bytes.
    pub fn encode(&self, target: &mut Vec<u8>) {
        target.extend_from_slice(&[self.length, self.rtype]);
        self.publisher_id.put(target);
        self.instrument_id.put(target);
        self.ts_event.put(target);
    }
}
