//! The service from outside: the real binary, raw requests, hostile ones too.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PLAN: &str = "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n\nSố: 12/KH-UBND\nSơn La, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\n\
    Thực hiện <script>alert(1)</script> đào tạo\n\nI. NHIỆM VỤ\n1. Tập huấn trí tuệ nhân tạo\n\
    Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính tập huấn <img src=x onerror=alert(2)> trước ngày 30/6/2027.\n";

/// A running service; it ends with the test.
struct Service {
    child: Child,
    address: String,
    _root: tempfile::TempDir,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doichieu"));
    command.current_dir(root).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn service() -> Service {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("plans")).unwrap();
    fs::write(root.path().join("plans/a.txt"), PLAN).unwrap();
    let mut child = command(root.path()).args(["serve", "plans"]).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    Service { child, address, _root: root }
}

impl Service {
    /// Sends the lines of a request head; gives the whole answer.
    fn send(&self, head: &str, host: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "{head} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path}"), &self.address)
    }
}

#[test]
fn pages_and_api_answer() {
    let service = service();
    let home = service.get("/");
    assert!(home.starts_with("HTTP/1.1 200"), "{home:.200}");
    assert!(home.contains("1/34") && home.contains("Sơn La"), "{home}");
    let question = "/tra-loi?q=tinh+nao+giao+tri+tue+nhan+tao+cho+so+noi+vu";
    let answer = service.get(question);
    assert!(answer.contains("Giao đích danh (1)") && answer.contains("Sở Nội vụ"), "{answer}");
    assert!(answer.contains("máy đọc, chưa được người xác nhận"));
    let json = service.get("/api/v1/ask?q=tinh+nao+giao+tri+tue+nhan+tao+cho+so+noi+vu");
    assert!(json.contains("\"outcome\":\"answered\""), "{json}");
    let csv = service.get("/api/v1/assignments.csv");
    assert!(csv.contains("Sở Nội vụ;"), "{csv}");
    let hits = service.get("/tra-cuu?q=tap+huan");
    assert!(hits.contains("<mark>Tập</mark>"), "{hits}");
    let book = service.get("/api/v1/ask.xlsx?q=so+noi+vu+lam+gi");
    assert!(book.contains("spreadsheetml") && book.contains("PK"), "{book:.300}");
    assert!(service.get("/khong-co").starts_with("HTTP/1.1 404"));
}

