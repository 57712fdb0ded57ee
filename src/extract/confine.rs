//! Turns the process that reads a hostile file into one that can do nothing else.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetError,
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

/// No file can be opened and no connection made from here on.
fn shut_out() -> Result<(), RulesetError> {
    let newest = ABI::V5;
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok(())
}
