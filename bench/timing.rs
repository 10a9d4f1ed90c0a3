//! Times of repeated work, and the lines of the report.

use std::future::Future;
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;

/// Runs `work` once to warm up, then many times; sorted times.
pub async fn timed<F: Future<Output = usize>>(work: impl Fn() -> F) -> Vec<Duration> {
    timed_for(ROUNDS, work).await
}

/// As [`timed`], for work too slow to be done so often.
pub async fn timed_for<F: Future<Output = usize>>(rounds: usize, work: impl Fn() -> F) -> Vec<Duration> {
    work().await;
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let started = Instant::now();
        std::hint::black_box(work().await);
        times.push(started.elapsed());
    }
    times.sort();
    times
}

/// The time that `percent` of the sorted times do not exceed.
pub fn at(times: &[Duration], percent: usize) -> Duration {
    times[(times.len() - 1) * percent / 100]
}

/// Begins a table of the report.
pub fn table(title: &str) {
    println!("\n### {title}\n");
    println!("| what | p50 | p99 | baseline | its p50 | ratio |");
    println!("|---|---:|---:|---|---:|---:|");
}

/// One row of [`table`]; the ratio says how often the work is done while the baseline is done once.
pub fn row(name: &str, times: &[Duration], baseline: Option<(&str, &[Duration])>) {
    let compared = baseline.map_or("| | |".to_owned(), |(baseline, slow)| {
        let ratio = at(slow, 50).as_secs_f64() / at(times, 50).as_secs_f64();
        format!("{baseline} | {} | {ratio:.1} |", shown(at(slow, 50)))
    });
    println!(
        "| {name} | {} | {} | {compared}",
        shown(at(times, 50)),
        shown(at(times, 99))
    );
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
