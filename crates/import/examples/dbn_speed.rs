//! How fast DBN, Databento's CSV and ITCH are read: updates of orders in memory, repeated.
//!
//! `cargo run --release -p cift-import --example dbn_speed [FILE.dbn]`

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::time::Instant;

use cift_import::databento_csv::DatabentoCsv;
use cift_import::dbn::layout::Layout;
use cift_import::dbn::records::Mbo;
use cift_import::dbn::{DbnSource, FileMetadata, Next, Reader, SCHEMAS, rtype};
use cift_import::itch::{Itch, ItchOptions};
use cift_tape::{Batch, Input, Source};

/// Records in memory: few enough that a run ends before the system gives the processor to somebody else.
const RECORDS: usize = 20_000;
/// Each way is run so often; the best run counts.
const RUNS: usize = 400;

/// Bytes that are not copied for a run.
struct Shared(Arc<[u8]>);

impl Input for Shared {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        (&self.0[offset as usize..]).read(target)
    }
}

/// Order updates of 1 instrument, or of as many.
fn file(instruments: u32) -> Vec<u8> {
    let metadata = FileMetadata {
        version: 3,
        dataset: b"GLBX.MDP3".to_vec(),
        schema: SCHEMAS.iter().position(|schema| *schema == "mbo").unwrap_or(0) as u16,
        start: 0,
        end: u64::MAX,
        limit: 0,
        record_count: None,
        stype_in: 1,
        stype_out: 0,
        ts_out: 0,
        symbol_cstr_len: 71,
        reserved: vec![0; 53],
        schema_definition: Vec::new(),
        symbols: Vec::new(),
        partial: Vec::new(),
        not_found: Vec::new(),
        mappings: Vec::new(),
        padding: Vec::new(),
    };
    let mut bytes = Vec::with_capacity(RECORDS * Mbo::SIZE + 200);
    metadata.encode(&mut bytes);
    for index in 0..RECORDS as u64 {
        let mut record = [0_u8; Mbo::SIZE];
        record[..4].copy_from_slice(&[(Mbo::SIZE / 4) as u8, rtype::MBO, 1, 0]);
        record[4..8].copy_from_slice(&(index as u32 % instruments).to_le_bytes());
        record[8..16].copy_from_slice(&(1_700_000_000_000_000_000 + index * 1000).to_le_bytes());
        record[16..24].copy_from_slice(&(index + 1).to_le_bytes());
        record[24..32]
            .copy_from_slice(&(5_000_000_000_000 + (index as i64 % 64) * 250_000_000).to_le_bytes());
        record[32..40].copy_from_slice(&[
            1,
            0,
            0,
            0,
            0x80,
            0,
            b"ACMF"[index as usize % 4],
            b"BA"[index as usize / 4 % 2],
        ]);
        record[40..48].copy_from_slice(&(1_700_000_000_000_100_000 + index * 1000).to_le_bytes());
        record[52..56].copy_from_slice(&(index as u32).to_le_bytes());
        bytes.extend_from_slice(&record);
    }
    bytes
}

/// The best of some runs, in seconds, and what the run counted.
#[allow(clippy::disallowed_methods, clippy::float_arithmetic)] // a clock is what measures
fn best(mut run: impl FnMut() -> u64) -> (f64, u64) {
    (0..RUNS).fold((f64::INFINITY, 0), |(best, _), _| {
        let start = Instant::now();
        let count = run();
        (best.min(start.elapsed().as_secs_f64()), count)
    })
}

#[allow(clippy::print_stdout, clippy::float_arithmetic, clippy::cast_precision_loss)] // it prints its figures
fn report(name: &str, bytes: usize, (seconds, records): (f64, u64)) {
    let (rate, speed) = (records as f64 / seconds / 1e6, bytes as f64 / seconds / 1e6);
    println!("{name:<44} {rate:>8.1} M records/s {speed:>9.0} MB/s");
}

