//! Speed and memory, against a baseline measured in the same run on the same machine. Prints Markdown.
//!
//! `bench/run` runs everything; one part is `cargo bench --bench speed -- queue 100000`, `… -- mail 20000`.
//! `CENTRALINO_BENCH_DATABASE_URL` names a PostgreSQL database, without it SQLite is used; `CENTRALINO_BENCH_DIR` a
//! directory whose filled desk is kept for the next run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

mod filled;
mod hub;
mod intake;
mod mails;
mod process;
mod queue;
mod replies;
mod search;
mod timing;

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let number = |or: usize| words.get(1).and_then(|word| word.parse().ok()).unwrap_or(or);
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("CENTRALINO_BENCH_DIR").map(std::path::PathBuf::from);
    let dir = kept.as_deref().unwrap_or(temporary.path());
    let app = hub::open(dir).await;
    println!("\n## {} on {:?}", words.join(" "), app.store.backend());
    match words.first().map(String::as_str) {
        Some("mail") => {
            intake::run(&app, number(20_000)).await;
            replies::run(&app).await;
            app.store.close().await.unwrap();
            process::run(dir).await;
        }
        Some("queue") => {
            let user = filled::fill(&app, number(10_000)).await;
            queue::run(&app, user).await;
            search::run(&app, user).await;
        }
        Some("desk") => {
            filled::desk(&app, number(10_000)).await;
            app.store.close().await.unwrap();
        }
        _ => eprintln!("say what: mail [MAILS], queue [TICKETS], desk [TICKETS]"),
    }
}
