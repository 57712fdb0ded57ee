//! Files of word processors and web pages through the program itself: what is read, what is told, what is left behind.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;
mod printed;

use std::path::Path;
use std::process::{Command, Stdio};

use doichieu::extract::{Extractor, RefusalCode, Tools, extract};
use doichieu::knowledge::Knowledge;
use doichieu::model::{AsideKind, Code, Document, Format};
use doichieu::parse::parse;

fn isolated(tools: Tools) -> Extractor {
    Extractor::isolated(Path::new(env!("CARGO_BIN_EXE_doichieu")), tools)
}

fn paths(document: &Document) -> Vec<String> {
    let plan = parse(document, &Knowledge::embedded().unwrap());
    plan.outline.provisions.into_iter().map(|provision| provision.path).collect()
}

/// The law on state secrets as a portal shows it: five chapters, 28 articles, their clauses and points, and no menu.
#[test]
fn a_law_on_a_portal_gives_its_outline() {
    let Some(file) = common::shared("documents/tw-luat-117-bmnn.html") else { return };
    let document = isolated(Tools::default()).extract("luat.html", &std::fs::read(file).unwrap()).unwrap();
    assert_eq!(document.format, Format::Html);
    for frame in ["TRANG CHỦ", "Còn hiệu lực", "Đơn vị chủ quản", "Thuộc tính"] {
        assert!(!document.text.contains(frame), "{frame}");
    }
    let paths = paths(&document);
    let of = |start: &str| paths.iter().filter(|path| path.starts_with(start) && !path.contains('.')).count();
    assert_eq!((of("Chương"), of("Điều")), (5, 28));
    for path in ["Chương V", "Điều 4.2.đ", "Điều 24.3.đ", "Điều 9.2", "Điều 28"] {
        assert!(paths.iter().any(|found| found == path), "{path} is missing");
    }
}

/// Real old Word files: whole through LibreOffice, in part without it, told so.
#[test]
fn old_word_files_are_read_with_and_without_libreoffice() {
    let Some(folder) = common::shared("documents") else { return };
    for name in ["ld-kh-ma-tuy-2026-t2.doc", "ld-kh-tongket-chienluoc-ma-tuy.doc"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let bare = isolated(Tools::default()).extract(name, &bytes).unwrap();
        assert!(bare.diagnostics.iter().any(|told| told.code == Code::ReadInPart));
        assert_eq!(bare.format, Format::Doc);
        assert!(paths(&bare).len() > 20, "{name}: {}", paths(&bare).len());
        let Some(_) = common::tool("soffice") else { return };
        let whole = isolated(Tools::on_path()).extract(name, &bytes).unwrap();
        assert!(
            !whole.diagnostics.iter().any(|told| told.code == Code::ReadInPart),
            "{name}: LibreOffice failed"
        );
        assert_eq!((whole.format, whole.sha256.as_str()), (Format::Doc, bare.sha256.as_str()));
        assert_eq!(paths(&whole), paths(&bare), "{name}");
    }
}

#[test]
fn rtf_needs_libreoffice_and_says_so() {
    let refusal = isolated(Tools::default()).extract("a.rtf", br"{\rtf1 a}").unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NeedsTool);
    assert!(refusal.message_vi.contains("libreoffice-writer"), "{}", refusal.message_vi);
}

/// Hostile files leave no process and no folder behind, and cost no more than their row.
#[test]
fn libreoffice_leaves_nothing_behind() {
    let Some(_) = common::tool("soffice") else { return };
    let extractor = isolated(Tools::on_path());
    let deep = format!("{{\\rtf1 {}x{}}}", "{\\b ".repeat(20_000), "}".repeat(20_000));
    for bytes in [deep.as_bytes(), br"{\rtf1 \bin99999999 ", b"{\\rtf"] {
        // Any answer will do but none.
        let _ = extractor.extract("a.rtf", bytes);
    }
    let read = extractor.extract("b.rtf", br"{\rtf1\ansi K\u7871 ? ho\u7841 ?ch}").unwrap();
    assert_eq!((read.text.trim(), read.format), ("Kế hoạch", Format::Rtf));
    let mine = format!("doichieu-{}-", std::process::id());
    let left = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    let left: Vec<_> = left.filter(|entry| entry.file_name().to_string_lossy().starts_with(&mine)).collect();
    assert!(left.is_empty(), "{left:?}");
    let running = Command::new("ps").args(["-eo", "args"]).output().unwrap().stdout;
    assert!(!String::from_utf8_lossy(&running).contains(&mine), "LibreOffice still runs");
}

