//! What the hub says of itself: logs on standard error, numbers for Prometheus.

mod gauges;
mod metrics_server;

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

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
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // An error means that logs have started already, as in tests.
    let _ = if pretty {
        logs.try_init()
    } else {
        logs.json().flatten_event(true).try_init()
    };
}
