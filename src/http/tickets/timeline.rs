//! `GET /tickets/{id}/timeline` and `GET /contacts/{id}/timeline`: messages and events by time.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::TicketName;
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::messages::view::{Message, messages};
use crate::http::{ApiPath, ApiQuery, Authenticated, page};
use crate::store::entity::events::EventKind;
use crate::store::entity::messages::AuthorKind;
use crate::store::entity::{contacts, events, tickets as ticket_row, users};
use crate::store::search::Phrase;
use crate::store::timeline::{self, Entry, Kinds, Place, Position, Subject, Wanted};
use crate::store::{lookup, tickets};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TimelineQuery {
    /// `previous` of a page: older entries; its `next`: newer ones.
    pub cursor: Option<String>,
    /// The id of a message or event: the page in the middle of which it stands.
    pub around: Option<Uuid>,
    /// The page in the middle of which this moment lies.
    pub at: Option<DateTime<Utc>>,
    /// Only these, separated by commas: `inbound`, `outbound`, `note`, `event`.
    #[param(example = "inbound,outbound")]
    pub show: Option<String>,
    /// Only messages of this channel, and notes and events of tickets that came on it.
    pub channel_id: Option<Uuid>,
    /// Only messages with these words, or their beginnings.
    pub q: Option<String>,
    pub limit: Option<u64>,
}

/// A page, oldest entry first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    pub items: Vec<TimelineItem>,
    /// Send it as `cursor` to get what came before; null at the beginning.
    pub previous: Option<String>,
    /// Send it as `cursor` to get what came after; null at the end.
    pub next: Option<String>,
}

/// Where the neighbouring page lies.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cursor {
    Before(Position),
    After(Position),
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TimelineItem {
    Message { message: Box<Message> },
    Event { event: TimelineEvent },
}

/// Something that is not a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEvent {
    pub id: Uuid,
    pub kind: EventKind,
    pub actor: EventActor,
    /// What the kind of event says, such as `from` and `to`.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
    pub at: DateTime<Utc>,
    pub ticket: Option<TicketName>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EventActor {
    pub kind: AuthorKind,
    pub id: Option<Uuid>,
    pub name: Option<String>,
}

/// The newest page of a ticket's timeline, what came before or after a cursor, or what stands around an entry or a
/// moment.
#[utoipa::path(get, path = "/tickets/{id}/timeline", tag = "tickets", params(("id" = Uuid, Path), TimelineQuery),
    responses((status = OK, body = Timeline), (status = NOT_FOUND, body = Problem)))]
pub async fn of_ticket(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<TimelineQuery>,
) -> ApiResult<Json<Timeline>> {
    caller.require(Permission::TicketsRead)?;
    if tickets::find(app.store.read(), &caller.scope, id)
        .await?
        .is_none()
    {
        return Err(ApiError::not_found());
    }
    load(&app, &caller, Subject::Ticket(id), query).await.map(Json)
}

/// The same for a contact, over all tickets and channels the caller sees.
#[utoipa::path(get, path = "/contacts/{id}/timeline", tag = "contacts", params(("id" = Uuid, Path), TimelineQuery),
    responses((status = OK, body = Timeline), (status = NOT_FOUND, body = Problem)))]
pub async fn of_contact(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<TimelineQuery>,
) -> ApiResult<Json<Timeline>> {
    caller.require(Permission::ContactsRead)?;
    caller.require(Permission::TicketsRead)?;
    if !timeline::sees_contact(app.store.read(), &caller.scope, id).await? {
        return Err(ApiError::not_found());
    }
    load(&app, &caller, Subject::Contact(id), query).await.map(Json)
}

async fn load(app: &App, caller: &Caller, subject: Subject, query: TimelineQuery) -> ApiResult<Timeline> {
    let limit = usize::try_from(page::limit(query.limit)?).unwrap_or(usize::MAX);
    let words = query.q.as_deref().unwrap_or_default();
    let wanted = Wanted {
        kinds: kinds(query.show.as_deref())?,
        channel_id: query.channel_id,
        phrases: Phrase::begun(words),
    };
    let place = place(app, caller, subject, &query).await?;
    if wanted.phrases.is_empty() && !words.trim().is_empty() {
        // Only signs: nobody wrote that.
        return Ok(Timeline {
            items: Vec::new(),
            previous: None,
            next: None,
        });
    }
    let found = timeline::page(app.store.read(), &caller.scope, subject, &wanted, place, limit).await?;
    let cursor = |cursor: Cursor| page::encode("timeline", &cursor);
    Ok(Timeline {
        previous: found.previous.map(|position| cursor(Cursor::Before(position))),
        next: found.next.map(|position| cursor(Cursor::After(position))),
        items: items(app, caller, found.entries).await?,
    })
}

