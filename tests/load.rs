//! Loading files and reviewing facts from outside: the real binary, raw requests, kill -9.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A plan of a province: one body leads by a printed day, one that no list holds carries something out.
fn plan(province: &str, number: u32, task: &str) -> String {
    format!(
        "ỦY BAN NHÂN DÂN\nTỈNH {}\n\nSố: {number}/KH-UBND\n{province}, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\n\
         Triển khai công tác {task}\n\nI. NHIỆM VỤ\n1. {task} cho cán bộ\n\
         Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính {} trước ngày 30/6/2027.\n\
         2. Rà soát trang thiết bị\nTrung tâm Chuyển đổi xanh {province} thực hiện rà soát trang thiết bị.\n",
        province.to_uppercase(),
        task.to_lowercase()
    )
}

/// A folder with plans, and the service over it.
struct House {
    root: tempfile::TempDir,
    service: Option<Service>,
}

struct Service {
    child: Child,
    address: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl House {
    /// One plan is held, the service runs.
    fn new() -> House {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("plans")).unwrap();
        fs::write(root.path().join("plans/a.txt"), plan("Sơn La", 12, "Tập huấn trí tuệ nhân tạo")).unwrap();
        let mut house = House { root, service: None };
        house.cli(&["index", "plans"]);
        house.start();
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doichieu"));
        command.current_dir(self.root.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// What a command prints.
    fn cli(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn start(&mut self) {
        let mut child = self.command(&["serve"]).stderr(Stdio::inherit()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        self.service = Some(Service { child, address });
    }

    /// `kill -9`, in the middle of whatever it does.
    fn kill(&mut self) {
        self.service.take();
    }

    fn address(&self) -> &str {
        &self.service.as_ref().unwrap().address
    }

    /// Sends a request; gives the whole answer.
    fn send(&self, head: &str, headers: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let (host, length) = (self.address(), body.len());
        write!(stream, "{head} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n")
            .unwrap();
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path}"), "", &[])
    }

    fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        serde_json::from_str(body).unwrap()
    }

    fn upload(&self, files: &[(&str, &[u8])]) -> Value {
        let answer = self.send("POST /api/v1/uploads", MULTIPART, &multipart(files));
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// The job when it is over.
    fn done(&self, job: &Value) -> Value {
        let id = job["id"].as_str().unwrap();
        self.wait(|| Some(self.json(&format!("/api/v1/jobs/{id}"))).filter(|job| job["state"] == "done"))
    }

    fn wait<T>(&self, look: impl Fn() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "nothing comes: {}",
                self.get("/api/v1/files")
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn plans(&self) -> usize {
        usize::try_from(self.json("/api/v1/plans")["total"].as_u64().unwrap()).unwrap()
    }

    /// Fills in a form of the page, as a browser without scripts does.
    fn judge(&self, fields: &[(&str, &str)]) -> String {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let headers = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
        self.send("POST /ra-soat", headers, pairs.join("&").as_bytes())
    }

    /// The hidden fields of the form about this body.
    fn form(&self, query: &str, body: &str) -> Vec<(String, String)> {
        let page = self.get(&format!("/ra-soat?{query}"));
        let start = format!("name=\"body\" value=\"{body}\"");
        let about =
            page.split("<article").find(|part| part.contains(&start)).unwrap_or_else(|| panic!("{page}"));
        let form = about.split("</form>").next().unwrap();
        let fields = form.split("<input type=\"hidden\" name=\"").skip(1);
        let text = |part: &str| part.replace("&#38;", "&").replace("&#34;", "\"");
        fields
            .map(|field| {
                let mut parts = field.split('"');
                let name = parts.next().unwrap().to_owned();
                (name, text(parts.nth(1).unwrap()))
            })
            .collect()
    }

    /// Judges the assignment of this body.
    fn say(&self, query: &str, body: &str, more: &[(&str, &str)]) -> String {
        let form = self.form(query, body);
        let mut fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.extend(more);
        let answer = self.judge(&fields);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        answer
    }
}

const BOUNDARY: &str = "----of-the-test";
const MULTIPART: &str = "Content-Type: multipart/form-data; boundary=----of-the-test\r\n";

fn multipart(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn row<'a>(job: &'a Value, end: &str) -> &'a Value {
    let rows = job["rows"].as_array().unwrap();
    rows.iter().find(|row| row["file"].as_str().unwrap().ends_with(end)).unwrap_or_else(|| panic!("{job}"))
}

#[test]
fn files_are_read_and_answered_from_without_a_restart() {
    let house = House::new();
    let (lao_cai, hung_yen) = (plan("Lào Cai", 7, "Số hóa hồ sơ"), plan("Hưng Yên", 8, "Số hóa hồ sơ"));
    assert_eq!(house.plans(), 1);
    let files: [(&str, &[u8]); 4] = [
        ("lào cai.txt", lao_cai.as_bytes()),
        ("hung-yen.docx", hung_yen.as_bytes()),
        ("hỏng.docx", b"PK\x03\x04 this is no archive"),
        ("bản sao.txt", lao_cai.as_bytes()),
    ];
    let job = house.done(&house.upload(&files));
    let read = row(&job, "uploads/hung-yen.docx");
    assert_eq!(read["status"], "read", "its bytes are text, whatever it is called: {job}");
    let broken = row(&job, "uploads/hỏng.docx");
    assert_eq!(broken["status"], "refused", "{job}");
    assert!(broken["reason_vi"].as_str().unwrap().contains("hãy"), "{job}");
    let copies = [row(&job, "lào cai.txt"), row(&job, "bản sao.txt")];
    assert_eq!(copies.iter().filter(|row| row["status"] == "duplicate").count(), 1, "{job}");
    assert_eq!(house.plans(), 3);
    assert_eq!(
        house.json("/api/v1/search?q=so+hoa+ho+so")["total"].as_u64().map(|hits| hits >= 2),
        Some(true)
    );
    let page = house.get(&format!("/nap-van-ban?job={}", job["id"].as_str().unwrap()));
    assert!(
        page.contains("Xong: đọc được 2/4 tệp") && page.contains("Lào Cai") && page.contains("7/KH-UBND"),
        "{page}"
    );
    assert!(page.contains("trùng từng byte"), "{page}");
    let watched = house.get(&format!("/nap-van-ban/tien-do?job={}", job["id"].as_str().unwrap()));
    assert!(watched.contains("text/event-stream") && watched.contains("\"state\":\"done\""), "{watched}");
    let csv = house.get("/api/v1/files.csv?dialect=rfc");
    let rows: Vec<&str> = csv.lines().filter(|line| line.contains("/uploads/")).collect();
    assert!(rows.len() == 4 && rows[0].contains("hỏng.docx"), "what failed stands first: {csv}");
    assert!(house.get("/nap-van-ban?job=none").starts_with("HTTP/1.1 404"));
    assert!(house.get("/api/v1/jobs/none").starts_with("HTTP/1.1 404"));
}

#[test]
fn the_form_of_the_page_leads_to_its_job_and_sources_keep_the_folder() {
    let house = House::new();
    let body = multipart(&[("x.txt", plan("Lào Cai", 7, "Số hóa hồ sơ").as_bytes())]);
    let answer = house.send("POST /nap-van-ban?lang=en", MULTIPART, &body);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let line = answer.lines().find(|line| line.to_lowercase().starts_with("location: ")).unwrap();
    let place = line["location: ".len()..].trim();
    assert!(place.starts_with("/nap-van-ban?job=") && place.ends_with("lang=en"), "{place}");
    house.wait(|| house.get(place).contains("Done: 1 of 1").then_some(()));
    assert!(fs::read_to_string(house.path("data/sources.toml")).unwrap().contains("data/uploads"));
    house.cli(&["index", "plans"]);
    let kept = house.cli(&["export", "assignments", "--dialect", "rfc"]);
    assert!(
        kept.contains("Lào Cai") && kept.contains("Sơn La"),
        "naming other folders keeps what was brought: {kept}"
    );
    let empty = house.send("POST /nap-van-ban", MULTIPART, &multipart(&[("", b"")]));
    assert!(empty.starts_with("HTTP/1.1 400") && empty.contains("Chưa chọn tệp nào"), "{empty}");
}

#[test]
fn an_archive_is_read_like_its_files() {
    let house = House::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, province) in [("một/1.txt", "Lào Cai"), ("2.txt", "Hưng Yên")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(plan(province, 9, "Số hóa hồ sơ").as_bytes()).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let job = house.done(&house.upload(&[("cả hai.zip", &bytes)]));
    assert_eq!(job["rows"].as_array().unwrap().len(), 3, "{job}");
    assert_eq!(row(&job, "cả hai.zip/một/1.txt")["status"], "read", "{job}");
    assert_eq!(house.plans(), 3);
}

#[test]
fn hostile_uploads_stay_where_they_belong() {
    let house = House::new();
    let text = plan("Lào Cai", 7, "Số hóa hồ sơ");
    let job = house.done(&house.upload(&[
        ("../../../escaped.txt", text.as_bytes()),
        ("..\\\\..\\\\trốn.txt", b"x"),
        ("<img src=x onerror=alert(1)>.txt", b"y"),
        ("escaped.txt", b"z"),
    ]));
    let uploads = house.path("data/uploads").canonicalize().unwrap();
    for file in job["files"].as_array().unwrap() {
        let path = Path::new(file["file"].as_str().unwrap());
        assert!(path.parent() == Some(&uploads) && path.exists(), "{job}");
    }
    assert!(uploads.join("escaped.txt").exists() && uploads.join("escaped~2.txt").exists());
    assert!(
        !house.path("escaped.txt").exists()
            && !house.root.path().parent().unwrap().join("escaped.txt").exists()
    );
    let page = house.get("/nap-van-ban");
    assert!(page.contains("onerror") && !page.contains("<img"), "{page}");
    let body = multipart(&[("x.txt", b"x")]);
    for headers in ["Origin: http://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n", "Origin: null\r\n"] {
        for route in ["/nap-van-ban", "/api/v1/uploads", "/ra-soat"] {
            let answer = house.send(&format!("POST {route}"), &format!("{MULTIPART}{headers}"), &body);
            assert!(answer.starts_with("HTTP/1.1 403"), "{route} {headers}: {answer}");
        }
    }
    assert!(!uploads.join("x.txt").exists());
    let broken = house.send("POST /api/v1/uploads", MULTIPART, b"------of-the-test\r\nnonsense");
    assert!(broken.starts_with("HTTP/1.1 400"), "{broken}");
}

#[test]
fn too_much_is_told_so() {
    let house = House::new();
    let large = vec![b'x'; (64 << 20) + 1];
    for route in ["/nap-van-ban", "/api/v1/uploads"] {
        let answer = house.send(&format!("POST {route}"), MULTIPART, &multipart(&[("l.txt", &large)]));
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("64 MiB"), "{answer:.300}");
    }
    let small = house.send("POST /ra-soat", "", &large[..70_000]);
    assert!(small.starts_with("HTTP/1.1 413"), "other routes take no more than a form: {small:.200}");
    let left = fs::read_dir(house.path("data/uploads/.incoming")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
    assert_eq!(house.plans(), 1);
}

#[test]
fn two_at_once_are_both_read() {
    let house = House::new();
    let provinces = ["Lào Cai", "Hưng Yên", "Đắk Lắk", "Lâm Đồng"];
    let jobs: Vec<Value> = std::thread::scope(|scope| {
        let send = |(at, province): (usize, &&'static str)| {
            let (house, text) = (&house, plan(province, 20 + u32::try_from(at).unwrap(), "Số hóa hồ sơ"));
            scope.spawn(move || house.upload(&[("cùng tên.txt", text.as_bytes())]))
        };
        let threads: Vec<_> = provinces.iter().enumerate().map(send).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for job in &jobs {
        assert_eq!(house.done(job)["rows"][0]["status"], "read");
    }
    assert_eq!(house.plans(), 5);
}

/// Whatever the service was doing: what it acknowledged is there, and is read at the next start.
#[test]
fn what_was_acknowledged_survives_kill_9() {
    let mut house = House::new();
    let mut sent = 0;
    for round in 0..4_u64 {
        for at in 0..3 {
            let text = plan("Lào Cai", 100 + sent, &format!("Việc số {round} lần {at}"));
            house.upload(&[("a.txt", text.as_bytes())]);
            sent += 1;
        }
        std::thread::sleep(Duration::from_millis(round * 60));
        house.kill();
        house.start();
    }
    house.wait(|| (house.plans() == 1 + usize::try_from(sent).unwrap()).then_some(()));
}

#[test]
fn a_correction_is_seen_everywhere_and_survives_reading_anew() {
    let mut house = House::new();
    let body = "Trung tâm Chuyển đổi xanh Sơn La";
    let queue = house.json("/api/v1/reviews");
    assert_eq!(queue["rows"][0]["agency"], body, "a body in no list stands first: {queue}");
    assert_eq!(queue["rows"][0]["doubts"][0], "unlisted", "{queue}");
    assert_eq!(queue["rows"][0]["status"], "machine_read", "{queue}");
    let before = queue["total"].as_u64().unwrap();
    let said = house.say(
        "",
        body,
        &[
            ("action", "correct"),
            ("agency", "Sở Y tế"),
            ("role", "lead"),
            ("due_kind", "by"),
            ("due_end", "2027-05-31"),
            ("words", "rà soát trang thiết bị"),
        ],
    );
    let id = said.split("said=").nth(1).unwrap().split('#').next().unwrap().to_owned();
    let check = |house: &House| {
        let rows = house.json("/api/v1/assignments?body=S%E1%BB%9F+Y+t%E1%BA%BF");
        assert_eq!(rows["total"], 1, "{rows}");
        let given = &rows["rows"][0];
        assert_eq!((&given["status"], &given["role"]), (&"corrected".into(), &"lead".into()), "{rows}");
        assert_eq!(given["deadline"]["due"], "2027-05-31", "{rows}");
        let asked = house.json("/api/v1/ask?q=so+y+te+lam+gi");
        assert!(asked.to_string().contains("\"status\":\"corrected\""), "{asked}");
        let answer = house.get("/tra-loi?q=so+y+te+lam+gi");
        assert!(answer.contains("đã được người sửa"), "{answer}");
        let csv = house.get("/api/v1/assignments.csv");
        assert!(csv.contains("Sở Y tế;không;chủ trì") && csv.contains("đã được người sửa"), "{csv}");
        assert!(!csv.contains(body.trim_end_matches(" Sơn La")) || csv.contains("rà soát"), "{csv}");
        let book = house.get("/api/v1/assignments.xlsx");
        assert!(book.contains("spreadsheetml"), "{book:.200}");
    };
    check(&house);
    assert_eq!(house.json("/api/v1/reviews")["total"], before - 1);
    fs::write(house.path("danh-muc.toml"), CHECKLIST).unwrap();
    let matrix = |house: &House| {
        house.cli(&["compare", "--checklist", "danh-muc.toml", "--all-plans", "--format", "json"])
    };
    assert!(matrix(&house).contains("\"name\":\"Sở Y tế\""), "{}", matrix(&house));
    house.kill();
    fs::remove_dir_all(house.path("index")).unwrap();
    house.cli(&["index"]);
    let exported = house.cli(&["export", "assignments"]);
    assert!(
        exported.contains("Sở Y tế;không;chủ trì") && exported.contains("đã được người sửa"),
        "{exported}"
    );
    assert!(matrix(&house).contains("\"name\":\"Sở Y tế\""));
    assert!(house.cli(&["ask", "--json", "Sở Y tế làm gì?"]).contains("\"status\":\"corrected\""));
    house.start();
    check(&house);
    let undone = house.judge(&[("action", "undo"), ("judgment", &id)]);
    assert!(undone.starts_with("HTTP/1.1 303"), "{undone}");
    assert_eq!(house.json("/api/v1/reviews")["total"], before);
    assert_eq!(house.json("/api/v1/assignments?body=S%E1%BB%9F+Y+t%E1%BA%BF")["total"], 0);
}

const CHECKLIST: &str = "[checklist]\nid = \"thu\"\ntitle = \"Thử\"\nversion = \"1\"\nprovisional = true\n\
    source = \"thử\"\n\n[[item]]\nid = \"1\"\ntitle = \"Rà soát trang thiết bị\"\n";

#[test]
fn what_is_rejected_answers_nothing_and_stays_in_sight() {
    let house = House::new();
    let body = "Trung tâm Chuyển đổi xanh Sơn La";
    let all = house.json("/api/v1/assignments")["total"].as_u64().unwrap();
    house.say("", body, &[("action", "reject")]);
    let left = house.json("/api/v1/assignments");
    assert_eq!(left["total"], all - 1);
    assert!(!left.to_string().contains(body), "{left}");
    let rejected = house.json("/api/v1/reviews?kind=rejected");
    assert_eq!(
        (&rejected["total"], &rejected["rows"][0]["status"]),
        (&1.into(), &"rejected".into()),
        "{rejected}"
    );
    let page = house.get("/ra-soat?kind=rejected");
    assert!(page.contains("người rà soát bác") && page.contains("Hoàn tác"), "{page}");
    house.say("kind=rejected", body, &[("action", "accept")]);
    let accepted = house.json("/api/v1/reviews?kind=accepted");
    assert_eq!((&accepted["total"], &accepted["rows"][0]["agency"]), (&1.into(), &body.into()), "{accepted}");
    assert_eq!(house.json("/api/v1/assignments")["total"], all);
}

/// The paper is brought again with a line more: the words are the same, their place is not.
#[test]
fn a_judgment_follows_its_words_and_is_never_lost() {
    let mut house = House::new();
    let body = "Trung tâm Chuyển đổi xanh Sơn La";
    house.say("", body, &[("action", "accept")]);
    let text = fs::read_to_string(house.path("plans/a.txt")).unwrap();
    house.kill();
    fs::write(house.path("plans/a.txt"), text.replace("I. NHIỆM VỤ\n", "I. NHIỆM VỤ\nCác nhiệm vụ gồm:\n"))
        .unwrap();
    house.cli(&["index"]);
    house.start();
    assert_eq!(house.json("/api/v1/reviews?kind=accepted")["total"], 1);
    house.kill();
    fs::write(house.path("plans/a.txt"), text.replace(body, "Sở Y tế")).unwrap();
    house.cli(&["index"]);
    house.start();
    assert_eq!(house.json("/api/v1/reviews?kind=accepted")["total"], 0);
    let page = house.get("/ra-soat?kind=unmatched");
    assert!(page.contains("không còn khớp với văn bản (1)") && page.contains(body), "{page}");
}

#[test]
fn the_head_of_a_paper_is_put_right() {
    let house = House::new();
    let id = house.json("/api/v1/plans")["rows"][0]["id"].as_str().unwrap().to_owned();
    let fields = [
        ("action", "head"),
        ("plan", &id),
        ("number", "99/KH-UBND"),
        ("date", "2027-03-02"),
        ("head_province", "Lào Cai"),
    ];
    let answer = house.judge(&fields);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let plan = house.json("/api/v1/plans")["rows"][0].clone();
    assert_eq!((&plan["number"], &plan["province"]), (&"99/KH-UBND".into(), &"Lào Cai".into()), "{plan}");
    assert!(house.get("/").contains("99/KH-UBND"));
    let page = house.get(&format!("/ra-soat?plan={}&kind=all", encoded(&id)));
    assert!(page.contains("đã được người sửa") && page.contains("value=\"99/KH-UBND\""), "{page}");
    let wrong = house.judge(&[("action", "head"), ("plan", &id), ("date", "2027-02-30")]);
    assert!(wrong.starts_with("HTTP/1.1 400"), "{wrong}");
}

#[test]
fn the_queue_is_filtered_paged_and_guarded() {
    let house = House::new();
    let page = house.get("/ra-soat");
    assert!(page.contains("cơ quan không có trong danh mục") && page.contains("<mark>"), "{page}");
    assert!(house.get("/ra-soat?lang=en").contains("body in no list"));
    assert!(house.get("/ra-soat?kind=nonsense").starts_with("HTTP/1.1 400"));
    assert!(house.get("/ra-soat?province=L%C3%A0o+Cai").contains("Không còn dòng nào"));
    assert!(house.get("/ra-soat?kind=all&page=999").starts_with("HTTP/1.1 200"));
    assert!(house.get("/api/v1/reviews.csv").contains("Lý do cần xem;"));
    let unknown = house.judge(&[("action", "accept"), ("plan", "x")]);
    assert!(unknown.starts_with("HTTP/1.1 404"), "{unknown}");
    let id = house.json("/api/v1/plans")["rows"][0]["id"].as_str().unwrap().to_owned();
    let gone = house.judge(&[("action", "accept"), ("plan", &id), ("start", "1"), ("end", "2")]);
    assert!(gone.starts_with("HTTP/1.1 409"), "{gone}");
    assert!(house.judge(&[("action", "drop tables")]).starts_with("HTTP/1.1 400"));
    let form = house.form("", "Trung tâm Chuyển đổi xanh Sơn La");
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
    fields.extend([("action", "correct"), ("agency", "Sở Y tế"), ("role", "lead"), ("due_kind", "by")]);
    assert!(house.judge(&fields).starts_with("HTTP/1.1 400"), "“by” needs a day");
    fields.extend([("due_end", "2027-05-31"), ("words", "không có trong văn bản")]);
    assert!(house.judge(&fields).starts_with("HTTP/1.1 400"), "words have to stand in the paper");
}

/// Where nothing was indexed yet, the service begins empty, and files are brought to it.
#[test]
fn it_begins_with_nothing() {
    let mut house = House { root: tempfile::tempdir().unwrap(), service: None };
    house.start();
    assert_eq!(house.plans(), 0);
    assert!(house.get("/nap-van-ban").contains("Chưa có tệp nào"));
    house.done(&house.upload(&[("a.txt", plan("Sơn La", 12, "Số hóa hồ sơ").as_bytes())]));
    assert_eq!(house.plans(), 1);
}