/// In its cage LibreOffice can write nowhere but in its folder, and not connect.
#[test]
fn the_cage_holds() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("bin/soffice");
    std::fs::create_dir(folder.path().join("bin")).unwrap();
    let outside = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let text = format!(
        "#!/bin/bash\necho a > {}/file && echo wrote\ncat {}/secret && echo read\n(echo > /dev/tcp/127.0.0.1/{port}) && echo connected\n\
         echo b > inside && echo worked\n",
        outside.path().display(),
        outside.path().display()
    );
    std::fs::write(outside.path().join("secret"), "x").unwrap();
    std::fs::write(&script, text).unwrap();
    let mut permissions = std::fs::metadata(&script).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    std::fs::set_permissions(&script, permissions).unwrap();
    let work = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_doichieu"));
    command.args(["caged-program", "--memory", "1000000000", "--processor", "20", "--"]);
    command.arg(&script).arg(work.path()).stderr(Stdio::null());
    let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
    if said.contains("wrote") && !Path::new("/sys/kernel/security/landlock").exists() {
        return;
    }
    assert_eq!(said.trim(), "worked");
}

/// Text in the codes of before Unicode, its original kept.
#[test]
fn text_of_before_unicode_is_decoded() {
    let text = "KÕ ho¹ch triÓn khai thi hµnh LuËt B¶o vÖ bÝ mËt nhµ n\u{ad}íc trªn ®Þa bµn tØnh";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [latin.as_slice(), text.as_bytes()] {
        let document = extract("a.txt", bytes).unwrap();
        assert_eq!(
            document.text,
            "Kế hoạch triển khai thi hành Luật Bảo vệ bí mật nhà nước trên địa bàn tỉnh"
        );
        assert!(document.diagnostics.iter().any(|told| told.code == Code::EncodingConverted));
        let original = document.asides.iter().find(|aside| aside.kind == AsideKind::Original).unwrap();
        assert_eq!(original.text, text);
    }
}

/// Fonts of before Unicode keep their names in what LibreOffice writes, and with them their codes, run by run.
#[test]
fn fonts_of_before_unicode_are_decoded_run_by_run() {
    let Some(_) = common::tool("soffice") else { return };
    let runs = [
        (".VnTimeH", "kÕ ho¹ch "),
        ("Liberation Serif", "số 1 – Đúng "),
        (".VnTime", "thi hµnh LuËt "),
        ("VNI-Times", "treân ñòa baøn tænh"),
    ];
    let source = [("a".to_owned(), printed::word_in_fonts(&runs))];
    for (extension, filter) in [("doc", "doc:MS Word 97"), ("rtf", "rtf"), ("odt", "odt")] {
        let bytes = printed::converted(&source, extension, filter).remove(0);
        let document = isolated(Tools::on_path()).extract("a", &bytes).unwrap();
        assert_eq!(
            document.text.trim(),
            "KẾ HOẠCH số 1 – Đúng thi hành Luật trên địa bàn tỉnh",
            "{extension}"
        );
        assert!(document.diagnostics.iter().any(|told| told.code == Code::EncodingConverted));
    }
}

