//! `GET /search`: one box over tickets, messages and contacts.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::desk::search::{Contacts, Segment, look, parse};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::tickets::view::{Named, TicketName, TicketRow, rows};
use crate::http::tickets::which::viewpoint;
use crate::http::{ApiQuery, Authenticated};
use crate::store::{contact_rows, lookup, tickets};

const MOST: usize = 50;
const LONGEST_QUERY: usize = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words, "quoted phrases" and operators: `from:` `to:` `channel:` `is:` `tag:` `assignee:` `before:` `after:`
    /// `has:attachment`. The last word may be only begun.
    #[param(example = "\"late parcel\" from:ada is:open")]
    pub q: String,
    /// Of each kind.
    #[param(minimum = 1, maximum = 50, default = 20)]
    pub limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFinds {
    pub query: Understood,
    pub tickets: Vec<FoundTicket>,
    pub messages: Vec<FoundMessage>,
    pub contacts: Vec<FoundContact>,
    /// Parts of the query that could not be used, each as `part: why`.
    pub problems: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Understood {
    /// Words looked for, folded; those of a phrase together.
    pub terms: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundTicket {
    pub ticket: TicketRow,
    pub highlight: Vec<Segment>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundMessage {
    pub message_id: Uuid,
    pub ticket: TicketName,
    pub contact: Named,
    pub at: DateTime<Utc>,
    pub highlight: Vec<Segment>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundContact {
    pub id: Uuid,
    pub name: String,
    pub address: Option<String>,
    pub highlight: Vec<Segment>,
}

/// Finds tickets, messages and contacts the caller may see, each kind best first.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchQuery), responses(
    (status = OK, body = SearchFinds),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn find(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<SearchQuery>,
) -> ApiResult<Json<SearchFinds>> {
    caller.require(Permission::TicketsRead)?;
    if query.q.chars().count() > LONGEST_QUERY {
        return Err(ApiError::validation(
            "q",
            format!("must be at most {LONGEST_QUERY} characters"),
        ));
    }
    let limit = query.limit.unwrap_or(20);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::validation("limit", format!("must be from 1 to {MOST}")));
    }
    let contacts = match caller.may(Permission::ContactsRead) {
        true => Contacts::Included,
        false => Contacts::Left,
    };
    let conn = app.store.read();
    let view = viewpoint(&app, &caller);
    let mut asked = parse(&query.q);
    let finds = look(conn, &caller.scope, view, &mut asked, contacts, limit).await?;

    let (found, highlights): (Vec<_>, Vec<_>) = finds.tickets.into_iter().unzip();
    let tickets = rows(&app, &caller, found).await?;
    let of_messages = finds.messages.iter().map(|(hit, _)| hit.ticket_id);
    let ticket_names = tickets::by_ids(conn, of_messages).await?;
    let writers = finds.messages.iter().map(|(hit, _)| hit.contact_id);
    let contacts = lookup::by_id::<crate::store::entity::contacts::Entity>(conn, writers, |c| c.id).await?;
    let contact_ids: Vec<Uuid> = finds.contacts.iter().map(|(contact, _)| contact.id).collect();
    let addresses = contact_rows::addresses(conn, &contact_ids).await?;
    Ok(Json(SearchFinds {
        query: Understood {
            terms: asked
                .phrases
                .iter()
                .map(|phrase| phrase.words.join(" "))
                .collect(),
        },
        tickets: tickets
            .into_iter()
            .zip(highlights)
            .map(|(ticket, highlight)| FoundTicket {
                ticket,
                highlight: highlight.segments,
            })
            .collect(),
        messages: finds
            .messages
            .into_iter()
            .filter_map(|(hit, highlight)| {
                let ticket = ticket_names.iter().find(|ticket| ticket.id == hit.ticket_id)?;
                let contact = contacts.get(&hit.contact_id)?;
                Some(FoundMessage {
                    message_id: hit.id,
                    ticket: TicketName::from(ticket),
                    contact: Named {
                        id: contact.id,
                        name: contact.name.clone(),
                    },
                    at: hit.at,
                    highlight: highlight.segments,
                })
            })
            .collect(),
        contacts: finds
            .contacts
            .into_iter()
            .map(|(contact, highlight)| FoundContact {
                address: addresses
                    .get(&contact.id)
                    .and_then(|all| all.first())
                    .map(|identity| identity.value.clone()),
                id: contact.id,
                name: contact.name,
                highlight: highlight.segments,
            })
            .collect(),
        problems: asked.problems.iter().map(ToString::to_string).collect(),
    }))
}
