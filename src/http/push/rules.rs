//! `GET` and `PATCH /push-rules`: which notices the caller wants on their devices, and when not.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::notifications::Reason;
use crate::store::push_rules::{self, Rules};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

#[derive(Debug, Serialize, ToSchema)]
pub struct PushRules {
    /// What is told.
    pub notices: BTreeSet<Reason>,
    /// Every day, in the caller's time zone; null for never.
    pub quiet_hours: Option<QuietHours>,
    /// Weekdays that are quiet all day: 1 is Monday, 7 Sunday (ISO 8601).
    #[schema(value_type = Vec<u8>)]
    pub quiet_days: BTreeSet<u8>,
    /// 0 as long as nothing was chosen.
    pub version: i64,
}

/// `22:00` to `07:00` is a night, `12:00` to `13:30` a noon.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// `HH:MM`
    pub from: String,
    /// `HH:MM`, not included.
    pub until: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushRulesChange {
    pub notices: Option<BTreeSet<Reason>>,
    /// Null: never.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<QuietHours>)]
    pub quiet_hours: Option<Option<QuietHours>>,
    #[schema(value_type = Option<Vec<u8>>)]
    pub quiet_days: Option<BTreeSet<u8>>,
}

impl From<Rules> for PushRules {
    fn from(rules: Rules) -> Self {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        Self {
            notices: rules.notices,
            quiet_hours: rules.quiet.map(|(from, until)| QuietHours {
                from: clock(from),
                until: clock(until),
            }),
            quiet_days: rules.quiet_days,
            version: rules.version,
        }
    }
}

/// What the caller chose, or what holds for those who never chose.
#[utoipa::path(get, path = "/push-rules", tag = "push", responses((status = OK, body = PushRules)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<PushRules>> {
    let rules = push_rules::of(app.store.read(), caller.user_id).await?;
    Ok(Json(rules.into()))
}

/// Changes what is given and leaves the rest.
#[utoipa::path(patch, path = "/push-rules", tag = "push", request_body = PushRulesChange, responses(
    (status = OK, body = PushRules),
    (status = PRECONDITION_FAILED, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    if_match: IfMatch,
    ApiJson(body): ApiJson<PushRulesChange>,
) -> ApiResult<Json<PushRules>> {
    let tx = app.store.write().await?;
    let mut rules = push_rules::of(&tx, caller.user_id).await?;
    if_match.check(rules.version)?;
    if let Some(notices) = body.notices {
        rules.notices = notices;
    }
    if let Some(hours) = body.quiet_hours {
        rules.quiet = hours.as_ref().map(quiet).transpose()?;
    }
    if let Some(days) = body.quiet_days {
        if days.iter().any(|day| !(1..=7).contains(day)) {
            return Err(ApiError::validation("/quiet_days", "must be days from 1 to 7"));
        }
        rules.quiet_days = days;
    }
    let rules = push_rules::save(&tx, caller.user_id, rules).await?;
    tx.commit().await?;
    Ok(Json(rules.into()))
}

fn quiet(hours: &QuietHours) -> ApiResult<(u16, u16)> {
    let read = |field: &str, text: &str| {
        minutes(text).ok_or_else(|| {
            ApiError::validation(format!("/quiet_hours/{field}"), "must be a time such as 22:00")
        })
    };
    let (from, until) = (read("from", &hours.from)?, read("until", &hours.until)?);
    if from == until {
        return Err(ApiError::validation(
            "/quiet_hours/until",
            "must not be when they begin",
        ));
    }
    Ok((from, until))
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day < DAY).then_some(of_day)
}