fn decode(bytes: &Arc<[u8]>) -> u64 {
    let mut reader = Reader::open("memory", Box::new(Cursor::new(Arc::clone(bytes)))).expect("metadata");
    let mut count = 0;
    while let Next::Record(record) = reader.next_record().expect("a record") {
        // Every field, not only those that somebody looks at.
        std::hint::black_box(Mbo::decode(record));
        count += 1;
    }
    count
}

/// The same updates as CSV.
fn csv() -> Vec<u8> {
    use std::fmt::Write as _;
    let mut text = String::from(
        "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,channel_id,order_id,flags,\
         ts_in_delta,sequence\n",
    );
    for index in 0..RECORDS as u64 {
        let (event, received) =
            (1_700_000_000_000_000_000 + index * 1000, 1_700_000_000_000_100_000 + index * 1000);
        let price = 5_000_000_000_000 + (index % 64) * 250_000_000;
        let (action, side) = (b"ACMF"[index as usize % 4], b"BA"[index as usize / 4 % 2]);
        let (action, side) = (char::from(action), char::from(side));
        let _ = writeln!(
            text,
            "{received},{event},160,1,5482,{action},{side},{price},1,0,{index},128,100,{index}"
        );
    }
    text.into_bytes()
}

/// Orders that are added, executed in part, and deleted.
fn itch() -> Vec<u8> {
    let mut bytes = Vec::new();
    for index in 0..RECORDS as u64 {
        let order = (index / 3 + 1).to_be_bytes();
        let (letter, size) = [(b'A', 36), (b'E', 31), (b'D', 19)][index as usize % 3];
        let mut message = vec![0; size];
        message[0] = letter;
        message[2] = 7;
        message[5..11].copy_from_slice(&(34_200_000_000_000 + index * 1000).to_be_bytes()[2..]);
        message[11..19].copy_from_slice(&order);
        match letter {
            b'A' => {
                message[19..24].copy_from_slice(&[b"BS"[index as usize % 2], 0, 0, 0, 100]);
                message[24..36].copy_from_slice(b"AAPL    \x00\x0f\x42\x40");
            }
            b'E' => message[22] = 10,
            _ => {}
        }
        bytes.extend_from_slice(&(size as u16).to_be_bytes());
        bytes.extend_from_slice(&message);
    }
    bytes
}

fn import(bytes: &Arc<[u8]>) -> u64 {
    drain(&mut DbnSource::open(vec![Box::new(Shared(Arc::clone(bytes)))], false).expect("metadata"))
}

fn import_csv(bytes: &Arc<[u8]>) -> u64 {
    drain(&mut DatabentoCsv::open(vec![Box::new(Shared(Arc::clone(bytes)))], false).expect("a header"))
}

fn import_itch(bytes: &Arc<[u8]>) -> u64 {
    drain(
        &mut Itch::open(vec![Box::new(Shared(Arc::clone(bytes)))], ItchOptions::default()).expect("messages"),
    )
}

fn drain(source: &mut dyn Source) -> u64 {
    let (mut batch, mut count) = (Batch::default(), 0);
    while source.read(&mut batch).expect("records") {
        count += batch.len() as u64;
    }
    count
}

fn main() {
    let one = std::env::args().nth(1).map_or_else(|| file(1), |path| std::fs::read(path).expect("a file"));
    let one: Arc<[u8]> = one.into();
    report("mbo, fields of each record", one.len(), best(|| decode(&one)));
    report("mbo, records of the tape", one.len(), best(|| import(&one)));
    let many: Arc<[u8]> = file(500).into();
    report("mbo, records of the tape, 500 instruments", many.len(), best(|| import(&many)));
    let text: Arc<[u8]> = csv().into();
    report("mbo as csv, records of the tape", text.len(), best(|| import_csv(&text)));
    let messages: Arc<[u8]> = itch().into();
    report("itch, records of the tape", messages.len(), best(|| import_itch(&messages)));
}
