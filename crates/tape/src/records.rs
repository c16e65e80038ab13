//! What records of all kinds have in common, and how to go through a batch in order.

use crate::{Batch, Kind, Run};
use cift_wire::{
    AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Record, Tick,
    as_bytes,
};

/// A record of a tape.
pub trait TapeRecord: Record + Default {
    /// Its kind.
    const KIND: Kind;
    /// Its place on the tape, from 1.
    fn seq(&self) -> u64;
    /// When it happened, in nanoseconds after [`Metadata::epoch_ns`](crate::Metadata::epoch_ns).
    fn time_ns(&self) -> u64;
    /// A batch's list of its kind.
    fn list(batch: &Batch) -> &[Self];
    /// The same, to be changed.
    fn list_mut(batch: &mut Batch) -> &mut Vec<Self>;
}

macro_rules! kinds {
    ($($record:ident, $kind:ident, $list:ident, $seq:ident, $time:ident;)*) => {
        $(impl TapeRecord for $record {
            const KIND: Kind = Kind::$kind;

            #[inline]
            fn seq(&self) -> u64 {
                self.$seq
            }

            #[inline]
            fn time_ns(&self) -> u64 {
                self.$time
            }

            fn list(batch: &Batch) -> &[Self] {
                &batch.$list
            }

            fn list_mut(batch: &mut Batch) -> &mut Vec<Self> {
                &mut batch.$list
            }
        })*

        /// A record of any kind, where it lies.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum AnyRecord<'a> {
            $(
                #[doc = concat!("[`", stringify!($record), "`].")]
                $kind(&'a $record),
            )*
        }

        impl AnyRecord<'_> {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }

            /// Its place on the tape, from 1.
            #[must_use]
            pub fn seq(&self) -> u64 {
                match self {
                    $(Self::$kind(record) => record.seq(),)*
                }
            }

            /// When it happened, in nanoseconds after [`Metadata::epoch_ns`](crate::Metadata::epoch_ns).
            #[must_use]
            pub fn time_ns(&self) -> u64 {
                match self {
                    $(Self::$kind(record) => record.time_ns(),)*
                }
            }

            /// Its instrument's place in [`Metadata::instruments`](crate::Metadata::instruments).
            #[must_use]
            pub const fn instrument(&self) -> u32 {
                match self {
                    $(Self::$kind(record) => record.instrument,)*
                }
            }

            /// Its bytes, as they are in memory and on the wire.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                match self {
                    $(Self::$kind(record) => as_bytes(core::slice::from_ref(*record)),)*
                }
            }
        }

        /// Records of one kind that follow each other.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Slice<'a> {
            $(
                #[doc = concat!("Some [`", stringify!($record), "`].")]
                $kind(&'a [$record]),
            )*
        }

        impl<'a> Slice<'a> {
            /// The records of a batch's list of a kind from `start` on, `count` or all there are.
            #[must_use]
            pub fn cut(batch: &'a Batch, kind: Kind, start: usize, count: usize) -> Self {
                match kind {
                    $(Kind::$kind => {
                        let list = &batch.$list;
                        let start = start.min(list.len());
                        Self::$kind(&list[start..start.saturating_add(count).min(list.len())])
                    })*
                }
            }

            /// Their kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }

            /// How many.
            #[must_use]
            pub const fn len(&self) -> usize {
                match self {
                    $(Self::$kind(records) => records.len(),)*
                }
            }

            /// Whether there are none.
            #[must_use]
            pub const fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// The first `count`, or all, and the others.
            #[must_use]
            pub fn split_at(self, count: usize) -> (Self, Self) {
                let count = count.min(self.len());
                match self {
                    $(Self::$kind(records) => {
                        let (first, others) = records.split_at(count);
                        (Self::$kind(first), Self::$kind(others))
                    })*
                }
            }

            /// Calls back with each record.
            #[inline]
            pub fn for_each(self, mut each: impl FnMut(AnyRecord<'a>)) {
                match self {
                    $(Self::$kind(records) => records.iter().for_each(|record| each(AnyRecord::$kind(record))),)*
                }
            }
        }

        impl Batch {
            /// Appends a record of any kind.
            pub fn push(&mut self, record: AnyRecord<'_>) {
                match record {
                    $(AnyRecord::$kind(record) => self.extend(core::slice::from_ref(record)),)*
                }
            }

            /// The bytes of the list of a kind.
            #[must_use]
            pub fn list_bytes(&self, kind: Kind) -> &[u8] {
                match kind {
                    $(Kind::$kind => as_bytes(&self.$list),)*
                }
            }

            /// Appends records as another batch has them.
            pub fn extend_slice(&mut self, slice: Slice<'_>) {
                match slice {
                    $(Slice::$kind(records) => self.extend(records),)*
                }
            }
        }
    };
}

kinds! {
    MarketByOrderEvent, MarketByOrder, market_by_order, seq, time_ns;
    MarketByPriceEvent, MarketByPrice, market_by_price, seq, time_ns;
    Tick, Tick, ticks, seq, time_ns;
    Quote, Quote, quotes, seq, time_ns;
    Bar, Bar, bars, close_seq, close_time_ns;
    MarketStatus, Status, statuses, seq, time_ns;
    AuctionImbalance, Imbalance, imbalances, seq, time_ns;
}

/// The records of a batch in order: a slice for each run.
#[derive(Clone, Debug)]
pub struct Slices<'a> {
    batch: &'a Batch,
    runs: core::slice::Iter<'a, Run>,
    next: [usize; Kind::COUNT],
}

impl<'a> Slices<'a> {
    pub(crate) fn new(batch: &'a Batch) -> Self {
        Self { batch, runs: batch.runs.iter(), next: [0; Kind::COUNT] }
    }
}

impl<'a> Iterator for Slices<'a> {
    type Item = Slice<'a>;

    fn next(&mut self) -> Option<Slice<'a>> {
        let Run { kind, count } = *self.runs.next()?;
        let next = &mut self.next[kind as usize];
        let start = core::mem::replace(next, next.saturating_add(count as usize));
        Some(Slice::cut(self.batch, kind, start, count as usize))
    }
}
