//! Whole columns against one value at a time, to the bit.

use super::*;
use crate::indicators;
use crate::trades::VolumeAverage;

/// Floats of very different sizes, so that any other order would show.
fn column(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 20
    };
    (0..count)
        .map(|_| {
            let size = 10_f64.powi((next() % 13) as i32 - 6);
            (next() % 2_000_000) as f64 / 1e6 * size - size
        })
        .collect()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

const LENGTHS: [usize; 12] = [0, 1, 2, 7, 8, 9, 63, 64, 65, 66, 200, 1001];

#[test]
fn sums_are_the_same_to_the_bit() {
    for length in LENGTHS {
        let (prices, quantities) = (column(length, 1), column(length, 2));
        let (mut single, mut average) = (LaneSum::new(), LaneVwap::new());
        for (&price, &quantity) in prices.iter().zip(&quantities) {
            single.push(price);
            average.push(price, quantity);
        }
        assert_eq!(sum(&prices).to_bits(), single.sum().to_bits());
        assert_eq!(vwap(&prices, &quantities).map(f64::to_bits), average.price().map(f64::to_bits));
        for cut in [0, 1, 3, length / 2, length] {
            let cut = cut.min(length);
            let (mut parts, mut averages) = (LaneSum::new(), LaneVwap::new());
            parts.extend(&prices[..cut]);
            averages.extend(&prices[..cut], &quantities[..cut]);
            parts.extend(&prices[cut..]);
            averages.extend(&prices[cut..], &quantities[cut..]);
            assert_eq!((parts, averages), (single, average));
        }
    }
}

#[test]
fn moving_averages_are_the_indicators_to_the_bit() {
    for length in LENGTHS {
        let values = column(length, 3);
        for period in [1, 2, 3, 7, 8, 20, 64, 500] {
            let option = [period as f64];
            let expected = indicators::batch("sma", &option, &[&values]).unwrap();
            assert_eq!(bits(&sma(period, &values)), bits(&expected[0]), "sma {period} of {length}");
            let expected = indicators::batch("ema", &option, &[&values]).unwrap();
            assert_eq!(bits(&ema(period, &values)), bits(&expected[0]), "ema {period} of {length}");
        }
    }
}

#[test]
fn the_block_form_is_the_exponential_average() {
    let values = column(500, 4);
    let k = 2.0 / 21.0;
    let mut plain = values[0];
    for (value, average) in values.iter().zip(ema(20, &values)) {
        plain += (value - plain) * k;
        assert!((plain - average).abs() < 1e-9);
    }
}

#[test]
fn integers_are_exact() {
    let mut state = 11_u64;
    for bits in [10, 26, 27, 28, 29, 33, 52] {
        for length in [0, 1, 511, 512, 513, 3000] {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state >> (64 - bits)
            };
            let quantities: Vec<u64> = (0..length).map(|_| next()).collect();
            let prices: Vec<i64> =
                (0..length).map(|at| next() as i64 * if at % 700 == 699 { -1 } else { 1 }).collect();
            let mut average = VolumeAverage::new();
            for (&price, &quantity) in prices.iter().zip(&quantities) {
                average.push(price, quantity);
            }
            assert_eq!(notional_and_volume(&prices, &quantities), (average.notional(), average.volume()));
        }
    }
}
