//! The `doichieu` program: all of it is in the library's `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    doichieu::cli::run()
}
