//! `centralino openapi`: prints the API document.

use std::io::Write as _;

use clap::Args;

use crate::http::openapi;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  centralino openapi > web/openapi.json")]
pub struct OpenapiArgs {}

/// OpenAPI 3.1, as `/api/openapi.json` serves it.
pub fn run(_: &OpenapiArgs) -> anyhow::Result<i32> {
    writeln!(std::io::stdout().lock(), "{}", openapi::text()?)?;
    Ok(0)
}
