//! Reading bodies, paths and queries strictly: what we do not understand we refuse, and say where.

use std::fmt;

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use bytes::Bytes;
use http::{StatusCode, header, request::Parts};
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use super::error::{ApiError, FieldError};

/// A JSON body. Unknown fields, wrong types and NUL characters are 422 with a pointer; duplicate keys and text that is
/// no JSON are 400; another content type is 415.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if content_type != "application/json" {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "send the body as application/json",
            ));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiError::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "too_large",
                    "the body is too large",
                )
            } else {
                ApiError::bad_request("unreadable_body", "the body did not arrive whole")
            }
        })?;
        parse(&body).map(Self)
    }
}

/// Parses `body` as strictly as [`ApiJson`] does.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let Strict(value) = serde_json::from_slice(body).map_err(|error| {
        let code = if error.to_string().starts_with(DUPLICATE) {
            "duplicate_key"
        } else {
            "malformed_json"
        };
        ApiError::bad_request(code, error.to_string())
    })?;
    if let Some(pointer) = find_nul(&value) {
        return Err(ApiError::validation(pointer, "must not contain a NUL character"));
    }
    // A list would be taken for the fields in their order.
    if !value.is_object() {
        return Err(ApiError::validation("", "must be an object"));
    }
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| {
        unknown.push(FieldError::new(ignored_pointer(&path), "is not known here"));
    };
    let mut track = serde_path_to_error::Track::new();
    let parsed = T::deserialize(serde_ignored::Deserializer::new(
        serde_path_to_error::Deserializer::new(&value, &mut track),
        &mut note,
    ));
    match parsed {
        Ok(parsed) if unknown.is_empty() => Ok(parsed),
        Ok(_) => Err(ApiError::invalid(unknown)),
        Err(error) => {
            let mut pointer = pointer_of(&track.path());
            let message = error.to_string();
            // serde names the field only in words.
            for start in ["unknown field `", "missing field `"] {
                let name = message
                    .strip_prefix(start)
                    .and_then(|rest| rest.split('`').next());
                if let Some(name) = name {
                    let suffix = format!("/{}", escape(name));
                    if !pointer.ends_with(&suffix) {
                        pointer.push_str(&suffix);
                    }
                }
            }
            Err(ApiError::validation(pointer, message))
        }
    }
}

/// For `PATCH`: tells a field left out (`None`) from one set to null (`Some(None)`). Use as
/// `#[serde(default, deserialize_with = "nullable")]` on `Option<Option<T>>`.
pub fn nullable<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A path parameter. One that cannot be parsed names nothing: 404.
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(ApiError::not_found()),
        }
    }
}

/// Query parameters; one that cannot be parsed is 422.
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                let words = rejection.body_text();
                let words = words.rsplit("query string: ").next().unwrap_or(&words);
                let (name, detail) = words.split_once(": ").unwrap_or(("", words));
                Err(ApiError::validation(name, detail))
            }
        }
    }
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

fn ignored_pointer(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path as Ignored;
    match path {
        Ignored::Root => String::new(),
        Ignored::Seq { parent, index } => format!("{}/{index}", ignored_pointer(parent)),
        Ignored::Map { parent, key } => format!("{}/{}", ignored_pointer(parent), escape(key)),
        Ignored::Some { parent } | Ignored::NewtypeStruct { parent } | Ignored::NewtypeVariant { parent } => {
            ignored_pointer(parent)
        }
    }
}

/// PostgreSQL keeps no NUL in text, and no honest client sends one.
fn find_nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| find_nul(item).map(|rest| format!("/{index}{rest}"))),
        Value::Object(fields) => fields.iter().find_map(|(key, field)| {
            if key.contains('\0') {
                return Some(String::new());
            }
            find_nul(field).map(|rest| format!("/{}{rest}", escape(key)))
        }),
        _ => None,
    }
}

const DUPLICATE: &str = "duplicate key";

/// Any JSON, but each key of an object at most once: two readers of one body must not see two things.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StrictValue.deserialize(deserializer).map(Self)
    }
}

struct StrictValue;

impl<'de> DeserializeSeed<'de> for StrictValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(StrictValue)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let value = access.next_value_seed(StrictValue)?;
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE} `{key}`")));
            }
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}
