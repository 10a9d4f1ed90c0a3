//! Handlebars over `templates/`: what the hub writes by itself, in every UI language, and the texts that people write
//! for it (From names, signatures, canned replies).

use std::sync::Arc;

use handlebars::{Handlebars, RenderError, TemplateError};
use rust_embed::RustEmbed;
use serde::Serialize;
use thiserror::Error;

/// The languages templates exist in; the first is used where nothing better is known.
pub const LANGUAGES: &[&str] = &["en", "it"];

/// Longest text an administrator may write, and longest text that may come of it.
const INLINE_LIMIT: usize = 16 * 1024;
const OUTPUT_LIMIT: usize = 64 * 1024;
/// The same for a canned reply, whose HTML is longer than what it says.
const REPLY_LIMIT: usize = 128 * 1024;
const FILLED_LIMIT: usize = 512 * 1024;
/// Most variables of one text: each may stand for a long value.
const MOST_VARIABLES: usize = 200;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct Files;

/// Subject, text and HTML of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    pub text: String,
    pub html: String,
}

#[derive(Debug, Error)]
pub enum TemplatesError {
    #[error("failed to read the template {name}: {source}")]
    Malformed {
        name: String,
        source: Box<TemplateError>,
    },
    #[error("failed to fill in the template {name}: {source}")]
    Render { name: String, source: Box<RenderError> },
    #[error("failed to read the text: {0}")]
    Refused(&'static str),
}

/// The compiled templates; cheap to clone.
#[derive(Clone)]
pub struct Templates {
    text: Arc<Handlebars<'static>>,
    html: Arc<Handlebars<'static>>,
    /// Like `html`, and a value's line breaks become `<br>`.
    rich: Arc<Handlebars<'static>>,
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    Html,
}

impl Templates {
    /// Compiles everything under `templates/`: `*.html.hbs` escapes, the rest does not.
    pub fn load() -> Result<Self, TemplatesError> {
        let mut html = Handlebars::new();
        html.set_strict_mode(true);
        let mut text = html.clone();
        text.register_escape_fn(handlebars::no_escape);
        let mut rich = html.clone();
        rich.register_escape_fn(|value| handlebars::html_escape(value).replace('\n', "<br>"));
        for path in Files::iter() {
            let Some(file) = Files::get(&path).filter(|_| path.ends_with(".hbs")) else {
                continue;
            };
            let name = path.trim_end_matches(".hbs");
            let registry = if name.ends_with(".html") {
                &mut html
            } else {
                &mut text
            };
            registry
                .register_template_string(name, String::from_utf8_lossy(&file.data))
                .map_err(|source| TemplatesError::Malformed {
                    name: name.to_owned(),
                    source: Box::new(source),
                })?;
        }
        Ok(Self {
            text: Arc::new(text),
            html: Arc::new(html),
            rich: Arc::new(rich),
        })
    }

    /// Fills in `<name>.<language>.{subject,txt,html}`; an unknown language falls back to the first.
    pub fn render(
        &self,
        name: &str,
        language: &str,
        values: &impl Serialize,
    ) -> Result<Rendered, TemplatesError> {
        let language = known_language(language).unwrap_or(LANGUAGES[0]);
        let fill = |registry: &Handlebars<'_>, part: &str| {
            let name = format!("{name}.{language}.{part}");
            registry
                .render(&name, values)
                .map_err(|source| TemplatesError::Render {
                    name,
                    source: Box::new(source),
                })
        };
        Ok(Rendered {
            subject: one_line(&fill(&self.text, "subject")?),
            text: fill(&self.text, "txt")?.trim().to_owned(),
            html: fill(&self.html, "html")?.trim().to_owned(),
        })
    }

    /// Fills in `<name>.<language>.{subject,txt}` of what has no HTML: one line, and the words below it.
    pub fn render_plain(
        &self,
        name: &str,
        language: &str,
        values: &impl Serialize,
    ) -> Result<(String, String), TemplatesError> {
        let language = known_language(language).unwrap_or(LANGUAGES[0]);
        let fill = |part: &str| {
            let name = format!("{name}.{language}.{part}");
            self.text
                .render(&name, values)
                .map_err(|source| TemplatesError::Render {
                    name,
                    source: Box::new(source),
                })
        };
        Ok((one_line(&fill("subject")?), fill("txt")?.trim().to_owned()))
    }

    /// Fills in a text an administrator wrote. Only plain variables (`{{agent.name}}`) are known there: blocks,
    /// helpers and partials can loop without end or exhaust the stack, so [`check_inline`] refuses them.
    pub fn inline(&self, template: &str, values: &impl Serialize) -> Result<String, TemplatesError> {
        check_inline(template)?;
        let text = rendered(&self.text, template, values)?;
        if text.len() > OUTPUT_LIMIT {
            return Err(TemplatesError::Refused("what comes of it is longer than 64 kB"));
        }
        Ok(text)
    }

