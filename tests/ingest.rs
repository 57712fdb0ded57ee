//! Folders become an index: what is unchanged is not read again, what is gone leaves, one bad file costs one row.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use doichieu::extract::Extractor;
use doichieu::ingest::{FileStatus, IngestError, Library, Report, Sources, update};
use doichieu::knowledge::Knowledge;

/// A small plan of a province about one topic.
fn plan(province: &str, topic: &str) -> String {
    format!(
        "ỦY BAN NHÂN DÂN\nTỈNH {}\n\nSố: 12/KH-UBND\n{province}, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\nThực hiện {topic}\n\n\
         I. NHIỆM VỤ\n1. {topic}\nGiao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính thực hiện {topic} trước ngày 30/6/2027.\n",
        province.to_uppercase()
    )
}

struct House {
    root: tempfile::TempDir,
    knowledge: Knowledge,
}

impl House {
    fn new(files: &[(&str, String)]) -> House {
        let house = House { root: tempfile::tempdir().unwrap(), knowledge: Knowledge::embedded().unwrap() };
        fs::create_dir(house.plans()).unwrap();
        files.iter().for_each(|(name, text)| house.write(name, text));
        house
    }

    fn plans(&self) -> PathBuf {
        self.root.path().join("plans")
    }

    fn index(&self) -> PathBuf {
        self.root.path().join("index")
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.plans().join(name), text).unwrap();
    }

    fn update(&self) -> Report {
        let sources = Sources::of(&[self.plans()]).unwrap();
        update(&self.index(), &sources, &self.knowledge, &Extractor::in_process(), |_| {}).unwrap()
    }

    fn library(&self) -> Library {
        Library::open(&self.index(), &self.knowledge).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        self.library().store.plans().map(|plan| plan.id.clone()).collect()
    }
}

fn statuses(report: &Report) -> Vec<(String, FileStatus)> {
    let name = |path: &str| Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
    report.rows.iter().map(|row| (name(&row.file), row.status)).collect()
}

#[test]
fn what_is_unchanged_is_not_read_again() {
    let house = House::new(&[("a.txt", plan("Sơn La", "đào tạo")), ("b.txt", plan("Lào Cai", "đào tạo"))]);
    let first = house.update();
    assert_eq!((first.read_now, first.unchanged), (2, 0));
    let second = house.update();
    assert_eq!((second.read_now, second.unchanged), (0, 2));
    house.write("b.txt", plan("Lào Cai", "kiểm tra việc đào tạo"));
    let third = house.update();
    assert_eq!((third.read_now, third.unchanged), (1, 1));
    assert_eq!(house.ids().len(), 2);
    assert!(house.ids().iter().any(|id| id.contains("kiem-tra")), "{:?}", house.ids());
}

#[test]
fn what_is_gone_leaves_the_index() {
    let house = House::new(&[("a.txt", plan("Sơn La", "đào tạo")), ("b.txt", plan("Lào Cai", "đào tạo"))]);
    house.update();
    fs::remove_file(house.plans().join("a.txt")).unwrap();
    let report = house.update();
    assert_eq!(report.removed, 1);
    assert_eq!(house.ids(), ["lao-cai/2027/12-kh-ubnd~thuc-hien-dao-tao"]);
}

#[test]
fn the_same_bytes_count_once_whichever_of_them_goes() {
    let text = plan("Sơn La", "đào tạo");
    let house = House::new(&[("a.txt", text.clone()), ("b.txt", text.clone()), ("c.txt", text)]);
    let report = house.update();
    let expected = [FileStatus::Read, FileStatus::Duplicate, FileStatus::Duplicate];
    assert_eq!(statuses(&report).iter().map(|row| row.1).collect::<Vec<_>>(), expected);
    fs::remove_file(house.plans().join("a.txt")).unwrap();
    let report = house.update();
    assert_eq!(
        statuses(&report),
        [("b.txt".into(), FileStatus::Read), ("c.txt".into(), FileStatus::Duplicate)]
    );
    house.write("b.txt", plan("Sơn La", "kiểm tra"));
    assert_eq!(house.update().count(FileStatus::Read), 2);
    assert_eq!(house.ids().len(), 2);
    let library = house.library();
    assert!(library.store.plans().all(|plan| library.store.load(plan).is_ok()));
}

#[test]
fn two_papers_of_one_name_are_told_apart() {
    let first = plan("Sơn La", "đào tạo");
    let house = House::new(&[("a.txt", first.clone()), ("b.txt", first + "2. Giao Sở Y tế thực hiện.\n")]);
    house.update();
    let ids = house.ids();
    assert_eq!(ids[0], "son-la/2027/12-kh-ubnd~thuc-hien-dao-tao");
    assert!(ids[1].starts_with("son-la/2027/12-kh-ubnd~thuc-hien-dao-tao~"), "{ids:?}");
}

