//! Turns the process that reads a hostile file into one that can do nothing else.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, RulesetError, path_beneath_rules,
};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Limits of a reading process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space, in bytes.
    pub memory: u64,
    /// Processor time, in seconds.
    pub processor: u64,
    /// Time on the clock, in seconds; the parent keeps it.
    pub wall: u64,
}

/// Limits of our own readers (design page on safety).
pub(super) const OWN_READER: Limits = Limits { memory: 1 << 30, processor: 20, wall: 30 };

/// Takes from this process what it does not need: memory and time beyond the limits, files, the network.
///
/// Where the kernel has no landlock the limits alone hold; a file is still read.
///
/// # Errors
/// The system refuses to set a limit.
pub(super) fn confine(limits: Limits) -> std::io::Result<()> {
    limit(Resource::As, limits.memory)?;
    limit(Resource::Cpu, limits.processor)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Nofile, 16)?;
    let _ = shut_out();
    Ok(())
}

fn limit(resource: Resource, value: u64) -> std::io::Result<()> {
    setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) }).map_err(Into::into)
}

/// The newest landlock whose rights are all taken away.
const NEWEST: ABI = ABI::V5;

/// No file can be opened and no connection made from here on.
fn shut_out() -> Result<(), RulesetError> {
    nothing_allowed()?.restrict_self()?;
    Ok(())
}

fn nothing_allowed() -> Result<RulesetCreated, RulesetError> {
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .create()
}

/// What a program needs of the system to start: read, never written.
const SYSTEM: [&str; 11] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc",
    "/dev",
    "/proc",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
];

/// Prepares this process to become a program that is not ours: limits, no connection, no file but those of the system
/// and of `home` to read, and of `folder` to write. `written` is the most bytes of a file it writes.
///
/// Where the kernel has no landlock the limits alone hold.
///
/// # Errors
/// The system refuses to set a limit.
pub(super) fn cage(limits: Limits, written: u64, home: &Path, folder: &Path) -> std::io::Result<()> {
    limit(Resource::As, limits.memory)?;
    limit(Resource::Cpu, limits.processor)?;
    limit(Resource::Fsize, written)?;
    limit(Resource::Core, 0)?;
    let _ = shut_in(home, folder);
    Ok(())
}

fn shut_in(home: &Path, folder: &Path) -> Result<(), RulesetError> {
    let read = AccessFs::from_read(NEWEST);
    let null = AccessFs::ReadFile | AccessFs::WriteFile;
    // LibreOffice will not start without the socket by which a second call would find it, and puts it here whatever
    // it is told.
    let socket = AccessFs::MakeSock | AccessFs::RemoveFile;
    nothing_allowed()?
        .add_rules(path_beneath_rules(SYSTEM, read))?
        .add_rules(path_beneath_rules([home], read))?
        .add_rules(path_beneath_rules(["/dev/null"], null))?
        .add_rules(path_beneath_rules(["/tmp"], socket))?
        .add_rules(path_beneath_rules([folder], AccessFs::from_all(NEWEST)))?
        .restrict_self()?;
    Ok(())
}
