//! What people do with an import: begin it with a file, say how it is read, try it, start it, stop it, forget it.

use sea_orm::DbErr;
use uuid::Uuid;

use super::records::{self, Reading, Records};
use super::target::Target;
use super::text::{Delimiter, TextEncoding};
use super::{MOST_COLUMNS, guess, house};
use crate::access::{Caller, Permission, audit};
use crate::live::Notice;
use crate::people::error::{PeopleError, check_version};
use crate::store::custom_fields::Definition;
use crate::store::entity::contact_imports::{ImportState, KnownRule, Model};
use crate::store::{Tx, contact_imports};

/// What is changed on an import; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub encoding: Option<TextEncoding>,
    pub delimiter: Option<Delimiter>,
    pub has_header: Option<bool>,
    pub mapping: Option<Vec<Target>>,
    pub known: Option<KnownRule>,
    pub phone_prefix: Option<Option<String>>,
}

/// How the import reads its file.
pub fn reading(import: &Model) -> Reading {
    Reading {
        encoding: TextEncoding::from_stored(&import.encoding),
        delimiter: Delimiter::from_stored(&import.delimiter),
        has_header: import.has_header,
    }
}

/// What its columns mean.
pub fn mapping(import: &Model) -> Vec<Target> {
    serde_json::from_value(import.mapping.clone()).unwrap_or_default()
}

/// How a file of unknown make is probably read, and what is in it.
#[derive(Clone, Debug)]
pub struct Guess {
    pub reading: Reading,
    pub records: Records,
    pub mapping: Vec<Target>,
}

/// Reads a file for the first time. Spreadsheets themselves (ZIP archives) and other binaries are refused.
pub fn first_look(bytes: &[u8], fields: &[Definition]) -> Result<Guess, PeopleError> {
    let refuse = |reason: &str| Err(PeopleError::invalid("/file", reason));
    let encoding = TextEncoding::detect(bytes);
    let text = encoding.decode(&bytes[..bytes.len().min(64 * 1024)]);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) || text.contains('\0')
    {
        return refuse("is no text: save the spreadsheet as CSV first");
    }
    let mut reading = Reading {
        encoding,
        delimiter: Delimiter::detect(&text),
        has_header: false,
    };
    let first = records::read(bytes, reading, 1);
    let Some(first) = first.rows.first() else {
        return refuse("is empty");
    };
    reading.has_header = guess::names_columns(first);
    let records = records::read(bytes, reading, usize::MAX);
    if records.rows.is_empty() {
        return refuse("holds no record but the names of its columns");
    }
    if records.too_many {
        return refuse("holds more than 200,000 records: cut it into several files");
    }
    let mapping = guess::mapping(&records, fields);
    Ok(Guess {
        reading,
        records,
        mapping,
    })
}

/// Begins an import with a file whose bytes are kept already: `file` is its blob's hash and its size in bytes.
pub async fn create(
    tx: &Tx,
    caller: &Caller,
    file_name: String,
    file: (String, i64),
    guess: &Guess,
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let import = Model {
        id: tx.id(),
        file_name,
        blob_hash: file.0,
        size: file.1,
        encoding: guess.reading.encoding.as_str().to_owned(),
        delimiter: guess.reading.delimiter.as_str().to_owned(),
        has_header: guess.reading.has_header,
        mapping: stored(&guess.mapping)?,
        known: KnownRule::Fill,
        phone_prefix: None,
        state: ImportState::Draft,
        position: 0,
        total: i64::try_from(guess.records.rows.len()).ok(),
        made: 0,
        changed: 0,
        unchanged: 0,
        refused: 0,
        reason: None,
        created_by: caller.user_id,
        created_at: tx.now(),
        started_at: None,
        finished_at: None,
        lease_until: None,
        version: 1,
    };
    let import = contact_imports::insert(tx, import).await?;
    told(tx, &import);
    Ok(import)
}

/// Says otherwise how the file is read. What a trial run found is void then.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
    wish: Wish,
) -> Result<Model, PeopleError> {
    let before = hold(tx, caller, id).await?;
    check_version(read_version, before.version)?;
    unstarted(&before)?;
    let mut after = before.clone();
    if let Some(encoding) = wish.encoding {
        after.encoding = encoding.as_str().to_owned();
    }
    if let Some(delimiter) = wish.delimiter {
        after.delimiter = delimiter.as_str().to_owned();
    }
    after.has_header = wish.has_header.unwrap_or(after.has_header);
    after.known = wish.known.unwrap_or(after.known);
    if let Some(mapping) = wish.mapping {
        fits(&mapping, &house::fields(tx).await?)?;
        after.mapping = stored(&mapping)?;
    }
    if let Some(prefix) = wish.phone_prefix {
        after.phone_prefix = prefix.map(|text| country_code(&text)).transpose()?;
    }
    after.state = ImportState::Draft;
    fresh(tx, &mut after).await?;
    save(tx, &before, after).await
}

