//! Turns a request with files into files of the data folder: each whole and on disk before it is acknowledged.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use http_body_util::BodyExt;

use super::jobs::Stored;
use super::live::Live;
use super::{ApiError, Service};
use crate::export::Language;
use crate::ingest::{IngestError, Sources};

/// Most bytes of one request.
pub(super) const LIMIT: usize = 64 << 20;
/// How many bytes of a longer one are read and dropped, so that the browser hears why instead of losing its connection.
const DRAINED: usize = 512 << 20;
/// Most files of one request.
const FILES: usize = 500;
/// How long a client may say nothing while it sends.
const PATIENCE: Duration = Duration::from_secs(15);
/// Where files lie until they are whole; hidden, so that nobody reads them before.
const INCOMING: &str = ".incoming";
/// Most bytes of a name: file systems take 255, and a number may come behind it.
const NAME: usize = 200;

/// A file that is on its way; it goes where it was not kept.
struct Incoming {
    name: String,
    path: PathBuf,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Receives the files of a request and keeps all of them, or none.
pub(super) async fn receive(
    data: &Path,
    request: Request,
    language: Language,
) -> Result<Vec<Stored>, ApiError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok()).unwrap_or(0);
    if length > LIMIT {
        // Who asks first ("Expect: 100-continue") has sent nothing yet.
        if !request.headers().contains_key(header::EXPECT) {
            drain(request.into_body()).await;
        }
        return Err(too_large(language));
    }
    let failed = |cause: io::Error| disk(cause, language);
    let folder = Sources::uploads(data).join(INCOMING);
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| malformed(language))?;
    let (mut incoming, mut seen) = (Vec::new(), 0);
    while let Some(field) = form.next_field().await.map_err(|_| malformed(language))? {
        // A form whose chooser was left empty sends one file without a name.
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(plain_name) else { continue };
        if incoming.len() == FILES {
            return Err(too_many(language));
        }
        incoming.push(write(&folder, name, field, &mut seen, language).await?);
    }
    if incoming.is_empty() {
        return Err(nothing(language));
    }
    let uploads = Sources::uploads(data);
    let kept = tokio::task::spawn_blocking(move || keep(&uploads, &incoming)).await;
    kept.map_err(|cause| ApiError::internal(cause, language))?.map_err(failed)
}

async fn drain(mut body: Body) {
    let mut seen = 0_usize;
    while seen < DRAINED && !body.is_end_stream() {
        let Ok(Some(Ok(frame))) = tokio::time::timeout(PATIENCE, body.frame()).await else { break };
        seen += frame.data_ref().map_or(0, |data| data.len());
    }
}

/// Writes a file as it comes: memory holds one piece of it. `seen` counts the bytes of the whole request.
async fn write(
    folder: &Path,
    name: String,
    mut field: Field<'_>,
    seen: &mut usize,
    language: Language,
) -> Result<Incoming, ApiError> {
    let failed = |cause: io::Error| disk(cause, language);
    let (mut file, incoming) = begin(folder, name).map_err(failed)?;
    loop {
        let piece = tokio::time::timeout(PATIENCE, field.chunk()).await.map_err(|_| slow(language))?;
        let Some(bytes) = piece.map_err(|_| malformed(language))? else { break };
        *seen += bytes.len();
        if *seen > LIMIT {
            return Err(too_large(language));
        }
        file.write_all(&bytes).map_err(failed)?;
    }
    Ok(incoming)
}

fn begin(folder: &Path, name: String) -> io::Result<(File, Incoming)> {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    loop {
        let nth = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = folder.join(format!("{}-{nth}", std::process::id()));
        match File::create_new(&path) {
            Ok(file) => return Ok((file, Incoming { name, path })),
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(cause),
        }
    }
}

/// Makes files durable and gives them their names.
fn keep(uploads: &Path, incoming: &[Incoming]) -> io::Result<Vec<Stored>> {
    for file in incoming {
        File::open(&file.path)?.sync_all()?;
    }
    let uploads = uploads.canonicalize()?;
    let mut kept: Vec<Stored> = Vec::new();
    for file in incoming {
        match place(&uploads, file) {
            Ok(path) => kept.push(Stored { name: file.name.clone(), path }),
            Err(cause) => {
                kept.iter().for_each(|stored| drop(fs::remove_file(&stored.path)));
                return Err(cause);
            }
        }
    }
    File::open(&uploads)?.sync_all()?;
    Ok(kept)
}

/// Puts a whole file under its name; where that is taken under `name~2`, and so on: names that sort behind it. Nothing is
/// ever written over.
fn place(uploads: &Path, file: &Incoming) -> io::Result<PathBuf> {
    let (stem, end) = parted(&file.name);
    for nth in 1_usize.. {
        let name = if nth == 1 { file.name.clone() } else { format!("{stem}~{nth}{end}") };
        let path = uploads.join(name);
        match fs::hard_link(&file.path, &path) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            linked => return linked.map(|()| path),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A name and its ending: `a.b.docx` → `a.b`, `.docx`.
fn parted(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= 10 => name.split_at(at),
        _ => (name, ""),
    }
}

/// What of a name that was sent may name a file: no folders, nothing that hides it or is not seen.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_seen = |c: &char| {
        !c.is_control()
            && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let seen: String = last.chars().filter(is_seen).collect();
    let bare = seen.trim_start_matches(['.', ' ', '~', '$']).trim_end_matches(['.', ' ']);
    let (stem, end) = parted(bare);
    let mut length = stem.len().min(NAME);
    while !stem.is_char_boundary(length) {
        length -= 1;
    }
    match (&stem[..length], end) {
        ("", "") => "van-ban".to_owned(),
        (stem, end) => format!("{stem}{end}"),
    }
}

