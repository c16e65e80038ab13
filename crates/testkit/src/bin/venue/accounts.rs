//! What accounts cost: the same order flow in a session without them, and in sessions with two cash accounts.

use crate::play::{BATCH, Outcome, Way, figure, opened, play, race, runs, timed, title};
use cift_engine::{Config, Engine};
use cift_testkit::funded::{self, Limited};
use cift_testkit::{flash1, session};
use cift_types::AccountKind;
use cift_wire::Command;

/// How a flow is played.
struct Session {
    name: &'static str,
    config: Config,
    opening: Vec<Command>,
    /// Orders are shared between the accounts.
    shared: bool,
}

fn sessions() -> Vec<Session> {
    let cash = [(1, AccountKind::Cash), (2, AccountKind::Cash)];
    let without = |name, shared| Session { name, config: session::config(1), opening: Vec::new(), shared };
    let with = |name, limited| Session {
        name,
        config: funded::config(1),
        opening: funded::opening(&cash, limited),
        shared: true,
    };
    let all = vec![
        without("without", false),
        without("ids", true),
        with("unlimited", Limited::No),
        with("orders", Limited::Orders),
        with("typical", Limited::Typical),
    ];
    let chosen = std::env::var("WAYS").unwrap_or_default();
    all.into_iter().filter(|it| chosen.is_empty() || chosen.split(',').any(|name| name == it.name)).collect()
}

/// Races the sessions on each flow.
pub fn compare(files: &[String]) -> Outcome {
    let runs = runs(7)?;
    for file in files {
        let plain = flash1::commands(&std::fs::read(file)?)?;
        let shared = share(&plain);
        let sessions = sessions();
        let expected = run(&sessions[0], &plain).1;
        let mut ways: Vec<Way<'_>> = Vec::new();
        for session in &sessions {
            let commands = if session.shared { &shared } else { &plain };
            ways.push((
                session.name,
                Box::new(|| {
                    let (ns, engine) = run(session, commands);
                    check(session, &engine, &expected);
                    ns
                }),
            ));
        }
        let best = race(runs, &mut ways);
        for (session, ns) in sessions.iter().zip(&best) {
            let of = format!("{} {}", title(file), session.name);
            figure("accounts", &of, "ns a message", ns / plain.len() as f64);
            figure("accounts-ratio", &of, "times", ns / best[0]);
        }
    }
    Ok(())
}

/// Plays one way alone.
pub fn once(arguments: &[String]) -> Outcome {
    let [name, file] = arguments else { return Err("name a way and a file".into()) };
    let sessions = sessions();
    let session = sessions.iter().find(|session| session.name == name).ok_or("there is no such way")?;
    let plain = flash1::commands(&std::fs::read(file)?)?;
    let commands = if session.shared { share(&plain) } else { plain };
    for _ in 0..runs(1)? {
        run(session, &commands);
    }
    Ok(())
}

fn share(commands: &[Command]) -> Vec<Command> {
    let mut shared = commands.to_vec();
    funded::share(&mut shared, 2);
    shared
}

fn run(session: &Session, commands: &[Command]) -> (f64, Engine) {
    let mut engine = opened(&session.config, &session.opening);
    let (ns, ()) = timed(|| play(&mut engine, commands, BATCH));
    (ns, engine)
}

/// The same happened: no limit has refused anything, and the money adds up.
fn check(session: &Session, engine: &Engine, expected: &Engine) {
    let opening = session.opening.len() as u64;
    let events = engine.digest().event_count - opening;
    assert_eq!(events, expected.digest().event_count, "{}: other events", session.name);
    assert_eq!(engine.live_orders(), expected.live_orders());
    assert!(engine.risk().is_none_or(cift_engine::risk::Risk::conserved));
}
