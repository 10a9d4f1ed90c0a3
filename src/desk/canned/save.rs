//! Writing canned replies: whose they are, what they say, which files go along.

use uuid::Uuid;

use super::variables::Variables;
use super::{folder, require_writer, viewer};
use crate::access::{Caller, Permission};
use crate::desk::error::DeskError;
use crate::desk::open_ticket::require;
use crate::desk::{rich_text, written};
use crate::live::Notice;
use crate::people::typed;
use crate::store::circle::Circle;
use crate::store::entity::canned_replies::Model;
use crate::store::scope::Reach;
use crate::store::{Tx, attachments, canned_files, canned_replies, teams};

/// Most files of one reply.
const MOST_FILES: usize = 10;
const LONGEST_TITLE: usize = 150;
const LONGEST_TEXT: usize = 64 * 1024;

/// A reply as its author wants it.
#[derive(Clone, Debug)]
pub struct Draft {
    pub circle: Circle,
    /// Whose, for [`Circle::Team`].
    pub team_id: Option<Uuid>,
    pub folder: String,
    pub title: String,
    pub shortcut: Option<String>,
    pub language: Option<String>,
    pub text: String,
    pub html: Option<String>,
    /// Files it has and keeps.
    pub file_ids: Vec<Uuid>,
    /// Uploads of the caller that come along from now on.
    pub attachment_ids: Vec<Uuid>,
}

impl From<Model> for Draft {
    /// With none of its files: who saves it says which stay.
    fn from(reply: Model) -> Self {
        Self {
            circle: Circle::of(reply.owner_id, reply.team_id),
            team_id: reply.team_id,
            folder: reply.folder,
            title: reply.title,
            shortcut: reply.shortcut,
            language: reply.language,
            text: reply.text,
            html: reply.html,
            file_ids: Vec::new(),
            attachment_ids: Vec::new(),
        }
    }
}

/// Whether the caller may change a reply or macro of this owner or team, which they see.
pub fn may_change(caller: &Caller, owner_id: Option<Uuid>, team_id: Option<Uuid>) -> bool {
    match (owner_id, team_id) {
        (Some(owner), _) => owner == caller.user_id,
        (None, Some(team)) => caller.may(Permission::CannedManage) && reaches(caller, team),
        (None, None) => caller.may(Permission::CannedManage),
    }
}

fn reaches(caller: &Caller, team_id: Uuid) -> bool {
    match &caller.scope.teams {
        Reach::All => true,
        Reach::Only(teams) => teams.contains(&team_id),
    }
}

/// Owner and team of what is for `circle`, if the caller may give it to them.
pub async fn owner(
    tx: &Tx,
    caller: &Caller,
    circle: Circle,
    team_id: Option<Uuid>,
) -> Result<(Option<Uuid>, Option<Uuid>), DeskError> {
    if circle != Circle::Personal {
        require(caller, Permission::CannedManage)?;
    }
    match (circle, team_id) {
        (Circle::Team, Some(id)) => {
            if !reaches(caller, id) || teams::by_id(tx, id).await?.is_none() {
                return Err(DeskError::invalid("/team_id", "names no team of yours"));
            }
            Ok((None, Some(id)))
        }
        (Circle::Team, None) => Err(DeskError::invalid("/team_id", "is needed")),
        (_, Some(_)) => Err(DeskError::invalid("/team_id", "only goes with a team")),
        (Circle::Personal, None) => Ok((Some(caller.user_id), None)),
        (Circle::Everyone, None) => Ok((None, None)),
    }
}

pub async fn create(tx: &Tx, caller: &Caller, draft: Draft) -> Result<Model, DeskError> {
    require_writer(caller)?;
    if canned_replies::count(tx).await? >= canned_replies::MOST {
        return Err(DeskError::conflict(
            "too_many",
            "there are too many replies already",
        ));
    }
    let blank = Model {
        id: tx.id(),
        owner_id: Some(caller.user_id),
        team_id: None,
        folder: String::new(),
        title: String::new(),
        sort_key: String::new(),
        shortcut: None,
        language: None,
        text: String::new(),
        html: None,
        search_text: String::new(),
        used_count: 0,
        last_used_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
    };
    let reply = canned_replies::insert(tx, checked(tx, caller, blank, &draft).await?).await?;
    set_files(tx, caller, reply.id, &draft).await?;
    tx.notify(Notice::Canned);
    Ok(reply)
}

/// Brings `before`, which the caller holds and may change, to what `draft` says.
pub async fn change(tx: &Tx, caller: &Caller, before: Model, draft: Draft) -> Result<Model, DeskError> {
    let after = checked(tx, caller, before.clone(), &draft).await?;
    set_files(tx, caller, before.id, &draft).await?;
    let reply = canned_replies::save(tx, &before, after).await?;
    tx.notify(Notice::Canned);
    Ok(reply)
}

