//! Handing a mail to a server: connections kept for reuse, the dialogue, and what its outcome means.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, Semaphore};

use super::oauth::{OAuthError, Tokens};
use super::settings::{Login, Smtp};
use super::smtp_session::{BodyFailure, Failure, Proof, Session};
use super::verdict::Stage;
use crate::channel::Handover;
use crate::error::SendError;
use crate::outbound::{Accepted, Refused};

/// A connection idle for longer is closed: servers drop them after a few minutes without a word.
const IDLE_LIMIT: Duration = Duration::from_secs(45);

/// The submission server of one account.
pub struct Submission {
    settings: Smtp,
    tls: Arc<ClientConfig>,
    tokens: Option<Arc<Tokens>>,
    idle: Mutex<Vec<(Session, Instant)>>,
    slots: Semaphore,
}

/// One mail and whom it is for.
pub struct Parcel<'a> {
    pub sender: Option<&'a lettre::Address>,
    /// As the core knows them, and as the server is told.
    pub recipients: &'a [(String, lettre::Address)],
    pub mail: &'a [u8],
    /// Named in bounces, where the server can do that.
    pub message_id: &'a str,
}

impl Submission {
    pub fn new(settings: Smtp, tls: Arc<ClientConfig>, tokens: Option<Arc<Tokens>>) -> Self {
        let slots = Semaphore::new(settings.connections);
        Self {
            settings,
            tls,
            tokens,
            idle: Mutex::default(),
            slots,
        }
    }

    /// The whole dialogue. One refused recipient does not fail the others.
    pub async fn send(&self, parcel: &Parcel<'_>, handover: &dyn Handover) -> Result<Accepted, SendError> {
        let _slot = self.slots.acquire().await.map_err(|_| SendError::Transient {
            reason: "the channel is closing".to_owned(),
        })?;
        let mut session = self.begin(parcel).await?;
        let refused = match self.recipients(&mut session, parcel).await {
            Ok(refused) => refused,
            Err(failure) => return Err(self.give_up(session, &failure, Stage::Rcpt).await),
        };
        if refused.len() == parcel.recipients.len() {
            if session.reset().await.is_ok() {
                self.keep(session).await;
            }
            return Err(all_refused(refused));
        }
        if let Err(failure) = session.data().await {
            return Err(self.give_up(session, &failure, Stage::Data).await);
        }
        // From the first byte of the body on, a crash leaves the outcome in doubt.
        handover.begin().await?;
        match session.body(parcel.mail).await {
            Ok(response) => {
                self.keep(session).await;
                Ok(Accepted {
                    provider_id: None,
                    response,
                    refused,
                })
            }
            Err(BodyFailure::Answer(answer)) => {
                self.keep(session).await;
                Err(with_refused(answer.verdict(Stage::Data), refused))
            }
            Err(BodyFailure::BeforeDot(reason)) => Err(SendError::Transient { reason }),
            Err(BodyFailure::AfterDot(reason)) => Err(SendError::Unknown { reason }),
        }
    }

    /// A connection on which MAIL FROM was taken. A kept connection may have died meanwhile; then a new one is made.
    async fn begin(&self, parcel: &Parcel<'_>) -> Result<Session, SendError> {
        let needs_utf8 = parcel
            .sender
            .into_iter()
            .chain(parcel.recipients.iter().map(|(_, address)| address))
            .any(|address| !address.to_string().is_ascii());
        while let Some(mut session) = self.take().await {
            match session.mail(parcel, needs_utf8).await {
                Ok(()) => return Ok(session),
                Err(Failure::Answer(answer)) if answer.code != 421 => {
                    self.keep(session).await;
                    return Err(answer.verdict(Stage::Mail));
                }
                Err(_) => {}
            }
        }
        let mut session = self.connect().await?;
        match session.mail(parcel, needs_utf8).await {
            Ok(()) => Ok(session),
            Err(failure) => Err(self.give_up(session, &failure, Stage::Mail).await),
        }
    }

