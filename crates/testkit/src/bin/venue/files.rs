//! Flows as files of records, for those who cannot make them: the facade in Node and in browsers.

use crate::instruments::MANY;
use crate::mixed as mixed_flow;
use crate::play::{BATCH, Outcome, opened, play, title};
use cift_engine::Config;
use cift_testkit::funded::{self, Limited};
use cift_testkit::{flash1, mixed, session};
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

/// Writes the mixed flow and the flows of order files into a folder: `NAME.opening` and `NAME.commands`. The first one is written for many
/// instruments too. Prints the digests, by name; `NAME-bare` is a flow's in a session without accounts.
pub fn write(arguments: &[String]) -> Outcome {
    let [folder, files @ ..] = arguments else { return Err("name a folder".into()) };
    let folder = Path::new(folder);
    let mut digests = Vec::new();
    let mut put = |name: &str, config: &Config, opening: &[Command], commands: &[Command]| -> Outcome {
        std::fs::write(folder.join(format!("{name}.opening")), as_bytes(opening))?;
        std::fs::write(folder.join(format!("{name}.commands")), as_bytes(commands))?;
        digests.push(digest(name, config, opening, commands));
        Ok(())
    };
    put("mixed", &mixed::config(), &mixed::opening(), &mixed_flow::commands())?;
    let mut bare = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let name = title(file);
        let (config, opening, mut commands) = with_accounts(file)?;
        put(&format!("{name}-accounts"), &config, &opening, &commands)?;
        bare.push(digest(&format!("{name}-bare"), &session::config(1), &[], &commands));
        if at == 0 {
            funded::spread(&mut commands, MANY);
            put(&format!("{name}-instruments"), &funded::config(MANY), &opening, &commands)?;
        }
    }
    digests.extend(bare);
    println!("{{{}}}", digests.join(","));
    Ok(())
}

/// `"NAME":"DIGEST"` of a run.
fn digest(name: &str, config: &Config, opening: &[Command], commands: &[Command]) -> String {
    let mut engine = opened(config, opening);
    play(&mut engine, commands, BATCH);
    format!(r#""{name}":"{:016x}""#, engine.digest().value())
}
