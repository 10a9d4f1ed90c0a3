//! What the hub says of itself: logs on standard error, numbers for Prometheus.

mod gauges;
mod metrics_server;

use std::io::IsTerminal as _;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use crate::config::{LogConfig, LogFormat};

pub use gauges::measure;
pub use metrics_server::serve_metrics;

/// Starts logging; later calls do nothing. Pretty on a terminal, one JSON object a line otherwise.
pub fn start_logs(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let pretty = match config.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = if pretty {
        lines.boxed()
    } else {
        lines.json().flatten_event(true).boxed()
    };
    let logs = tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(is_ours_or_rare))
        .with(lines);
    // An error means that logs have started already, as in tests.
    let _ = logs.try_init();
}

/// Libraries are not heard below `info`, whatever the filter says: at `trace` they write down whole commands, such as
/// the one that signs in to a mailbox.
fn is_ours_or_rare(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || metadata.target().starts_with("centralino")
}
