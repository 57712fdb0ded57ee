//! Turns files that were brought into a run of `ingest`, one run at a time on a thread of its own, and tells how far it
//! is.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::live::{Live, Place};
use super::uploads;
use crate::export::Language;
use crate::ingest::{FileRow, IngestError, Progress, update};

/// How many jobs that are done are remembered.
const REMEMBERED: usize = 200;
/// How often another process that writes the index is waited for, and the pause between.
const TRIES: usize = 120;
const PAUSE: Duration = Duration::from_secs(1);

/// A file that was brought and lies in the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    /// The name it was sent under, without what does not belong into a name.
    pub(super) name: String,
    /// Where it lies.
    pub(super) path: PathBuf,
}

/// Files that are read together.
#[derive(Debug)]
pub(super) struct Job {
    /// Its name in addresses; another one after each start of the program.
    pub(super) id: String,
    pub(super) files: Vec<Stored>,
    state: Mutex<State>,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Another one is under way.
    Waiting,
    /// So many files of so many are looked at.
    Running(Progress),
    /// The rows of its files, and of the files in its archives.
    Done(Vec<FileRow>),
    /// Why nothing was read, in Vietnamese and in English. The files are kept.
    Failed(String, String),
}

impl State {
    /// The word of JSON.
    pub(super) fn name(&self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running(_) => "running",
            State::Done(_) => "done",
            State::Failed(..) => "failed",
        }
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self, State::Done(_) | State::Failed(..))
    }
}

impl Job {
    pub(super) fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Why it failed, for this reader.
    pub(super) fn failure(&self, language: Language) -> Option<String> {
        match self.state() {
            State::Failed(vi, en) => Some(language.pick(vi, en)),
            _ => None,
        }
    }
}

/// The jobs since the start of the program, the oldest first.
#[derive(Debug)]
pub(super) struct Jobs {
    all: Mutex<Vec<Arc<Job>>>,
    queue: Sender<Arc<Job>>,
    count: AtomicUsize,
}

impl Jobs {
    pub(super) fn new() -> (Jobs, Receiver<Arc<Job>>) {
        let (queue, waiting) = mpsc::channel();
        (Jobs { all: Mutex::default(), queue, count: AtomicUsize::new(0) }, waiting)
    }

    /// Works on one job after another, as long as the program runs.
    pub(super) fn work(live: Live, waiting: Receiver<Arc<Job>>) {
        std::thread::spawn(move || {
            for job in waiting {
                run(&live, &job);
            }
        });
    }

    /// Lines up a job for files that lie in the data folder.
    pub(super) fn add(&self, files: Vec<Stored>) -> Arc<Job> {
        let nth = self.count.fetch_add(1, Ordering::Relaxed);
        let job =
            Arc::new(Job { id: format!("{:x}-{nth}", start()), files, state: Mutex::new(State::Waiting) });
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Arc::clone(&job));
        if all.len() > REMEMBERED
            && let Some(at) = all.iter().position(|old| old.state().is_over())
        {
            all.remove(at);
        }
        drop(all);
        if self.queue.send(Arc::clone(&job)).is_err() {
            job.set(State::Failed(DEAD.0.to_owned(), DEAD.1.to_owned()));
        }
        job
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Job>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|job| job.id == id).cloned()
    }

    /// Those that are not over.
    pub(super) fn open(&self) -> Vec<Arc<Job>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|job| !job.state().is_over()).cloned().collect()
    }
}

/// Tells the jobs of this start of the program from those of another one.
#[allow(clippy::disallowed_methods, reason = "a name in addresses, and no part of any answer")]
fn start() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

const DEAD: (&str, &str) = (
    "Luồng đọc tệp đã dừng; tệp vẫn được giữ. Hãy khởi động lại chương trình.",
    "The thread that reads files has ended; the files are kept. Start the program again.",
);

fn run(live: &Live, job: &Job) {
    job.set(State::Running(Progress { done: 0, total: 0 }));
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(live, job)));
    job.set(match done {
        Ok(Ok(rows)) => State::Done(rows),
        Ok(Err(error)) => {
            tracing::error!(%error, job = job.id, "files were not read");
            State::Failed(message_vi(&error), error.to_string())
        }
        Err(_) => State::Failed(DEAD.0.to_owned(), DEAD.1.to_owned()),
    });
}

/// Brings the index up to date and answers from it.
fn read(live: &Live, job: &Job) -> Result<Vec<FileRow>, IngestError> {
    let Place { index, data, extractor } = live.place();
    let service = live.current();
    let sources = uploads::sources(data, &service)?;
    let watch = |progress| job.set(State::Running(progress));
    let mut report = update(index, &sources, &service.knowledge, extractor, watch);
    for _ in 0..TRIES {
        if !matches!(report, Err(IngestError::Busy(_))) {
            break;
        }
        std::thread::sleep(PAUSE);
        report = update(index, &sources, &service.knowledge, extractor, watch);
    }
    let report = report?;
    live.reopen()?;
    let is_own = |row: &FileRow| {
        job.files.iter().any(|file| {
            let rest = row.file.strip_prefix(&*file.path.to_string_lossy());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    Ok(report.rows.into_iter().filter(is_own).collect())
}

fn message_vi(error: &IngestError) -> String {
    match error {
        IngestError::Busy(_) => {
            "Một tiến trình doichieu khác đang ghi chỉ mục quá lâu; tệp vẫn được giữ, hãy nạp lại sau."
                .to_owned()
        }
        IngestError::SourceMissing(folder) => format!(
            "Không thấy thư mục nguồn {}; tệp vẫn được giữ. Hãy đưa thư mục ấy trở lại rồi nạp lại.",
            folder.display()
        ),
        IngestError::NoSources(file) => format!(
            "{} không ghi thư mục nguồn nào, trong khi chỉ mục có văn bản: hãy chạy doichieu index với các thư mục nguồn; tệp vẫn được giữ.",
            file.display()
        ),
        other => format!("Không cập nhật được chỉ mục; tệp vẫn được giữ. Chi tiết: {other}"),
    }
}
