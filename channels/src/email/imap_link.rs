//! One IMAP connection: greeting, encryption, sign-in, and commands whose tagged answer is looked at.

use std::sync::Arc;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::imap_proto::{Capability, MailboxDatum, Response, ResponseCode, Status};
use async_imap::{Authenticator, Client, Session};
use rustls::ClientConfig;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::oauth::{OAuthError, Tokens, xoauth2};
use super::settings::{Imap, Login, Peer, Security};
use super::wire::{self, Wire, WireError};
use crate::error::PullError;

const CONNECT_LIMIT: Duration = Duration::from_secs(30);
/// Sign-in, SELECT, SEARCH, and the wait between two items of a FETCH.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);
/// One mail may trickle in for so long.
const ITEM_LIMIT: Duration = Duration::from_secs(300);

/// A signed-in connection with a selected folder. After any error it is of no use: async-imap's futures are not
/// cancel-safe.
pub struct Link {
    pub session: Session<Wire>,
    pub offers: Offers,
    pub folder: Folder,
}

/// What the server can do beyond the basics.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offers {
    pub idle: bool,
    pub moving: bool,
    pub uidplus: bool,
    plain: bool,
    login_disabled: bool,
}

/// What SELECT said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Folder {
    pub uidvalidity: u32,
    /// Messages that come later have at least this UID.
    pub uid_next: Option<u32>,
}

/// How a folder is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    ReadOnly,
    ReadWrite,
}

/// Connects and waits for the greeting.
pub async fn greet(peer: &Peer, tls: Arc<ClientConfig>) -> Result<Client<Wire>, PullError> {
    let stream = wire::connect(&peer.host, peer.port, CONNECT_LIMIT)
        .await
        .map_err(wire_error)?;
    let wire = match peer.security {
        Security::Plain => Wire::plain(stream),
        Security::Tls => wire::encrypt(stream, &peer.host, tls, CONNECT_LIMIT)
            .await
            .map_err(wire_error)?,
        Security::StartTls => {
            let stream = limited("STARTTLS", ask_for_tls(stream)).await?;
            return wire::encrypt(stream, &peer.host, tls, CONNECT_LIMIT)
                .await
                .map(Client::new)
                .map_err(wire_error);
        }
    };
    let mut client = Client::new(wire);
    limited("the greeting", async {
        match client.read_response().await.map_err(broken)? {
            Some(greeting) => refuse_bye(greeting.parsed()),
            None => Err(lost()),
        }
    })
    .await?;
    Ok(client)
}

/// The plain-text opening (RFC 3501 §6.2.1). What was read ahead of the encryption is thrown away with the client.
async fn ask_for_tls(stream: TcpStream) -> Result<TcpStream, PullError> {
    let mut client = Client::new(stream);
    match client.read_response().await.map_err(broken)? {
        Some(greeting) => refuse_bye(greeting.parsed())?,
        None => return Err(lost()),
    }
    match client.run_command_and_check_ok("STARTTLS", None).await {
        Ok(()) => Ok(client.into_inner()),
        Err(Error::No(_) | Error::Bad(_)) => Err(PullError::Unauthorized(
            "the server offers no encryption (STARTTLS), and this channel does not sign in without"
                .to_owned(),
        )),
        Err(error) => Err(pull_error(error)),
    }
}

/// Signs in. An access token that the server refuses is renewed once, on a new connection.
pub async fn sign_in(
    settings: &Imap,
    tls: &Arc<ClientConfig>,
    tokens: Option<&Tokens>,
    client: Client<Wire>,
) -> Result<(Session<Wire>, Offers), PullError> {
    let mut session = match &settings.login {
        Login::None => return Err(PullError::Misconfigured("IMAP needs a sign-in".to_owned())),
        Login::Password { username, password } => {
            limited("the sign-in", with_password(client, username, password)).await?
        }
        Login::XOAuth2 { username } => {
            let tokens = tokens
                .ok_or_else(|| PullError::Misconfigured("the channel has no OAuth settings".to_owned()))?;
            let token = tokens.access().await.map_err(oauth_error)?;
            match limited("the sign-in", with_token(client, username, &token)).await {
                Err(PullError::Unauthorized(_)) => {
                    let token = tokens.renew(&token).await.map_err(oauth_error)?;
                    let client = greet(&settings.peer, Arc::clone(tls)).await?;
                    limited("the sign-in", with_token(client, username, &token)).await?
                }
                signed_in => signed_in?,
            }
        }
    };
    let mut offers = Offers::default();
    // The list changes with the sign-in.
    command(&mut session, "CAPABILITY", COMMAND_LIMIT, |response| {
        offers.note(response)
    })
    .await?;
    Ok((session, offers))
}

