//! Mutated tables: no panic, no endless loop, whatever they say.

use super::{Options, Order, read_with};
use crate::csv::mutate::Mutator;

/// Tables of all shapes, short so that there are many runs.
const SEEDS: [&str; 11] = [
    "time,open,high,low,close,volume\n2021-12-31 23:01:00.000000,46319.0,46385.0,46319.0,46377.0,2300413.7295\n\
     2021-12-31 23:02:00,1,2,1,2,3\n",
    "20200101 170000065,1.121200,1.121720,0\n20200101 170010447,1.121200,1.121920,0\n",
    "\"LOCATION\",\"FREQUENCY\",\"TIME\",\"Value\"\n\"CHE\",\"Q\",\"1974-Q1\",10.84317\n\"CHE\",\"A\",\"1956\",-9.5197\n",
    "symbol,date,price\nMSFT,Jan 1 2000,39.81\nIBM,Feb 1 1999,36.35\n",
    "timestamp,bid,ask\n2013-01-01 22:00:00.295000+00:00,86.655,86.728\n",
    "date;open;high;low;close\r\n31.01.2024;1,5;2,5;0,5;1,25\r\n",
    "time,price,size,side,id\n1700000000.123,1e-7,2.5,buy,9\n1700000001,1,1,sell,8\n",
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\n2024.01.02\t00:00:00\t1.1\t1.2\t1.0\t1.15\n",
    "1704067200000,42283.58,42554.57,42261.02,42475.23,1.2,1704070799999,5.9,47134,6.8,2.8,0\n",
    "time,DAX,Last\n1991.49615384615,1628.75,1\n1992,1613.63,2\n20240131.0,1,2\n2024013123,1,2\n202401,1,2\n",
    "unix,date,symbol,price,amount\n1600000000000,\"2020-09-13\",\"BTC\"\"/USD\",10,0.5\n",
];
#[test]
fn mutated_tables_are_read_or_refused() {
    const RUNS: usize = 200_000;
    let mut mutator = Mutator::new(1);
    let (mut read, mut refused) = (0, 0);
    for run in 0..RUNS {
        let text = String::from_utf8_lossy(&mutator.mutate(&SEEDS)).into_owned();
        let order = [Order::Auto, Order::Input, Order::Time][run % 3];
        let options = Options { lenient: run % 2 == 0, order, ..Options::default() };
        match read_with(&text, &options) {
            Ok(_) => read += 1,
            Err(problem) => {
                assert!(!problem.reason.is_empty());
                refused += 1;
            }
        }
    }
    println!("csv: {RUNS} mutated tables, {read} read, {refused} refused");
    assert!(read > RUNS / 10 && refused > RUNS / 10);
}