#[test]
fn one_bad_file_costs_one_row() {
    let house = House::new(&[("a.txt", plan("Sơn La", "đào tạo"))]);
    house.write("b.bin", [0u8, 159, 146, 150, 0, 1, 2, 255].repeat(50));
    house.write("c.txt", "Mấy dòng ghi chú.\nKhông phải văn bản.");
    house.write(".hidden.txt", plan("Lào Cai", "đào tạo"));
    let report = house.update();
    assert_eq!(
        statuses(&report),
        [
            ("a.txt".into(), FileStatus::Read),
            ("b.bin".into(), FileStatus::Refused),
            ("c.txt".into(), FileStatus::Refused)
        ]
    );
    assert!(report.rows[1].reason_vi.as_ref().is_some_and(|reason| !reason.is_empty()));
    assert_eq!(report.rows[2].code.as_deref(), Some("not_a_plan"));
}

#[test]
fn a_missing_source_empties_nothing() {
    let house = House::new(&[("a.txt", plan("Sơn La", "đào tạo"))]);
    let sources = Sources::of(&[house.plans()]).unwrap();
    update(&house.index(), &sources, &house.knowledge, &Extractor::in_process(), |_| {}).unwrap();
    fs::rename(house.plans(), house.root.path().join("elsewhere")).unwrap();
    let error =
        update(&house.index(), &sources, &house.knowledge, &Extractor::in_process(), |_| {}).unwrap_err();
    assert!(matches!(error, IngestError::SourceMissing(_)), "{error}");
    assert_eq!(house.ids().len(), 1);
}

#[test]
fn a_damaged_index_says_so_and_is_built_again() {
    let house = House::new(&[("a.txt", plan("Sơn La", "đào tạo"))]);
    house.update();
    let generation = fs::read_to_string(house.index().join("CURRENT")).unwrap();
    let records = house.index().join(generation.trim()).join("plans/plans.bin");
    let mut bytes = fs::read(&records).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&records, bytes).unwrap();
    let library = house.library();
    let plan = library.store.plans().next().unwrap();
    let error = library.store.load(plan).unwrap_err();
    assert!(error.to_string().contains("doichieu index"), "{error}");
    for file in fs::read_dir(house.index().join(generation.trim()).join("plans")).unwrap().flatten() {
        fs::write(file.path(), "x").unwrap();
    }
    let error = Library::open(&house.index(), &house.knowledge).unwrap_err();
    assert!(error.is_mended_by_rebuilding(), "{error}");
    let report = house.update();
    assert!(report.rebuilt.is_some());
    assert_eq!(house.ids().len(), 1);
}

/// All files of a folder and below it.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    found
}

/// The search engine writes which plans a segment has lost (`.del`) before the commit that counts them. Killed in between, the
/// file is there, the next run loses the same plans again and must be able to write the file of that very name.
#[test]
fn what_a_killed_run_left_does_not_stop_the_next() {
    let house = House::new(&[
        ("a.txt", plan("Sơn La", "đào tạo")),
        ("b.txt", plan("Lào Cai", "đào tạo")),
        ("c.txt", plan("Lai Châu", "đào tạo")),
    ]);
    house.update();
    let before = files_below(&house.index());
    house.write("b.txt", plan("Lào Cai", "kiểm tra"));
    house.update();
    let ids = house.ids();
    let is_left = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "del") || path.ends_with(".managed.json")
    };
    let left: Vec<_> = files_below(&house.index()).into_iter().filter(|(path, _)| is_left(path)).collect();
    assert!(left.iter().any(|(path, _)| !before.contains_key(path)), "no plan was lost by a segment");
    fs::remove_dir_all(house.index()).unwrap();
    for (path, bytes) in before.into_iter().chain(left) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let report = house.update();
    assert_eq!((report.read_now, report.unchanged), (1, 2));
    assert!(report.rebuilt.is_none());
    assert_eq!(house.ids(), ids);
}

#[test]
fn other_knowledge_is_another_index() {
    let house = House::new(&[("a.txt", plan("Sơn La", "đào tạo"))]);
    house.update();
    let other = house.root.path().join("knowledge");
    fs::create_dir(&other).unwrap();
    for file in
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/knowledge")).unwrap().flatten()
    {
        if file.path().is_file() {
            fs::copy(file.path(), other.join(file.file_name())).unwrap();
        }
    }
    let cues = other.join("cues.toml");
    fs::write(&cues, fs::read_to_string(&cues).unwrap() + "\n# one more line\n").unwrap();
    let knowledge = Knowledge::load(&other).unwrap();
    let error = Library::open(&house.index(), &knowledge).unwrap_err();
    assert!(matches!(error, IngestError::OtherIndex(_)), "{error}");
    let sources = Sources::of(&[house.plans()]).unwrap();
    let report = update(&house.index(), &sources, &knowledge, &Extractor::in_process(), |_| {}).unwrap();
    assert!(report.rebuilt.is_some());
    assert_eq!(report.read_now, 1);
}

