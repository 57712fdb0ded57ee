//! Turns what has changed in the sources into commits.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::generation::{Generation, lock};
use super::library::{self, Commit};
use super::read::{self, Bytes, Reading};
use super::report::{FileRow, Report};
use super::settle::settle;
use super::{IngestError, Sources, walk};
use crate::extract::{Extractor, Member, RefusalCode, sha256};
use crate::index::{IndexWriter, IndexedPlan};
use crate::knowledge::Knowledge;
use crate::store::{FileEntry, FileOutcome, FileStamp, Names, StoreWriter, StoredPlan};

/// How many files are read at a time.
const BATCH_FILES: usize = 256;
/// How many bytes of files are read at a time.
const BATCH_BYTES: u64 = 128 << 20;
/// After so many new plans what is done is made safe.
const COMMIT_PLANS: usize = 4000;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Files looked at.
    pub done: usize,
    /// Files there are.
    pub total: usize,
}

/// Brings the index at `root` up to date with the sources and tells of every file.
///
/// `extractor` says where files are read. Unchanged files (size and time, else hash) are not read again; files that are gone leave the index. `watch` is told
/// of the progress.
///
/// # Errors
/// A source is missing, the index is being written by another process, or its folder cannot be written. What was
/// there before stays usable.
pub fn update(
    root: &Path,
    sources: &Sources,
    knowledge: &Knowledge,
    extractor: &Extractor,
    watch: impl Fn(Progress) + Sync,
) -> Result<Report, IngestError> {
    let _lock = lock(root)?;
    let files = walk::files(sources)?;
    let (mut run, rebuilt) = Run::begin(root, knowledge)?;
    run.drop_missing(&files);
    let mut rest = files.as_slice();
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_length(rest));
        let (before, total) = (files.len() - rest.len(), files.len());
        run.batch(batch, extractor, &|read| watch(Progress { done: before + read, total }))?;
        rest = later;
        watch(Progress { done: total - rest.len(), total });
    }
    run.finish(root, rebuilt)
}

/// How many of these files are read together.
fn batch_length(files: &[PathBuf]) -> usize {
    let mut bytes = 0;
    let fits = files.iter().take(BATCH_FILES).take_while(|path| {
        bytes += read::stamp(path).size;
        bytes <= BATCH_BYTES
    });
    fits.count().max(1)
}

/// One run over the sources.
struct Run<'k> {
    knowledge: &'k Knowledge,
    generation: Generation,
    store: StoreWriter,
    index: IndexWriter<'k>,
    commit: Commit,
    /// What is known of each file, by path.
    entries: BTreeMap<String, FileEntry>,
    names: Names,
    /// Hashes whose plans lie in the index as last committed.
    committed: BTreeSet<String>,
    /// Hashes whose plans are held now.
    held: BTreeSet<String>,
    uncommitted: usize,
    is_dirty: bool,
    report: Report,
}

impl<'k> Run<'k> {
    /// Goes on with the generation that fits, else begins a new one; says why, where an older one is given up.
    fn begin(root: &Path, knowledge: &'k Knowledge) -> Result<(Run<'k>, Option<String>), IngestError> {
        let mut reason = None;
        if let Some(generation) = Generation::usable(root, knowledge) {
            match library::open(&generation) {
                Ok(library) => return Ok((Run::go_on(knowledge, generation, &library)?, None)),
                Err(error) if generation.tantivy().join("meta.json").exists() => {
                    reason = Some(error.to_string())
                }
                Err(_) => {}
            }
        } else if Generation::current(root).is_ok() {
            reason = Some(IngestError::OtherIndex(root.to_owned()).to_string());
        }
        let generation = Generation::begin(root, knowledge)?;
        Ok((Run::new(knowledge, generation, Commit::default(), BTreeMap::new(), Names::default())?, reason))
    }

