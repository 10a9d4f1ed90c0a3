//! Reading the configuration: defaults, then a TOML file, then `CENTRALINO_*` variables.
//!
//! A variable is the key in upper case with `_` for every dot: `http.listen` is `CENTRALINO_HTTP_LISTEN`. A value that
//! cannot be used is refused with the file or variable, the key and the reason; an unknown variable is refused too,
//! because it is most likely a slip of the pen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Config, ConfigError};

/// Variables that are not settings.
const NOT_SETTINGS: &[&str] = &["CENTRALINO_CONFIG", "CENTRALINO_BIN", "CENTRALINO_REAL_SERVERS"];
const TEST_PREFIX: &str = "CENTRALINO_TEST_";

/// Loads from `file`, or from `CENTRALINO_CONFIG`, or from `centralino.toml` in the working directory if it is there.
pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
    let named = file
        .map(Path::to_owned)
        .or_else(|| std::env::var_os("CENTRALINO_CONFIG").map(PathBuf::from));
    let path = named.clone().unwrap_or_else(|| PathBuf::from("centralino.toml"));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => Some((path.display().to_string(), text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => None,
        Err(error) => {
            return Err(ConfigError::Unreadable {
                path: path.display().to_string(),
                reason: error.to_string(),
            });
        }
    };
    merge(text, std::env::vars())
}

/// The same from given texts; `file` is its name and its content.
pub fn merge(
    file: Option<(String, String)>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut origins = BTreeMap::new();
    let mut config = Config::default();
    if let Some((name, text)) = file {
        config = toml::from_str(&text).map_err(|error| ConfigError::Invalid {
            origin: name.clone(),
            key: key_at(&text, error.span().map_or(0, |span| span.start)),
            reason: error.message().trim().to_owned(),
        })?;
        origins.insert(String::new(), name);
    }
    let mut tree = serde_json::to_value(&config).unwrap_or_default();
    let known = variables_of(&tree);
    for (variable, text) in variables {
        if !variable.starts_with("CENTRALINO_")
            || variable.starts_with(TEST_PREFIX)
            || NOT_SETTINGS.contains(&variable.as_str())
        {
            continue;
        }
        let Some(pointer) = known.get(&variable) else {
            return Err(ConfigError::Invalid {
                origin: variable,
                key: "-".into(),
                reason: "there is no such setting; see `centralino config print`".into(),
            });
        };
        let key = pointer[1..].replace('/', ".");
        (config, tree) = set(tree, pointer, &text).map_err(|reason| ConfigError::Invalid {
            origin: variable.clone(),
            key: key.clone(),
            reason,
        })?;
        origins.insert(key, variable);
    }
    config.check().map_err(|(key, reason)| ConfigError::Invalid {
        origin: origins
            .get(key)
            .or_else(|| origins.get(""))
            .cloned()
            .unwrap_or_else(|| "defaults".into()),
        key: key.to_owned(),
        reason,
    })?;
    Ok(config)
}

/// Variable name → JSON pointer, for every setting.
fn variables_of(tree: &Value) -> BTreeMap<String, String> {
    fn walk(value: &Value, pointer: String, found: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    walk(value, format!("{pointer}/{name}"), found);
                }
            }
            _ => {
                let variable = format!("CENTRALINO{}", pointer.replace('/', "_").to_uppercase());
                found.insert(variable, pointer);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(tree, String::new(), &mut found);
    found
}

/// Puts `text` at `pointer`: as a list when a list is there, else as a number, a flag or a string, whichever fits.
fn set(tree: Value, pointer: &str, text: &str) -> Result<(Config, Value), String> {
    let old = tree.pointer(pointer).cloned().unwrap_or_default();
    let mut candidates = Vec::new();
    if old.is_array() {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        candidates.push(Value::from(items.map(Value::from).collect::<Vec<_>>()));
    } else {
        if let Ok(number) = text.parse::<i64>() {
            candidates.push(Value::from(number));
        }
        if let Ok(flag) = text.parse::<bool>() {
            candidates.push(Value::from(flag));
        }
        candidates.push(Value::from(text));
    }
    let mut reason = String::new();
    for candidate in candidates {
        let mut tree = tree.clone();
        if let Some(place) = tree.pointer_mut(pointer) {
            *place = candidate;
        }
        match serde_json::from_value::<Config>(tree.clone()) {
            Ok(config) => return Ok((config, tree)),
            Err(error) if reason.is_empty() => reason = error.to_string(),
            Err(_) => {}
        }
    }
    Err(reason)
}

/// The dotted key on the line of byte `offset`, for the error message.
fn key_at(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let section = before
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    let name = line.split('=').next().unwrap_or_default().trim();
    match section {
        Some(section) if !name.starts_with('[') => format!("{}.{name}", section.trim()),
        _ => name.trim_matches(['[', ']']).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Option<(String, String)> {
        Some(("centralino.toml".to_owned(), text.to_owned()))
    }

    fn variable(name: &str, value: &str) -> [(String, String); 1] {
        [(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn variables_win_over_the_file() {
        let text = "data_dir = \"/srv/a\"\n[http]\nlisten = \"127.0.0.1:1\"\n";
        let config = merge(file(text), variable("CENTRALINO_HTTP_LISTEN", "127.0.0.1:2")).unwrap();
        assert_eq!(config.http.listen.port(), 2);
        assert_eq!(config.data_dir.0, Path::new("/srv/a"));
    }

    #[test]
    fn lists_and_options_can_be_set_by_variable() {
        let config = merge(
            None,
            variable("CENTRALINO_HTTP_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.0.0/16"),
        )
        .unwrap();
        assert_eq!(config.http.trusted_proxies.len(), 2);
        let config = merge(None, variable("CENTRALINO_DATABASE_URL", "postgres://h/d")).unwrap();
        assert_eq!(config.database.url.as_deref(), Some("postgres://h/d"));
    }

    #[test]
    fn bad_values_name_file_key_and_reason() {
        let error = merge(file("[http]\nlisten = \"nowhere\"\n"), [])
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("centralino.toml: http.listen: "), "{error}");
        let error = merge(file("[http]\nlisten_on = 1\n"), [])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("http.listen_on") && error.contains("unknown field"),
            "{error}"
        );
        let error = merge(None, variable("CENTRALINO_DESK_UNDO_SECONDS", "soon"))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("CENTRALINO_DESK_UNDO_SECONDS: desk.undo_seconds: "),
            "{error}"
        );
        let error = merge(None, variable("CENTRALINO_HTPP_LISTEN", "1"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("no such setting"), "{error}");
        let error = merge(None, variable("CENTRALINO_SECURITY_SECRET_KEY", "short"))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("CENTRALINO_SECURITY_SECRET_KEY: security.secret_key: "),
            "{error}"
        );
    }
}