/// Begins the trial run, which changes no contact.
pub async fn check(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, PeopleError> {
    begin(tx, caller, id, ImportState::Checking).await
}

/// Begins the import itself.
pub async fn start(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, PeopleError> {
    let import = begin(tx, caller, id, ImportState::Running).await?;
    let data = serde_json::json!({"file": import.file_name, "records": import.total});
    audit::record(tx, caller, "contacts.import", "contact_import", Some(id), data).await?;
    Ok(import)
}

/// Stops a run. What it did to contacts stays; a trial run did nothing.
pub async fn cancel(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, PeopleError> {
    let before = hold(tx, caller, id).await?;
    let mut after = before.clone();
    match before.state {
        ImportState::Running => {
            after.state = ImportState::Cancelled;
            after.finished_at = Some(tx.now());
        }
        ImportState::Checking => {
            after.state = ImportState::Draft;
            fresh(tx, &mut after).await?;
        }
        _ => return Err(PeopleError::conflict("not_running", "this import is not running")),
    }
    after.lease_until = None;
    save(tx, &before, after).await
}

/// Forgets an import that does not run, with what became of its records. The contacts stay.
pub async fn delete(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(), PeopleError> {
    let import = hold(tx, caller, id).await?;
    if matches!(import.state, ImportState::Running | ImportState::Checking) {
        return Err(PeopleError::conflict("running", "stop the import first"));
    }
    told(tx, &import);
    Ok(contact_imports::delete(tx, import).await?)
}

async fn begin(tx: &Tx, caller: &Caller, id: Uuid, state: ImportState) -> Result<Model, PeopleError> {
    let before = hold(tx, caller, id).await?;
    unstarted(&before)?;
    let targets = mapping(&before);
    if !targets.contains(&Target::Email) && !targets.contains(&Target::Phone) {
        return Err(PeopleError::conflict(
            "no_address_column",
            "say which column holds the email or the phone: without it nobody can be told apart",
        ));
    }
    let mut after = before.clone();
    after.state = state;
    after.started_at = Some(tx.now());
    fresh(tx, &mut after).await?;
    save(tx, &before, after).await
}

async fn hold(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    contact_imports::lock(tx, &caller.scope, id)
        .await?
        .ok_or(PeopleError::NotFound)
}

fn unstarted(import: &Model) -> Result<(), PeopleError> {
    match import.state {
        ImportState::Draft | ImportState::Checked => Ok(()),
        _ => Err(PeopleError::conflict("begun", "this import was begun already")),
    }
}

/// As before any run.
async fn fresh(tx: &Tx, import: &mut Model) -> Result<(), DbErr> {
    import.position = 0;
    (import.made, import.changed) = (0, 0);
    (import.unchanged, import.refused) = (0, 0);
    import.reason = None;
    import.lease_until = None;
    contact_imports::clear_rows(tx, import.id).await
}

async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, PeopleError> {
    let import = contact_imports::save(tx, before, after).await?;
    told(tx, &import);
    Ok(import)
}

fn told(tx: &Tx, import: &Model) {
    tx.notify(Notice::ContactImport {
        id: import.id,
        user_id: import.created_by,
    });
}

/// One column each, except for what a contact has many of.
fn fits(mapping: &[Target], fields: &[Definition]) -> Result<(), PeopleError> {
    if mapping.len() > MOST_COLUMNS {
        return Err(PeopleError::invalid(
            "/mapping",
            format!("at most {MOST_COLUMNS} columns"),
        ));
    }
    for (index, target) in mapping.iter().enumerate() {
        if !target.repeats() && mapping[..index].contains(target) {
            return Err(PeopleError::invalid(
                format!("/mapping/{index}"),
                "another column means this already",
            ));
        }
        if let Target::Field(key) = target
            && !fields.iter().any(|known| known.field.key == *key)
        {
            return Err(PeopleError::invalid(
                format!("/mapping/{index}"),
                "is nothing a column can mean",
            ));
        }
    }
    Ok(())
}

fn country_code(text: &str) -> Result<String, PeopleError> {
    let code: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = code.strip_prefix('+').unwrap_or_default();
    let fits = (1..=4).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.chars().all(|c| c.is_ascii_digit());
    match fits {
        true => Ok(code),
        false => Err(PeopleError::invalid(
            "/phone_prefix",
            "must be a country code such as +39",
        )),
    }
}

fn stored(mapping: &[Target]) -> Result<serde_json::Value, PeopleError> {
    serde_json::to_value(mapping).map_err(|error| PeopleError::Database(DbErr::Json(error.to_string())))
}

/// Ends a run that cannot go on; for the worker.
pub async fn give_up(tx: &Tx, id: Uuid, reason: &str) -> Result<(), DbErr> {
    let Some(before) = contact_imports::lock_any(tx, id).await? else {
        return Ok(());
    };
    if !matches!(before.state, ImportState::Running | ImportState::Checking) {
        return Ok(());
    }
    let mut after = before.clone();
    after.state = ImportState::Failed;
    after.reason = Some(reason.to_owned());
    after.finished_at = Some(tx.now());
    after.lease_until = None;
    let import = contact_imports::save(tx, &before, after).await?;
    told(tx, &import);
    Ok(())
}
