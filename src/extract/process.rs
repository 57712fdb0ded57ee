//! Turns a command into its answer within a time, and leaves nothing of it running.

use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

/// The most bytes that an answer may have: a text with its blocks is never larger than a few times its file.
const MAX_ANSWER: u64 = 512 << 20;

/// What a process left behind.
pub(super) struct Answer {
    /// What it wrote to its standard output.
    pub(super) bytes: Vec<u8>,
    /// How it ended; a process that was killed for hanging on after its answer too.
    pub(super) status: ExitStatus,
    /// Was it stopped because its time was up?
    pub(super) is_late: bool,
}

/// Runs a command in a process group of its own, with `input` on its standard input, for at most `wall` seconds. When
/// its output ends or its time is up, whatever is left of the group is killed.
///
/// # Errors
/// It cannot be started.
pub(super) fn answer(command: &mut Command, input: &[u8], wall: u64) -> io::Result<Answer> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).spawn()?;
    let bytes = talk(&mut child, input, wall);
    let is_late = bytes.is_none();
    // An answer is whole when its pipe closes; the process itself gets the moment it needs to end.
    let status = match child.try_wait()? {
        Some(status) => status,
        None => wait(&mut child)?,
    };
    kill(&child);
    Ok(Answer { bytes: bytes.unwrap_or_default(), status, is_late })
}

/// How often, and after how many milliseconds each, a process that has answered is looked at before it is killed.
const LOOKS: u32 = 100;
const PAUSE: u64 = 10;

fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    for _ in 0..LOOKS {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(PAUSE));
    }
    kill(child);
    child.wait()
}

/// Hands over the bytes and waits for the answer; nothing when the time is up.
fn talk(child: &mut Child, input: &[u8], wall: u64) -> Option<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        // A process that dies early closes the pipe; what it left on its way out tells why.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input)));
        let (send, receive) = mpsc::channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            let _ = stdout.map(|pipe| pipe.take(MAX_ANSWER).read_to_end(&mut answer));
            let _ = send.send(answer);
        });
        let answer = receive.recv_timeout(Duration::from_secs(wall)).ok();
        if answer.is_none() {
            kill(child);
        }
        answer
    })
}

/// Ends the process and whatever it may have started.
fn kill(child: &Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let _ = group.map(|group| kill_process_group(group, Signal::KILL));
}

/// How a process ended, in the words of the system.
pub(super) fn ended(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit {code}"),
        (_, Some(signal)) => format!("signal {signal}"),
        _ => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_back_and_the_late_are_stopped() {
        let cat = answer(&mut Command::new("cat"), b"abc", 10).unwrap();
        assert_eq!((cat.bytes.as_slice(), cat.status.success(), cat.is_late), (&b"abc"[..], true, false));
        let late = answer(Command::new("sh").args(["-c", "sleep 60 & sleep 60"]), b"", 1).unwrap();
        assert!(late.is_late && late.bytes.is_empty());
        assert_eq!(ended(late.status), "signal 9");
    }
}
