//! Killing `index` at any moment leaves the index of before or the index of after.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PLANS: usize = 120;
const KILLS: u32 = 20;

/// All plans say which round they are of.
fn write_plans(folder: &Path, round: u32) {
    for nth in 0..PLANS {
        let mut text = format!(
            "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n\nSố: {nth}/KH-UBND\nSơn La, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\nThực hiện phần {nth}\n\n"
        );
        for task in 1..=20 {
            text += &format!("{task}. Giao Sở Nội vụ chủ trì công việc {task} của lần thứ {round}.\n");
        }
        fs::write(folder.join(format!("{nth:04}.txt")), text).unwrap();
    }
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doichieu"));
    command.current_dir(root).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The rounds that the index speaks of. Nothing is rebuilt for the occasion: the data folder names no source.
fn rounds(root: &Path) -> Vec<u32> {
    let output = command(root, &["export", "assignments", "--json", "--data", "none"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.lines().count(), PLANS * 20);
    let mut found: Vec<u32> = text
        .lines()
        .map(|line| {
            line.split_once("lần thứ ").unwrap().1.split(['.', '"']).next().unwrap().trim().parse().unwrap()
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn killed_at_twenty_moments_the_index_stays_whole() {
    let root = tempfile::tempdir().unwrap();
    let (root, plans) = (root.path(), root.path().join("plans"));
    fs::create_dir(&plans).unwrap();
    write_plans(&plans, 0);
    assert!(command(root, &["index", "plans"]).output().unwrap().status.success());
    write_plans(&plans, 1);
    let begun = Instant::now();
    assert!(command(root, &["index", "plans"]).output().unwrap().status.success());
    let whole = begun.elapsed();
    let (mut before, mut killed) = (1, 0);
    for round in 2..2 + KILLS {
        write_plans(&plans, round);
        let mut child = command(root, &["index", "plans"]).spawn().unwrap();
        // Moments spread over the whole run, none like another.
        std::thread::sleep(whole.mul_f64(f64::from(round - 1) / f64::from(KILLS) * 1.05));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let found = rounds(root);
        assert!(found == [before] || found == [round], "killed in round {round}, found {found:?}");
        before = found[0];
    }
    assert!(killed >= KILLS / 2, "only {killed} of {KILLS} runs were killed before their end");
    let last = command(root, &["index", "plans"]).output().unwrap();
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    assert_eq!(rounds(root), [1 + KILLS]);
    assert!(begun.elapsed() < Duration::from_secs(600));
}
