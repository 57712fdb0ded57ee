use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{CatalogError, Head, Judgment, Subject, Verdict};

/// The file in the data folder.
pub const FILE: &str = "catalog.db";
/// How long another process that writes is waited for.
const BUSY: Duration = Duration::from_secs(10);
/// The layout, kept in the file.
const LAYOUT: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE judgment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    said_at TEXT NOT NULL DEFAULT (datetime('now')),
    sha256 TEXT NOT NULL,
    plan TEXT NOT NULL,
    first_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    words TEXT NOT NULL,
    body TEXT NOT NULL,
    task TEXT NOT NULL,
    deadline TEXT NOT NULL,
    reading TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'correct', 'reject')),
    correction TEXT,
    taken_back_at TEXT
) STRICT;
CREATE TABLE head (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    said_at TEXT NOT NULL DEFAULT (datetime('now')),
    sha256 TEXT NOT NULL,
    plan TEXT NOT NULL,
    number TEXT,
    date TEXT,
    province TEXT,
    taken_back_at TEXT
) STRICT;
PRAGMA user_version = 1;";

/// What people said, on disk: a row is safe when the call that wrote it returns.
#[derive(Debug)]
pub struct Catalog {
    path: PathBuf,
    database: Connection,
}

impl Catalog {
    /// Opens the catalog in the data folder; both are made if need be.
    ///
    /// # Errors
    /// The file is damaged, of a later version, or the folder cannot be written.
    pub fn open(data: &Path) -> Result<Catalog, CatalogError> {
        let failed = |source| CatalogError::Io { path: data.to_owned(), source };
        std::fs::create_dir_all(data).map_err(failed)?;
        let path = data.join(FILE);
        let opened = || -> rusqlite::Result<(Connection, i64)> {
            let mut database = Connection::open(&path)?;
            database.busy_timeout(BUSY)?;
            database.pragma_update(None, "journal_mode", "WAL")?;
            database.pragma_update(None, "synchronous", "FULL")?;
            let begun = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let layout = begun.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if layout == 0 {
                begun.execute_batch(SCHEMA)?;
            }
            begun.commit()?;
            Ok((database, layout))
        };
        let (database, found) = opened().map_err(CatalogError::database(&path))?;
        match found > LAYOUT {
            true => Err(CatalogError::Later { path, found }),
            false => Ok(Catalog { path, database }),
        }
    }

    /// Opens the catalog where there is one: who only reads makes none.
    ///
    /// # Errors
    /// As of [`Catalog::open`].
    pub fn open_if_there(data: &Path) -> Result<Option<Catalog>, CatalogError> {
        if data.join(FILE).exists() { Catalog::open(data).map(Some) } else { Ok(None) }
    }

    /// Keeps a verdict; gives its number.
    ///
    /// # Errors
    /// The disk is full, or the file is damaged.
    pub fn judge(&mut self, subject: &Subject, verdict: &Verdict) -> Result<i64, CatalogError> {
        let (name, correction) = match verdict {
            Verdict::Accept => ("accept", None),
            Verdict::Reject => ("reject", None),
            Verdict::Correct(correction) => ("correct", Some(serde_json::json!(correction).to_string())),
        };
        let Subject { sha256, plan, start, end, words, body, task, deadline, reading } = subject;
        let (start, end) =
            (i64::try_from(*start).unwrap_or(i64::MAX), i64::try_from(*end).unwrap_or(i64::MAX));
        let written = self.database.execute(
            "INSERT INTO judgment
             (sha256, plan, first_byte, end_byte, words, body, task, deadline, reading, verdict, correction)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![sha256, plan, start, end, words, body, task, deadline, reading, name, correction],
        );
        written.map_err(CatalogError::database(&self.path))?;
        Ok(self.database.last_insert_rowid())
    }