/// What stands beside the text of an OpenDocument file is kept beside it, and LibreOffice is not asked.
#[test]
fn an_opendocument_text_keeps_what_stands_beside() {
    let styles = "<o:document-styles><o:styles><s:style s:name=\"Base\" s:family=\"text\">\
        <s:text-properties t:display=\"none\"/></s:style></o:styles><o:master-styles><s:master-page>\
        <s:header><t:p>TỐI MẬT</t:p></s:header><s:header-first><t:p>TỐI MẬT</t:p></s:header-first>\
        <s:footer><t:p>Trang <t:page-number>1</t:page-number></t:p></s:footer></s:master-page></o:master-styles></o:document-styles>";
    let content = "<o:document-content><o:automatic-styles><s:style s:name=\"T1\" s:family=\"text\" s:parent-style-name=\"Base\"/>\
        <s:style s:name=\"P1\" s:family=\"paragraph\"><s:text-properties f:text-transform=\"uppercase\"/></s:style></o:automatic-styles>\
        <o:body><o:text><t:tracked-changes><t:p>đã xóa</t:p></t:tracked-changes><t:p t:style-name=\"P1\">Kế hoạch</t:p>\
        <t:p>Giao Sở Nội vụ<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>Theo quyết định.</t:p></t:note-body></t:note> \
        chủ trì<t:span t:style-name=\"T1\"> bản nháp</t:span>.</t:p></o:text></o:body></o:document-content>";
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("styles.xml", styles),
    ];
    let bytes = printed::packed(&parts.map(|(name, text)| (name, text.as_bytes())));
    let document = extract("a.odt", &bytes).unwrap();
    assert_eq!(document.text.trim(), "KẾ HOẠCH\nGiao Sở Nội vụ chủ trì.");
    let asides: Vec<_> = document.asides.iter().map(|aside| (aside.kind, aside.text.trim())).collect();
    let expected = [
        (AsideKind::Header, "TỐI MẬT"),
        (AsideKind::Footer, "Trang 1"),
        (AsideKind::Note, "Theo quyết định."),
        (AsideKind::Hidden, "bản nháp"),
    ];
    assert_eq!(asides, expected);
    let isolated = isolated(Tools::on_path()).extract("a.odt", &bytes).unwrap();
    assert_eq!((isolated.text, isolated.asides), (document.text, document.asides));
}

/// Files that name things to be fetched, in every format, read with every program there is: nothing is fetched.
#[test]
fn no_reader_calls_out() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let there = format!("http://{}/x.png", listener.local_addr().unwrap());
    let package = "http://schemas.openxmlformats.org/package/2006";
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let root = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{kind}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let beside = ["image", "attachedTemplate", "subDocument"].map(|name| {
        format!(
            "<Relationship Id=\"{name}\" Type=\"{kind}/{name}\" Target=\"{there}\" TargetMode=\"External\"/>"
        )
    });
    let beside =
        format!("<Relationships xmlns=\"{package}/relationships\">{}</Relationships>", beside.concat());
    let word =
        "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p></w:body></w:document>";
    let docx = printed::packed(&[
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", word.as_bytes()),
        ("word/_rels/document.xml.rels", beside.as_bytes()),
    ]);
    let open = format!(
        "<office:document-content><office:body><office:text><text:p>Kế hoạch<draw:frame><draw:image xlink:href=\"{there}\"/></draw:frame>\
         </text:p><text:section><text:section-source xlink:href=\"{there}\"/></text:section></office:text></office:body></office:document-content>"
    );
    let odt = printed::packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text".as_slice()),
        ("content.xml", open.as_bytes()),
    ]);
    let rtf = format!(
        "{{\\rtf1 Ke hoach {{\\field{{\\*\\fldinst INCLUDEPICTURE \"{there}\"}}{{\\fldrslt x}}}}{{\\*\\template {there}}}}}"
    );
    let html = format!(
        "<!DOCTYPE html><link rel=stylesheet href=\"{there}\"><script src=\"{there}\"></script><p>Kế hoạch<img src=\"{there}\">"
    );
    let xml = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE html SYSTEM \"{there}\"><html><body><p>Kế hoạch</p></body></html>"
    );
    for (name, bytes) in [
        ("a.docx", docx),
        ("a.odt", odt),
        ("a.rtf", rtf.into_bytes()),
        ("a.html", html.into_bytes()),
        ("b.html", xml.into_bytes()),
    ] {
        let read = isolated(Tools::on_path()).extract(name, &bytes);
        let (is_read, is_rich) = (read.is_ok(), name.ends_with("rtf"));
        assert!(is_read || (is_rich && common::tool("soffice").is_none()), "{name}: {read:?}");
    }
    let called = listener.accept();
    assert!(
        called.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
        "something called out"
    );
}