    /// A new connection, signed in.
    pub async fn connect(&self) -> Result<Session, SendError> {
        let mut session = Session::open(&self.settings, Arc::clone(&self.tls)).await?;
        match &self.settings.login {
            Login::None => Ok(session),
            Login::Password { username, password } => {
                let password = password.expose_secret();
                let signed_in = session
                    .authenticate(&Proof::Password { username, password })
                    .await;
                signed_in.map_err(|failure| failure.verdict(Stage::Auth))?;
                Ok(session)
            }
            Login::XOAuth2 { username } => self.with_token(session, username).await,
        }
    }

    /// Signs in with an access token; one the server refuses is renewed once.
    async fn with_token(&self, mut session: Session, username: &str) -> Result<Session, SendError> {
        let tokens = self.tokens.as_ref().ok_or_else(|| SendError::Unauthorized {
            reason: "the channel has no OAuth settings".to_owned(),
        })?;
        let token = tokens.access().await.map_err(oauth_error)?;
        match try_token(&mut session, username, &token).await {
            Ok(()) => return Ok(session),
            Err(Failure::Answer(answer)) if answer.code >= 500 => session.quit().await,
            Err(failure) => return Err(failure.verdict(Stage::Auth)),
        }
        let token = tokens.renew(&token).await.map_err(oauth_error)?;
        let mut session = Session::open(&self.settings, Arc::clone(&self.tls)).await?;
        try_token(&mut session, username, &token)
            .await
            .map_err(|failure| failure.verdict(Stage::Auth))?;
        Ok(session)
    }

    async fn recipients(&self, session: &mut Session, parcel: &Parcel<'_>) -> Result<Vec<Refused>, Failure> {
        let mut refused = Vec::new();
        for (name, address) in parcel.recipients {
            match session.rcpt(address, parcel.sender.is_some()).await {
                Ok(()) => {}
                Err(Failure::Answer(answer)) if answer.code != 421 => refused.push(answer.refusal(name)),
                Err(failure) => return Err(failure),
            }
        }
        Ok(refused)
    }

    /// Ends a dialogue that failed before the body; a connection that still works is kept.
    async fn give_up(&self, mut session: Session, failure: &Failure, stage: Stage) -> SendError {
        let works = matches!(failure, Failure::Answer(answer) if answer.code != 421);
        if works && session.reset().await.is_ok() {
            self.keep(session).await;
        }
        failure.verdict(stage)
    }

    async fn take(&self) -> Option<Session> {
        let mut idle = self.idle.lock().await;
        idle.retain(|(_, since)| since.elapsed() < IDLE_LIMIT);
        idle.pop().map(|(session, _)| session)
    }

    async fn keep(&self, session: Session) {
        let mut idle = self.idle.lock().await;
        if idle.len() < self.settings.connections {
            idle.push((session, Instant::now()));
        }
    }
}

async fn try_token(session: &mut Session, username: &str, token: &SecretString) -> Result<(), Failure> {
    let token = token.expose_secret();
    session.authenticate(&Proof::XOAuth2 { username, token }).await
}

fn oauth_error(error: OAuthError) -> SendError {
    match error {
        OAuthError::Refused(reason) => SendError::Unauthorized { reason },
        OAuthError::Unreachable(reason) => SendError::Transient { reason },
    }
}

/// Nobody was taken: final for those refused for good, another try for the others.
fn all_refused(refused: Vec<Refused>) -> SendError {
    let reason = refused
        .first()
        .map(|first| first.reason.clone())
        .unwrap_or_default();
    if refused.iter().all(|one| one.temporary) {
        return SendError::Transient { reason };
    }
    SendError::Rejected {
        reason,
        code: refused
            .iter()
            .find(|one| !one.temporary)
            .and_then(|one| one.code.clone()),
        refused,
    }
}

/// Refused recipients stay refused when the body is refused too.
fn with_refused(error: SendError, refused: Vec<Refused>) -> SendError {
    match error {
        SendError::Rejected { reason, code, .. } => {
            // Those refused for now would be refused with the others next time.
            let refused = refused.into_iter().filter(|one| !one.temporary).collect();
            SendError::Rejected {
                reason,
                code,
                refused,
            }
        }
        other => other,
    }
}
