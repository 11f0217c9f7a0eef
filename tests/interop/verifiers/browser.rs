//! Browsers: a page asks every server of a path for something, and says which of them answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use super::Reply;
use super::case::Case;
use super::defects::HOST;
use super::server::Servers;
use crate::running::Running;

/// How long a browser may take for all paths.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the page says, and why handshakes failed.
pub(super) fn ask(cases: &[&Case], browser: &mut Command) -> Vec<Reply> {
    // Of its own, whose failures are those of this browser.
    let servers = Servers::start(cases.iter().copied());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let page = page(&servers);
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (page, sender) = (page.clone(), sender.clone());
            // It does not matter if the browser has ended.
            thread::spawn(move || answer(stream, &page, &sender));
        }
    });
    let browser = Running::start(browser.arg(format!("http://{address}/")));
    let Ok(results) = receiver.recv_timeout(PATIENCE) else {
        panic!("the browser says nothing: {}", browser.said());
    };
    let results: Vec<_> = results.lines().collect();
    assert_eq!(results.len(), cases.len(), "{results:?}");
    drop(browser);
    let reply = |(case, result): (&&Case, &str)| {
        let failures = servers.failures(case).join("; ");
        if result == "accepted" {
            return Reply::accepted("");
        }
        // Nothing else may stand in its way.
        assert!(!failures.is_empty(), "{}: {result}", case.name);
        Reply::refused(failures)
    };
    cases.iter().zip(results).map(reply).collect()
}

/// Six at a time, as browsers do.
const PAGE: &str = "<!DOCTYPE html><title>paths</title><script>
const ports = [PORTS];
const results = ports.map(() => 'missing');
let next = 0;
async function work() {
  while (next < ports.length) {
    const index = next++;
    try {
      await fetch(`https://HOST:${ports[index]}/`, { mode: 'no-cors', cache: 'no-store' });
      results[index] = 'accepted';
    } catch (error) {
      results[index] = `refused: ${error}`.replaceAll('\\n', ' ');
    }
  }
}
Promise.all([1, 2, 3, 4, 5, 6].map(work)).then(() => fetch('/', { method: 'POST', body: results.join('\\n') }));
</script>";

fn page(servers: &Servers) -> String {
    let ports: Vec<_> = servers.ports.values().map(u16::to_string).collect();
    PAGE.replace("HOST", HOST)
        .replace("PORTS", &ports.join(", "))
}

/// Serves the page, and passes on what it says.
fn answer(mut stream: TcpStream, page: &str, results: &Sender<String>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    if first.starts_with("POST") {
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let _ = results.send(String::from_utf8_lossy(&body).into_owned());
    }
    let (status, page) = match first.split(' ').nth(1) {
        Some("/") => ("200 OK", page),
        _ => ("404 Not Found", ""),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    )
}
