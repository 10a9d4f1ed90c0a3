//! A Dovecot of its own per test: private directory and ports, no system configuration.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::tls::Authority;

pub const USER: &str = "support@example.com";
pub const PASSWORD: &str = "correct horse";

pub struct Dovecot {
    pub port: u16,
    pub tls_port: u16,
    /// PEM of the authority that signed its certificate.
    pub ca_file: PathBuf,
    dir: TempDir,
    owner: (u32, u32),
    child: Option<Child>,
    delivered: AtomicUsize,
}

/// Whether real servers may be left out: their programs are absent and nobody insists
/// (`CENTRALINO_REAL_SERVERS`).
pub fn absent(program: &str) -> bool {
    let found = [
        "/usr/sbin",
        "/usr/bin",
        "/usr/lib/postfix/sbin",
        "/usr/local/sbin",
    ]
    .iter()
    .any(|folder| Path::new(folder).join(program).exists());
    if found {
        return false;
    }
    assert!(
        std::env::var_os("CENTRALINO_REAL_SERVERS").is_none(),
        "{program} is not installed and CENTRALINO_REAL_SERVERS is set"
    );
    println!("skipped: {program} is not installed");
    true
}

impl Dovecot {
    /// Starts with an empty mailbox; `oauth_url` is asked about access tokens.
    pub fn start(oauth_url: Option<&str>) -> Self {
        let dir = tempfile::Builder::new().prefix("dovecot").tempdir().unwrap();
        let root = dir.path().metadata().unwrap().uid() == 0;
        // Dovecot reads no mail as root: then as nobody.
        let owner = if root {
            (65534, 65534)
        } else {
            (
                dir.path().metadata().unwrap().uid(),
                dir.path().metadata().unwrap().gid(),
            )
        };
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let authority = Authority::new();
        let leaf = authority.leaf("localhost");
        let ca_file = authority.write(dir.path());
        std::fs::write(dir.path().join("cert.pem"), &leaf.certificate_pem).unwrap();
        std::fs::write(dir.path().join("key.pem"), &leaf.key_pem).unwrap();
        let mut dovecot = Self {
            port: free_port(),
            tls_port: free_port(),
            ca_file,
            dir,
            owner,
            child: None,
            delivered: AtomicUsize::new(0),
        };
        dovecot.set_password(PASSWORD);
        for folder in [
            "new",
            "cur",
            "tmp",
            ".Sent/new",
            ".Sent/cur",
            ".Sent/tmp",
            ".Done/new",
            ".Done/cur",
            ".Done/tmp",
        ] {
            let path = dovecot.mail_dir().join(folder);
            std::fs::create_dir_all(&path).unwrap();
        }
        dovecot.own(&dovecot.dir.path().join("mail"));
        let user = if root { None } else { Some(user_name()) };
        let config = dovecot.config(user.as_deref(), oauth_url);
        std::fs::write(dovecot.config_path(), config).unwrap();
        dovecot.run();
        dovecot
    }

    /// The `inbound` section of a channel that reads it, over STARTTLS.
    pub fn settings(&self) -> serde_json::Value {
        serde_json::json!({
            "kind": "imap", "host": "localhost", "port": self.port, "security": "starttls",
            "username": USER, "password": PASSWORD, "poll_seconds": 2
        })
    }

    /// Puts a mail into a folder (`""` is the inbox) as a delivery agent does.
    pub fn deliver(&self, folder: &str, mail: &[u8]) {
        let count = self.delivered.fetch_add(1, Ordering::SeqCst);
        let name = format!("1700000000.M{count:06}P1.test");
        let (tmp, new) = (
            self.mail_dir().join(folder).join("tmp"),
            self.mail_dir().join(folder).join("new"),
        );
        std::fs::write(tmp.join(&name), mail).unwrap();
        chown(tmp.join(&name), Some(self.owner.0), Some(self.owner.1)).ok();
        std::fs::rename(tmp.join(&name), new.join(&name)).unwrap();
    }

    /// Removes the mails of the inbox whose text has one of `words`, as another mail program would.
    pub fn expunge(&self, words: &[&str]) -> usize {
        let mut gone = 0;
        for folder in ["new", "cur"] {
            for entry in std::fs::read_dir(self.mail_dir().join(folder)).unwrap().flatten() {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                if words.iter().any(|word| text.contains(word)) {
                    std::fs::remove_file(entry.path()).unwrap();
                    gone += 1;
                }
            }
        }
        gone
    }