    fn go_on(
        knowledge: &'k Knowledge,
        generation: Generation,
        library: &library::Library,
    ) -> Result<Run<'k>, IngestError> {
        let commit = Commit::read(library.index.payload().as_deref());
        let entries = library.store.files().iter().map(|entry| (entry.path.clone(), entry.clone())).collect();
        Run::new(knowledge, generation, commit, entries, library.store.names().reopened())
    }

    fn new(
        knowledge: &'k Knowledge,
        generation: Generation,
        commit: Commit,
        entries: BTreeMap<String, FileEntry>,
        names: Names,
    ) -> Result<Run<'k>, IngestError> {
        let committed = plan_hashes(&entries);
        Ok(Run {
            store: StoreWriter::open(&generation.store(), commit.length)?,
            index: IndexWriter::open(&generation.tantivy(), knowledge)?,
            is_dirty: commit == Commit::default(),
            uncommitted: 0,
            report: Report::default(),
            knowledge,
            generation,
            commit,
            entries,
            names,
            held: committed.clone(),
            committed,
        })
    }

    fn drop_missing(&mut self, files: &[PathBuf]) {
        let there: BTreeSet<String> = files.iter().map(|path| key(path)).collect();
        let before = self.entries.len();
        let changed = |archive: &String| self.entries.get(archive).is_none_or(|entry| !is_unchanged(entry));
        let archives = self.entries.values().filter_map(|entry| entry.archive.clone());
        let gone: BTreeSet<String> =
            archives.filter(|archive| !there.contains(archive) || changed(archive)).collect();
        self.entries.retain(|path, entry| match &entry.archive {
            Some(archive) => !gone.contains(archive),
            None => there.contains(path),
        });
        self.report.removed = before - self.entries.len();
        self.is_dirty |= self.report.removed > 0;
        // A duplicate whose original is gone or changed has to be read itself.
        self.held = self.entries.values().filter(|entry| is_unchanged(entry)).filter_map(plan_hash).collect();
        let held = &self.held;
        self.entries.retain(|_, entry| {
            !matches!(entry.outcome, FileOutcome::Duplicate(_)) || held.contains(&entry.stamp.sha256)
        });
    }

    /// `read` is told how many of these files are known or read by now.
    fn batch(
        &mut self,
        files: &[PathBuf],
        extractor: &Extractor,
        read: &(impl Fn(usize) + Sync),
    ) -> Result<(), IngestError> {
        let changed: Vec<&PathBuf> = files.iter().filter(|path| !self.is_known(&key(path))).collect();
        let known = files.len() - changed.len();
        self.report.unchanged += known;
        let found: Vec<Bytes> = changed.par_iter().map(|path| read::bytes(path)).collect();
        let items = changed.into_iter().zip(found).map(|(path, found)| Item::file(path, found));
        let (archives, files): (Vec<Item>, Vec<Item>) = items.partition(Item::is_archive);
        self.read(files, extractor, &|count| read(known + count))?;
        // One after another: each may unpack to many times its size.
        archives.into_iter().try_for_each(|archive| self.unpack(archive, extractor))?;
        if self.uncommitted >= COMMIT_PLANS { self.commit() } else { Ok(()) }
    }

    /// Unchanged, and so is all that lies in it.
    fn is_known(&self, path: &str) -> bool {
        self.entries.get(path).is_some_and(is_unchanged)
            && !self.members(path).any(|entry| needs_another_try(&entry.outcome))
    }

    /// What is known of the files in this archive.
    fn members<'r>(&'r self, archive: &'r str) -> impl Iterator<Item = &'r FileEntry> {
        let inside = self.entries.range(format!("{archive}/")..).map(|(_, entry)| entry);
        inside.take_while(move |entry| entry.archive.as_deref() == Some(archive))
    }

    /// Reads what is new of these files; `done` is told how many of them are read.
    fn read(
        &mut self,
        items: Vec<Item>,
        extractor: &Extractor,
        done: &(impl Fn(usize) + Sync),
    ) -> Result<(), IngestError> {
        let count = AtomicUsize::new(0);
        let mut fresh = Vec::new();
        for item in items {
            fresh.extend(self.note(item));
        }
        let knowledge = self.knowledge;
        let readings: Vec<Reading> = fresh
            .par_iter()
            .map(|(entry, bytes)| {
                let reading = read::read(Path::new(&entry.path), bytes, knowledge, extractor);
                done(count.fetch_add(1, Ordering::Relaxed) + 1);
                reading
            })
            .collect();
        for ((entry, _), reading) in fresh.into_iter().zip(readings) {
            let outcome = self.keep(&entry.stamp.sha256, reading)?;
            self.report.read_now += 1;
            self.entries.insert(entry.path.clone(), FileEntry { outcome, ..entry });
        }
        Ok(())
    }

    /// Reads the files in an archive.
    fn unpack(&mut self, archive: Item, extractor: &Extractor) -> Result<(), IngestError> {
        let Item { path, found: Bytes { stamp, bytes }, .. } = archive;
        let outcome = match bytes.map(|bytes| extractor.members(&bytes)) {
            Err(outcome) => outcome,
            Ok(Err(refusal)) => read::refused(refusal),
            Ok(Ok(members)) => {
                let outcome = FileOutcome::Archive(u32::try_from(members.len()).unwrap_or(u32::MAX));
                let items = members.into_iter().map(|member| Item::member(&path, &stamp, member));
                self.read(items.collect(), extractor, &|_| {})?;
                outcome
            }
        };
        self.is_dirty = true;
        self.report.read_now += 1;
        self.entries.insert(path.clone(), FileEntry { path, archive: None, stamp, outcome });
        Ok(())
    }

    /// Notes a file that need not be parsed: unreadable, or of bytes that are known. Gives back the others, with an
    /// entry whose outcome is still to come.
    fn note(&mut self, item: Item) -> Option<(FileEntry, Vec<u8>)> {
        self.is_dirty = true;
        let Item { path, archive, found: Bytes { stamp, bytes } } = item;
        let known = self.entries.get(&path).filter(|entry| entry.stamp.sha256 == stamp.sha256);
        let outcome = match bytes {
            Err(outcome) => outcome,
            Ok(_) if known.is_some_and(|entry| entry.plan().is_some()) => {
                self.held.insert(stamp.sha256.clone());
                self.entries.get_mut(&path)?.stamp = stamp;
                return None;
            }
            Ok(_) if self.held.contains(&stamp.sha256) => FileOutcome::Duplicate(String::new()),
            Ok(bytes) => {
                self.held.insert(stamp.sha256.clone());
                let outcome = FileOutcome::Failed(String::new());
                return Some((FileEntry { path, archive, stamp, outcome }, bytes));
            }
        };
        self.entries.insert(path.clone(), FileEntry { path, archive, stamp, outcome });
        None
    }

    /// Puts a plan into store and index.
    fn keep(&mut self, hash: &str, reading: Reading) -> Result<FileOutcome, IngestError> {
        match reading {
            Reading::No(outcome) => Ok(outcome),
            Reading::Plan(entry, stored) => {
                let StoredPlan { plan, text, .. } = stored.as_ref();
                let indexed = IndexedPlan {
                    key: hash,
                    province: entry.province.as_deref(),
                    level: entry.level,
                    year: entry.year,
                    text,
                    plan,
                };
                self.index.put(&indexed)?;
                let place = self.store.put(&stored)?;
                self.uncommitted += 1;
                Ok(read::placed(*entry, plan, place, &mut self.names))
            }
        }
    }

    fn commit(&mut self) -> Result<(), IngestError> {
        settle(&mut self.entries);
        self.held = plan_hashes(&self.entries);
        self.committed.difference(&self.held).for_each(|gone| self.index.delete(gone));
        self.committed.clone_from(&self.held);
        let number = self.commit.number + 1;
        let length =
            self.store.commit(number, self.entries.values().cloned().collect(), self.names.clone())?;
        self.commit = Commit { number, length };
        self.index.commit(&self.commit.payload())?;
        self.store.forget_others(number);
        self.uncommitted = 0;
        self.is_dirty = false;
        Ok(())
    }

    fn finish(mut self, root: &Path, rebuilt: Option<String>) -> Result<Report, IngestError> {
        if self.is_dirty {
            self.commit()?;
        }
        self.generation.publish(root)?;
        self.report.rows = self.entries.values().map(FileRow::of).collect();
        self.report.rebuilt = rebuilt;
        Ok(self.report)
    }
}