async fn with_password(
    mut client: Client<Wire>,
    username: &str,
    password: &SecretString,
) -> Result<Session<Wire>, PullError> {
    let offers = capabilities(&mut client).await?;
    let password = password.expose_secret();
    let signed_in = if offers.plain {
        let words = Words(vec![format!("\0{username}\0{password}")]);
        client.authenticate("PLAIN", words).await
    } else if offers.login_disabled {
        return Err(PullError::Unauthorized(
            "the server takes no password on this connection: choose TLS or STARTTLS".to_owned(),
        ));
    } else {
        client.login(username, password).await
    };
    signed_in.map_err(|(error, _)| sign_in_error(error))
}

async fn with_token(
    client: Client<Wire>,
    username: &str,
    token: &SecretString,
) -> Result<Session<Wire>, PullError> {
    let words = Words(vec![xoauth2(username, token.expose_secret())]);
    let signed_in = client.authenticate("XOAUTH2", words).await;
    signed_in.map_err(|(error, _)| sign_in_error(error))
}

/// Gives its words to the first challenges and an empty line to all after them: a refused XOAUTH2 waits for that.
struct Words(Vec<String>);

impl Authenticator for Words {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        if self.0.is_empty() {
            String::new()
        } else {
            self.0.remove(0)
        }
    }
}

async fn capabilities(client: &mut Client<Wire>) -> Result<Offers, PullError> {
    let mut offers = Offers::default();
    // async-imap asks only once signed in; its own tags begin with A.
    client
        .get_mut()
        .write_all(b"C0 CAPABILITY\r\n")
        .await
        .map_err(broken)?;
    client.get_mut().flush().await.map_err(broken)?;
    loop {
        let response = client.read_response().await.map_err(broken)?.ok_or_else(lost)?;
        refuse_bye(response.parsed())?;
        match response.parsed() {
            Response::Done { tag, .. } if tag.0 == "C0" => return Ok(offers),
            other => offers.note(other),
        }
    }
}

