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
    started(root)
}

fn started(root: tempfile::TempDir) -> Service {
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

    /// A connection on which these bytes were sent.
    fn connection(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(25))).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        stream
    }

    /// The answer to a request in these bytes, as far as it comes.
    fn raw(&self, bytes: &str) -> String {
        let mut answer = Vec::new();
        let _ = self.connection(bytes).read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
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

/// Who says half of a request, or nothing, is heard for fifteen seconds; meanwhile others are answered.
#[test]
fn half_open_connections_are_closed() {
    let service = service();
    let half = format!("GET / HTTP/1.1\r\nHost: {}\r\nX-Slow: ", service.address);
    let begun = Instant::now();
    let mut open: Vec<TcpStream> =
        (0..40).map(|at| service.connection(if at % 2 == 0 { &half } else { "" })).collect();
    let mut trickle = service.connection(&half);
    assert!(service.get("/").starts_with("HTTP/1.1 200"));
    let mut rest = Vec::new();
    while begun.elapsed() < Duration::from_secs(25) && trickle.write_all(b"a").is_ok() {
        std::thread::sleep(Duration::from_millis(500));
    }
    for stream in &mut open {
        // The end of the stream, or that it was cut; at the limit of 25 seconds the kind is another.
        let ended = stream.read_to_end(&mut rest);
        let is_late = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        assert!(!is_late, "a connection is still open");
    }
    let spent = begun.elapsed().as_secs();
    assert!((13..23).contains(&spent), "after {spent} s");
}

#[test]
fn bodies_have_a_limit() {
    let service = service();
    let head = format!("POST / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", service.address);
    let large = "a".repeat(65 * 1024);
    let told = service.raw(&format!("{head}Content-Length: {}\r\n\r\n{large}", large.len()));
    assert!(told.starts_with("HTTP/1.1 413") && told.contains("\"code\":\"too_large\""), "{told:.300}");
    let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    let told = service.raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}"));
    assert!(told.starts_with("HTTP/1.1 413"), "{told:.300}");
    let told = service.raw(&format!("{head}Content-Length: 3\r\n\r\nabc"));
    assert!(told.starts_with("HTTP/1.1 405"), "a body of a form goes through: {told:.300}");
    let told = service.raw(&format!("{head}Content-Length: 30\r\n\r\nabc"));
    assert!(told.starts_with("HTTP/1.1 408"), "half a body: {told:.300}");
}

#[test]
fn other_sites_change_nothing() {
    let service = service();
    let post = |header: &str| {
        service.raw(&format!(
            "POST / HTTP/1.1\r\nHost: {}\r\n{header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            service.address
        ))
    };
    for header in ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
        assert!(post(header).starts_with("HTTP/1.1 403"), "{header}");
    }
    let own = format!("Origin: http://{}", service.address);
    assert!(post(&own).starts_with("HTTP/1.1 405"), "the page itself may, and this one takes no POST");
    let (address, two) = (&service.address, format!("Host: a\r\nHost: {}", service.address));
    for (target, hosts) in [
        ("/", "X-No-Host: 1".to_owned()),
        ("/", two),
        ("/", "Host: evil.example".to_owned()),
        ("http://evil.example/", format!("Host: {address}")),
    ] {
        let told = service.raw(&format!("GET {target} HTTP/1.1\r\n{hosts}\r\nConnection: close\r\n\r\n"));
        assert!(told.starts_with("HTTP/1.1 4") && !told.contains("<html"), "{hosts}: {told:.200}");
    }
}

