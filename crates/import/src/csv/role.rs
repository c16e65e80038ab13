//! What a column means, and the names that columns of that meaning have.

use super::options::Shape;

/// The meaning of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
#[expect(missing_docs, reason = "the names say it; `ROLES` has what options call them")]
pub enum Role {
    Time,
    Clock,
    CloseTime,
    Received,
    Symbol,
    Open,
    High,
    Low,
    Close,
    Volume,
    BuyVolume,
    Trades,
    Bid,
    Ask,
    BidSize,
    AskSize,
    BidOrders,
    AskOrders,
    Price,
    Size,
    Side,
    BuyerMaker,
    TradeId,
    Sequence,
}

/// How many roles there are.
pub(crate) const ROLE_COUNT: usize = 24;

/// A role, what options call it, and the names that columns of other people's files have, the likeliest first: in small
/// letters, without anything but letters and digits.
type Entry = (Role, &'static str, &'static [&'static str]);

/// All roles, each at its number.
#[rustfmt::skip]
pub(crate) const ROLES: [Entry; ROLE_COUNT] = [
    (Role::Time, "time", &[
        "time", "timens", "timestamp", "timestamputc", "datetime", "datetimeutc", "utc", "opentime",
        "opentimens", "date", "dateutc", "dt", "ts",
        "tsevent", "gmttime", "utctime", "localtime", "timestampms", "timestampns", "timestampus",
        "exchtimestamp", "transacttime", "tradetime",
        "tradetimestamp", "starttime", "start", "unixtime", "unixtimestamp", "unix", "epoch", "begin",
        "timeperiod", "month", "quarter", "week", "year", "day", "t",
    ]),
    (Role::Clock, "clock", &[]),
    (Role::CloseTime, "close_time", &["closetime", "closetimens", "endtime", "end"]),
    (Role::Received, "received", &[
        "receivedns", "received", "receivedtime", "localtimestamp", "localts", "tsrecv", "recvtime",
    ]),
    (Role::Symbol, "symbol", &[
        "symbol", "ticker", "sym", "instrument", "pair", "ric", "isin", "product", "productid", "contract",
        "market", "security", "currencypair", "name",
    ]),
    (Role::Open, "open", &["open", "o", "openprice", "priceopen", "first", "bidopen", "openbid"]),
    (Role::High, "high", &["high", "h", "highprice", "pricehigh", "max", "bidhigh", "highbid"]),
    (Role::Low, "low", &["low", "l", "lowprice", "pricelow", "min", "bidlow", "lowbid"]),
    (Role::Close, "close", &[
        "close", "c", "closeprice", "priceclose", "closelast", "settle", "last", "bidclose", "closebid",
        "adjclose", "price", "value", "obsvalue",
    ]),
    (Role::Volume, "volume", &[
        "volume", "v", "vol", "basevolume", "volumebase", "vol", "tickvol", "tickvolume", "qty",
        "quantity", "amount",
    ]),
    (Role::BuyVolume, "buy_volume", &[
        "buyvolume", "takerbuyvolume", "takerbuybasevolume", "takerbuybaseassetvolume", "volumebuy",
    ]),
    (Role::Trades, "trades", &[
        "trades", "count", "tradecount", "tradescount", "numberoftrades", "numtrades", "transactions",
    ]),
    (Role::Bid, "bid", &["bid", "bidprice", "bestbid", "bestbidprice", "bidpx", "bidpx00", "bidrate", "b"]),
    (Role::Ask, "ask", &[
        "ask", "askprice", "bestask", "bestaskprice", "askpx", "askpx00", "askrate", "offer", "offerprice",
        "a",
    ]),
    (Role::BidSize, "bid_size", &[
        "bidsize", "bidqty", "bidquantity", "bidvolume", "bidamount", "bestbidqty", "bestbidsize",
        "bestbidquantity", "bidsz", "bidsz00", "bidvol",
    ]),
    (Role::AskSize, "ask_size", &[
        "asksize", "askqty", "askquantity", "askvolume", "askamount", "bestaskqty", "bestasksize",
        "bestaskquantity", "asksz", "asksz00", "askvol", "offersize",
    ]),
    (Role::BidOrders, "bid_orders", &["bidorders", "bidct00", "bidcount"]),
    (Role::AskOrders, "ask_orders", &["askorders", "askct00", "askcount"]),
    (Role::Price, "price", &[
        "price", "px", "tradeprice", "executionprice", "p", "rate", "last", "lastprice",
    ]),
    (Role::Size, "size", &[
        "size", "qty", "quantity", "amount", "volume", "vol", "tradesize", "lastsize", "baseqty", "q", "v",
    ]),
    (Role::Side, "side", &[
        "side", "direction", "takerside", "aggressor", "aggressorside", "type", "buysell",
    ]),
    (Role::BuyerMaker, "buyer_maker", &["buyermaker", "isbuyermaker", "m"]),
    (Role::TradeId, "trade_id", &["tradeid", "id", "tid", "trdmatchid", "aggtradeid"]),
    (Role::Sequence, "sequence", &["venueseq", "sequence", "sequencenumber", "updateid"]),
];

/// Dimensions of statistical tables (SDMX): together, joined by points, they name a series.
pub(crate) const DIMENSIONS: [&str; 7] =
    ["location", "refarea", "indicator", "subject", "measure", "frequency", "freq"];

impl Role {
    /// What options call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        ROLES[self as usize].1
    }

    /// The role of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ROLES.iter().find(|(_, known, _)| *known == name).map(|(role, ..)| *role)
    }

    /// Whether records of a shape have it.
    pub(crate) const fn is_of(self, shape: Shape) -> bool {
        use Role::{
            Ask, AskOrders, AskSize, Bid, BidOrders, BidSize, BuyVolume, BuyerMaker, Clock, Close, CloseTime,
            High, Low, Open, Price, Received, Sequence, Side, Size, Symbol, Time, TradeId, Trades, Volume,
        };
        match self {
            Time | Clock | Symbol => true,
            CloseTime | Open | High | Low | Close | Volume | BuyVolume | Trades => {
                matches!(shape, Shape::Bars)
            }
            Bid | Ask | BidSize | AskSize | BidOrders | AskOrders => matches!(shape, Shape::Quotes),
            Price | Size | Side | BuyerMaker | TradeId => matches!(shape, Shape::Ticks),
            Received | Sequence => !matches!(shape, Shape::Bars),
        }
    }

    pub(crate) const fn synonyms(self) -> &'static [&'static str] {
        ROLES[self as usize].2
    }
}

/// A column's name as it is compared: `Adj Close` is `adjclose`, `<TICKER>` is `ticker`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{ROLES, Role, plain};

    #[test]
    fn roles_stand_at_their_numbers_and_names_are_plain() {
        for (at, (role, name, synonyms)) in ROLES.iter().enumerate() {
            assert_eq!(*role as usize, at);
            assert_eq!(Role::named(name), Some(*role));
            assert!(synonyms.iter().all(|synonym| plain(synonym) == **synonym), "{name}");
        }
        assert_eq!(plain("<Adj. Close>"), "adjclose");
        assert_eq!(plain("asks[0].price"), "asks0price");
    }
}
