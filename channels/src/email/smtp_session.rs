//! One SMTP connection, driven stage by stage, each with its own time limit (RFC 5321 §4.5.3.2).

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::response::Response;
use rustls::ClientConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::settings::{Security, Smtp, StageLimits};
use super::smtp::Parcel;
use super::smtp_offers::Offers;
use super::verdict::{Answer, Stage};
use super::wire::{self, Wire, WireError};
use crate::error::SendError;

/// Pieces in which the body is written.
const CHUNK: usize = 64 * 1024;
/// A greeting or EHLO answer before encryption is not longer.
const PREFACE_LIMIT: usize = 16 * 1024;

/// A connection that has greeted us and, where there is a login, knows us.
pub struct Session {
    connection: AsyncSmtpConnection,
    offers: Offers,
    limits: StageLimits,
}

/// Why a stage ended without a positive answer.
#[derive(Debug)]
pub enum Failure {
    /// The server said no; the connection still works.
    Answer(Answer),
    /// No answer at all: the connection is of no use any more.
    Lost(String),
}

/// How the body went.
pub enum BodyFailure {
    Answer(Answer),
    /// The final dot had not left.
    BeforeDot(String),
    /// The final dot has left and nobody knows what became of it.
    AfterDot(String),
}

/// How to sign in.
pub enum Proof<'a> {
    None,
    Password { username: &'a str, password: &'a str },
    XOAuth2 { username: &'a str, token: &'a str },
}

