//! The binary as an operator meets it: size, time to start, memory at rest and at work.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::mails;

const BINARY: &str = env!("CARGO_BIN_EXE_centralino");
/// Mails of the import whose memory is watched.
const MAILS: usize = 2_000;

/// Starts the built binary in `dir`, which already holds a hub.
pub async fn run(dir: &Path) {
    println!("\n### The process\n\n| what | |\n|---|---:|");
    println!(
        "| binary | {:.1} MB |",
        std::fs::metadata(BINARY).unwrap().len() as f64 / 1e6
    );
    let fresh = tempfile::tempdir().unwrap();
    if std::env::var_os("CENTRALINO_BENCH_DATABASE_URL").is_none() {
        let (mut child, took) = start(fresh.path());
        println!(
            "| first start on an empty directory, until ready | {} ms |",
            took.as_millis()
        );
        std::thread::sleep(Duration::from_secs(5));
        println!(
            "| memory at rest, empty hub | {:.0} MB |",
            memory(child.id(), "VmRSS")
        );
        stop(&mut child);
    }
    let (mut child, took) = start(dir);
    println!(
        "| start on the data of this run, until ready | {} ms |",
        took.as_millis()
    );
    std::thread::sleep(Duration::from_secs(5));
    println!("| memory at rest | {:.0} MB |", memory(child.id(), "VmRSS"));
    import(dir);
    println!(
        "| peak of the hub beside it | {:.0} MB |",
        memory(child.id(), "VmHWM")
    );
    stop(&mut child);
}

/// `centralino import mbox` beside the running hub.
fn import(dir: &Path) {
    let path = dir.join("bench.mbox");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    for n in 0..MAILS {
        file.write_all(b"From bench@example.net Sat Nov 21 10:00:00 2026\n")
            .unwrap();
        file.write_all(&mails::mail(5_000_000 + n, "inbox@hub.example"))
            .unwrap();
        file.write_all(b"\n").unwrap();
    }
    drop(file);
    let started = Instant::now();
    let mut child = command(dir)
        .args([
            "import",
            "mbox",
            path.to_str().unwrap(),
            "--channel",
            "Inbox",
            "--json",
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak: f64 = 0.0;
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        peak = peak.max(memory(child.id(), "VmHWM"));
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(ended.success());
    let rate = MAILS as f64 / started.elapsed().as_secs_f64();
    println!("| `import mbox` of {MAILS} mails beside a running hub | {rate:.0} mails/s |");
    println!("| its peak memory | {peak:.0} MB |");
    std::fs::remove_file(path).unwrap();
}

fn command(dir: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command
        .env("CENTRALINO_DATA_DIR", dir)
        .env("CENTRALINO_LOG_FILTER", "error")
        .env_remove("CENTRALINO_BENCH_DIR")
        .env_remove("CENTRALINO_BENCH_DATABASE_URL")
        .env_remove("CENTRALINO_BENCH_MAILS");
    if let Ok(url) = std::env::var("CENTRALINO_BENCH_DATABASE_URL") {
        command.env("CENTRALINO_DATABASE_URL", url);
    }
    command
}

/// Gives the process and how long it took until `/readyz` said so.
fn start(dir: &Path) -> (Child, Duration) {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let started = Instant::now();
    let child = command(dir)
        .arg("serve")
        .env("CENTRALINO_HTTP_LISTEN", format!("127.0.0.1:{port}"))
        .env("CENTRALINO_METRICS_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !ready(port) {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "the hub does not start"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    (child, started.elapsed())
}

fn ready(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let asked = format!("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(asked.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// Megabytes by `/proc`; 0 when the process is gone.
fn memory(process: u32, field: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

fn stop(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
