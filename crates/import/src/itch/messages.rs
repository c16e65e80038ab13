//! The messages of TotalView-ITCH 5.0: big-endian, at fixed places.
//!
//! From Nasdaq's specification, "Nasdaq TotalView-ITCH 5.0", sections 1.1 to 1.8
//! (<https://www.nasdaqtrader.com/content/technicalsupport/specifications/dataproducts/NQTVITCHspecification.pdf>).

/// What every message begins with, after the letter of its type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// The security's number for the day; zero when the message is about none.
    pub stock_locate: u16,
    /// Nasdaq's own number.
    pub tracking_number: u16,
    /// Nanoseconds from midnight in New York.
    pub timestamp: u64,
}

impl Header {
    /// Bytes, with the letter of the type.
    pub const SIZE: usize = 11;

    /// Reads a header; `bytes` has at least [`Self::SIZE`].
    #[inline]
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Self {
        let bytes = &bytes[..Self::SIZE];
        let (high, low) = (u16::get(&bytes[5..7]), u32::get(&bytes[7..11]));
        Self {
            stock_locate: u16::get(&bytes[1..3]),
            tracking_number: u16::get(&bytes[3..5]),
            timestamp: u64::from(high) << 32 | u64::from(low),
        }
    }
}

/// Eight letters, filled up with spaces.
pub type Stock = [u8; 8];

/// A field's type.
trait Field {
    const SIZE: usize;
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Field for $type {
            const SIZE: usize = size_of::<Self>();

            #[inline(always)]
            fn get(bytes: &[u8]) -> Self {
                let mut array = [0; size_of::<Self>()];
                array.copy_from_slice(bytes);
                Self::from_be_bytes(array)
            }
        }
    )*};
}

numbers! { u8 u16 u32 u64 }

impl<const N: usize> Field for [u8; N] {
    const SIZE: usize = N;

    #[inline(always)]
    fn get(bytes: &[u8]) -> Self {
        let mut array = [0; N];
        array.copy_from_slice(bytes);
        array
    }
}

macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident = $letter:literal, $size:literal { $($field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            pub struct $name {
                $(
                    #[doc = concat!("`", stringify!($field), "` of the specification.")]
                    pub $field: $type,
                )*
            }

            impl $name {
                /// Bytes, with the letter of the type.
                pub const SIZE: usize = $size;

                #[inline(always)]
                fn decode(bytes: &[u8]) -> Self {
                    let bytes = &bytes[..$size];
                    let mut at = Header::SIZE;
                    #[allow(unused_assignments)] // the last field's end
                    let message = Self {
                        $($field: {
                            let start = at;
                            at += <$type as Field>::SIZE;
                            <$type as Field>::get(&bytes[start..at])
                        },)*
                    };
                    message
                }
            }

            const _: () = assert!(Header::SIZE $(+ <$type as Field>::SIZE)* == $size);
        )*

        /// A message's own part.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Message {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name($name),
            )*
        }

        impl Message {
            /// Reads a message; `bytes` are all of its bytes and no more. The error says what is wrong with them.
            #[inline]
            pub fn decode(bytes: &[u8]) -> Result<Self, String> {
                match (bytes.first(), bytes.len()) {
                    $((Some($letter), $size) => Ok(Self::$name($name::decode(bytes))),)*
                    _ => Err(wrong(bytes)),
                }
            }
        }

        /// The bytes that a message of a type has.
        #[must_use]
        pub const fn size_of_type(letter: u8) -> Option<usize> {
            match letter {
                $($letter => Some($size),)*
                _ => None,
            }
        }
    };
}

