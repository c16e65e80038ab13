//! A session's state as bytes, and back: how many, and how long it takes.

use crate::play::{BATCH, Outcome, Way, figure, opened, play, race, runs, timed, title};
use crate::{files, mixed as mixed_flow};
use cift_engine::{Config, Engine};
use cift_testkit::mixed;

/// Times the state after each flow with accounts, and after the mixed one.
pub fn time(files: &[String]) -> Outcome {
    let runs = runs(7)?;
    for file in files {
        let (config, opening, commands) = files::with_accounts(file)?;
        let mut engine = opened(&config, &opening);
        play(&mut engine, &commands, BATCH);
        measure(runs, title(file), &config, &engine);
    }
    let mut engine = opened(&mixed::config(), &mixed::opening());
    play(&mut engine, &mixed_flow::commands(), BATCH);
    measure(runs, "mixed", &mixed::config(), &engine);
    Ok(())
}

fn measure(runs: u32, name: &str, config: &Config, engine: &Engine) {
    let mut bytes = Vec::new();
    engine.save(&mut bytes);
    let mut ways: [Way<'_>; 2] = [
        (
            "save",
            Box::new(|| {
                let mut again = Vec::with_capacity(bytes.len());
                let (ns, ()) = timed(|| engine.save(&mut again));
                assert_eq!(again, bytes);
                ns
            }),
        ),
        (
            "load",
            Box::new(|| {
                let (ns, loaded) = timed(|| Engine::load(config.clone(), &bytes).expect("it was saved"));
                assert_eq!(loaded.digest(), engine.digest());
                ns
            }),
        ),
    ];
    let best = race(runs, &mut ways);
    let orders = f64::from(engine.live_orders());
    figure("snapshot", name, "live orders", orders);
    figure("snapshot", name, "bytes", bytes.len() as f64);
    figure("snapshot", name, "bytes an order", bytes.len() as f64 / orders);
    figure("snapshot-save", name, "ms", best[0] / 1e6);
    figure("snapshot-load", name, "ms", best[1] / 1e6);
}