    /// Fills in a canned reply, under the same rule: plain variables only. Values are escaped for `form`.
    pub fn reply(
        &self,
        template: &str,
        form: Form,
        values: &impl Serialize,
    ) -> Result<String, TemplatesError> {
        variables(template)?;
        let registry = match form {
            Form::Plain => &self.text,
            Form::Html => &self.rich,
        };
        let filled = rendered(registry, template, values)?;
        if filled.len() > FILLED_LIMIT {
            return Err(TemplatesError::Refused("what comes of it is longer than 512 kB"));
        }
        Ok(filled)
    }
}

fn rendered(
    registry: &Handlebars<'_>,
    template: &str,
    values: &impl Serialize,
) -> Result<String, TemplatesError> {
    registry
        .render_template(template, values)
        .map_err(|source| TemplatesError::Render {
            name: "text".to_owned(),
            source: Box::new(source),
        })
}

/// The template language of a tag such as `it-CH`, if there is one.
pub fn known_language(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    LANGUAGES
        .iter()
        .copied()
        .find(|known| known.eq_ignore_ascii_case(primary))
}

/// Whether a text may be used with [`Templates::inline`]: the list of helpers that are allowed there is empty.
pub fn check_inline(template: &str) -> Result<(), TemplatesError> {
    if template.len() > INLINE_LIMIT {
        return Err(TemplatesError::Refused("it is longer than 16 kB"));
    }
    plain_variables(template).map(|_| ())
}

/// The variables of a canned reply, in their order; anything else in double braces is refused.
pub fn variables(template: &str) -> Result<Vec<&str>, TemplatesError> {
    if template.len() > REPLY_LIMIT {
        return Err(TemplatesError::Refused("it is longer than 128 kB"));
    }
    let names = plain_variables(template)?;
    if names.len() > MOST_VARIABLES {
        return Err(TemplatesError::Refused("it has more than 200 variables"));
    }
    Ok(names)
}

fn plain_variables(template: &str) -> Result<Vec<&str>, TemplatesError> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        // Handlebars would leave the braces as they are.
        if rest[..start].ends_with('\\') {
            return Err(TemplatesError::Refused("a `\\` stands before a `{{`"));
        }
        let inside = &rest[start + 2..];
        let end = inside
            .find("}}")
            .ok_or(TemplatesError::Refused("a `{{` is never closed"))?;
        let name = inside[..end].trim();
        let plain = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.');
        if !plain {
            return Err(TemplatesError::Refused(
                "only variables such as {{agent.name}} may stand in double braces",
            ));
        }
        names.push(name);
        rest = &inside[end + 2..];
    }
    Ok(names)
}

/// Header-bound text never brings its own line breaks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn acknowledgements_exist_in_every_language() {
        let templates = Templates::load().unwrap();
        for language in LANGUAGES {
            let values = json!({"name": "Ada & Co <x>", "number": 4711, "subject": "Re: Late\r\nBcc: x", "sender": "Example"});
            let rendered = templates
                .render("messages/acknowledgement", language, &values)
                .unwrap();
            assert_eq!(rendered.subject, "Re: Late Bcc: x");
            assert!(rendered.text.contains("Ada & Co <x>") && rendered.text.contains("4711"));
            assert!(rendered.html.contains("Ada &amp; Co &lt;x&gt;"));
        }
    }

    #[test]
    fn administrators_get_variables_only() {
        let templates = Templates::load().unwrap();
        let values = json!({"agent": {"name": "Ada"}});
        assert_eq!(templates.inline("{{ agent.name }}!", &values).unwrap(), "Ada!");
        for hostile in [
            "{{#each x}}{{/each}}",
            "{{> a}}",
            "{{{x}}}",
            "{{#*inline \"a\"}}",
            "{{x",
            "{{lookup a b}}",
        ] {
            assert!(templates.inline(hostile, &values).is_err(), "{hostile}");
        }
        assert!(templates.inline("{{agent.salary}}", &values).is_err());
        let long = json!({"agent": {"name": "x".repeat(1024)}});
        assert!(templates.inline(&"{{agent.name}}".repeat(65), &long).is_err());
    }

    #[test]
    fn canned_replies_are_escaped_for_their_form_and_bounded() {
        let templates = Templates::load().unwrap();
        let values = json!({"agent": {"signature": "Ada <b>\n{{x}}"}});
        let words = "<p>{{agent.signature}}</p>";
        assert_eq!(
            templates.reply(words, Form::Html, &values).unwrap(),
            "<p>Ada &lt;b&gt;<br>{{x}}</p>"
        );
        assert_eq!(
            templates
                .reply("{{ agent.signature }}", Form::Plain, &values)
                .unwrap(),
            "Ada <b>\n{{x}}"
        );
        assert_eq!(variables("{{a.b}} and {{ c_1 }}").unwrap(), ["a.b", "c_1"]);
        for hostile in [
            "{{#if a}}{{/if}}",
            "{{{a}}}",
            "{{a",
            "{{> a}}",
            "{{../a}}",
            "{{A}}",
            "\\{{a}}",
        ] {
            assert!(variables(hostile).is_err(), "{hostile}");
        }
        assert!(variables(&"{{a}}".repeat(201)).is_err());
        let long = json!({"a": "x".repeat(4096)});
        assert!(templates.reply(&"{{a}}".repeat(200), Form::Plain, &long).is_err());
    }
}
