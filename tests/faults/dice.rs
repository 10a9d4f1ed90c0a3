//! Chance that can be had again: every story prints the seed it was told with.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

pub struct Dice(StdRng);

impl Dice {
    /// From `CENTRALINO_TEST_SEED`, or from chance.
    pub fn new(story: &str) -> Self {
        let seed = super::asked("CENTRALINO_TEST_SEED", rand::random::<u32>().into());
        println!("{story}: CENTRALINO_TEST_SEED={seed}");
        Self(StdRng::seed_from_u64(seed))
    }

    /// Of `0..end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    pub fn milliseconds(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(self.0.random_range(from..to))
    }
}
