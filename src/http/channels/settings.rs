//! The fields of a channel that people set, checked.

use sea_orm::{ConnectionTrait, SqlErr};
use uuid::Uuid;

use crate::access::Caller;
use crate::access::users::LANGUAGES;
use crate::desk::{outgoing, signature};
use crate::http::error::{ApiError, ApiResult, FieldError};
use crate::open_channels::OpenError;
use crate::store::entity::channels;
use crate::store::scope::Reach;
use crate::store::teams;
use crate::templates::{Templates, TemplatesError};

/// A name on one line.
pub fn name(text: &str) -> ApiResult<String> {
    one_line("/name", text).and_then(|name| match name.is_empty() {
        true => Err(ApiError::validation("/name", "must not be empty")),
        false => Ok(name),
    })
}

/// Header-bound text: no line breaks, at most 200 characters.
pub fn one_line(pointer: &'static str, text: &str) -> ApiResult<String> {
    let text = text.trim();
    if text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(ApiError::validation(
            pointer,
            "must be at most 200 characters on one line",
        ));
    }
    Ok(text.to_owned())
}

pub fn signature(text: String) -> ApiResult<String> {
    if text.len() > 10_000 {
        return Err(ApiError::validation(
            "/signature",
            "must have at most 10,000 bytes",
        ));
    }
    Ok(text)
}

/// From name and signature as they would be filled in: 422 with a pointer to the one that cannot be.
pub fn texts(templates: &Templates, row: &channels::Model) -> ApiResult<()> {
    let refused = |pointer| {
        move |error: TemplatesError| ApiError::validation(pointer, format!("cannot be filled in: {error}"))
    };
    outgoing::try_sender_name(templates, row).map_err(refused("/sender_name"))?;
    signature::try_out(templates, row).map_err(refused("/signature"))
}

pub fn language(text: String) -> ApiResult<String> {
    if !LANGUAGES.contains(&text.as_str()) {
        return Err(ApiError::validation("/language", "must be en or it"));
    }
    Ok(text)
}

pub async fn team(db: &impl ConnectionTrait, id: Option<Uuid>) -> ApiResult<Option<Uuid>> {
    if let Some(id) = id
        && teams::by_id(db, id).await?.is_none()
    {
        return Err(ApiError::validation(
            "/team_id",
            "names a team that does not exist",
        ));
    }
    Ok(id)
}

/// Settings that do not make a channel: 422 with a pointer to each field.
pub fn refused(error: OpenError) -> ApiError {
    match error {
        OpenError::UnknownKind(_) => ApiError::validation("/kind", error.to_string()),
        OpenError::Settings(errors) => ApiError::invalid(
            errors
                .into_iter()
                .map(|error| FieldError::new(format!("/settings{}", error.pointer), error.reason))
                .collect(),
        ),
        OpenError::Gone => ApiError::not_found(),
        other => ApiError::internal(other),
    }
}

pub fn taken(error: sea_orm::DbErr) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            ApiError::conflict("already_exists", "there is a channel of this name already")
        }
        _ => error.into(),
    }
}

/// 403 for a role that reaches only some channels.
pub fn require_every_channel(caller: &Caller) -> ApiResult<()> {
    match caller.scope.channels {
        Reach::All => Ok(()),
        Reach::Only(_) => Err(ApiError::forbidden("this needs a role that reaches all channels")),
    }
}
