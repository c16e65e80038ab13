//! Records of older versions as records of the newest.

use super::layout::{Header, Layout};
use super::record::{Body, Record, TS_OUT_SIZE};
use super::records::{
    DefinitionV1, DefinitionV2, DefinitionV3, ErrorV1, ErrorV2, StatisticV1, StatisticV3, SymbolMappingV1,
    SymbolMappingV2, SystemV1, SystemV2,
};

/// "There is none", where the specification has no other way to say so.
const UNKNOWN: u8 = u8::MAX;
/// The code of a heartbeat among the messages of the gateway.
const HEARTBEAT: u8 = 0;

impl Record {
    /// The record in the layout of version 3. One that has it already stays as it is.
    #[must_use]
    pub fn upgrade(self) -> Self {
        let ts_out = self.ts_out;
        let mut body = match self.body {
            Body::StatisticV1(old) => Body::StatisticV3(Box::new(statistic(&old))),
            Body::ErrorV1(old) => Body::ErrorV2(Box::new(error(&old))),
            Body::SystemV1(old) => Body::SystemV2(Box::new(system(&old))),
            Body::SymbolMappingV1(old) => Body::SymbolMappingV2(Box::new(symbol_mapping(&old))),
            Body::DefinitionV1(old) => Body::DefinitionV3(Box::new(definition_v1(&old))),
            Body::DefinitionV2(old) => Body::DefinitionV3(Box::new(definition_v2(&old))),
            body => return Self { body, ts_out },
        };
        let size = body.shape().size() + if ts_out.is_some() { TS_OUT_SIZE } else { 0 };
        body.header_mut().length = (size / Header::WORD) as u8;
        Self { body, ts_out }
    }
}

/// Text in a field of another length: cut off when it does not fit.
fn text<const N: usize>(from: &[u8]) -> [u8; N] {
    let mut to = [0; N];
    let length = from.len().min(N);
    to[..length].copy_from_slice(&from[..length]);
    to
}

fn statistic(old: &StatisticV1) -> StatisticV3 {
    StatisticV3 {
        header: old.header,
        ts_recv: old.ts_recv,
        ts_ref: old.ts_ref,
        price: old.price,
        // "None" is the greatest number of the field's type.
        quantity: if old.quantity == i32::MAX { i64::MAX } else { i64::from(old.quantity) },
        sequence: old.sequence,
        ts_in_delta: old.ts_in_delta,
        stat_type: old.stat_type,
        channel_id: old.channel_id,
        update_action: old.update_action,
        stat_flags: old.stat_flags,
        reserved: [0; 18],
    }
}

fn error(old: &ErrorV1) -> ErrorV2 {
    ErrorV2 { header: old.header, err: text(&old.err), code: UNKNOWN, is_last: UNKNOWN }
}

fn system(old: &SystemV1) -> SystemV2 {
    let code = if old.msg.starts_with(b"Heartbeat") { HEARTBEAT } else { UNKNOWN };
    SystemV2 { header: old.header, msg: text(&old.msg), code }
}

fn symbol_mapping(old: &SymbolMappingV1) -> SymbolMappingV2 {
    SymbolMappingV2 {
        header: old.header,
        stype_in: UNKNOWN,
        stype_in_symbol: text(&old.stype_in_symbol),
        stype_out: UNKNOWN,
        stype_out_symbol: text(&old.stype_out_symbol),
        start_ts: old.start_ts,
        end_ts: old.end_ts,
    }
}

/// Both older definitions have the same fields, in other places and widths: the ones that version 3 has are copied by
/// their names, and what is new there says that there is none.
macro_rules! definition {
    ($name:ident, $old:ty) => {
        fn $name(old: &$old) -> DefinitionV3 {
            definition!(@copy old,
                header ts_recv min_price_increment display_factor expiration activation high_limit_price
                low_limit_price max_price_variation unit_of_measure_qty min_price_increment_amount price_ratio
                strike_price inst_attrib_value underlying_id market_depth_implied market_depth market_segment_id
                max_trade_vol min_lot_size min_lot_size_block min_lot_size_round_lot min_trade_vol
                contract_multiplier decay_quantity original_contract_size appl_id maturity_year decay_start_date
                channel_id currency settl_currency secsubtype group exchange cfi security_type unit_of_measure
                underlying strike_price_currency instrument_class match_algorithm main_fraction
                price_display_format sub_fraction underlying_product security_update_action maturity_month
                maturity_day maturity_week user_defined_instrument contract_multiplier_unit flow_schedule_type
                tick_rule
            )
        }
    };
    (@copy $old:ident, $($field:ident)*) => {
        DefinitionV3 {
            $($field: $old.$field,)*
            raw_instrument_id: u64::from($old.raw_instrument_id),
            raw_symbol: text(&$old.raw_symbol),
            asset: text(&$old.asset),
            leg_price: i64::MAX,
            leg_delta: i64::MAX,
            leg_instrument_id: 0,
            leg_ratio_price_numerator: 0,
            leg_ratio_price_denominator: 0,
            leg_ratio_qty_numerator: 0,
            leg_ratio_qty_denominator: 0,
            leg_underlying_id: 0,
            leg_count: 0,
            leg_index: 0,
            leg_raw_symbol: [0; 71],
            leg_instrument_class: 0,
            leg_side: b'N',
            reserved: [0; 17],
        }
    };
}

definition!(definition_v1, DefinitionV1);
definition!(definition_v2, DefinitionV2);

const _: () = assert!(DefinitionV3::SIZE.is_multiple_of(Header::WORD));
