//! The one binary.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    // First of all: without a provider the first TLS client panics. An error means one is installed already.
    rustls::crypto::ring::default_provider().install_default().ok();
    match centralino::cli::run().await {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(error) => {
            eprintln!("centralino: {error:#}");
            ExitCode::FAILURE
        }
    }
}
