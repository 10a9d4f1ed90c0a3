//! A mailbox as a channel: what it can do, and which part of this folder does it.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::Value;

use super::compose::{self, Sender, compose};
use super::dns::MailDns;
use super::guess::MailGuess;
use super::imap::{self, Mailbox};
use super::oauth::{MailConsent, Tokens};
use super::read::{Own, read};
use super::settings::{Outgoing, Settings};
use super::smtp::{Parcel, Submission};
use super::{envelope, file, schema, sent_copy, wire};
use crate::Timestamp;
use crate::capabilities::{AttachmentLimits, Capabilities, Receipts, Templates};
use crate::channel::{Channel, Handover, Puller, TestStep};
use crate::error::{SendError, SettingsError};
use crate::event::Event;
use crate::kind::{Deps, Kind};
use crate::outbound::{Accepted, AutomaticMark, Outbound, Refused};

pub const KIND: Kind = Kind {
    name: "email",
    title: "Email",
    settings_schema: schema::schema,
    secrets: schema::SECRETS,
    address: |settings| {
        let address = settings.get("address")?.as_str()?.trim().to_lowercase();
        Some(address).filter(|address| !address.is_empty())
    },
    open,
    consent: Some(&MailConsent),
    dns: Some(&MailDns),
    guess: Some(&MailGuess),
};

/// Most providers refuse a mail above 25 MB after base64.
const ATTACHMENT_BYTES: u64 = 18 * 1024 * 1024;

struct Email {
    settings: Arc<Settings>,
    own: Own,
    capabilities: Capabilities,
    mailbox: Option<Arc<Mailbox>>,
    exit: Exit,
}

enum Exit {
    None,
    Smtp(Submission),
    File(PathBuf),
}

fn open(value: Value, deps: Deps) -> Result<Arc<dyn Channel>, Vec<SettingsError>> {
    let mut settings = Settings::read(&value)?;
    let tls = wire::tls_config(settings.ca_file.as_deref())
        .map_err(|error| vec![SettingsError::new("/ca_file", error.to_string())])?;
    let tokens = settings
        .oauth
        .clone()
        .map(|oauth| Arc::new(Tokens::new(oauth, deps.clone())));
    let own = Own {
        addresses: std::iter::once(settings.address.clone())
            .chain(settings.aliases.iter().cloned())
            .collect(),
        loop_id: deps.loop_id.clone(),
    };
    let mailbox = settings
        .inbound
        .take()
        .map(|imap| Arc::new(Mailbox::new(imap, Arc::clone(&tls), tokens.clone(), own.clone())));
    let exit = match std::mem::replace(&mut settings.outbound, Outgoing::None) {
        Outgoing::None => Exit::None,
        Outgoing::Smtp(smtp) => Exit::Smtp(Submission::new(*smtp, tls, tokens)),
        Outgoing::File => Exit::File(file::folder(&deps.data_dir, &settings.address)),
    };
    Ok(Arc::new(Email {
        settings: Arc::new(settings),
        own,
        capabilities: capabilities(),
        mailbox,
        exit,
    }))
}

fn capabilities() -> Capabilities {
    Capabilities {
        text_limit: None,
        html: true,
        subject: true,
        recipients: true,
        attachments: Some(AttachmentLimits {
            bytes: ATTACHMENT_BYTES,
            count: 100,
            types: Vec::new(),
        }),
        templates: Templates::None,
        reply_window: None,
        receipts: Receipts::Sent,
        threads: true,
        idempotent_send: false,
        typing: false,
        quick_replies: false,
    }
}

#[async_trait]
impl Channel for Email {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn sends(&self) -> bool {
        !matches!(self.exit, Exit::None)
    }