#[test]
fn the_order_of_runs_does_not_show() {
    let texts = [("a.txt", plan("Sơn La", "đào tạo")), ("b.txt", plan("Lào Cai", "đào tạo"))];
    let once = House::new(&texts);
    once.update();
    let twice = House::new(&texts[1..]);
    twice.update();
    twice.write("a.txt", &texts[0].1);
    twice.update();
    assert_eq!(once.ids(), twice.ids());
}

/// Law 117/2025/QH15, Điều 5: nothing of a marked paper may lie on an ordinary network.
#[test]
fn a_paper_with_a_secrecy_mark_is_refused_and_leaves_no_word_behind() {
    let secret = plan("Sơn La", "đào tạo zyxwv").replace("Số: 12", "TỐI MẬT\nSố: 12");
    let house = House::new(&[("a.txt", plan("Lào Cai", "đào tạo")), ("mat.txt", secret)]);
    let report = house.update();
    assert_eq!(statuses(&report)[1], ("mat.txt".to_owned(), FileStatus::Refused));
    assert_eq!(report.rows[1].code.as_deref(), Some("secrecy_mark"));
    let mut folders = vec![house.index()];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = fs::read(entry.path()).unwrap();
            assert!(!bytes.windows(5).any(|five| five == b"zyxwv"), "{}", entry.path().display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 3);
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Files in an archive are read like files, under the archive's name; an archive within is told, and a bomb costs its row.
#[test]
fn files_in_an_archive_are_read() {
    let (one, two) = (plan("Sơn La", "đào tạo"), plan("Lào Cai", "đào tạo"));
    let inner = archive(&[("c.txt", one.as_bytes())]);
    let zeros = vec![b' '; 40 << 20];
    let house = House::new(&[]);
    let whole = archive(&[
        ("tinh/a.txt", one.as_bytes()),
        ("../b.txt", two.as_bytes()),
        ("trong.zip", &inner),
        ("bom.txt", &zeros),
    ]);
    house.write("goi.zip", whole);
    let report = house.update();
    let rows: Vec<_> = report
        .rows
        .iter()
        .map(|row| (row.file.rsplit_once("plans/").unwrap().1, row.code.as_deref()))
        .collect();
    let expected = [
        ("goi.zip", Some("archive")),
        ("goi.zip/b.txt", None),
        ("goi.zip/bom.txt", Some("bomb")),
        ("goi.zip/tinh/a.txt", None),
        ("goi.zip/trong.zip", Some("archive")),
    ];
    assert_eq!(rows, expected);
    assert_eq!(report.rows[0].status, FileStatus::Archive);
    assert_eq!((house.ids().len(), house.update().read_now), (2, 0));
    // The same file beside the archive is a duplicate; one that leaves the archive leaves the index.
    house.write("a.txt", &one);
    assert_eq!(house.update().count(FileStatus::Duplicate), 1);
    house.write("goi.zip", archive(&[("b.txt", two.as_bytes())]));
    let report = house.update();
    assert_eq!((report.rows.len(), report.count(FileStatus::Read)), (3, 2));
    fs::remove_file(house.plans().join("goi.zip")).unwrap();
    assert_eq!((house.update().rows.len(), house.ids().len()), (1, 1));
}

/// A draft and what was signed are copies of one paper, and the signed one is current; the plan of another number that
/// only follows the same pattern is none.
#[test]
fn copies_of_a_paper_are_linked() {
    let tasks: String = (1..60)
        .map(|at| format!("{at}. Sở Nội vụ rà soát hồ sơ số {} của xã thứ {at}.\n", at * 13))
        .collect();
    let signed = plan("Sơn La", "đào tạo") + &tasks;
    let draft = signed.replace("Số: 12/KH-UBND", "Số:   /KH-UBND").replace("hồ sơ số 26 ", "tài liệu số 26 ");
    let other = signed.replace("Số: 12/KH-UBND", "Số: 13/KH-UBND");
    let house = House::new(&[("a.txt", signed), ("b.txt", draft), ("c.txt", other)]);
    house.update();
    let library = house.library();
    let copies = |file: &str| {
        let plan = library.store.plans().find(|plan| plan.file == file).unwrap();
        (plan.id.clone(), plan.copies.clone())
    };
    let ((signed, of_signed), (draft, of_draft), (_, of_other)) =
        (copies("a.txt"), copies("b.txt"), copies("c.txt"));
    assert_eq!(
        of_signed.iter().map(|copy| (&copy.plan, copy.is_current)).collect::<Vec<_>>(),
        [(&draft, false)]
    );
    assert_eq!(
        of_draft.iter().map(|copy| (&copy.plan, copy.is_current)).collect::<Vec<_>>(),
        [(&signed, true)]
    );
    assert!(of_draft[0].percent >= 75 && of_other.is_empty(), "{of_draft:?} {of_other:?}");
}