impl Session {
    /// Connects, encrypts, greets.
    pub async fn open(settings: &Smtp, tls: Arc<ClientConfig>) -> Result<Self, SendError> {
        let limits = settings.limits;
        let peer = &settings.peer;
        let stream = wire::connect(&peer.host, peer.port, limits.connect)
            .await
            .map_err(wire_error)?;
        let wire = match peer.security {
            Security::Plain => Wire::plain(stream),
            Security::Tls => wire::encrypt(stream, &peer.host, tls, limits.connect)
                .await
                .map_err(wire_error)?,
            Security::StartTls => {
                let stream = timeout(limits.greeting, ask_for_tls(stream, &settings.hello_name))
                    .await
                    .map_err(|_| transient("the server did not greet in time"))??;
                wire::encrypt(stream, &peer.host, tls, limits.connect)
                    .await
                    .map_err(wire_error)?
                    // The server does not greet again; lettre waits for it.
                    .with_ahead(b"220 encrypted\r\n")
            }
        };
        let hello = ClientId::Domain(settings.hello_name.clone());
        let opening = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello);
        let connection = within(limits.greeting, opening)
            .await
            .map_err(|failure| failure.verdict(Stage::Hello))?;
        let mut session = Self {
            connection,
            offers: Offers::default(),
            limits,
        };
        // lettre's own keeps little of the answer; asking again costs one round trip of a connection that is kept.
        let hello = format!("EHLO {}\r\n", settings.hello_name);
        match session.command(hello, limits.greeting).await {
            Ok(answer) => session.offers = Offers::read(answer.message()),
            Err(Failure::Answer(_)) => {}
            Err(failure) => return Err(failure.verdict(Stage::Hello)),
        }
        Ok(session)
    }

    /// Signs in. The commands are ours: lettre's answer no challenge after a refused XOAUTH2.
    pub async fn authenticate(&mut self, proof: &Proof<'_>) -> Result<(), Failure> {
        let limit = self.limits.greeting;
        match proof {
            Proof::None => Ok(()),
            Proof::XOAuth2 { username, token } => {
                let words = super::oauth::xoauth2_base64(username, token);
                let answer = self.command(format!("AUTH XOAUTH2 {words}\r\n"), limit).await?;
                if answer.has_code(334) {
                    // The challenge says why; the refusal itself comes after an empty line.
                    self.command("\r\n".to_owned(), limit).await?;
                }
                Ok(())
            }
            Proof::Password { username, password } => {
                use lettre::transport::smtp::authentication::Mechanism;
                let knows = |mechanism| {
                    let info = self.connection.server_info();
                    info.supports_feature(Extension::Authentication(mechanism))
                };
                if !knows(Mechanism::Plain) && knows(Mechanism::Login) {
                    self.command("AUTH LOGIN\r\n".to_owned(), limit).await?;
                    self.command(format!("{}\r\n", STANDARD.encode(username)), limit)
                        .await?;
                    self.command(format!("{}\r\n", STANDARD.encode(password)), limit)
                        .await?;
                    return Ok(());
                }
                let words = STANDARD.encode(format!("\0{username}\0{password}"));
                self.command(format!("AUTH PLAIN {words}\r\n"), limit).await?;
                Ok(())
            }
        }
    }

    /// MAIL FROM; no sender is `<>`. A mail larger than the server said it takes is refused on its behalf.
    pub async fn mail(&mut self, parcel: &Parcel<'_>, needs_utf8: bool) -> Result<(), Failure> {
        if let Some(refusal) = self.offers.refusal(parcel.mail.len()) {
            return Err(Failure::Answer(refusal));
        }
        let sender = parcel.sender.map(ToString::to_string).unwrap_or_default();
        let more = self.offers.mail_parameters(parcel.mail.len(), parcel.message_id);
        let info = self.connection.server_info();
        let utf8 = match needs_utf8 && info.supports_feature(Extension::SmtpUtfEight) {
            true => " SMTPUTF8",
            false => "",
        };
        self.command(format!("MAIL FROM:<{sender}>{more}{utf8}\r\n"), self.limits.mail)
            .await
            .map(|_| ())
    }

    pub async fn rcpt(&mut self, recipient: &Address, has_sender: bool) -> Result<(), Failure> {
        let more = self.offers.rcpt_parameters(has_sender);
        self.command(format!("RCPT TO:<{recipient}>{more}\r\n"), self.limits.rcpt)
            .await
            .map(|_| ())
    }

    pub async fn data(&mut self) -> Result<(), Failure> {
        self.command("DATA\r\n".to_owned(), self.limits.data)
            .await
            .map(|_| ())
    }

    /// The mail and its final dot. Gives the server's words.
    pub async fn body(&mut self, mail: &[u8]) -> Result<String, BodyFailure> {
        // The dot brings its own line end.
        let mail = mail.strip_suffix(b"\r\n").unwrap_or(mail);
        let at_dot = AtomicBool::new(false);
        // lettre asks for the next piece until there is none, and then sends the dot.
        let pieces = mail.chunks(CHUNK).map(Some).chain(std::iter::once_with(|| {
            at_dot.store(true, Ordering::SeqCst);
            None
        }));
        let limits = self.limits;
        let sending = self
            .connection
            .message_iter(pieces.map(Option::unwrap_or_default));
        tokio::pin!(sending);
        let mut sent = timeout(limits.body, &mut sending).await;
        if sent.is_err() && at_dot.load(Ordering::SeqCst) {
            sent = timeout(limits.end, &mut sending).await;
        }
        let doubt = |words: String| {
            if at_dot.load(Ordering::SeqCst) {
                BodyFailure::AfterDot(words)
            } else {
                BodyFailure::BeforeDot(words)
            }
        };
        match sent {
            Err(_) => Err(doubt("no answer in time".to_owned())),
            Ok(Ok(response)) => Ok(format!("{} {}", response.code(), words(&response))),
            Ok(Err(error)) => match answer(&error) {
                Some(answer) => Err(BodyFailure::Answer(answer)),
                None => Err(doubt(lost(&error))),
            },
        }
    }

    /// Forgets a mail that was begun.
    pub async fn reset(&mut self) -> Result<(), Failure> {
        self.command("RSET\r\n".to_owned(), self.limits.mail)
            .await
            .map(|_| ())
    }

    /// Says good-bye; nobody waits long for the answer.
    pub async fn quit(mut self) {
        let _ = timeout(Duration::from_secs(2), self.connection.quit()).await;
    }

    async fn command(&mut self, line: String, limit: Duration) -> Result<Response, Failure> {
        within(limit, self.connection.command(line)).await
    }
}