/// Each hit of a search leads to what other plans say; one plan alone has nothing beside it.
#[test]
fn similar_provisions_answer() {
    let service = service();
    let page = service.get("/tra-cuu?q=tap+huan");
    assert!(page.contains("Mục tương tự") && page.contains("<datalist id=\"completions\">"), "{page}");
    let start = page.find("/tuong-tu?").unwrap();
    let link = page[start..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let similar = service.get(&link);
    assert!(similar.starts_with("HTTP/1.1 200") && similar.contains("Không có mục nào của kế hoạch khác"));
    let asked = link.split_once('?').unwrap().1;
    assert!(service.get(&format!("/api/v1/similar?{asked}")).contains("\"rows\":[]"));
    assert!(service.get(&format!("/api/v1/similar.csv?{asked}")).contains("text/csv"));
    assert!(service.get("/api/v1/similar?plan=x&path=II.1").starts_with("HTTP/1.1 404"));
    assert!(service.get(&format!("{link}%2F-99").replace("&lang=vi", "")).starts_with("HTTP/1.1 404"));
}

/// The plan held belongs to no programme: every member says so, and nothing is said to be missing.
#[test]
fn matrices_and_gaps_answer() {
    let service = service();
    let page = service.get("/doi-chieu?programme=452-qd-ttg");
    assert!(page.contains("0/34") && page.contains("Danh mục tạm"), "{page}");
    assert!(page.contains("chỉ có văn bản của đợt khác") && page.contains("(1) Sơn La"), "{page}");
    let page = service.get("/thieu-sot?programme=452-qd-ttg&lang=en");
    assert!(page.contains("No plan of tỉnh Lâm Đồng is held."), "{page}");
    assert!(page.contains("the paper held belongs to another one"), "{page}");
    let json = service.get("/api/v1/matrices?programme=452-qd-ttg");
    assert!(
        json.contains("\"standing\":\"other_programme\"") && !json.contains("\"state\":\"absent\""),
        "{json:.500}"
    );
    assert!(
        service.get("/api/v1/matrices.csv?programme=452-qd-ttg").contains("Phổ biến, quán triệt Luật;0/0")
    );
    assert!(
        service.get("/api/v1/matrices.csv?programme=452-qd-ttg&form=long").contains(";chưa có kế hoạch;")
    );
    assert!(service.get("/api/v1/matrices.xlsx?programme=452-qd-ttg").contains("spreadsheetml"));
    assert!(service.get("/api/v1/gaps?programme=452-qd-ttg").contains("\"sentence\":\"Chưa có kế hoạch của"));
    assert!(service.get("/api/v1/gaps.csv").contains("Câu cho báo cáo;"));
    assert!(service.get("/api/v1/gaps.xlsx").contains("spreadsheetml"));
    assert!(service.get("/api/v1/programmes").contains("452/QĐ-TTg"));
    assert!(service.get("/api/v1/chain").contains("\"total\":0"));
    for noun in ["programmes", "checklists", "chain", "reuse"] {
        assert!(service.get(&format!("/api/v1/{noun}")).contains("\"rows\":["), "{noun}");
        assert!(service.get(&format!("/api/v1/{noun}.csv")).contains("text/csv"), "{noun}");
        assert!(service.get(&format!("/api/v1/{noun}.xlsx")).contains("spreadsheetml"), "{noun}");
    }
    assert!(service.get("/api/v1/checklists.csv?checklist=452-qd-ttg").contains("452-qd-ttg;"));
    assert!(service.get("/api/v1/matrices.csv?pivot=body-province").contains("Cơ quan chủ trì;Tổng;"));
    assert!(service.get("/api/v1/reports?programme=452-qd-ttg").contains("Báo cáo đối chiếu"));
    assert!(service.get("/api/v1/diffs?before=x&after=y").starts_with("HTTP/1.1 404"));
    assert!(service.get("/api/v1/matrices?programme=x").starts_with("HTTP/1.1 404"));
    assert!(service.get("/doi-chieu?programme=%3Cscript%3E").starts_with("HTTP/1.1 404"));
}

#[test]
fn hostile_text_runs_nothing() {
    let service = service();
    let id = "son-la/2027/12-kh-ubnd";
    let plans = service.get("/api/v1/plans");
    assert!(plans.contains(id), "{plans}");
    for page in [
        "/",
        "/ke-hoach",
        "/tra-cuu?q=%3Cscript%3Ealert(3)%3C%2Fscript%3E",
        "/tra-loi?q=%3Cimg+onerror%3D1%3E",
        "/doi-chieu",
        "/thieu-sot",
        "/tra-cuu?q=tap+huan",
    ] {
        let answer = service.get(page);
        assert!(!answer.contains("<script>alert") && !answer.contains("<img"), "{page}: {answer}");
        assert!(answer.contains("content-security-policy: default-src 'none'"), "{page}");
    }
}

#[test]
fn only_this_machine_is_answered() {
    let service = service();
    assert!(service.send("GET /", "evil.example").starts_with("HTTP/1.1 421"));
    assert!(service.send("GET /", "127.0.0.1:1").starts_with("HTTP/1.1 421"));
    let refused = command(Path::new(".")).args(["serve", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("127.0.0.1"));
}

#[test]
fn it_stops_when_told() {
    let mut service = service();
    let pid = service.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = service.child.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "it goes on");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(status.code(), Some(0));
}
