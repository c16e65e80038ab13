//! Little-endian bytes of snapshots, written and read without a panic.

/// Why a snapshot was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LoadError {
    /// It ends too early.
    Short,
    /// It is not one of ours, or of another version.
    Foreign,
    /// It holds something that cannot be, in words.
    Wrong(String),
}

impl core::fmt::Display for LoadError {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Short => out.write_str("the snapshot ends too early"),
            Self::Foreign => out.write_str("the bytes are not a snapshot of risk of this version"),
            Self::Wrong(what) => write!(out, "the snapshot cannot be: {what}"),
        }
    }
}

impl core::error::Error for LoadError {}

/// `Err(Wrong)` unless it holds.
pub fn ensure(holds: bool, what: &str) -> Result<(), LoadError> {
    if holds { Ok(()) } else { Err(LoadError::Wrong(what.to_owned())) }
}

/// Something that a snapshot holds.
pub trait Bytes: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn get(from: &mut &[u8]) -> Result<Self, LoadError>;
}

macro_rules! integers {
    ($($word:ty),*) => {$(
        impl Bytes for $word {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
                let (head, tail) = from.split_first_chunk().ok_or(LoadError::Short)?;
                *from = tail;
                Ok(Self::from_le_bytes(*head))
            }
        }
    )*};
}

integers!(u8, u16, u32, u64, u128, i32, i64, i128);

impl Bytes for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        let byte = u8::get(from)?;
        ensure(byte <= 1, "a flag is neither 0 nor 1")?;
        Ok(byte == 1)
    }
}

impl<T: Bytes> Bytes for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(it) = self {
            it.put(out);
        }
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        if bool::get(from)? { T::get(from).map(Some) } else { Ok(None) }
    }
}

impl<T: Bytes> Bytes for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        (**self).put(out);
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        T::get(from).map(Self::new)
    }
}

/// Writes items, their number first.
pub fn put_all<'a, T: Bytes + 'a>(items: impl ExactSizeIterator<Item = &'a T>, out: &mut Vec<u8>) {
    (items.len() as u32).put(out);
    items.for_each(|item| item.put(out));
}

/// Reads items. Memory is only taken for what was read: the number may be anything.
pub fn get_all<T: Bytes, C: FromIterator<T>>(from: &mut &[u8]) -> Result<C, LoadError> {
    let count = u32::get(from)?;
    (0..count).map(|_| T::get(from)).collect()
}

/// Writes and reads a struct field by field.
macro_rules! fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl crate::bytes::Bytes for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $(crate::bytes::Bytes::put(&self.$field, out);)*
            }

            fn get(from: &mut &[u8]) -> Result<Self, crate::bytes::LoadError> {
                $(let $field = crate::bytes::Bytes::get(from)?;)*
                Ok(Self { $($field),* })
            }
        }
    };
}
pub(crate) use fields;
