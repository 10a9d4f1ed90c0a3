//! `centralino parse-mail`: what the hub understands of a mail.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use bytes::Bytes;
use centralino_channels::email::{limits, read};
use clap::Args;

/// The input did not exist or was not readable (sysexits.h).
const EX_NOINPUT: i32 = 66;

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
    let read = match &args.file {
        Some(file) => std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut raw)),
        None => std::io::stdin().lock().take(most).read_to_end(&mut raw),
    };
    if let Err(error) = read {
        let name = args
            .file
            .as_deref()
            .map_or_else(|| "standard input".into(), |file| file.display().to_string());
        writeln!(std::io::stderr(), "centralino: failed to read {name}: {error}")?;
        return Ok(EX_NOINPUT);
    }
    let parsed = read::parse_mail_json(&Bytes::from(raw));
    match writeln!(std::io::stdout().lock(), "{parsed}") {
        // Whoever read has seen enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(0),
    }
}
