//! Flows as files of records, for those who cannot make them: the facade in Node and in browsers.

use crate::mixed as mixed_flow;
use crate::play::{Outcome, title};
use cift_engine::Config;
use cift_testkit::funded::{self, Limited};
use cift_testkit::{flash1, mixed};
use cift_types::AccountKind;
use cift_wire::{Command, as_bytes};
use std::path::Path;

/// A flow of orders of two cash accounts with the usual limits: its session, how it opens, and its commands.
pub type WithAccounts = (Config, Vec<Command>, Vec<Command>);

/// Reads an order file as such a flow.
pub fn with_accounts(file: &str) -> Result<WithAccounts, Box<dyn std::error::Error>> {
    let mut commands = flash1::commands(&std::fs::read(file)?)?;
    funded::share(&mut commands, 2);
    let cash = [(1, AccountKind::Cash), (2, AccountKind::Cash)];
    Ok((funded::config(1), funded::opening(&cash, Limited::Typical), commands))
}

/// Writes the mixed flow and the flows of order files into a folder: `NAME.opening` and `NAME.commands`.
pub fn write(arguments: &[String]) -> Outcome {
    let [folder, files @ ..] = arguments else { return Err("name a folder".into()) };
    let folder = Path::new(folder);
    let put = |name: &str, commands: &[Command]| std::fs::write(folder.join(name), as_bytes(commands));
    put("mixed.opening", &mixed::opening())?;
    put("mixed.commands", &mixed_flow::commands())?;
    for file in files {
        let name = title(file);
        let (_, opening, commands) = with_accounts(file)?;
        put(&format!("{name}-accounts.opening"), &opening)?;
        put(&format!("{name}-accounts.commands"), &commands)?;
        let mut spread = commands;
        funded::spread(&mut spread, 1000);
        put(&format!("{name}-instruments.opening"), &opening)?;
        put(&format!("{name}-instruments.commands"), &spread)?;
    }
    Ok(())
}
