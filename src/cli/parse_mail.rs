//! `centralino parse-mail`: what the hub understands of a mail.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use bytes::Bytes;
use centralino_channels::email::{limits, read};
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  centralino parse-mail strange.eml | jq .problems\n\nNeeds no database; prints one JSON object for any bytes whatever."
)]
pub struct ParseMailArgs {
    /// A raw mail (RFC 5322); default: standard input.
    file: Option<PathBuf>,
}

pub fn run(args: &ParseMailArgs) -> anyhow::Result<i32> {
    // One byte more than is ever parsed shows that there is more.
    let most = limits::RAW_BYTES as u64 + 1;
    let mut raw = Vec::new();
    match &args.file {
        Some(file) => std::fs::File::open(file)?.take(most).read_to_end(&mut raw)?,
        None => std::io::stdin().lock().take(most).read_to_end(&mut raw)?,
    };
    let parsed = read::parse_mail_json(&Bytes::from(raw));
    writeln!(std::io::stdout().lock(), "{parsed}")?;
    Ok(0)
}
