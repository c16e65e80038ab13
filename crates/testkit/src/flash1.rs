//! Order files of the flash1 matching-engine benchmark (`shared/data/README.md` has the layout).

use cift_types::{CommandKind, OrderType, TimeInForce};
use cift_wire::Command;

/// The commands of an order file, or what is wrong with it.
pub fn commands(file: &[u8]) -> Result<Vec<Command>, String> {
    let count = file.get(12..16).ok_or("the file is shorter than its header")?;
    let count = u32::from_le_bytes(count.try_into().map_err(|_| "no count")?) as usize;
    let (records, rest) = file[16..].as_chunks::<40>();
    if records.len() != count || !rest.is_empty() {
        return Err(format!(
            "the header says {count} records of 40 bytes, the file has {} bytes",
            file.len() - 16
        ));
    }
    records.iter().enumerate().map(|(i, record)| command(record, i)).collect()
}

fn command(record: &[u8; 40], index: usize) -> Result<Command, String> {
    let word = |at: usize| u64::from_le_bytes(core::array::from_fn(|i| record[at + i]));
    let kind = match record[0] {
        0 => CommandKind::New,
        1 => CommandKind::Cancel,
        2 => CommandKind::Replace,
        other => return Err(format!("record {index}: type {other} is none of 0, 1, 2")),
    };
    let time_in_force = if record[2] == 1 { TimeInForce::Ioc } else { TimeInForce::Gtc };
    Ok(Command {
        kind: kind as u8,
        side: record[1],
        order_type: OrderType::Limit as u8,
        time_in_force: time_in_force as u8,
        order_id: word(16),
        price: word(24).cast_signed(),
        quantity: word(0) >> 32,
        ..Command::default()
    })
}
