use super::*;
use crate::Kind;
use crate::zstd::{Decoder, Encoder};

#[test]
fn proto() {
    for (f, kind, csv) in [("goog", Kind::MarketByOrder, 8221888.0), ("lob", Kind::MarketByOrder, 2024312.0), ("mbo", Kind::MarketByOrder, 1263908.0),
        ("spot_l2", Kind::MarketByPrice, 8342891.0), ("usdm_l2", Kind::MarketByPrice, 31054650.0), ("spot_qt", Kind::Quote, 1.0), ("usdm_qt", Kind::Quote, 1.0)] {
        let bytes = std::fs::read(format!("/tmp/rz/data/{f}.bin")).unwrap();
        let words: Vec<u64> = bytes.chunks_exact(8).map(|c| u64::from_le_bytes(c.try_into().unwrap())).collect();
        let w = if kind == Kind::Quote { 16 } else { 8 };
        let chunk: usize = std::env::var("CHUNK").map_or(16384, |x| x.parse().unwrap());
        let mut filter = Filter::default();
        let mut enc = Encoder::default();
        let mut frames = vec![];
        #[allow(clippy::disallowed_methods)]
        let t = std::time::Instant::now();
        let mut total = 0;
        for part in words.chunks(chunk * w) {
            let first = part[if kind == Kind::Bar {2} else {1}];
            let _ = first;
            let n = part.len() / w;
            let (content, ends) = filter.filter(kind, part, 0..n as u64);
            let mut frame = vec![];
            enc.frame(content, ends, &mut frame);
            total += frame.len();
            frames.push((frame, content.len(), n));
        }
        let te = t.elapsed();
        let mut unfilter = Unfilter::default();
        let mut dec = Decoder::new();
        let mut out = vec![0; chunk * w];
        let mut content = vec![];
        let t = std::time::Instant::now();
        let mut tz = std::time::Duration::ZERO;
        for ((frame, len, n), part) in frames.iter().zip(words.chunks(chunk * w)) {
            let t1 = std::time::Instant::now();
            content.resize(*len, 0);
            assert!(dec.read(frame, &mut content));
            tz += t1.elapsed();
            unfilter.unfilter(&content, 0..*n as u64, w, &mut out[..n * w]).unwrap();
            assert!(out[..n * w] == *part);
        }
        let td = t.elapsed();
        let n = words.len() / w;
        println!("{f}: {n} records, {:.2} B/rec, {:.1}% of csv, enc {:.0} ns/rec, dec {:.0} ns/rec (zstd {:.0})", total as f64 / n as f64, total as f64 * 100.0 / csv,
            te.as_nanos() as f64 / n as f64, td.as_nanos() as f64 / n as f64, tz.as_nanos() as f64 / n as f64);
    }
}