impl Failure {
    /// What it means for a message nothing of which has left.
    pub fn verdict(&self, stage: Stage) -> SendError {
        match self {
            Self::Answer(answer) => answer.verdict(stage),
            Self::Lost(words) => transient(words),
        }
    }
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Failure> {
    match timeout(limit, work).await {
        Err(_) => Err(Failure::Lost(format!(
            "the server did not answer within {} s",
            limit.as_secs()
        ))),
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => match answer(&error) {
            Some(answer) => Err(Failure::Answer(answer)),
            None => Err(Failure::Lost(lost(&error))),
        },
    }
}

fn answer(error: &lettre::transport::smtp::Error) -> Option<Answer> {
    let code = error.status()?.to_string().parse().ok()?;
    let text = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    Some(Answer::new(code, &text))
}

fn lost(error: &lettre::transport::smtp::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("the connection broke: {source}"),
        None => "the connection broke".to_owned(),
    }
}

fn words(response: &Response) -> String {
    response.message().collect::<Vec<_>>().join(" ")
}

fn transient(words: impl Into<String>) -> SendError {
    SendError::Transient { reason: words.into() }
}

fn wire_error(error: WireError) -> SendError {
    match error {
        WireError::Network(reason) => SendError::Transient { reason },
        WireError::Trust(reason) => SendError::Unauthorized { reason },
    }
}

/// The plain-text opening up to the upgrade (RFC 3207). Anything the server sends beyond its answer would be read as
/// if it had come encrypted, so it ends the connection.
async fn ask_for_tls(mut stream: TcpStream, hello: &str) -> Result<TcpStream, SendError> {
    read_answer(&mut stream, Stage::Hello).await?;
    write(&mut stream, &format!("EHLO {hello}\r\n")).await?;
    let offers = read_answer(&mut stream, Stage::Hello).await?;
    let offered = offers.lines().any(|line| {
        line.get(4..)
            .is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"))
    });
    if !offered {
        return Err(SendError::Unauthorized {
            reason: "the server offers no encryption (STARTTLS), and this channel does not send without"
                .to_owned(),
        });
    }
    write(&mut stream, "STARTTLS\r\n").await?;
    read_answer(&mut stream, Stage::Auth).await?;
    Ok(stream)
}

async fn write(stream: &mut TcpStream, line: &str) -> Result<(), SendError> {
    stream
        .write_all(line.as_bytes())
        .await
        .map_err(|error| transient(format!("the connection broke: {error}")))
}

/// Reads one answer of one or more lines, and not a byte more than came with it.
async fn read_answer(stream: &mut TcpStream, stage: Stage) -> Result<String, SendError> {
    let mut text = Vec::new();
    let mut buffer = [0; 2048];
    loop {
        let count = stream
            .read(&mut buffer)
            .await
            .map_err(|error| transient(format!("the connection broke: {error}")))?;
        if count == 0 {
            return Err(transient("the server closed the connection"));
        }
        text.extend_from_slice(&buffer[..count]);
        if text.len() > PREFACE_LIMIT {
            return Err(transient("the server's greeting does not end"));
        }
        let Some(answer) = complete(&text) else { continue };
        if answer.len() != text.len() {
            return Err(SendError::Unauthorized {
                reason: "somebody put words between us and the server before the encryption".to_owned(),
            });
        }
        let code = answer
            .get(..3)
            .and_then(|code| code.parse::<u16>().ok())
            .unwrap_or(0);
        if !(200..400).contains(&code) {
            let words = answer.get(4..).unwrap_or_default();
            return Err(Answer::new(code, words).verdict(stage));
        }
        return Ok(answer);
    }
}

/// The first whole answer in `bytes`.
fn complete(bytes: &[u8]) -> Option<String> {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.ends_with(b"\n") && line.get(3) != Some(&b'-') {
            return Some(String::from_utf8_lossy(&bytes[..end]).into_owned());
        }
    }
    None
}
