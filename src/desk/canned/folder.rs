//! Folders are the paths of the replies in them: `Orders/Returns`.

use super::{require_writer, viewer};
use crate::access::Caller;
use crate::desk::canned::save::may_change;
use crate::desk::error::DeskError;
use crate::live::Notice;
use crate::store::{Tx, canned_replies};

const DEEPEST: usize = 5;
const LONGEST: usize = 60;

/// The path made regular: no empty steps, no blanks around them.
pub fn path(text: &str, pointer: &str) -> Result<String, DeskError> {
    let steps: Vec<String> = text
        .split('/')
        .map(|step| step.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|step| !step.is_empty())
        .collect();
    let fits = steps.len() <= DEEPEST
        && steps
            .iter()
            .all(|step| step.chars().count() <= LONGEST && !step.chars().any(char::is_control));
    match fits {
        true => Ok(steps.join("/")),
        false => Err(DeskError::invalid(
            pointer,
            format!("must be at most {DEEPEST} names of at most {LONGEST} characters, with / between them"),
        )),
    }
}

/// Renames or moves a folder with everything below it, as far as the caller may change the replies; how many moved.
pub async fn rename(tx: &Tx, caller: &Caller, from: &str, to: &str) -> Result<usize, DeskError> {
    require_writer(caller)?;
    let from = path(from, "/from")?;
    let to = path(to, "/to")?;
    if from.is_empty() {
        return Err(DeskError::invalid("/from", "must name a folder"));
    }
    let mut moved = 0;
    for before in canned_replies::lock_folder(tx, viewer(caller), &from).await? {
        if !may_change(caller, before.owner_id, before.team_id) {
            continue;
        }
        let below = before.folder.get(from.len()..).unwrap_or_default();
        let mut after = before.clone();
        after.folder = path(&format!("{to}{below}"), "/to")?;
        canned_replies::save(tx, &before, after).await?;
        moved += 1;
    }
    if moved > 0 {
        tx.notify(Notice::Canned);
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_regular() {
        assert_eq!(
            path(" Orders //  Late returns/", "").unwrap(),
            "Orders/Late returns"
        );
        assert_eq!(path("/", "").unwrap(), "");
        assert!(path("a/b/c/d/e/f", "").is_err());
        assert!(path(&"x".repeat(61), "").is_err());
        assert!(path("a\u{7}b", "").is_err());
    }
}
