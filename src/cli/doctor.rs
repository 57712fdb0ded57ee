use std::io::{self, Write};

use super::{Common, Outcome};
use crate::extract::Tools;

#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Prints each optional program: is it there, what does it add, which package brings it. What is missing is no error.
pub(super) fn run(common: &Common) -> anyhow::Result<Outcome> {
    let language = common.language();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{}",
        language.pick(
            "Tự đọc được, không cần chương trình nào khác: .docx, .odt, .pdf, .html, .txt, .md; .doc ở mức cơ bản.",
            "Read without any other program: .docx, .odt, .pdf, .html, .txt, .md; .doc in part.",
        )
    )?;
    for (tool, found) in Tools::on_path().rows() {
        let adds = language.pick(tool.adds_vi, tool.adds_en);
        match found {
            Some((file, version)) => {
                let there = language.pick("có", "found");
                writeln!(out, "{there}\t{}\t{version}\t{}\t{adds}", tool.name, file.display())?;
            }
            None => {
                let (missing, install) = language.pick(("thiếu", "cài bằng"), ("missing", "install with"));
                writeln!(
                    out,
                    "{missing}\t{}\t{install}: apt-get install {}\t{adds}",
                    tool.name, tool.packages
                )?;
            }
        }
    }
    Ok(Outcome::Found)
}
