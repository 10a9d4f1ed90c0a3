//! Reading settings one field at a time, so that every mistake is reported at once and by its pointer.

use serde_json::{Map, Value};

use crate::error::SettingsError;

/// One JSON object of the settings, with the errors found so far.
pub struct Form<'a> {
    pointer: String,
    fields: Option<&'a Map<String, Value>>,
    known: Vec<&'static str>,
    errors: Vec<SettingsError>,
}

impl<'a> Form<'a> {
    /// Reads `value` as an object; anything else is an error at `pointer`.
    pub fn new(pointer: &str, value: &'a Value) -> Self {
        let mut form = Self {
            pointer: pointer.to_owned(),
            fields: value.as_object(),
            known: Vec::new(),
            errors: Vec::new(),
        };
        if form.fields.is_none() {
            form.errors
                .push(SettingsError::new(pointer, "must be an object with fields"));
        }
        form
    }

    /// The object under `name`, or none when it is absent or null.
    pub fn section(&mut self, name: &'static str) -> Option<Form<'a>> {
        let value = self.get(name)?;
        Some(Form::new(&format!("{}/{name}", self.pointer), value))
    }

    /// A text that must be there and not empty.
    pub fn text(&mut self, name: &'static str) -> String {
        match self.optional_text(name) {
            Some(text) => text,
            None => {
                let reported = self.errors.iter().any(|error| error.pointer == self.at(name));
                if !reported {
                    self.refuse(name, "is missing");
                }
                String::new()
            }
        }
    }

    /// A text; blank counts as absent.
    pub fn optional_text(&mut self, name: &'static str) -> Option<String> {
        match self.get(name)? {
            Value::String(text)
                if text
                    .chars()
                    .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) =>
            {
                self.refuse(name, "holds control characters");
                None
            }
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                self.refuse(name, "must be a text");
                None
            }
        }
    }

    /// A secret: a text kept exactly as it is (a password may begin with a blank).
    pub fn secret(&mut self, name: &'static str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            _ => {
                self.refuse(name, "must be a text");
                None
            }
        }
    }

    /// A whole number between `least` and `most`.
    pub fn number(&mut self, name: &'static str, least: u64, most: u64) -> Option<u64> {
        let value = self.get(name)?;
        match value.as_u64() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.refuse(name, format!("must be a whole number from {least} to {most}"));
                None
            }
        }
    }

    pub fn flag(&mut self, name: &'static str) -> bool {
        match self.get(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.refuse(name, "must be true or false");
                false
            }
        }
    }

    /// One of `words`; `default` when absent.
    pub fn choice(
        &mut self,
        name: &'static str,
        words: &[&'static str],
        default: Option<&'static str>,
    ) -> &'static str {
        let fallback = default.or(words.first().copied()).unwrap_or_default();
        let Some(value) = self.get(name) else {
            if default.is_none() {
                self.refuse(name, format!("is missing; one of: {}", words.join(", ")));
            }
            return fallback;
        };
        let chosen = value
            .as_str()
            .and_then(|text| words.iter().copied().find(|word| *word == text));
        if chosen.is_none() {
            self.refuse(name, format!("must be one of: {}", words.join(", ")));
        }
        chosen.unwrap_or(fallback)
    }

    /// An array of texts; empty when absent.
    pub fn texts(&mut self, name: &'static str) -> Vec<String> {
        let Some(value) = self.get(name) else {
            return Vec::new();
        };
        let texts = value
            .as_array()
            .map(|items| items.iter().map(|item| item.as_str().map(str::to_owned)));
        match texts.and_then(|texts| texts.collect::<Option<Vec<String>>>()) {
            Some(texts) => texts,
            None => {
                self.refuse(name, "must be a list of texts");
                Vec::new()
            }
        }
    }

    /// Reports `name`.
    pub fn refuse(&mut self, name: &str, reason: impl Into<String>) {
        let pointer = self.at(name);
        self.errors.push(SettingsError::new(pointer, reason));
    }

    /// Ends reading: fields nobody asked for are errors too.
    pub fn finish(mut self) -> Vec<SettingsError> {
        for name in self.fields.into_iter().flat_map(Map::keys) {
            if !self.known.contains(&name.as_str()) {
                let pointer = format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1"));
                self.errors
                    .push(SettingsError::new(pointer, "is not a setting of this channel"));
            }
        }
        self.errors
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.fields?.get(name).filter(|value| !value.is_null())
    }

    fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.pointer)
    }
}
