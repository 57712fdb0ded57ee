//! A running service over given files, asked with raw requests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses what it needs; one that cannot go on fails"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running service; it ends with the test.
pub(crate) struct Served {
    child: Child,
    address: String,
    _root: tempfile::TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A status and a body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Served {
    /// Over files by name and text.
    pub(crate) fn new(files: &[(&str, &str)]) -> Served {
        let root = tempfile::tempdir().unwrap();
        let plans = root.path().join("plans");
        fs::create_dir(&plans).unwrap();
        for (name, text) in files {
            fs::write(plans.join(name), text).unwrap();
        }
        Served::over(root, Path::new("plans"))
    }

    /// Over one file of the sample corpus.
    pub(crate) fn sample(path: &Path) -> Served {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("plans")).unwrap();
        fs::copy(path, root.path().join("plans").join(path.file_name().unwrap())).unwrap();
        Served::over(root, Path::new("plans"))
    }

    fn over(root: tempfile::TempDir, plans: &Path) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doichieu"));
        command.current_dir(root.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.arg("serve").arg(plans).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        Served { child, address, _root: root }
    }

    /// The whole id of the plan whose id begins so, as it stands in an address.
    pub(crate) fn id(&self, begins: &str) -> String {
        let plans: serde_json::Value = serde_json::from_str(&self.page("/api/v1/plans")).unwrap();
        let mut ids = plans["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
        encoded(ids.find(|id| id.starts_with(begins)).unwrap())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let host = &self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.as_str(), ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// The body of a page that has to be there.
    pub(crate) fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {:.600}", answer.body);
        answer.body
    }
}

/// The addresses of this service that a page leads to, without their fragments.
pub(crate) fn links(page: &str) -> Vec<String> {
    let targets = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let page = |target: &str| unescaped(target).split('#').next().unwrap_or_default().to_owned();
    let mut found: Vec<String> = targets.map(page).filter(|target| target.starts_with('/')).collect();
    found.sort();
    found.dedup();
    found
}

/// The text that an attribute or a paragraph stands for.
pub(crate) fn unescaped(text: &str) -> String {
    let named =
        [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

/// A value as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
