//! Nothing lost, nothing doubled: the real program, killed, frozen, cut off and starved while it works, and looked at
//! from outside afterwards. `make torture` tells the same stories for longer.

mod broken_database;
mod dice;
mod disk;
mod frozen;
mod ingest;
mod injected;
mod integrator;
mod kill;
mod letters;
mod literal;
mod outage;
mod place;
mod postbox;
mod story;
mod tally;

/// A number from the environment (`CENTRALINO_TEST_…`), so that `make torture` can ask for more.
fn asked(variable: &str, usual: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.map_or(usual, |text| {
        text.parse().unwrap_or_else(|_| panic!("{variable}={text}"))
    })
}
