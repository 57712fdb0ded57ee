//! Turns "is it there?" into one convention: what a test needs from outside is looked for here, and where it is
//! missing one line beginning with `skipped: ` says so. `scripts/test` lists these lines, and fails on them in CI.
#![allow(dead_code, reason = "each test takes its own part of this module")]

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of this package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A part of the test data from outside (`plans`, `gold/son-la.json`): in `$DOICHIEU_SHARED`, else in `../shared`.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DOICHIEU_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let found = folder.join(part);
    if found.exists() {
        return Some(found);
    }
    skip(&format!("{part} of the outside test data is not in {}", folder.display()));
    None
}

/// A program on the `PATH`. Name it by a literal: `scripts/test` reads from the tests which programs they want.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        skip(&format!("the program {name} is not on the PATH"));
    }
    found
}

/// Are all of these found? What is missing is told, each by itself.
pub(crate) fn all<const N: usize>(found: [Option<PathBuf>; N]) -> bool {
    found.iter().all(Option::is_some)
}

/// The bytes of all files in a folder and below it.
pub(crate) fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let one = |entry: std::fs::DirEntry| match entry.path().is_dir() {
        true => size(&entry.path()),
        false => entry.metadata().unwrap().len(),
    };
    entries.map(one).sum()
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Written past the test runner, which would keep the line of a test that passes to itself.
fn skip(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(io::stdout(), "skipped: {test}: {why}");
}