messages! {
    /// The day and its sessions begin and end.
    SystemEvent = b'S', 12 { event_code: u8, }

    /// A security of the day.
    StockDirectory = b'R', 39 {
        stock: Stock, market_category: u8, financial_status: u8, round_lot_size: u32, round_lots_only: u8,
        issue_classification: u8, issue_subtype: [u8; 2], authenticity: u8, short_sale_threshold: u8, ipo_flag: u8,
        luld_reference_price_tier: u8, etp_flag: u8, etp_leverage_factor: u32, inverse_indicator: u8,
    }

    /// Trading in a security is halted or goes on.
    StockTradingAction = b'H', 25 { stock: Stock, trading_state: u8, reserved: u8, reason: [u8; 4], }

    /// A restriction of short sales.
    RegSho = b'Y', 20 { stock: Stock, action: u8, }

    /// What a market maker does in a security.
    MarketParticipantPosition = b'L', 26 {
        mpid: [u8; 4], stock: Stock, primary_market_maker: u8, market_maker_mode: u8, market_participant_state: u8,
    }

    /// The levels of the market-wide circuit breaker, in 1e-8.
    MwcbDeclineLevel = b'V', 35 { level_1: u64, level_2: u64, level_3: u64, }

    /// A level of the market-wide circuit breaker was breached.
    MwcbStatus = b'W', 12 { breached_level: u8, }

    /// When an initial public offering will be quoted.
    IpoQuotingPeriod = b'K', 28 { stock: Stock, release_time: u32, release_qualifier: u8, price: u32, }

    /// The price collar of a reopening auction.
    LuldAuctionCollar = b'J', 35 {
        stock: Stock, reference_price: u32, upper_price: u32, lower_price: u32, extension: u32,
    }

    /// One market stops or goes on.
    OperationalHalt = b'h', 21 { stock: Stock, market_code: u8, action: u8, }

    /// An order is in the book.
    AddOrder = b'A', 36 { order: u64, side: u8, shares: u32, stock: Stock, price: u32, }

    /// An order of a market maker that shows its name is in the book.
    AddOrderMpid = b'F', 40 { order: u64, side: u8, shares: u32, stock: Stock, price: u32, attribution: [u8; 4], }

    /// An order in the book is executed, at its price.
    OrderExecuted = b'E', 31 { order: u64, shares: u32, match_number: u64, }

    /// An order in the book is executed at another price.
    OrderExecutedWithPrice = b'C', 36 {
        order: u64, shares: u32, match_number: u64, printable: u8, price: u32,
    }

    /// A part of an order is cancelled.
    OrderCancel = b'X', 23 { order: u64, shares: u32, }

    /// An order is cancelled.
    OrderDelete = b'D', 19 { order: u64, }

    /// An order takes another's place.
    OrderReplace = b'U', 35 { order: u64, new_order: u64, shares: u32, price: u32, }

    /// A trade against an order that is not displayed.
    Trade = b'P', 44 { order: u64, side: u8, shares: u32, stock: Stock, price: u32, match_number: u64, }

    /// A cross: the trade of an auction.
    CrossTrade = b'Q', 40 { shares: u64, stock: Stock, price: u32, match_number: u64, cross_type: u8, }

    /// A trade is taken back.
    BrokenTrade = b'B', 19 { match_number: u64, }

    /// What a cross would do now (NOII).
    Imbalance = b'I', 50 {
        paired_shares: u64, imbalance_shares: u64, direction: u8, stock: Stock, far_price: u32, near_price: u32,
        reference_price: u32, cross_type: u8, price_variation: u8,
    }

    /// There is interest of retail investors.
    RetailInterest = b'N', 20 { stock: Stock, interest_flag: u8, }

    /// The price of a direct listing with a capital raise.
    DirectListing = b'O', 48 {
        stock: Stock, open_eligibility: u8, minimum_price: u32, maximum_price: u32, near_execution_price: u32,
        near_execution_time: u64, lower_collar: u32, upper_collar: u32,
    }
}

#[cold]
fn wrong(bytes: &[u8]) -> String {
    let Some(&letter) = bytes.first() else { return "a message has no bytes".to_owned() };
    let shown = letter.escape_ascii();
    match size_of_type(letter) {
        Some(size) => format!("a message of the type '{shown}' has {} bytes, not {size}", bytes.len()),
        None => format!("'{shown}' is no type of messages of ITCH 5.0"),
    }
}
