//! An SMTP server that misbehaves as told: drops, hangs or refuses at any stage.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// Where in the dialogue something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After some of the body.
    Body,
    /// After the final dot.
    Dot,
}

/// What happens there.
#[derive(Clone, Debug)]
pub enum Fault {
    Drop,
    Hang,
    /// The positive answer comes only after a while.
    Slow(Duration),
    /// Instead of the positive answer.
    Answer(&'static str),
}

#[derive(Clone, Default)]
pub struct Script {
    pub faults: HashMap<At, Fault>,
    /// Recipients refused, with the answer they get.
    pub refuse: HashMap<&'static str, &'static str>,
    pub tls: Option<Arc<ServerConfig>>,
    /// TLS from the first byte instead of STARTTLS.
    pub implicit: bool,
    /// A TLS server that does not say so.
    pub hides_starttls: bool,
    /// Further lines of the EHLO answer.
    pub offers: &'static [&'static str],
    /// Expected after AUTH PLAIN or XOAUTH2 (base64); anything is good when none.
    pub proof: Option<String>,
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
    pub encrypted: bool,
}

#[derive(Clone, Default)]
struct Log {
    taken: Arc<Mutex<Vec<Taken>>>,
    commands: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

pub struct SmtpPeer {
    pub port: u16,
    script: Arc<Mutex<Script>>,
    log: Log,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for SmtpPeer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpPeer {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (script, log) = (Arc::new(Mutex::new(script)), Log::default());
        let (shared, written) = (script.clone(), log.clone());
        let task = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                *written.connections.lock().unwrap() += 1;
                let script = shared.lock().unwrap().clone();
                tokio::spawn(serve(stream, script, written.clone()));
            }
        });
        Self {
            port,
            script,
            log,
            task,
        }
    }

    /// From the next connection on.
    pub fn behave(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.log.taken.lock().unwrap().clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.log.commands.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.log.connections.lock().unwrap()
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn serve(stream: tokio::net::TcpStream, script: Script, log: Log) {
    let mut stream: Box<dyn Stream> = Box::new(stream);
    let mut encrypted = false;
    if let (true, Some(tls)) = (script.implicit, script.tls.clone()) {
        let Ok(upgraded) = TlsAcceptor::from(tls).accept(stream).await else {
            return;
        };
        (stream, encrypted) = (Box::new(upgraded), true);
    }
    let mut stream = BufReader::new(stream);
    if say(&mut stream, &script, At::Greeting, "220 peer.example ESMTP")
        .await
        .is_none()
    {
        return;
    }
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let Some(line) = line(&mut stream).await else {
            return;
        };
        log.commands.lock().unwrap().push(line.clone());
        let upper = line.to_uppercase();
        let said = if upper.starts_with("EHLO") {
            let starttls = script.tls.is_some() && !encrypted && !script.hides_starttls;
            let offers = if starttls { "250-STARTTLS\r\n" } else { "" };
            let more: String = script
                .offers
                .iter()
                .map(|line| format!("250-{line}\r\n"))
                .collect();
            let text = format!(
                "250-peer.example\r\n{offers}{more}250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN XOAUTH2"
            );
            say(&mut stream, &script, At::Ehlo, &text).await
        } else if upper == "STARTTLS" {
            stream.get_mut().write_all(b"220 go ahead\r\n").await.ok();
            let Some(tls) = script.tls.clone() else { return };
            let Ok(upgraded) = TlsAcceptor::from(tls).accept(stream.into_inner()).await else {
                return;
            };
            stream = BufReader::new(Box::new(upgraded) as Box<dyn Stream>);
            encrypted = true;
            Some(())
        } else if upper.starts_with("AUTH") {
            authenticate(&mut stream, &script, &line).await
        } else if upper.starts_with("MAIL FROM:") {
            from = path(&line);
            to.clear();
            say(&mut stream, &script, At::Mail, "250 2.1.0 ok").await
        } else if upper.starts_with("RCPT TO:") {
            let recipient = path(&line);
            match script.refuse.get(recipient.as_str()) {
                Some(answer) => reply(&mut stream, answer).await,
                None => {
                    let said = say(&mut stream, &script, At::Rcpt, "250 2.1.5 ok").await;
                    to.push(recipient);
                    said
                }
            }
        } else if upper == "DATA" {
            match script.faults.get(&At::Data) {
                Some(Fault::Answer(answer)) => reply(&mut stream, answer).await,
                _ => {
                    if say(&mut stream, &script, At::Data, "354 go").await.is_none() {
                        return;
                    }
                    let Some(bytes) = body(&mut stream, &script).await else {
                        return;
                    };
                    let answer_is_yes = !matches!(script.faults.get(&At::Dot), Some(Fault::Answer(_)));
                    if answer_is_yes {
                        let (from, to) = (from.clone(), to.clone());
                        let taken = Taken {
                            from,
                            to,
                            bytes,
                            encrypted,
                        };
                        log.taken.lock().unwrap().push(taken);
                    }
                    say(&mut stream, &script, At::Dot, "250 2.0.0 queued as 4711").await
                }
            }
        } else if upper == "QUIT" {
            reply(&mut stream, "221 bye").await;
            return;
        } else {
            reply(&mut stream, "250 ok").await
        };
        if said.is_none() {
            return;
        }
    }
}

async fn authenticate(stream: &mut BufReader<Box<dyn Stream>>, script: &Script, line: &str) -> Option<()> {
    let given = line.split_whitespace().nth(2).unwrap_or_default();
    let good = script.proof.as_deref().is_none_or(|proof| proof == given);
    if good {
        return say(stream, script, At::Auth, "235 2.7.0 welcome").await;
    }
    if line.to_uppercase().contains("XOAUTH2") {
        reply(stream, "334 eyJzdGF0dXMiOiI0MDEifQ==").await?;
        // Whoever sends nothing here waits for ever.
        assert_eq!(self::line(stream).await?, "");
    }
    reply(stream, "535 5.7.8 bad credentials").await
}

/// The positive answer, or what the script does instead; none ends the connection.
async fn say(stream: &mut BufReader<Box<dyn Stream>>, script: &Script, at: At, text: &str) -> Option<()> {
    match script.faults.get(&at) {
        None => reply(stream, text).await,
        Some(Fault::Answer(answer)) => reply(stream, answer).await,
        Some(Fault::Drop) => None,
        Some(Fault::Slow(pause)) => {
            tokio::time::sleep(*pause).await;
            reply(stream, text).await
        }
        Some(Fault::Hang) => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            None
        }
    }
}

async fn reply(stream: &mut BufReader<Box<dyn Stream>>, text: &str) -> Option<()> {
    let text = format!("{text}\r\n");
    stream.get_mut().write_all(text.as_bytes()).await.ok()?;
    stream.get_mut().flush().await.ok()
}

async fn line(stream: &mut BufReader<Box<dyn Stream>>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(count) if count > 0 => Some(line.trim_end().to_owned()),
        _ => None,
    }
}

/// Undoes the dots (RFC 5321 §4.5.2).
async fn body(stream: &mut BufReader<Box<dyn Stream>>, script: &Script) -> Option<Vec<u8>> {
    match script.faults.get(&At::Body) {
        Some(Fault::Drop) => {
            stream.read_u8().await.ok();
            return None;
        }
        Some(Fault::Hang) => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            return None;
        }
        _ => {}
    }
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        if line == b".\r\n" {
            return Some(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn path(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    let end = line.find('>').unwrap_or(line.len());
    line[start..end].to_owned()
}