/// Every socket on which the process listens, by the tables of the kernel.
#[test]
fn only_loopback_is_listened_on() {
    let service = service();
    let of_process = format!("/proc/{}", service.child.id());
    let links = fs::read_dir(format!("{of_process}/fd")).unwrap().flatten();
    let sockets: Vec<String> = links
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .filter_map(|link| {
            Some(link.to_string_lossy().strip_prefix("socket:[")?.trim_end_matches(']').to_owned())
        })
        .collect();
    let mut listening = Vec::new();
    for table in ["tcp", "tcp6"] {
        for line in
            fs::read_to_string(format!("{of_process}/net/{table}")).unwrap_or_default().lines().skip(1)
        {
            let fields: Vec<&str> = line.split_whitespace().collect();
            // State 0A is LISTEN; the tenth field is the socket.
            if fields[3] == "0A" && sockets.iter().any(|socket| socket == fields[9]) {
                listening.push(fields[1].to_owned());
            }
        }
    }
    assert_eq!(listening.len(), 1, "{listening:?}");
    assert!(listening[0].starts_with("0100007F:"), "{listening:?}");
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:80", "127.0.0.1", "::1:80"] {
        let refused = command(Path::new(".")).args(["serve", "--listen", address]).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{address}");
    }
}

/// What a page costs beside its own text: the frame of an empty page, the style and every script.
#[test]
fn the_frame_is_light() {
    let service = service();
    let body = |path: &str| {
        let answer = service.get(path);
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    };
    let frame = body("/khong-co");
    let mut parts = vec![frame.clone()];
    for page in [
        "/",
        "/ke-hoach",
        "/tra-cuu?q=tap+huan",
        "/tra-loi?q=so+noi+vu",
        "/doi-chieu",
        "/thieu-sot",
        "/khong-co",
    ] {
        for asset in body(page).split(['"']).filter(|part| part.starts_with("/assets/")) {
            parts.push(body(asset));
        }
    }
    parts.sort();
    parts.dedup();
    assert!(parts.len() >= 4, "frame, style, script, icon");
    let zipped = |text: &String| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap().len()
    };
    let size: usize = parts.iter().map(zipped).sum();
    assert!(size <= 60_000, "{size} bytes");
}

#[test]
fn the_board_counts_and_leads_on() {
    let service = service();
    let board = service.get("/");
    assert!(board.contains("aria-current=\"page\">Bảng theo dõi") && board.contains("Hoàng Sa"), "{board}");
    assert!(
        board.contains("/ke-hoach?tinh=14&#38;lang=vi") || board.contains("/ke-hoach?tinh=14&amp;lang=vi")
    );
    let within = service.get("/?programme=452-qd-ttg");
    assert!(within.contains("0/34") && within.contains("chỉ đợt khác"), "{within}");
    assert!(service.get("/?programme=x").starts_with("HTTP/1.1 404"));
    let plans = service.get("/ke-hoach?tinh=14");
    assert!(
        plans.contains("12/KH-UBND") && plans.contains("02/03/2027") && plans.contains(" selected"),
        "{plans}"
    );
    let none = service.get("/ke-hoach?tinh=68");
    assert!(none.contains("Chưa có trong kho không có nghĩa là chưa ban hành"), "{none}");
    assert!(service.get("/ke-hoach?tinh=x").starts_with("HTTP/1.1 400"));
    assert!(service.get("/api/v1/plans?province=68").contains("\"total\":0"));
    assert!(service.get("/api/v1/plans.xlsx").contains("spreadsheetml"));
    assert!(service.get("/api/v1/search.xlsx?q=tap+huan").contains("spreadsheetml"));
    assert!(service.get("/api/openapi.json").contains("\"openapi\":\"3.1.0\""));
}

/// With nothing held, the board says how to begin.
#[test]
fn an_empty_library_says_what_to_do() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("plans")).unwrap();
    let service = started(root);
    let board = service.get("/");
    assert!(board.starts_with("HTTP/1.1 200") && board.contains("doichieu serve"), "{board}");
    for page in ["/ke-hoach", "/tra-cuu?q=a", "/tra-loi?q=so+noi+vu", "/doi-chieu", "/thieu-sot"] {
        assert!(service.get(page).starts_with("HTTP/1.1 200"), "{page}");
    }
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