    /// Files in a folder.
    pub fn count(&self, folder: &str) -> usize {
        ["new", "cur"]
            .iter()
            .map(|part| {
                std::fs::read_dir(self.mail_dir().join(folder).join(part))
                    .unwrap()
                    .count()
            })
            .sum()
    }

    /// What is in a folder, as text.
    pub fn mails(&self, folder: &str) -> Vec<String> {
        let parts = ["new", "cur"].map(|part| self.mail_dir().join(folder).join(part));
        let entries = parts
            .iter()
            .flat_map(|part| std::fs::read_dir(part).unwrap().flatten());
        entries
            .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
            .collect()
    }

    /// Takes effect at the next sign-in.
    pub fn set_password(&self, password: &str) {
        let path = self.dir.path().join("users");
        std::fs::write(&path, format!("{USER}:{{PLAIN}}{password}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    }

    /// Forgets all UIDs: the folder gets another UIDVALIDITY.
    pub fn renumber(&mut self) {
        self.stop();
        for folder in ["", ".Sent"] {
            for entry in std::fs::read_dir(self.mail_dir().join(folder)).unwrap().flatten() {
                if entry.file_name().to_string_lossy().starts_with("dovecot") {
                    std::fs::remove_file(entry.path()).ok();
                }
            }
        }
        // A fresh UIDVALIDITY is made from the clock, in seconds.
        std::thread::sleep(Duration::from_millis(1100));
        self.run();
    }

    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let id = child.id().to_string();
            Command::new("kill").arg(&id).status().ok();
            child.wait().ok();
        }
    }

    pub fn run(&mut self) {
        let child = Command::new("dovecot")
            .args(["-F", "-c"])
            .arg(self.config_path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.child = Some(child);
        let until = Instant::now() + Duration::from_secs(60);
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < until, "Dovecot does not start: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("dovecot.log")).unwrap_or_default()
    }

    fn mail_dir(&self) -> PathBuf {
        self.dir.path().join("mail")
    }

    fn config_path(&self) -> PathBuf {
        self.dir.path().join("dovecot.conf")
    }

    fn own(&self, path: &Path) {
        chown(path, Some(self.owner.0), Some(self.owner.1)).ok();
        if let Ok(entries) = std::fs::read_dir(path) {
            for entry in entries.flatten() {
                self.own(&entry.path());
            }
        }
    }

    fn config(&self, user: Option<&str>, oauth_url: Option<&str>) -> String {
        let dir = self.dir.path().display();
        let (uid, gid) = self.owner;
        let users = match user {
            Some(user) => format!(
                "default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {user}\n"
            ),
            None => String::new(),
        };
        let oauth = match oauth_url {
            None => String::new(),
            Some(url) => {
                let args = format!(
                    "tokeninfo_url = {url}/tokeninfo/\nintrospection_url = {url}/introspect\nintrospection_mode = post\n\
                     username_attribute = username\nusername_format = %u\nactive_attribute = active\nactive_value = true\n"
                );
                let path = self.dir.path().join("oauth.conf");
                std::fs::write(&path, args).unwrap();
                format!(
                    "auth_mechanisms = plain login xoauth2\npassdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {}\n}}\n",
                    path.display()
                )
            }
        };
        format!(
            "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/dovecot.log\ninstance_name = test\n\
             protocols = imap\nlisten = 127.0.0.1\nssl = yes\nssl_cert = <{dir}/cert.pem\nssl_key = <{dir}/key.pem\n\
             ssl_dh =\ndisable_plaintext_auth = no\nauth_failure_delay = 0\nfirst_valid_uid = 1\n{users}\
             auth_mechanisms = plain login\nmail_location = maildir:{dir}/mail\nmaildir_very_dirty_syncs = no\n\
             auth_cache_size = 0\nmail_max_userip_connections = 50\n{oauth}\
             passdb {{\n driver = passwd-file\n args = scheme=PLAIN {dir}/users\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={dir}/mail\n}}\n\
             namespace inbox {{\n inbox = yes\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {port}\n }}\n\
             inet_listener imaps {{\n port = {tls_port}\n ssl = yes\n }}\n}}\nservice anvil {{\n chroot =\n}}\n",
            port = self.port,
            tls_port = self.tls_port,
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

fn user_name() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