    /// Takes a verdict back: what was said before holds again. Gives whether there was one to take back.
    ///
    /// # Errors
    /// The disk is full, or the file is damaged.
    pub fn take_back(&mut self, id: i64) -> Result<bool, CatalogError> {
        let changed = self.database.execute(
            "UPDATE judgment SET taken_back_at = datetime('now') WHERE id = ?1 AND taken_back_at IS NULL",
            [id],
        );
        Ok(changed.map_err(CatalogError::database(&self.path))? > 0)
    }

    /// The verdicts that hold: of each subject the last that was not taken back, in the order they were said.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn judgments(&self) -> Result<Vec<Judgment>, CatalogError> {
        let read = || {
            let mut asked = self.database.prepare(
                "SELECT id, said_at, sha256, plan, first_byte, end_byte, words, body, task, deadline, reading, verdict,
                     correction
                 FROM judgment WHERE id IN (
                     SELECT max(id) FROM judgment WHERE taken_back_at IS NULL
                     GROUP BY sha256, first_byte, end_byte, words, body, task, deadline)
                 ORDER BY id",
            )?;
            asked.query_map([], judgment)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(CatalogError::database(&self.path))
    }

    /// Keeps what a person reads at the head of a paper in place of what was said before; a head that says nothing
    /// takes that back.
    ///
    /// # Errors
    /// The disk is full, or the file is damaged.
    pub fn correct_head(&mut self, head: &Head) -> Result<(), CatalogError> {
        let mut write = || {
            let begun = self.database.transaction()?;
            begun.execute(
                "UPDATE head SET taken_back_at = datetime('now')
                 WHERE taken_back_at IS NULL AND (sha256 = ?1 OR plan = ?2)",
                params![head.sha256, head.plan],
            )?;
            if head.number.is_some() || head.date.is_some() || head.province.is_some() {
                begun.execute(
                    "INSERT INTO head (sha256, plan, number, date, province) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![head.sha256, head.plan, head.number, head.date, head.province],
                )?;
            }
            begun.commit()
        };
        write().map_err(CatalogError::database(&self.path))
    }

    /// What people read at the heads of papers, in the order it was said.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn heads(&self) -> Result<Vec<Head>, CatalogError> {
        let read = || {
            let mut asked = self.database.prepare(
                "SELECT id, sha256, plan, number, date, province FROM head WHERE taken_back_at IS NULL ORDER BY id",
            )?;
            let head = |row: &Row<'_>| {
                Ok(Head {
                    id: row.get(0)?,
                    sha256: row.get(1)?,
                    plan: row.get(2)?,
                    number: row.get(3)?,
                    date: row.get(4)?,
                    province: row.get(5)?,
                })
            };
            asked.query_map([], head)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(CatalogError::database(&self.path))
    }

    /// How much is written at once to be safe (2: FULL), and the kind of journal: what the promise rests on.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn promises(&self) -> Result<(i64, String), CatalogError> {
        let read = || {
            let synchronous = self.database.pragma_query_value(None, "synchronous", |row| row.get(0))?;
            let journal =
                self.database.pragma_query_value(None, "journal_mode", |row| row.get(0)).optional()?;
            Ok((synchronous, journal.unwrap_or_default()))
        };
        read().map_err(CatalogError::database(&self.path))
    }
}