fn key(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// By size and time; a file that could not be read last time, or not without a program, is tried again.
fn is_unchanged(entry: &FileEntry) -> bool {
    let on_disk = entry.archive.as_ref().unwrap_or(&entry.path);
    let (now, then) = (read::stamp(Path::new(on_disk)), &entry.stamp);
    !needs_another_try(&entry.outcome)
        && now.modified != 0
        && (then.size, then.modified) == (now.size, now.modified)
}

/// A file to be read, on disk or in an archive.
struct Item {
    path: String,
    archive: Option<String>,
    found: Bytes,
}

impl Item {
    fn file(path: &Path, found: Bytes) -> Item {
        Item { path: key(path), archive: None, found }
    }

    /// The archive's size and time tell whether the file in it is the same.
    fn member(archive: &str, stamp: &FileStamp, member: Member) -> Item {
        let sha256 = member.bytes.as_ref().map(|bytes| sha256(bytes)).unwrap_or_default();
        let bytes = member.bytes.map_err(read::refused);
        let found = Bytes { stamp: FileStamp { sha256, ..*stamp }, bytes };
        Item { path: format!("{archive}/{}", member.name), archive: Some(archive.to_owned()), found }
    }

    fn is_archive(&self) -> bool {
        self.found.bytes.as_ref().is_ok_and(|bytes| Extractor::is_archive(bytes))
    }
}

fn needs_another_try(outcome: &FileOutcome) -> bool {
    match outcome {
        FileOutcome::Failed(_) => true,
        FileOutcome::Refused { code, .. } => code == RefusalCode::NeedsTool.name(),
        FileOutcome::Plan(_) | FileOutcome::Duplicate(_) | FileOutcome::Archive(_) => false,
    }
}

fn plan_hash(entry: &FileEntry) -> Option<String> {
    entry.plan().map(|_| entry.stamp.sha256.clone())
}

fn plan_hashes(entries: &BTreeMap<String, FileEntry>) -> BTreeSet<String> {
    entries.values().filter_map(plan_hash).collect()
}
