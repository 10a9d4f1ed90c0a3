//! `GET /contacts/export`: contacts as CSV, all, some or the chosen ones.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::stream;
use sea_orm::DbErr;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{Contact, contacts};
use super::wanted::{Asked, wanted};
use crate::access::{Caller, Permission, audit};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::spreadsheet::{self, Rows};
use crate::http::{ApiQuery, Authenticated};
use crate::people::field_text;
use crate::people::import::house;
use crate::store::contacts::{self as shelf, ContactSort, Direction, Position, Wanted};
use crate::store::custom_fields::Definition;
use crate::store::entity::contacts::{self as contacts_row, ContactKind};
use crate::store::entity::identities::IdentityKind;

/// Contacts read at once.
const PAGE: u64 = 500;
/// Contacts chosen one by one; more would not fit into an address.
const MOST_CHOSEN: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportContacts {
    /// As in the list.
    pub q: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    pub segment: Option<Uuid>,
    pub filter: Option<String>,
    /// Only these, at most 200, separated by commas; the rest is not asked then.
    pub ids: Option<String>,
}

/// Contacts the caller may see, last active first. Cells that a spreadsheet would take for a formula begin with a quote;
/// the import takes it away again.
#[utoipa::path(get, path = "/contacts/export", tag = "contacts", params(ExportContacts), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn export(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ExportContacts>,
) -> ApiResult<Response> {
    caller.require(Permission::ContactsRead)?;
    let chosen = query.ids.as_deref().map(ids).transpose()?;
    let data = json!({"q": query.q, "kind": query.kind, "company_id": query.company_id,
        "segment": query.segment, "filter": query.filter, "chosen": chosen.as_ref().map(Vec::len)});
    let asked = Asked {
        q: query.q,
        kind: query.kind,
        company_id: query.company_id,
        segment: query.segment,
        filter: query.filter,
    };
    let wanted = wanted(&app, &caller, asked).await?;
    let tx = app.store.write().await?;
    audit::record(&tx, &caller, "contacts.export", "contact", None, data).await?;
    tx.commit().await?;
    let fields = Arc::new(house::fields(app.store.read()).await?);
    let head = head(&caller.language, &fields);
    let begin = wanted.is_some().then_some(None);
    let wanted = wanted.map(Arc::new);
    let pages = stream::try_unfold(begin, move |place| {
        let (app, caller) = (app.clone(), caller.clone());
        let (wanted, chosen, fields) = (wanted.clone(), chosen.clone(), fields.clone());
        async move {
            match (place, wanted, chosen) {
                (None, _, _) | (_, None, _) => Ok(None),
                (Some(_), _, Some(chosen)) => {
                    let conn = app.store.read();
                    let found = shelf::by_ids(conn, &caller.scope, &chosen).await?;
                    Ok(Some((rows(&app, &caller, &fields, found).await?, None)))
                }
                (Some(after), Some(wanted), None) => {
                    page(&app, &caller, &fields, &wanted, after).await.map(Some)
                }
            }
        }
    });
    spreadsheet::download("contacts", head, pages)
}

/// A page of rows, and after what the next one begins if there is one.
async fn page(
    app: &App,
    caller: &Caller,
    fields: &[Definition],
    wanted: &Wanted,
    after: Option<Position>,
) -> Result<(Rows, Option<Option<Position>>), DbErr> {
    let conn = app.store.read();
    let (sort, order) = (ContactSort::LastActivity, Direction::Desc);
    let found = shelf::list(conn, &caller.scope, wanted, sort, order, after.as_ref(), PAGE).await?;
    let full = found.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
    let last = found.last().filter(|_| full);
    let next = last.map(|contact| Position::of(sort, order, contact));
    Ok((rows(app, caller, fields, found).await?, next.map(Some)))
}

async fn rows(
    app: &App,
    caller: &Caller,
    fields: &[Definition],
    found: Vec<contacts_row::Model>,
) -> Result<Rows, DbErr> {
    let shown = contacts(app.store.read(), caller, found).await?;
    Ok(shown.iter().map(|contact| cells(contact, fields)).collect())
}

/// Names that the import knows again; the custom fields come last.
fn head(language: &str, fields: &[Definition]) -> Vec<String> {
    let names = match language.starts_with("it") {
        true => [
            "Nominativo",
            "Email",
            "Telefono",
            "Azienda",
            "Tipo",
            "Lingua",
            "Fuso orario",
            "Etichette",
            "Note",
            "Creato",
            "Ultima attività",
        ],
        false => [
            "Name",
            "Email",
            "Phone",
            "Company",
            "Kind",
            "Language",
            "Time zone",
            "Tags",
            "Notes",
            "Created",
            "Last activity",
        ],
    };
    let own = fields.iter().map(|known| known.field.name.clone());
    names.into_iter().map(str::to_owned).chain(own).collect()
}

fn cells(contact: &Contact, fields: &[Definition]) -> Vec<String> {
    let all = |kind: IdentityKind| {
        let values = contact.identities.iter().filter(|one| one.kind == kind);
        values
            .map(|one| one.value.as_str())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut cells = vec![
        contact.name.clone(),
        all(IdentityKind::Email),
        all(IdentityKind::Phone),
        contact
            .company
            .as_ref()
            .map(|company| company.name.clone())
            .unwrap_or_default(),
        contact.kind.as_str().to_owned(),
        contact.language.clone().unwrap_or_default(),
        contact.time_zone.clone().unwrap_or_default(),
        contact
            .tags
            .iter()
            .map(|tag| tag.name.as_str())
            .collect::<Vec<_>>()
            .join("; "),
        contact.notes.clone(),
        time(contact.created_at),
        time(contact.last_activity_at),
    ];
    cells.extend(fields.iter().map(|known| {
        let value = contact.fields.get(&known.field.key);
        value.map(field_text::write).unwrap_or_default()
    }));
    cells
}

fn ids(text: &str) -> ApiResult<Vec<Uuid>> {
    let ids: Result<Vec<Uuid>, _> = text.split(',').map(|id| id.trim().parse()).collect();
    match ids {
        Ok(ids) if ids.len() <= MOST_CHOSEN => Ok(ids),
        Ok(_) => Err(ApiError::validation("ids", format!("at most {MOST_CHOSEN}"))),
        Err(_) => Err(ApiError::validation("ids", "must be ids separated by commas")),
    }
}