fn judgment(row: &Row<'_>) -> rusqlite::Result<Judgment> {
    let place = |at: usize| row.get::<_, i64>(at).map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    let verdict: String = row.get(11)?;
    let verdict = match verdict.as_str() {
        "accept" => Verdict::Accept,
        "reject" => Verdict::Reject,
        _ => {
            let kept: String = row.get(12)?;
            let read = serde_json::from_str(&kept);
            Verdict::Correct(read.map_err(|cause| {
                rusqlite::Error::FromSqlConversionFailure(12, rusqlite::types::Type::Text, Box::new(cause))
            })?)
        }
    };
    let subject = Subject {
        sha256: row.get(2)?,
        plan: row.get(3)?,
        start: place(4)?,
        end: place(5)?,
        words: row.get(6)?,
        body: row.get(7)?,
        task: row.get(8)?,
        deadline: row.get(9)?,
        reading: row.get(10)?,
    };
    Ok(Judgment { id: row.get(0)?, said_at: row.get(1)?, subject, verdict })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Correction, Dated};
    use crate::model::{DeadlineKind, Role};

    fn subject(words: &str) -> Subject {
        Subject {
            sha256: "ab".to_owned(),
            plan: "son-la/2027/1".to_owned(),
            start: 10,
            end: 20,
            words: words.to_owned(),
            body: "Sở Nội vụ".to_owned(),
            task: "I.1".to_owned(),
            deadline: String::new(),
            reading: "lead".to_owned(),
        }
    }

    fn correction() -> Verdict {
        let deadline = Dated {
            kind: DeadlineKind::By,
            start: None,
            due: Some("2027-06-30".to_owned()),
            recurrence: None,
            words: Some("trước ngày 01/7/2027".to_owned()),
        };
        Verdict::Correct(Correction {
            agency: "Sở Tài chính".to_owned(),
            body_id: Some("so-tc".to_owned()),
            group: false,
            role: Role::Lead,
            deadline: Some(deadline),
        })
    }

    #[test]
    fn what_was_said_is_there_when_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Catalog::open_if_there(folder.path()).unwrap().is_none());
        let mut catalog = Catalog::open(&folder.path().join("data")).unwrap();
        let id = catalog.judge(&subject("a"), &correction()).unwrap();
        drop(catalog);
        let catalog = Catalog::open_if_there(&folder.path().join("data")).unwrap().unwrap();
        let found = catalog.judgments().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id, &found[0].subject, &found[0].verdict), (id, &subject("a"), &correction()));
        assert_eq!(catalog.promises().unwrap(), (2, "wal".to_owned()));
    }

    #[test]
    fn the_last_word_holds_until_it_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut catalog = Catalog::open(folder.path()).unwrap();
        catalog.judge(&subject("a"), &Verdict::Accept).unwrap();
        catalog.judge(&subject("b"), &Verdict::Accept).unwrap();
        let last = catalog.judge(&subject("a"), &Verdict::Reject).unwrap();
        let verdicts = |catalog: &Catalog| {
            let found = catalog.judgments().unwrap().into_iter();
            found.map(|judgment| (judgment.subject.words, judgment.verdict)).collect::<Vec<_>>()
        };
        let (a, b) = ("a".to_owned(), "b".to_owned());
        assert_eq!(verdicts(&catalog), [(b.clone(), Verdict::Accept), (a.clone(), Verdict::Reject)]);
        assert!(catalog.take_back(last).unwrap());
        assert!(!catalog.take_back(last).unwrap());
        assert_eq!(verdicts(&catalog), [(a, Verdict::Accept), (b, Verdict::Accept)]);
    }

    #[test]
    fn one_head_holds_for_a_paper() {
        let folder = tempfile::tempdir().unwrap();
        let mut catalog = Catalog::open(folder.path()).unwrap();
        let head = |number: Option<&str>| Head {
            sha256: "ab".to_owned(),
            plan: "p".to_owned(),
            number: number.map(str::to_owned),
            ..Head::default()
        };
        catalog.correct_head(&head(Some("12/KH-UBND"))).unwrap();
        catalog.correct_head(&head(Some("13/KH-UBND"))).unwrap();
        let found = catalog.heads().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].number.as_deref(), Some("13/KH-UBND"));
        catalog.correct_head(&head(None)).unwrap();
        assert!(catalog.heads().unwrap().is_empty());
    }

    #[test]
    fn other_files_are_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "no database at all, but long enough to be looked at")
            .unwrap();
        let error = Catalog::open(folder.path()).unwrap_err();
        assert!(error.to_string().contains(FILE), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(folder.path()).unwrap();
        catalog.database.pragma_update(None, "user_version", 7).unwrap();
        drop(catalog);
        assert!(matches!(Catalog::open(folder.path()), Err(CatalogError::Later { found: 7, .. })));
    }
}