impl Offers {
    fn note(&mut self, response: &Response<'_>) {
        let Response::Capabilities(list) = response else {
            return;
        };
        for capability in list {
            match capability {
                Capability::Auth(name) if name.eq_ignore_ascii_case("PLAIN") => self.plain = true,
                Capability::Atom(name) => match name.to_ascii_uppercase().as_str() {
                    "IDLE" => self.idle = true,
                    "MOVE" => self.moving = true,
                    "UIDPLUS" => self.uidplus = true,
                    "LOGINDISABLED" => self.login_disabled = true,
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

/// Opens a folder; the error of a missing one is for an admin.
pub async fn select(session: &mut Session<Wire>, name: &str, access: Access) -> Result<Folder, PullError> {
    let verb = match access {
        Access::ReadOnly => "EXAMINE",
        Access::ReadWrite => "SELECT",
    };
    let mut folder = Folder::default();
    let line = format!("{verb} {}", quoted(name));
    let selected = command(session, &line, COMMAND_LIMIT, |response| {
        if let Response::Data { outcome, .. } = response {
            match outcome.code {
                Some(ResponseCode::UidValidity(value)) => folder.uidvalidity = value,
                Some(ResponseCode::UidNext(value)) => folder.uid_next = Some(value),
                _ => {}
            }
        }
    })
    .await;
    match selected {
        Ok(()) if folder.uidvalidity == 0 => Err(PullError::Misconfigured(format!(
            "the server keeps no UIDs for the folder {name}"
        ))),
        Ok(()) => Ok(folder),
        Err(PullError::Misconfigured(words)) => Err(PullError::Misconfigured(format!(
            "the folder {name} cannot be opened: {words}"
        ))),
        Err(error) => Err(error),
    }
}

/// UIDs that match, ascending.
pub async fn search(session: &mut Session<Wire>, criteria: &str) -> Result<Vec<u32>, PullError> {
    let mut found = Vec::new();
    let line = format!("UID SEARCH {criteria}");
    command(session, &line, COMMAND_LIMIT, |response| {
        if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
            found.extend_from_slice(uids);
        }
    })
    .await?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// `UID FETCH`; `each` sees every item.
pub async fn fetch(
    session: &mut Session<Wire>,
    uids: &str,
    items: &str,
    each: impl FnMut(&Response<'_>),
) -> Result<(), PullError> {
    command(session, &format!("UID FETCH {uids} {items}"), ITEM_LIMIT, each).await
}

/// Runs one command to its tagged OK; a NO is `Misconfigured` with the server's words.
pub async fn command(
    session: &mut Session<Wire>,
    line: &str,
    limit: Duration,
    mut each: impl FnMut(&Response<'_>),
) -> Result<(), PullError> {
    let slow = || PullError::Transient(format!("the server did not answer within {} s", limit.as_secs()));
    let tag = timeout(limit, session.run_command(line))
        .await
        .map_err(|_| slow())?
        .map_err(pull_error)?;
    loop {
        let response = timeout(limit, session.read_response())
            .await
            .map_err(|_| slow())?
            .map_err(broken)?
            .ok_or_else(lost)?;
        refuse_bye(response.parsed())?;
        match response.parsed() {
            Response::Done {
                tag: done,
                status,
                outcome,
            } if *done == tag => {
                if *status == Status::Ok {
                    return Ok(());
                }
                let words = format!(
                    "{:?} {}",
                    outcome.code,
                    outcome.information.as_deref().unwrap_or_default()
                );
                return Err(if is_passing(&words) || *status == Status::Bad {
                    PullError::Transient(format!("the server refused: {words}"))
                } else {
                    PullError::Misconfigured(
                        outcome
                            .information
                            .as_deref()
                            .unwrap_or("no reason given")
                            .to_owned(),
                    )
                });
            }
            other => each(other),
        }
    }
}

/// Within the limit of a command.
pub async fn limited<T>(
    what: &str,
    work: impl Future<Output = Result<T, PullError>>,
) -> Result<T, PullError> {
    match timeout(COMMAND_LIMIT, work).await {
        Ok(result) => result,
        Err(_) => Err(PullError::Transient(format!(
            "the server did not finish {what} within {} s",
            COMMAND_LIMIT.as_secs()
        ))),
    }
}

/// A folder's name as an IMAP string: modified UTF-7 (RFC 3501 §5.1.3), quoted.
pub fn quoted(name: &str) -> String {
    let escaped = encoded(name).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The same without quotes.
pub fn encoded(name: &str) -> String {
    let mut encoded = String::new();
    let mut foreign: Vec<u8> = Vec::new();
    let flush = |foreign: &mut Vec<u8>, encoded: &mut String| {
        if !foreign.is_empty() {
            use base64::Engine;
            let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&*foreign);
            encoded.push('&');
            encoded.push_str(&text.replace('/', ","));
            encoded.push('-');
            foreign.clear();
        }
    };
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut foreign, &mut encoded);
            match c {
                '&' => encoded.push_str("&-"),
                _ => encoded.push(c),
            }
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                foreign.extend_from_slice(&unit.to_be_bytes());
            }
        }
    }
    flush(&mut foreign, &mut encoded);
    encoded
}

fn refuse_bye(response: &Response<'_>) -> Result<(), PullError> {
    match response {
        Response::Data {
            status: Status::Bye,
            outcome,
        } => Err(PullError::Transient(format!(
            "the server hung up: {}",
            outcome.information.as_deref().unwrap_or("no reason given")
        ))),
        _ => Ok(()),
    }
}

fn sign_in_error(error: Error) -> PullError {
    match error {
        Error::No(words) if is_passing(&words) => {
            PullError::Transient(format!("the server refused: {words}"))
        }
        Error::No(words) | Error::Bad(words) => {
            PullError::Unauthorized(format!("the server refused the sign-in ({words})"))
        }
        Error::Validate(_) => {
            PullError::Unauthorized("the user name or password has a line break".to_owned())
        }
        other => pull_error(other),
    }
}

/// Response codes of RFC 5530 that pass by themselves.
fn is_passing(words: &str) -> bool {
    let words = words.to_ascii_uppercase();
    [
        "UNAVAILABLE",
        "INUSE",
        "SERVERBUG",
        "LIMIT",
        "TOO MANY",
        "TEMPORAR",
        "TRY AGAIN",
    ]
    .iter()
    .any(|sign| words.contains(sign))
}

pub fn pull_error(error: Error) -> PullError {
    match error {
        Error::Io(error) => broken(error),
        Error::ConnectionLost => lost(),
        other => PullError::Transient(other.to_string()),
    }
}

fn broken(error: std::io::Error) -> PullError {
    PullError::Transient(format!("the connection broke: {error}"))
}

fn lost() -> PullError {
    PullError::Transient("the server closed the connection".to_owned())
}

fn wire_error(error: WireError) -> PullError {
    match error {
        WireError::Network(words) => PullError::Transient(words),
        WireError::Trust(words) => PullError::Unauthorized(words),
    }
}

fn oauth_error(error: OAuthError) -> PullError {
    match error {
        OAuthError::Refused(words) => PullError::Unauthorized(words),
        OAuthError::Unreachable(words) => PullError::Transient(words),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn folder_names_in_modified_utf7() {
        // The examples of RFC 3501 §5.1.3.
        assert_eq!(
            quoted("~peter/mail/台北/日本語"),
            "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""
        );
        assert_eq!(quoted("R&D \"x\""), "\"R&-D \\\"x\\\"\"");
        assert_eq!(quoted("Entwürfe"), "\"Entw&APw-rfe\"");
    }
}
