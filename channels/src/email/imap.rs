//! Following a mailbox by IMAP: which folders, and trying the settings out.

use std::sync::Arc;

use rustls::ClientConfig;

use super::imap_link::{self, Access, Link};
use super::imap_pull::{Follower, Role};
use super::oauth::Tokens;
use super::read::Own;
use super::settings::Imap;
use crate::channel::{Puller, TestStep};
use crate::error::PullError;

/// A mailbox and what is needed to get into it.
pub struct Mailbox {
    pub settings: Imap,
    pub own: Own,
    tls: Arc<ClientConfig>,
    tokens: Option<Arc<Tokens>>,
}

impl Mailbox {
    pub fn new(settings: Imap, tls: Arc<ClientConfig>, tokens: Option<Arc<Tokens>>, own: Own) -> Self {
        Self {
            settings,
            own,
            tls,
            tokens,
        }
    }

    /// Connects, signs in and opens a folder.
    pub async fn open(&self, folder: &str, access: Access) -> Result<Link, PullError> {
        let client = imap_link::greet(&self.settings.peer, Arc::clone(&self.tls)).await?;
        let (mut session, offers) =
            imap_link::sign_in(&self.settings, &self.tls, self.tokens.as_deref(), client).await?;
        let folder = imap_link::select(&mut session, folder, access).await?;
        Ok(Link {
            session,
            offers,
            folder,
        })
    }
}

/// One puller per folder that is followed.
pub fn pullers(mailbox: &Arc<Mailbox>) -> Vec<Box<dyn Puller>> {
    let mut pullers: Vec<Box<dyn Puller>> = vec![Box::new(Follower::new(
        Arc::clone(mailbox),
        &mailbox.settings.folder,
        Role::Inbox,
    ))];
    if let Some(sent) = &mailbox.settings.sent_folder {
        pullers.push(Box::new(Follower::new(Arc::clone(mailbox), sent, Role::Sent)));
    }
    pullers
}

/// Connect, sign in, open each folder of the settings; stops at the first that fails.
pub async fn test(mailbox: &Mailbox) -> Vec<TestStep> {
    let mut steps = Vec::new();
    let settings = &mailbox.settings;
    let peer = &settings.peer;
    let Some(client) = note(
        &mut steps,
        "imap_connect",
        format!("connected to {}:{}", peer.host, peer.port),
        imap_link::greet(peer, Arc::clone(&mailbox.tls)).await,
    ) else {
        return steps;
    };
    let signed_in = imap_link::sign_in(settings, &mailbox.tls, mailbox.tokens.as_deref(), client).await;
    let Some((mut session, offers)) = note(&mut steps, "imap_login", "signed in".to_owned(), signed_in)
    else {
        return steps;
    };
    let folders = [
        Some(&settings.folder),
        settings.sent_folder.as_ref(),
        settings.move_to.as_ref(),
    ];
    for folder in folders.into_iter().flatten() {
        let selected = imap_link::select(&mut session, folder, Access::ReadOnly).await;
        if note(&mut steps, "imap_folder", format!("{folder} is there"), selected).is_none() {
            return steps;
        }
    }
    steps.push(TestStep {
        step: "imap_idle".to_owned(),
        ok: true,
        detail: if offers.idle {
            "the server announces new mail at once (IDLE)".to_owned()
        } else {
            format!("no IDLE: new mail is found every {} s", settings.poll.as_secs())
        },
    });
    let _ = imap_link::limited("LOGOUT", async {
        session.logout().await.map_err(imap_link::pull_error)
    })
    .await;
    steps
}

fn note<T>(steps: &mut Vec<TestStep>, step: &str, done: String, result: Result<T, PullError>) -> Option<T> {
    let (value, detail) = match result {
        Ok(value) => (Some(value), done),
        Err(error) => (None, error.to_string()),
    };
    steps.push(TestStep {
        step: step.to_owned(),
        ok: value.is_some(),
        detail,
    });
    value
}
