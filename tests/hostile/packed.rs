//! ZIP archives, sound and otherwise.

use std::io::{Cursor, Read, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Named;

/// How the entries of an archive are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Packed,
    Plain,
}

/// The entries of an archive, where these bytes are one.
pub(crate) fn parts(bytes: &[u8]) -> Option<Vec<Named>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut found = Vec::new();
    for at in 0..archive.len().min(200) {
        let entry = archive.by_index(at).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        entry.take(8 << 20).read_to_end(&mut bytes).ok()?;
        found.push((name, bytes));
    }
    Some(found)
}

/// An archive of these entries; those whose names it may not hold twice are left out.
pub(crate) fn zip(parts: &[Named], packing: Packing) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let method = match packing {
        Packing::Packed => CompressionMethod::Deflated,
        Packing::Plain => CompressionMethod::Stored,
    };
    for (name, bytes) in parts {
        // An OpenDocument file is told by its first entry, which is never packed.
        let method = if name == "mimetype" { CompressionMethod::Stored } else { method };
        if archive.start_file(name, SimpleFileOptions::default().compression_method(method)).is_ok() {
            archive.write_all(bytes).unwrap();
        }
    }
    archive.finish().unwrap().into_inner()
}
