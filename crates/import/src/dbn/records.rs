//! The records, as the specification lays them out. Where a record changed between versions, its name ends with the
//! version that brought the layout.

use super::layout::{Column, ConsolidatedLevel, Field, Header, Layout, Level, Meaning, layouts};

layouts! {
    /// An update of an order.
    Mbo: 56 {
        order_id: u64, price: i64 as Price, size: u32, flags: u8, channel_id: u8, action: u8 as Letter,
        side: u8 as Letter, ts_recv: u64 as Time, ts_in_delta: i32, sequence: u32,
    }

    /// A trade.
    Trade: 48 {
        price: i64 as Price, size: u32, action: u8 as Letter, side: u8 as Letter, flags: u8, depth: u8,
        ts_recv: u64 as Time, ts_in_delta: i32, sequence: u32,
    }

    /// An update of the best bid and offer, or a trade with the best bid and offer before it.
    Mbp1: 80 {
        price: i64 as Price, size: u32, action: u8 as Letter, side: u8 as Letter, flags: u8, depth: u8,
        ts_recv: u64 as Time, ts_in_delta: i32, sequence: u32, levels: [Level; 1],
    }

    /// An update of the ten best levels.
    Mbp10: 368 {
        price: i64 as Price, size: u32, action: u8 as Letter, side: u8 as Letter, flags: u8, depth: u8,
        ts_recv: u64 as Time, ts_in_delta: i32, sequence: u32, levels: [Level; 10],
    }

    /// The best bid and offer at the end of an interval, with the last trade.
    Bbo: 80 {
        price: i64 as Price, size: u32, reserved1: [u8; 1] as Reserved, side: u8 as Letter, flags: u8,
        reserved2: [u8; 1] as Reserved, ts_recv: u64 as Time, reserved3: [u8; 4] as Reserved, sequence: u32,
        levels: [Level; 1],
    }

    /// An update of the best bid and offer over several venues, or a trade with it.
    Cmbp1: 80 {
        price: i64 as Price, size: u32, action: u8 as Letter, side: u8 as Letter, flags: u8,
        reserved1: [u8; 1] as Reserved, ts_recv: u64 as Time, ts_in_delta: i32, reserved2: [u8; 4] as Reserved,
        levels: [ConsolidatedLevel; 1],
    }

    /// The best bid and offer over several venues at the end of an interval, with the last trade.
    Cbbo: 80 {
        price: i64 as Price, size: u32, reserved1: [u8; 1] as Reserved, side: u8 as Letter, flags: u8,
        reserved2: [u8; 1] as Reserved, ts_recv: u64 as Time, reserved3: [u8; 8] as Reserved,
        levels: [ConsolidatedLevel; 1],
    }

    /// A bar; its time is the interval's start.
    Ohlcv: 56 {
        open: i64 as Price, high: i64 as Price, low: i64 as Price, close: i64 as Price, volume: u64,
    }

    /// What trading is allowed.
    Status: 40 {
        ts_recv: u64 as Time, action: u16, reason: u16, trading_event: u16, is_trading: u8 as Letter,
        is_quoting: u8 as Letter, is_short_sell_restricted: u8 as Letter, reserved: [u8; 7] as Reserved,
    }

    /// What an auction would do.
    Imbalance: 112 {
        ts_recv: u64 as Time, ref_price: i64 as Price, auction_time: u64 as Time, cont_book_clr_price: i64 as Price,
        auct_interest_clr_price: i64 as Price, ssr_filling_price: i64 as Price, ind_match_price: i64 as Price,
        upper_collar: i64 as Price, lower_collar: i64 as Price, paired_qty: u32, total_imbalance_qty: u32,
        market_imbalance_qty: u32, unpaired_qty: u32, auction_type: u8 as Letter, side: u8 as Letter,
        auction_status: u8, freeze_status: u8, num_extensions: u8, unpaired_side: u8 as Letter,
        significant_imbalance: u8 as Letter, reserved: [u8; 1] as Reserved,
    }

    /// A statistic of a publisher, in versions 1 and 2.
    StatisticV1: 64 {
        ts_recv: u64 as Time, ts_ref: u64 as Time, price: i64 as Price, quantity: i32, sequence: u32,
        ts_in_delta: i32, stat_type: u16, channel_id: u16, update_action: u8, stat_flags: u8,
        reserved: [u8; 6] as Reserved,
    }

    /// A statistic of a publisher.
    StatisticV3: 80 {
        ts_recv: u64 as Time, ts_ref: u64 as Time, price: i64 as Price, quantity: i64, sequence: u32,
        ts_in_delta: i32, stat_type: u16, channel_id: u16, update_action: u8, stat_flags: u8,
        reserved: [u8; 18] as Reserved,
    }

    /// An error of the live gateway, in version 1.
    ErrorV1: 80 { err: [u8; 64], }

    /// An error of the live gateway.
    ErrorV2: 320 { err: [u8; 302], code: u8, is_last: u8, }

    /// A message of the live gateway, in version 1.
    SystemV1: 80 { msg: [u8; 64], }

    /// A message of the live gateway.
    SystemV2: 320 { msg: [u8; 303], code: u8, }

    /// Which symbol an instrument's number stands for, in version 1.
    SymbolMappingV1: 80 {
        stype_in_symbol: [u8; 22], stype_out_symbol: [u8; 22], reserved: [u8; 4] as Reserved,
        start_ts: u64 as Time, end_ts: u64 as Time,
    }

    /// Which symbol an instrument's number stands for.
    SymbolMappingV2: 176 {
        stype_in: u8, stype_in_symbol: [u8; 71], stype_out: u8, stype_out_symbol: [u8; 71],
        start_ts: u64 as Time, end_ts: u64 as Time,
    }

    /// The definition of an instrument, in version 1.
    DefinitionV1: 360 {
        ts_recv: u64 as Time, min_price_increment: i64 as Price, display_factor: i64 as Price,
        expiration: u64 as Time, activation: u64 as Time, high_limit_price: i64 as Price,
        low_limit_price: i64 as Price, max_price_variation: i64 as Price, trading_reference_price: i64 as Price,
        unit_of_measure_qty: i64 as Price, min_price_increment_amount: i64 as Price, price_ratio: i64 as Price,
        inst_attrib_value: i32, underlying_id: u32, raw_instrument_id: u32, market_depth_implied: i32,
        market_depth: i32, market_segment_id: u32, max_trade_vol: u32, min_lot_size: i32, min_lot_size_block: i32,
        min_lot_size_round_lot: i32, min_trade_vol: u32, reserved2: [u8; 4] as Reserved, contract_multiplier: i32,
        decay_quantity: i32, original_contract_size: i32, reserved3: [u8; 4] as Reserved,
        trading_reference_date: u16, appl_id: i16, maturity_year: u16, decay_start_date: u16, channel_id: u16,
        currency: [u8; 4], settl_currency: [u8; 4], secsubtype: [u8; 6], raw_symbol: [u8; 22], group: [u8; 21],
        exchange: [u8; 5], asset: [u8; 7], cfi: [u8; 7], security_type: [u8; 7], unit_of_measure: [u8; 31],
        underlying: [u8; 21], strike_price_currency: [u8; 4], instrument_class: u8 as Letter,
        reserved4: [u8; 2] as Reserved, strike_price: i64 as Price, reserved5: [u8; 6] as Reserved,
        match_algorithm: u8 as Letter, md_security_trading_status: u8, main_fraction: u8, price_display_format: u8,
        settl_price_type: u8, sub_fraction: u8, underlying_product: u8, security_update_action: u8 as Letter,
        maturity_month: u8, maturity_day: u8, maturity_week: u8, user_defined_instrument: u8 as Letter,
        contract_multiplier_unit: i8, flow_schedule_type: i8, tick_rule: u8, reserved: [u8; 3] as Reserved,
    }

    /// The definition of an instrument, in version 2.
    DefinitionV2: 400 {
        ts_recv: u64 as Time, min_price_increment: i64 as Price, display_factor: i64 as Price,
        expiration: u64 as Time, activation: u64 as Time, high_limit_price: i64 as Price,
        low_limit_price: i64 as Price, max_price_variation: i64 as Price, trading_reference_price: i64 as Price,
        unit_of_measure_qty: i64 as Price, min_price_increment_amount: i64 as Price, price_ratio: i64 as Price,
        strike_price: i64 as Price, inst_attrib_value: i32, underlying_id: u32, raw_instrument_id: u32,
        market_depth_implied: i32, market_depth: i32, market_segment_id: u32, max_trade_vol: u32,
        min_lot_size: i32, min_lot_size_block: i32, min_lot_size_round_lot: i32, min_trade_vol: u32,
        contract_multiplier: i32, decay_quantity: i32, original_contract_size: i32, trading_reference_date: u16,
        appl_id: i16, maturity_year: u16, decay_start_date: u16, channel_id: u16, currency: [u8; 4],
        settl_currency: [u8; 4], secsubtype: [u8; 6], raw_symbol: [u8; 71], group: [u8; 21], exchange: [u8; 5],
        asset: [u8; 7], cfi: [u8; 7], security_type: [u8; 7], unit_of_measure: [u8; 31], underlying: [u8; 21],
        strike_price_currency: [u8; 4], instrument_class: u8 as Letter, match_algorithm: u8 as Letter,
        md_security_trading_status: u8, main_fraction: u8, price_display_format: u8, settl_price_type: u8,
        sub_fraction: u8, underlying_product: u8, security_update_action: u8 as Letter, maturity_month: u8,
        maturity_day: u8, maturity_week: u8, user_defined_instrument: u8 as Letter, contract_multiplier_unit: i8,
        flow_schedule_type: i8, tick_rule: u8, reserved: [u8; 10] as Reserved,
    }

    /// The definition of an instrument.
    DefinitionV3: 520 {
        ts_recv: u64 as Time, min_price_increment: i64 as Price, display_factor: i64 as Price,
        expiration: u64 as Time, activation: u64 as Time, high_limit_price: i64 as Price,
        low_limit_price: i64 as Price, max_price_variation: i64 as Price, unit_of_measure_qty: i64 as Price,
        min_price_increment_amount: i64 as Price, price_ratio: i64 as Price, strike_price: i64 as Price,
        raw_instrument_id: u64, leg_price: i64 as Price, leg_delta: i64 as Price, inst_attrib_value: i32,
        underlying_id: u32, market_depth_implied: i32, market_depth: i32, market_segment_id: u32,
        max_trade_vol: u32, min_lot_size: i32, min_lot_size_block: i32, min_lot_size_round_lot: i32,
        min_trade_vol: u32, contract_multiplier: i32, decay_quantity: i32, original_contract_size: i32,
        leg_instrument_id: u32, leg_ratio_price_numerator: i32, leg_ratio_price_denominator: i32,
        leg_ratio_qty_numerator: i32, leg_ratio_qty_denominator: i32, leg_underlying_id: u32, appl_id: i16,
        maturity_year: u16, decay_start_date: u16, channel_id: u16, leg_count: u16, leg_index: u16,
        currency: [u8; 4], settl_currency: [u8; 4], secsubtype: [u8; 6], raw_symbol: [u8; 71], group: [u8; 21],
        exchange: [u8; 5], asset: [u8; 11], cfi: [u8; 7], security_type: [u8; 7], unit_of_measure: [u8; 31],
        underlying: [u8; 21], strike_price_currency: [u8; 4], leg_raw_symbol: [u8; 71],
        instrument_class: u8 as Letter, match_algorithm: u8 as Letter, main_fraction: u8, price_display_format: u8,
        sub_fraction: u8, underlying_product: u8, security_update_action: u8 as Letter, maturity_month: u8,
        maturity_day: u8, maturity_week: u8, user_defined_instrument: u8 as Letter, contract_multiplier_unit: i8,
        flow_schedule_type: i8, tick_rule: u8, leg_instrument_class: u8 as Letter, leg_side: u8 as Letter,
        reserved: [u8; 17] as Reserved,
    }
}