    async fn send(&self, message: &Outbound, handover: &dyn Handover) -> Result<Accepted, SendError> {
        let mut refused = Vec::new();
        let mut recipients = Vec::new();
        for (name, address) in compose::targets(message) {
            match address {
                Some(address) => recipients.push((name, address)),
                None => refused.push(not_an_address(name)),
            }
        }
        let rejected = |reason: String, refused| SendError::Rejected {
            reason,
            code: None,
            refused,
        };
        if recipients.is_empty() {
            let reason = "there is nobody to send to".to_owned();
            return Err(rejected(
                refused.first().map_or(reason, |one: &Refused| one.reason.clone()),
                refused,
            ));
        }
        let mail = self
            .write(message)
            .await
            .map_err(|reason| rejected(reason, Vec::new()))?;
        let sender = envelope::sender(&self.settings, message);
        let sent = match &self.exit {
            Exit::None => Err(rejected("this channel only receives".to_owned(), Vec::new())),
            Exit::Smtp(server) => {
                let parcel = Parcel {
                    sender: sender.as_ref(),
                    recipients: &recipients,
                    mail: &mail,
                    message_id: &message.message_id,
                };
                server.send(&parcel, handover).await
            }
            Exit::File(folder) => {
                handover.begin().await?;
                let names: Vec<String> = recipients.into_iter().map(|(name, _)| name).collect();
                let sender = sender.map(|address| address.to_string()).unwrap_or_default();
                let path = file::write(folder.clone(), message, &sender, &names, &mail).await?;
                Ok(Accepted {
                    provider_id: None,
                    response: format!("written to {}", path.display()),
                    refused: Vec::new(),
                })
            }
        };
        sent.map(|mut accepted| {
            accepted.refused.append(&mut refused);
            accepted
        })
    }

    async fn keep_copy(&self, message: &Outbound) -> Result<(), String> {
        let Some(mailbox) = self.mailbox.as_ref().filter(|mailbox| mailbox.settings.keep_sent) else {
            return Ok(());
        };
        let (Some(folder), AutomaticMark::No) = (&mailbox.settings.sent_folder, message.automatic) else {
            return Ok(());
        };
        let mail = self.write(message).await?;
        sent_copy::keep(mailbox, folder, &message.message_id, &mail)
            .await
            .map_err(|error| error.to_string())
    }

    fn read(&self, raw: &Bytes, now: Timestamp) -> Event {
        read(raw, &self.own, now)
    }

    async fn test(&self) -> Vec<TestStep> {
        let mut steps = Vec::new();
        if let Some(mailbox) = &self.mailbox {
            steps.extend(imap::test(mailbox).await);
        }
        match &self.exit {
            Exit::None => {}
            Exit::File(folder) => steps.push(TestStep {
                step: "file".to_owned(),
                ok: true,
                detail: format!("mails are written to {}", folder.display()),
            }),
            Exit::Smtp(server) => match server.connect().await {
                Ok(session) => {
                    session.quit().await;
                    steps.push(TestStep {
                        step: "smtp_login".to_owned(),
                        ok: true,
                        detail: "connected and signed in".to_owned(),
                    });
                }
                Err(error) => steps.push(TestStep {
                    step: match error {
                        SendError::Unauthorized { .. } => "smtp_login",
                        _ => "smtp_connect",
                    }
                    .to_owned(),
                    ok: false,
                    detail: error.to_string(),
                }),
            },
        }
        steps
    }

    fn pullers(&self) -> Vec<Box<dyn Puller>> {
        self.mailbox.as_ref().map(imap::pullers).unwrap_or_default()
    }
}

impl Email {
    /// The bytes of the mail. Base64 of large files and RSA take their time, so not on the runtime's threads.
    async fn write(&self, message: &Outbound) -> Result<Vec<u8>, String> {
        let settings = Arc::clone(&self.settings);
        let loop_id = self.own.loop_id.clone();
        let message = message.clone();
        let work = move || {
            compose(
                &Sender {
                    settings: &settings,
                    loop_id: &loop_id,
                },
                &message,
            )
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| format!("the mail could not be written: {error}"))?
    }
}

fn not_an_address(recipient: String) -> Refused {
    Refused {
        reason: format!("{recipient} is not an email address"),
        recipient,
        code: Some("5.1.3".to_owned()),
        temporary: false,
    }
}
