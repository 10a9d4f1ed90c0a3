//! The format of `scenarios/*.toml`; README.md beside them explains it.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub title: String,
    pub rule: String,
    pub step: Vec<Step>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    // What happens.
    pub mail: Option<String>,
    pub agent_reply: Option<AgentReply>,
    pub set: Option<SetStatus>,
    pub merge: Option<Merge>,
    pub accept: Option<Accept>,
    pub advance: Option<String>,
    pub check: bool,
    // How a mail comes in.
    pub second_channel: bool,
    pub sent_folder: bool,
    pub age: Option<String>,
    pub repeat: Option<u32>,
    // What must follow.
    pub expect: Option<Words>,
    pub expect_not: Option<Words>,
    pub ticket: Option<String>,
    pub linked_to: Option<String>,
    pub acknowledged: Option<bool>,
    pub status: Option<String>,
    pub waiting: Option<bool>,
    pub contact: Option<String>,
    pub delivery: Option<Delivery>,
    pub identity_undeliverable: Option<String>,
    pub identity_deliverable: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentReply {
    pub ticket: String,
    pub text: String,
    /// Who answers; every scenario has the one agent.
    #[serde(rename = "by")]
    pub _by: String,
    #[serde(default)]
    pub cc: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatus {
    pub ticket: String,
    pub status: String,
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub from: String,
    pub into: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub ticket: String,
    pub address: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    pub ticket: String,
    pub state: String,
    pub recipient: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Words {
    One(String),
    Any(Vec<String>),
}

impl Words {
    pub fn contain(&self, word: &str) -> bool {
        match self {
            Self::One(one) => one == word,
            Self::Any(any) => any.iter().any(|one| one == word),
        }
    }
}

/// `8d`, `20h`, `5m`, `30s`.
pub fn duration(text: &str) -> chrono::Duration {
    let (number, unit) = text.split_at(text.len() - 1);
    let number: i64 = number.parse().unwrap();
    match unit {
        "s" => chrono::Duration::seconds(number),
        "m" => chrono::Duration::minutes(number),
        "h" => chrono::Duration::hours(number),
        "d" => chrono::Duration::days(number),
        other => panic!("no unit of time: {other}"),
    }
}
