//! What may stand in a subject: it becomes a header of mail.

use super::error::DeskError;

/// Longest subject, in characters.
const LONGEST: usize = 500;

/// The subject without outer spaces; refused when empty, too long, or of more than one line.
pub fn check(subject: &str, pointer: &str) -> Result<String, DeskError> {
    let subject = subject.trim();
    if subject.chars().any(|c| c == '\r' || c == '\n' || c == '\0') {
        return Err(DeskError::invalid(pointer, "must be one line"));
    }
    if subject.is_empty() {
        return Err(DeskError::invalid(pointer, "must not be empty"));
    }
    if subject.chars().count() > LONGEST {
        return Err(DeskError::invalid(
            pointer,
            format!("must not be longer than {LONGEST} characters"),
        ));
    }
    Ok(subject.to_owned())
}