/// The folders of `sources.toml` and that of the files brought, which is written down there.
pub(super) fn sources(data: &Path, service: &Service) -> Result<Sources, IngestError> {
    let known = Sources::read(data)?;
    let uploads = Sources::uploads(data).canonicalize().unwrap_or_default();
    let is_elsewhere = |path: &str| !Path::new(path).starts_with(&uploads);
    // An index of folders that this file does not name: to index without them would take their plans away.
    if known.folders.is_empty() && service.file_rows().any(|row| is_elsewhere(&row.file)) {
        return Err(IngestError::NoSources(data.join("sources.toml")));
    }
    let sources = known.clone().and_uploads(data)?;
    if sources != known {
        sources.write(data)?;
    }
    Ok(sources)
}

/// Removes what was never whole, and lines up what was kept and never read.
pub(super) fn resume(live: &Live) {
    let uploads = Sources::uploads(&live.place().data);
    let _ = fs::remove_dir_all(uploads.join(INCOMING));
    let Ok(uploads) = uploads.canonicalize() else { return };
    let service = live.current();
    let entries = fs::read_dir(&uploads).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut unread: Vec<Stored> = files
        .map(|entry| Stored { name: entry.file_name().to_string_lossy().into_owned(), path: entry.path() })
        .filter(|file| !file.name.starts_with('.') && !service.knows_file(&file.path.to_string_lossy()))
        .collect();
    unread.sort_by(|a, b| a.path.cmp(&b.path));
    if !unread.is_empty() {
        live.jobs().add(unread);
    }
}

fn refusal(status: StatusCode, code: &'static str, message: &str) -> ApiError {
    ApiError { status, code, message: message.to_owned() }
}

fn too_large(language: Language) -> ApiError {
    let message = language.pick(
        "Các tệp gửi lên quá lớn: mỗi lần tối đa 64 MiB. Hãy chia thành nhiều lần, hoặc chép tệp vào thư mục nguồn rồi chạy doichieu index.",
        "The files are too large: at most 64 MiB at a time. Send them in several goes, or copy them into a source folder and run doichieu index.",
    );
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
}

fn too_many(language: Language) -> ApiError {
    let message = language.pick(
        format!("Quá nhiều tệp: mỗi lần tối đa {FILES} tệp. Hãy nén thành một tệp .zip."),
        format!("Too many files: at most {FILES} at a time. Pack them into one .zip file."),
    );
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_many", &message)
}

fn nothing(language: Language) -> ApiError {
    let message = language.pick("Chưa chọn tệp nào.", "No file was chosen.");
    ApiError::bad_request("no_file", message)
}

fn malformed(language: Language) -> ApiError {
    let message = language.pick(
        "Không hiểu nội dung gửi lên; hãy gửi tệp bằng biểu mẫu của trang (multipart/form-data).",
        "The request is not understood; send files with the form of the page (multipart/form-data).",
    );
    ApiError::bad_request("malformed", message)
}

fn slow(language: Language) -> ApiError {
    let message = language.pick("Nội dung gửi lên quá chậm.", "The files took too long.");
    refusal(StatusCode::REQUEST_TIMEOUT, "timeout", message)
}

fn disk(cause: io::Error, language: Language) -> ApiError {
    if cause.kind() != io::ErrorKind::StorageFull {
        return ApiError::internal(cause, language);
    }
    let message = language.pick("Ổ đĩa đã đầy; chưa lưu tệp nào.", "The disk is full; no file was kept.");
    refusal(StatusCode::INSUFFICIENT_STORAGE, "disk_full", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder_and_in_sight() {
        for (sent, plain) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\a.docx", "a.docx"),
            ("C:\\Kế hoạch\\số 1.docx", "số 1.docx"),
            (".htaccess", "htaccess"),
            ("~$a.docx", "a.docx"),
            ("..", "van-ban"),
            ("/", "van-ban"),
            ("a\0b\n.txt", "ab.txt"),
            ("kế\u{202e}xcod.docx", "kếxcod.docx"),
            ("a. . ", "a"),
        ] {
            assert_eq!(plain_name(sent), plain, "{sent:?}");
        }
        let long = plain_name(&format!("{}.docx", "ế".repeat(500)));
        assert!(long.len() <= NAME + 5 && long.ends_with("ế.docx"), "{long}");
    }

    #[test]
    fn files_of_one_name_are_kept_apart() {
        let folder = tempfile::tempdir().unwrap();
        let incoming = folder.path().join(INCOMING);
        fs::create_dir(&incoming).unwrap();
        let send = |text: &str| {
            let (mut file, sent) = begin(&incoming, "a.b.docx".to_owned()).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            keep(folder.path(), &[sent]).unwrap().remove(0).path
        };
        let paths: Vec<PathBuf> = ["x", "y", "z"].map(send).into();
        let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.b.docx", "a.b~2.docx", "a.b~3.docx"]);
        assert_eq!(fs::read_to_string(&paths[1]).unwrap(), "y");
        assert_eq!(fs::read_dir(&incoming).unwrap().count(), 0, "nothing is left on its way");
    }
}
