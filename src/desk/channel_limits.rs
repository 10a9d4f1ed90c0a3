//! What a channel can carry, held against what an agent wants to send.

use centralino_channels::capabilities::{Capabilities, Templates, TextUnit};
use chrono::{DateTime, Duration, Utc};

use super::error::DeskError;
use super::written::Recipients;
use crate::store::entity::attachments;

/// Refuses what the channel would refuse, with the field that is to blame.
pub fn check(
    can: &Capabilities,
    text: &str,
    files: &[attachments::Model],
    recipients: &Recipients,
) -> Result<(), DeskError> {
    if let Some(limit) = can.text_limit
        && limit.unit.measure(text) > usize::try_from(limit.count).unwrap_or(usize::MAX)
    {
        let unit = match limit.unit {
            TextUnit::Characters => "characters",
            TextUnit::Bytes => "bytes",
            TextUnit::SmsSegments => "text messages",
        };
        let reason = format!("is longer than the channel carries ({} {unit})", limit.count);
        return Err(DeskError::invalid("/text", reason));
    }
    if !can.recipients && (recipients.to.len() != 1 || recipients.all().count() != 1) {
        return Err(DeskError::invalid("/to", "this channel writes to one recipient"));
    }
    check_files(can, files)
}

fn check_files(can: &Capabilities, files: &[attachments::Model]) -> Result<(), DeskError> {
    if files.is_empty() {
        return Ok(());
    }
    let bad = |reason: String| Err(DeskError::invalid("/attachment_ids", reason));
    let Some(limits) = &can.attachments else {
        return bad("this channel carries no files".to_owned());
    };
    if files.len() > usize::try_from(limits.count).unwrap_or(usize::MAX) {
        return bad(format!("this channel carries at most {} files", limits.count));
    }
    let sum: u64 = files
        .iter()
        .map(|file| u64::try_from(file.size).unwrap_or(0))
        .sum();
    if sum > limits.bytes {
        return bad(format!(
            "the files are larger than the channel carries ({} bytes)",
            limits.bytes
        ));
    }
    let fits = |file: &attachments::Model| {
        limits.types.is_empty()
            || limits
                .types
                .iter()
                .any(|pattern| match pattern.strip_suffix('*') {
                    Some(prefix) => file.content_type.starts_with(prefix),
                    None => file.content_type == *pattern,
                })
    };
    match files.iter().find(|file| !fits(file)) {
        Some(file) => bad(format!("this channel does not carry {}", file.content_type)),
        None => Ok(()),
    }
}

/// When the time in which free text may go out ends, or ended; `None` where the channel sets no such time, or it never
/// began.
pub fn window_closes_at(can: &Capabilities, last_inbound_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let (Some(seconds), Templates::RequiredOutsideWindow) = (can.reply_window, can.templates) else {
        return None;
    };
    let window = Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
    last_inbound_at.and_then(|at| at.checked_add_signed(window))
}

/// Free text may go out only so long after the contact last wrote.
pub fn check_window(
    can: &Capabilities,
    last_inbound_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), DeskError> {
    let (Some(_), Templates::RequiredOutsideWindow) = (can.reply_window, can.templates) else {
        return Ok(());
    };
    if window_closes_at(can, last_inbound_at).is_some_and(|at| at > now) {
        return Ok(());
    }
    Err(DeskError::conflict(
        "window_closed",
        "the time in which this channel takes free text is over",
    ))
}
