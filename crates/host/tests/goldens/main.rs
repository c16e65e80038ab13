//! The goldens of `schemas/golden`, replayed natively with nothing of TypeScript: the commands of the smaller scenarios
//! are there as text (`node-runner/test/golden-commands.test.ts` keeps them as the scenarios have them).

use cift_host::{Host, Session};
use cift_types::SEMANTICS_VERSION;
use cift_wire::{Command, StreamDigest, from_words};
use std::fs;
use std::path::{Path, PathBuf};

/// Events between two links of a golden's chain.
const LINK_EVENTS: usize = 4096;

/// What a golden says that can be counted here.
#[derive(PartialEq, Eq, Debug)]
struct Golden {
    digest: String,
    commands_digest: String,
    events_digest: String,
    commands: String,
    events: String,
    chain: Vec<String>,
}

impl Golden {
    /// Reads the text that `goldenText` of node-runner writes.
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let field = |name: &str| {
            let begin = format!("\n  \"{name}\": ");
            let at = text.find(&begin).unwrap_or_else(|| panic!("{} has no {name}", path.display()));
            let rest = &text[at + begin.len()..];
            let end = if rest.starts_with('[') { rest.find(']') } else { rest.find([',', '\n']) };
            rest[..end.expect("a field ends")].trim_matches(['"', '[']).to_owned()
        };
        let links = field("chain");
        let links = links.split(',').map(|link| link.trim().trim_matches('"').to_owned());
        assert_eq!(field("semanticsVersion"), SEMANTICS_VERSION.to_string(), "{}", path.display());
        Self {
            digest: field("digest"),
            commands_digest: field("commandsDigest"),
            events_digest: field("eventsDigest"),
            commands: field("commands"),
            events: field("events"),
            chain: links.filter(|link| !link.is_empty()).collect(),
        }
    }

    /// What a session gives for these commands, in batches of this length.
    fn of(session: &mut Session, commands: &[Command], batch: usize) -> Self {
        let (mut stream, mut chain, mut rest) = (StreamDigest::events(), Vec::new(), commands);
        while !rest.is_empty() {
            let consumed = session.submit(&rest[..batch.min(rest.len())]).unwrap();
            assert_eq!(session.fault(), None);
            rest = &rest[consumed..];
            for event in session.events().unwrap() {
                stream.update(&[*event]);
                if stream.records().is_multiple_of(LINK_EVENTS as u64) {
                    chain.push(hex(stream.value()));
                }
            }
            session.advance(usize::MAX).unwrap();
        }
        let [run, commands_digest, events_digest, commands, events] = session.digest().unwrap();
        assert_eq!(stream.value(), events_digest, "the digest is the one of the events that it gave");
        Self {
            digest: hex(run),
            commands_digest: hex(commands_digest),
            events_digest: hex(events_digest),
            commands: commands.to_string(),
            events: events.to_string(),
            chain,
        }
    }
}

fn hex(word: u64) -> String {
    format!("{word:016x}")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/golden")
}

/// A configuration in hexadecimal bytes, and the records in hexadecimal words.
fn input(path: &Path) -> (Vec<u8>, Vec<Command>) {
    let text = fs::read_to_string(path).unwrap();
    let (config, records) = text.split_once('\n').expect("a line with the configuration");
    let digits = |at: usize| u8::from_str_radix(&config[at..at + 2], 16).unwrap();
    let record = |line: &str| {
        let mut words = line.split(' ').map(|word| u64::from_str_radix(word, 16).unwrap());
        from_words(std::array::from_fn(|_| words.next().expect("eight words")))
    };
    ((0..config.len()).step_by(2).map(digits).collect(), records.lines().map(record).collect())
}

#[test]
fn the_goldens_hold_natively() {
    let mut names: Vec<String> = fs::read_dir(folder().join("commands"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 40, "only {} goldens have their commands here", names.len());
    let mut differ = Vec::new();
    for name in names {
        let golden = Golden::read(&folder().join(format!("{name}.json")));
        let (config, commands) = input(&folder().join(format!("commands/{name}.txt")));
        for batch in [1, 7, 4096] {
            let mut host = Host::new();
            let handle = host.create(&config).unwrap();
            let run = Golden::of(host.session(handle).unwrap(), &commands, batch);
            if run != golden {
                differ.push(format!("{name} in batches of {batch}: {run:?}, the golden is {golden:?}"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
