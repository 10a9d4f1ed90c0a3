//! A reply with its variables filled in.

use serde_json::Value;

use super::gaps;
use crate::desk::error::DeskError;
use crate::desk::rich_text;
use crate::templates::{Form, Templates};

/// Words ready for the composer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    /// Cleaned again: a value may have come to stand in an attribute.
    pub html: Option<String>,
    /// Variables without a value, marked in the words.
    pub gaps: Vec<String>,
}

/// Fills in `text` and `html` with `values` ([`super::values::Values::load`]).
pub fn fill(
    templates: &Templates,
    text: &str,
    html: Option<&str>,
    values: &Value,
) -> Result<Filled, DeskError> {
    let put = |words: &str, form: Form, pointer: &str| {
        templates
            .reply(words, form, values)
            .map_err(|error| DeskError::invalid(pointer, error.to_string()))
    };
    let text = put(text, Form::Plain, "/text")?;
    let html = match html {
        Some(html) => {
            let filled = put(html, Form::Html, "/html")?;
            let clean = rich_text::clean(&filled, &[])
                .ok_or_else(|| DeskError::invalid("/html", "is too large or nested too deeply"))?;
            Some(clean.html)
        }
        None => None,
    };
    let mut missing = gaps::of(&text);
    for gap in gaps::of(html.as_deref().unwrap_or_default()) {
        if !missing.contains(&gap) {
            missing.push(gap);
        }
    }
    Ok(Filled {
        text,
        html,
        gaps: missing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_cannot_bring_markup_and_gaps_are_marked() {
        let templates = Templates::load().unwrap();
        let values = json!({"contact": {"name": "<img src=x onerror=alert(1)>", "company": gaps::mark("contact.company")}});
        let filled = fill(
            &templates,
            "Dear {{contact.name}} of {{contact.company}}",
            Some("<p>Dear {{contact.name}} of <a href=\"{{contact.name}}\">{{contact.company}}</a></p>"),
            &values,
        )
        .unwrap();
        assert_eq!(filled.gaps, ["contact.company"]);
        assert_eq!(
            filled.text,
            "Dear <img src=x onerror=alert(1)> of ⟦contact.company⟧"
        );
        let html = filled.html.unwrap();
        assert!(!html.contains("<img"), "{html}");
        let values = json!({"contact": {"name": "javascript:alert(1)"}});
        let link = "<a href=\"{{contact.name}}\">x</a>";
        let html = fill(&templates, "x", Some(link), &values).unwrap().html.unwrap();
        assert!(!html.contains("javascript"), "{html}");
    }
}