fn kinds(show: Option<&str>) -> ApiResult<Kinds> {
    let Some(show) = show else {
        return Ok(Kinds::default());
    };
    let mut kinds = Kinds {
        inbound: false,
        outbound: false,
        notes: false,
        events: false,
    };
    for word in show.split(',') {
        match word.trim() {
            "inbound" => kinds.inbound = true,
            "outbound" => kinds.outbound = true,
            "note" => kinds.notes = true,
            "event" => kinds.events = true,
            _ => {
                let words = "must be some of inbound, outbound, note and event";
                return Err(ApiError::validation("show", words));
            }
        }
    }
    Ok(kinds)
}

async fn place(app: &App, caller: &Caller, subject: Subject, query: &TimelineQuery) -> ApiResult<Place> {
    let refused = |name, words| Err(ApiError::validation(name, words));
    match (query.cursor.as_deref(), query.around, query.at) {
        (None, None, None) => Ok(Place::Newest),
        (Some(cursor), None, None) => match page::position("timeline", Some(cursor))? {
            Some(Cursor::Before(position)) => Ok(Place::Before(position)),
            Some(Cursor::After(position)) => Ok(Place::After(position)),
            None => Ok(Place::Newest),
        },
        (None, Some(id), None) => {
            match timeline::position_of(app.store.read(), &caller.scope, subject, id).await? {
                Some(position) => Ok(Place::Around(position)),
                None => refused("around", "is not on this timeline"),
            }
        }
        (None, None, Some(at)) => Ok(Place::Around((at, Uuid::nil()))),
        _ => refused("cursor", "goes neither with around nor with at"),
    }
}

async fn items(app: &App, caller: &Caller, entries: Vec<Entry>) -> ApiResult<Vec<TimelineItem>> {
    let written = entries.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.clone()),
        Entry::Event(_) => None,
    });
    let mut written: HashMap<Uuid, Message> = messages(app, caller, written.collect())
        .await?
        .into_iter()
        .map(|message| (message.id, message))
        .collect();
    let happened: Vec<&events::Model> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Event(event) => Some(event),
            Entry::Message(_) => None,
        })
        .collect();
    let around = Around::load(app, &happened).await?;
    Ok(entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Message(message) => written.remove(&message.id).map(|message| TimelineItem::Message {
                message: Box::new(message),
            }),
            Entry::Event(event) => Some(TimelineItem::Event {
                event: around.show(event),
            }),
        })
        .collect())
}

/// Names of those who acted, and of the tickets it happened on.
struct Around {
    users: HashMap<Uuid, users::Model>,
    contacts: HashMap<Uuid, contacts::Model>,
    tickets: HashMap<Uuid, ticket_row::Model>,
}

impl Around {
    async fn load(app: &App, happened: &[&events::Model]) -> ApiResult<Self> {
        let conn = app.store.read();
        let actors = |kind: AuthorKind| {
            happened
                .iter()
                .filter(move |event| event.actor_kind == kind)
                .filter_map(|event| event.actor_id)
        };
        Ok(Self {
            users: lookup::by_id::<users::Entity>(conn, actors(AuthorKind::Agent), |u| u.id).await?,
            contacts: lookup::by_id::<contacts::Entity>(conn, actors(AuthorKind::Contact), |c| c.id).await?,
            tickets: lookup::by_id::<ticket_row::Entity>(
                conn,
                happened.iter().filter_map(|event| event.ticket_id),
                |t| t.id,
            )
            .await?,
        })
    }

    fn show(&self, event: &events::Model) -> TimelineEvent {
        let name = event.actor_id.and_then(|id| match event.actor_kind {
            AuthorKind::Agent => self.users.get(&id).map(|user| user.name.clone()),
            AuthorKind::Contact => self.contacts.get(&id).map(|contact| contact.name.clone()),
            AuthorKind::System => None,
        });
        TimelineEvent {
            id: event.id,
            kind: event.kind,
            actor: EventActor {
                kind: event.actor_kind,
                id: event.actor_id,
                name,
            },
            data: event.data.clone(),
            at: event.at,
            ticket: event
                .ticket_id
                .and_then(|id| self.tickets.get(&id))
                .map(TicketName::from),
        }
    }
}
