//! Turns `--index` and `--data` into an open library, built again from the sources where it has to be.

use std::io::{self, Write};
use std::path::Path;

use super::Common;
use super::index::progress;
use crate::export::Language;
use crate::ingest::{IngestError, Library, ReviewedPlan, Sources, held, update};
use crate::knowledge::Knowledge;
use crate::model::{Document, HeldPlan, Plan};
use crate::parse::parse;
use crate::store::PlanEntry;

/// Opens the index; a missing, damaged or outdated one is built again from `sources.toml`, and that is said.
pub(super) fn open(common: &Common, knowledge: &Knowledge) -> anyhow::Result<Library> {
    let error = match Library::open(&common.index, knowledge) {
        Ok(library) => return Ok(library.with_catalog(&common.data)?),
        Err(error) => error,
    };
    let sources = Sources::read(&common.data)?;
    if !error.is_mended_by_rebuilding() || sources.folders.is_empty() {
        return Err(error.into());
    }
    let notice = common.language().pick(
        "Chỉ mục chưa có hoặc không dùng được; đang lập lại từ sources.toml",
        "The index is missing or cannot be used; building it again from sources.toml",
    );
    writeln!(io::stderr(), "{notice}: {error}")?;
    rebuild(common, &sources, knowledge)
}

/// Opens the index as [`open`] does. Where nothing was ever indexed it begins empty, with the folder that pages put
/// files into as its only source.
pub(super) fn open_or_begin(common: &Common, knowledge: &Knowledge) -> anyhow::Result<Library> {
    let is_new = matches!(Library::open(&common.index, knowledge), Err(IngestError::NoIndex(_)))
        && Sources::read(&common.data)?.folders.is_empty();
    if is_new {
        std::fs::create_dir_all(Sources::uploads(&common.data))?;
        Sources::default().and_uploads(&common.data)?.write(&common.data)?;
    }
    open(common, knowledge)
}

fn rebuild(common: &Common, sources: &Sources, knowledge: &Knowledge) -> anyhow::Result<Library> {
    let bar = progress();
    update(&common.index, sources, knowledge, &Common::extractor()?, |step| bar.show(step))?;
    bar.clear();
    Ok(Library::open(&common.index, knowledge)?.with_catalog(&common.data)?)
}

/// The sources to index: those given, else those of `sources.toml`.
pub(super) fn sources(common: &Common, given: &[std::path::PathBuf], add: bool) -> anyhow::Result<Sources> {
    let known = Sources::read(&common.data)?;
    if given.is_empty() {
        let missing = || IngestError::NoSources(common.data.join("sources.toml"));
        return if known.folders.is_empty() { Err(missing().into()) } else { Ok(known) };
    }
    let wanted = if add { [&known.folders, given].concat() } else { given.to_vec() };
    let sources = Sources::of(&wanted)?.and_uploads(&common.data)?;
    for dropped in known.folders.iter().filter(|folder| !sources.folders.contains(folder)) {
        let notice = common.language().pick("Không còn lập chỉ mục từ", "No longer indexed");
        writeln!(io::stderr(), "{notice}: {}", dropped.display())?;
    }
    if sources != known {
        sources.write(&common.data)?;
    }
    Ok(sources)
}

/// All plans of a library with their texts, for what looks at every one of them.
pub(super) struct Loaded {
    plans: Vec<ReviewedPlan>,
    /// SHA-256 over the hashes of the files, hexadecimal.
    pub(super) fingerprint: String,
}

impl Loaded {
    /// Every paper once, by its current copy.
    pub(super) fn all(library: &Library, knowledge: &Knowledge) -> anyhow::Result<Loaded> {
        let load = |entry: &PlanEntry| Ok(library.load(entry, knowledge)?);
        let current = library.store.plans().filter(|entry| entry.is_current());
        let plans = current.map(load).collect::<anyhow::Result<_>>()?;
        Ok(Loaded { plans, fingerprint: library.store.fingerprint() })
    }

    /// The plans, sorted by id.
    pub(super) fn held<'a>(&'a self, knowledge: &'a Knowledge) -> Vec<HeldPlan<'a>> {
        self.plans.iter().map(|plan| held(&plan.entry, &plan.stored, knowledge)).collect()
    }

    /// Samples never share a table with real plans in silence.
    pub(super) fn tell_samples(&self, out: &mut impl Write, language: Language) -> io::Result<()> {
        match self.plans.iter().any(|plan| plan.entry.sample) {
            true => writeln!(out, "{}", language.pick(SAMPLE.0, SAMPLE.1)),
            false => Ok(()),
        }
    }
}

/// Reads one plan from a file, without the index.
pub(super) fn read_plan(
    common: &Common,
    knowledge: &Knowledge,
    file: &Path,
) -> anyhow::Result<(Document, Plan)> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(file).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    let document = Common::extractor()?.extract(&name, &bytes).map_err(|refusal| {
        let message = common.language().pick(refusal.message_vi, refusal.message_en);
        anyhow::anyhow!("{}: {message}", file.display())
    })?;
    let plan = parse(&document, knowledge);
    Ok((document, plan))
}

/// Said where samples are among the plans.
pub(super) const SAMPLE: (&str, &str) = (
    "Lưu ý: trong kho có văn bản mẫu (nội dung giả định, không phải văn bản của cơ quan nào).",
    "Note: samples are among the plans (invented, no papers of any authority).",
);
