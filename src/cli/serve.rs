use std::io::{self, Write};
use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};

use super::index::progress;
use super::{Common, Outcome, library};
use crate::ingest::update;
use crate::serve::{Live, Place, Service, bind, router, serve};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu serve corpus/plans                     lập chỉ mục rồi mở trang ở một cổng còn trống
  doichieu serve --listen 127.0.0.1:8080          mở chỉ mục đã có; chưa có thì bắt đầu trống, nạp văn bản trên trang

Dòng đầu tiên in ra là địa chỉ của trang. Dừng bằng Ctrl+C.")]
pub(super) struct Arguments {
    /// Các thư mục lập chỉ mục trước khi mở trang
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Địa chỉ trên máy này; cổng 0 là một cổng còn trống
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: String,
}

/// Serves pages and API until it is told to stop.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let language = common.language();
    let listener = runtime
        .block_on(bind(&arguments.listen))
        .map_err(|error| anyhow::anyhow!(error.message(language)))?;
    let knowledge = common.knowledge()?;
    if !arguments.folders.is_empty() {
        let sources = library::sources(common, &arguments.folders, false)?;
        let bar = progress();
        update(&common.index, &sources, &knowledge, &Common::extractor()?, |step| bar.show(step))?;
        bar.clear();
    }
    let library = library::open_or_begin(common, &knowledge)?;
    let service = Service::new(library, knowledge)?;
    Service::read_ahead(&service);
    let (index, data) = (common.index.clone(), common.data.clone());
    let live = Live::new(service, Place { index, data, extractor: Common::extractor()? });
    let address = listener.local_addr()?;
    // Who reads the address may stop the service at once: it listens for that before.
    let stopped = runtime.block_on(async { stopped() })?;
    writeln!(io::stdout(), "http://{address}/")?;
    io::stdout().flush()?;
    runtime.block_on(serve(listener, router(live, address.port()), stopped));
    Ok(Outcome::Found)
}

/// Ends at Ctrl+C, or at the signal by which a system ends a service; both are watched from the call on. Within a
/// runtime only.
fn stopped() -> io::Result<impl Future<Output = ()>> {
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}
