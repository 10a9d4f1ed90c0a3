//! The real program on a directory and a database of its own: started, killed, frozen and started again.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::database;

const BINARY: &str = env!("CARGO_BIN_EXE_centralino");
/// Promised are 5 s on a machine of its own; the suite runs beside builds and other tests.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Where a hub lives: what outlasts its processes.
pub struct Place {
    dir: TempDir,
    pub database_url: Option<String>,
    lives: AtomicUsize,
    /// Seconds its processes wait for a connection to the database.
    pub patience: String,
}

impl Place {
    /// An empty directory and a database without any table.
    pub async fn new() -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        Self {
            dir: tempfile::Builder::new().prefix("faults").tempdir().unwrap(),
            database_url: database::empty().await.url,
            lives: AtomicUsize::new(0),
            patience: "30".to_owned(),
        }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The program with this place's settings and nothing else of our environment. `wrap` runs it (strace, faketime).
    pub fn command(&self, wrap: &[&str], arguments: &[&str]) -> Command {
        let mut command = match wrap {
            [] => Command::new(BINARY),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(BINARY);
                command
            }
        };
        command.args(arguments).current_dir(self.path()).env_clear();
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let data_dir: OsString = self.path().join("data").into();
        command
            .env("CENTRALINO_DATA_DIR", data_dir)
            .env("CENTRALINO_HTTP_LISTEN", "127.0.0.1:0")
            .env("CENTRALINO_METRICS_LISTEN", "127.0.0.1:0")
            .env("CENTRALINO_SECURITY_ALLOW_PRIVATE_ADDRESSES", "true")
            .env("CENTRALINO_SECURITY_REQUESTS_PER_MINUTE", "1000000")
            .env("CENTRALINO_DESK_UNDO_SECONDS", "0")
            .env("CENTRALINO_MAIL_MAX_BACKOFF_SECONDS", "1")
            .env("CENTRALINO_DATABASE_ACQUIRE_TIMEOUT_SECONDS", &self.patience)
            .env("CENTRALINO_LOG_FORMAT", "json");
        if let Some(url) = &self.database_url {
            command.env("CENTRALINO_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        feed(self.command(&[], arguments), input)
            .wait_with_output()
            .unwrap()
    }

    /// Runs a command that must succeed; what it printed.
    #[track_caller]
    pub fn say(&self, arguments: &[&str], input: &[u8]) -> String {
        let output = self.run(arguments, input);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Makes the administrator; gives a token of hers.
    pub fn administrator(&self) -> String {
        let add = [
            "user",
            "add",
            "anna@example.com",
            "--role",
            "administrator",
            "--password-stdin",
        ];
        self.say(&add, b"correct horse battery staple\n");
        self.say(
            &["token", "create", "--user", "anna@example.com", "--name", "story"],
            b"",
        )
    }

    /// Starts the hub; it need not come up.
    pub fn spawn(&self, wrap: &[&str]) -> Life {
        let number = self.lives.fetch_add(1, Ordering::SeqCst);
        let log = self.path().join(format!("hub-{number:04}.log"));
        let file = File::create(&log).unwrap();
        let child = self
            .command(wrap, &["serve"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .unwrap();
        Life {
            child,
            log,
            born: Instant::now(),
        }
    }

    /// Starts the hub and waits until it is ready; gives it with its address.
    pub async fn start(&self) -> (Life, String) {
        let mut life = self.spawn(&[]);
        let address = life.ready().await;
        (life, address)
    }

    /// Everything its processes logged.
    pub fn log(&self) -> String {
        let mut all = String::new();
        for number in 0..self.lives.load(Ordering::SeqCst) {
            let path = self.path().join(format!("hub-{number:04}.log"));
            all.push_str(&String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()));
        }
        all
    }
}

/// Starts a command with `input` on its standard input.
pub fn feed(mut command: Command, input: &[u8]) -> Child {
    let pipes = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    // A program that ended already reads nothing.
    child.stdin.take().unwrap().write_all(input).ok();
    child
}

/// One process of the hub; killed when dropped.
pub struct Life {
    child: Child,
    log: PathBuf,
    born: Instant,
}

impl Life {
    /// Waits until it answers that it is ready; gives its address.
    pub async fn ready(&mut self) -> String {
        match self.up().await {
            Some(address) => address,
            None => panic!("it ended by itself ({:?}): {}", self.ended(), self.text()),
        }
    }

    /// The same for one that may end before.
    pub async fn up(&mut self) -> Option<String> {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(2))
            .build()
            .unwrap();
        while self.ended().is_none() {
            if let Some(address) = self.address() {
                let answer = client.get(format!("{address}/readyz")).send().await;
                if answer.is_ok_and(|answer| answer.status().is_success()) {
                    return Some(address);
                }
            }
            assert!(
                self.age() < READY_WITHIN,
                "not ready after {:?}: {}",
                self.age(),
                self.text()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// Time since it was started.
    pub fn age(&self) -> Duration {
        self.born.elapsed()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    fn address(&self) -> Option<String> {
        let text = self.text();
        let line = text.lines().find(|line| line.contains("\"listening\""))?;
        let line: Value = serde_json::from_str(line).ok()?;
        let address = line.get("address").or_else(|| line["fields"].get("address"))?;
        Some(format!("http://{}", address.as_str()?))
    }

    /// SIGKILL, at once.
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().unwrap();
    }

    /// SIGSTOP, SIGCONT, SIGTERM …
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Whether it ended by itself.
    pub fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().unwrap()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
