//! What stands below an agent's words: the channel's signature filled in for the agent, else the agent's own.

use serde_json::json;

use super::quote::text_as_html;
use super::{error::DeskError, rich_text};
use crate::store::entity::{channels, users};
use crate::templates::{Templates, TemplatesError};

/// Stands for the agent's own signature while the channel's is made HTML. A private-use sign: no template has it.
const OWN: &str = "\u{f8ff}";

/// A signature as text and, where the agent made it rich, as HTML; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    pub text: String,
    /// Cleaned. `None`: the text says it all.
    pub html: Option<String>,
}

/// The channel's signature for this agent; the agent's own where the channel has none.
pub fn of(templates: &Templates, channel: &channels::Model, user: &users::Model) -> Signature {
    let own = Signature {
        text: user.signature.trim().to_owned(),
        html: user.signature_html.clone(),
    };
    if channel.signature.trim().is_empty() {
        return own;
    }
    let fill = |signature: &str| {
        let values = values(channel, &user.name, &user.email, signature);
        templates.inline(&channel.signature, &values)
    };
    let filled =
        fill(&own.text).and_then(|text| Ok((text, own.html.as_ref().map(|_| fill(OWN)).transpose()?)));
    match filled {
        Ok((text, framed)) => Signature {
            text: text.trim().to_owned(),
            html: framed
                .zip(own.html)
                .map(|(framed, own)| text_as_html(framed.trim()).replace(OWN, &own)),
        },
        Err(error) => {
            tracing::warn!(channel = %channel.name, %error, "the signature of a channel cannot be used");
            own
        }
    }
}

/// Fills the channel's signature in for a made-up agent: an error is the administrator's to mend.
pub fn try_out(templates: &Templates, channel: &channels::Model) -> Result<(), TemplatesError> {
    let values = values(channel, "Ada", "ada@example.com", "Ada");
    templates.inline(&channel.signature, &values).map(|_| ())
}

/// Cleans the HTML an agent wrote as their signature. Pictures are left out: they would have to be files of every
/// message.
pub fn clean(html: &str) -> Result<String, DeskError> {
    rich_text::clean_words(html)
        .ok_or_else(|| DeskError::invalid("/signature_html", "is too large or nested too deeply"))
}

fn values(channel: &channels::Model, name: &str, email: &str, signature: &str) -> serde_json::Value {
    json!({
        "agent": {"name": name, "email": email, "signature": signature},
        "channel": {"name": channel.name, "address": channel.address},
    })
}