/// A reply the caller sees and may change, held. What they see but may not change is forbidden.
pub async fn hold(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, DeskError> {
    let reply = canned_replies::lock(tx, viewer(caller), id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require_writer(caller)?;
    if may_change(caller, reply.owner_id, reply.team_id) {
        Ok(reply)
    } else {
        Err(DeskError::Forbidden(Permission::CannedManage))
    }
}

async fn checked(tx: &Tx, caller: &Caller, reply: Model, draft: &Draft) -> Result<Model, DeskError> {
    let (owner_id, team_id) = match (draft.circle, draft.team_id) {
        // What stays where it is needs no permission to be put there.
        same if same == (Circle::of(reply.owner_id, reply.team_id), reply.team_id) => {
            (reply.owner_id, reply.team_id)
        }
        (circle, team_id) => owner(tx, caller, circle, team_id).await?,
    };
    let variables = Variables::load(tx).await?;
    let text = draft.text.trim_end().to_owned();
    if text.trim().is_empty() {
        return Err(DeskError::invalid("/text", "must not be empty"));
    }
    if text.len() > LONGEST_TEXT {
        return Err(DeskError::invalid("/text", "is longer than 64 kB"));
    }
    variables.check(&text, "/text")?;
    let html = match &draft.html {
        Some(html) => {
            let rich = rich_text::clean(html, &[])
                .ok_or_else(|| DeskError::invalid("/html", "is too large or nested too deeply"))?;
            variables.check(&rich.html, "/html")?;
            Some(rich.html)
        }
        None => None,
    };
    let after = Model {
        owner_id,
        team_id,
        folder: folder::path(&draft.folder, "/folder")?,
        title: line(&draft.title, "/title", LONGEST_TITLE)?,
        shortcut: shortcut(draft.shortcut.as_deref())?,
        language: match draft
            .language
            .as_deref()
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
        {
            Some(tag) => Some(language(tag)?),
            None => None,
        },
        text,
        html,
        ..reply
    };
    if let Some(word) = &after.shortcut
        && canned_replies::shortcut_taken(tx, &after, word).await?
    {
        return Err(DeskError::invalid("/shortcut", "another reply has this shortcut"));
    }
    Ok(after)
}

fn language(tag: &str) -> Result<String, DeskError> {
    typed::language(tag, "/language").map_err(|error| DeskError::invalid("/language", error.to_string()))
}

/// One line of 1 to `longest` characters.
pub fn line(text: &str, pointer: &str, longest: usize) -> Result<String, DeskError> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=longest).contains(&line.chars().count()) && !line.chars().any(char::is_control);
    match fits {
        true => Ok(line),
        false => Err(DeskError::invalid(
            pointer,
            format!("must be 1 to {longest} characters on one line"),
        )),
    }
}

/// Letters, digits, `-` and `_`, in lower case; typed after the slash.
fn shortcut(text: Option<&str>) -> Result<Option<String>, DeskError> {
    let Some(word) = text.map(|text| text.trim().trim_start_matches('/').to_lowercase()) else {
        return Ok(None);
    };
    if word.is_empty() {
        return Ok(None);
    }
    let fits =
        word.chars().count() <= 32 && word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    match fits {
        true => Ok(Some(word)),
        false => Err(DeskError::invalid(
            "/shortcut",
            "must be one word of at most 32 letters, digits, - or _",
        )),
    }
}

/// The uploads become files of the reply; their bytes stay where they are.
async fn set_files(tx: &Tx, caller: &Caller, reply_id: Uuid, draft: &Draft) -> Result<(), DeskError> {
    let present = canned_files::of_reply(tx, reply_id).await?;
    if let Some(index) = draft
        .file_ids
        .iter()
        .position(|id| !present.iter().any(|file| file.id == *id))
    {
        return Err(DeskError::invalid(
            format!("/file_ids/{index}"),
            "names no file of this reply",
        ));
    }
    if draft.file_ids.len() + draft.attachment_ids.len() > MOST_FILES {
        return Err(DeskError::invalid(
            "/attachment_ids",
            format!("must not be more than {MOST_FILES} files in all"),
        ));
    }
    canned_files::keep_only(tx, reply_id, &draft.file_ids).await?;
    let first = present.iter().map(|file| file.position + 1).max().unwrap_or(0);
    let uploads = written::files(tx, caller, &draft.attachment_ids).await?;
    for (position, upload) in (first..).zip(&uploads) {
        canned_files::insert(tx, reply_id, upload, position).await?;
        attachments::delete_waiting(tx, caller.user_id, upload.id).await?;
    }
    Ok(())
}
