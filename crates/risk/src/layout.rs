//! How each part of the state stands in a snapshot.

use crate::bytes::{Bytes, LoadError, ensure, fields, get_all, put_all};
use crate::ledger::{Fifo, Ledger, Lot, Morning};
use crate::meter::{Bucket, Drift, Looks, Meter, Seen, Watch};
use crate::rules::{Limit, Rules, has_period};
use crate::settings::{Currency, Fee, InstrumentMoney, Settings, Tier};
use cift_types::{EXACT_LIMIT, LimitKind};

fields!(Limit { value, period });
fields!(Bucket { missing, at });
fields!(Meter { messages, executions });
fields!(Drift { first, started, set });
fields!(Looks { scope, side, price, quantity });
fields!(Seen { started, count, period });
fields!(Lot { price, quantity });
fields!(Tier { maker, taker });
fields!(InstrumentMoney { base, quote, tick_value, lot_value, initial_margin_ppm });
fields!(Morning { traded, turnover, earned });
fields!(Ledger { cost, realised, fees, bought, turnover, held, morning });

impl Bytes for Fee {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Ppm(ppm) => {
                0_u8.put(out);
                ppm.put(out);
            }
            Self::PerLot(units) => {
                1_u8.put(out);
                units.put(out);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        match u8::get(from)? {
            0 => i32::get(from).map(Self::Ppm),
            1 => i64::get(from).map(Self::PerLot),
            other => Err(LoadError::Wrong(format!("a fee of kind {other}"))),
        }
    }
}

impl Bytes for Currency {
    fn put(&self, out: &mut Vec<u8>) {
        put_all(self.code.as_bytes().iter(), out);
        self.scale.put(out);
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        let code: Vec<u8> = get_all(from)?;
        let code = String::from_utf8(code).map_err(|_| LoadError::Wrong("a currency's code".to_owned()))?;
        Ok(Self { code, scale: u32::get(from)? })
    }
}

impl Bytes for Settings {
    fn put(&self, out: &mut Vec<u8>) {
        put_all(self.currencies.iter(), out);
        put_all(self.instruments.iter(), out);
        put_all(self.tiers.iter(), out);
        self.fifo.put(out);
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        let (currencies, instruments) = (get_all(from)?, get_all(from)?);
        Ok(Self { currencies, instruments, tiers: get_all(from)?, fifo: bool::get(from)? })
    }
}

impl Bytes for Rules {
    fn put(&self, out: &mut Vec<u8>) {
        (self.iter().count() as u8).put(out);
        for (kind, limit) in self.iter() {
            (kind as u8).put(out);
            limit.put(out);
        }
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        let mut rules = Self::default();
        let mut last = 0;
        let count = u8::get(from)?;
        ensure(count > 0, "a table of limits without any")?;
        for _ in 0..count {
            let kind = u8::get(from)?;
            ensure(kind > last, "limits are not in order")?;
            last = kind;
            let kind =
                LimitKind::from_u8(kind).ok_or_else(|| LoadError::Wrong("a kind of limit".to_owned()))?;
            let limit = Limit::get(from)?;
            let fits = limit.value < EXACT_LIMIT && limit.period < EXACT_LIMIT;
            ensure(fits && (limit.period > 0) == has_period(kind), "a limit")?;
            rules.set(kind, Some(limit));
        }
        Ok(rules)
    }
}

impl Bytes for Fifo {
    fn put(&self, out: &mut Vec<u8>) {
        put_all(self.lots.iter(), out);
        self.realised.put(out);
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        Ok(Self { lots: get_all(from)?, realised: i128::get(from)? })
    }
}

impl Bytes for Watch {
    fn put(&self, out: &mut Vec<u8>) {
        self.meter.put(out);
        self.drift.iter().for_each(|drift| drift.put(out));
        (self.seen.len() as u32).put(out);
        for (looks, seen) in &self.seen {
            looks.put(out);
            seen.put(out);
        }
    }

    fn get(from: &mut &[u8]) -> Result<Self, LoadError> {
        let mut watch = Self { meter: Meter::get(from)?, ..Self::default() };
        for drift in &mut watch.drift {
            *drift = Drift::get(from)?;
        }
        for _ in 0..u32::get(from)? {
            let looks = Looks::get(from)?;
            ensure(
                watch.seen.last_key_value().is_none_or(|(last, _)| *last < looks),
                "orders seen, in order",
            )?;
            ensure(looks.scope < 4 && looks.side < 2, "the looks of an order")?;
            watch.seen.insert(looks, Seen::get(from)?);
        }
        Ok(watch)
    }
}
