//! `POST /channels/guess`: where an account's servers probably are, so that nobody has to look them up.

use axum::Json;
use axum::extract::State;
use centralino_channels::kind::{self, FoundBy, Needs};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

/// No address is longer (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuessFor {
    /// A name of `/channel-kinds`.
    pub kind: String,
    /// What customers write to.
    pub address: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelGuess {
    pub found_by: FoundBy,
    /// Whose servers they are, as people know it.
    pub provider: Option<String>,
    /// What one signs in with there.
    pub needs: Needs,
    /// As the kind's schema says, as far as known; no secrets.
    #[schema(value_type = Object)]
    pub settings: Value,
}

/// Guesses the settings of an account by its address, within ten seconds. Only the DNS is asked. Needs
/// `channels_manage`.
#[utoipa::path(post, path = "/channels/guess", tag = "channels", request_body = GuessFor, responses(
    (status = OK, body = ChannelGuess),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn guess(
    State(_app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<GuessFor>,
) -> ApiResult<Json<ChannelGuess>> {
    caller.require(Permission::ChannelsManage)?;
    let kind = kind::find(&body.kind)
        .ok_or_else(|| ApiError::validation("/kind", "names a kind that does not exist"))?;
    if body.address.len() > LONGEST || body.address.chars().any(char::is_control) {
        return Err(ApiError::validation("/address", "is not an address"));
    }
    let guessed = match kind.guess {
        Some(guess) => guess.guess(&body.address).await,
        None => {
            return Err(ApiError::conflict(
                "no_guess",
                "this kind of channel is set up by hand",
            ));
        }
    };
    Ok(Json(ChannelGuess {
        found_by: guessed.found_by,
        provider: guessed.provider,
        needs: guessed.needs,
        settings: guessed.settings,
    }))
}
