// A running service over folders of plans, and a browser that notes what it must not do.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const axe = readFileSync(path.join(root, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
const program = path.resolve(root, process.env.DOICHIEU ?? "target/release/doichieu");
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The folders of plans that are there: our samples, and the five plans that are not ours to publish. */
export function corpora() {
  const shared = path.join(process.env.DOICHIEU_SHARED ?? path.join(root, "../shared"), "plans");
  const found = [{ name: "corpus/plans", folder: path.join(root, "corpus/plans") }];
  if (existsSync(shared)) found.push({ name: "shared/plans", folder: shared });
  else console.log("skipped: browser: the plans of the outside test data are not in ../shared");
  return found;
}

/** Starts the service over a folder, in a folder of its own; its index and data end with it. */
export async function serve(folder) {
  const work = mkdtempSync(path.join(tmpdir(), "doichieu-browser-"));
  const start = async (folders) => {
    const child = spawn(program, ["serve", ...folders], { cwd: work, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const line = await Promise.race([
      new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve)),
      ended.then((code) => { throw new Error(`the service ended with ${code}`); }),
    ]);
    return { child, ended, address: line.trim().replace(/\/$/, "") };
  };
  let running = await start([folder]);
  const end = async () => { running.child.kill("SIGTERM"); await running.ended; };
  return {
    get address() { return running.address; },
    work,
    /** Ends the service and starts it again over the same index and data; `folders` are indexed again. */
    async restart(folders = []) { await end(); running = await start(folders); },
    async stop() { await end(); rmSync(work, { recursive: true, force: true }); },
  };
}

export function launch() {
  return chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page whose faults are noted: requests that leave the origin, errors, dialogs, violations of the policy. */
export async function watched(browser, service, options = {}) {
  const context = await browser.newContext({ baseURL: service.address, acceptDownloads: true, ...options });
  const faults = [];
  const requests = [];
  const { host } = new URL(service.address);
  context.on("request", (request) => {
    requests.push(request.url());
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) faults.push(`a request left: ${request.url()}`);
  });
  // Answers of 400 and 404 are what some tests ask for; the browser calls them errors of the console.
  const isAsked = (text) => /Failed to load resource: the server responded with a status of 4\d\d/.test(text);
  context.on("console", (message) => {
    const isFault = message.type() === "error" || /Content Security Policy/.test(message.text());
    if (isFault && !isAsked(message.text())) faults.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => faults.push(`error: ${error.error()}`));
  context.on("dialog", async (dialog) => { faults.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { page, context, faults, requests };
}

/** Where the pages are: what the nav leads to, and one of each that needs something to be shown. */
export async function addresses(page, question) {
  await page.goto("/");
  const links = await page.locator("header nav a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const own = links.filter((link) => link.startsWith("/") && !link.includes("lang=en"));
  await page.goto(`/tra-cuu?q=${encodeURIComponent("tập huấn")}`);
  const hits = page.locator(".hit");
  const reader = await hits.first().locator(".where a").getAttribute("href");
  const similar = await hits.first().locator(".beside > a").getAttribute("href");
  const plan = new URL(reader, "http://x").searchParams.get("id");
  const { rows } = await (await page.request.get("/api/v1/plans?limit=2")).json();
  const [before, after] = rows.map(({ id }) => encodeURIComponent(id));
  return [
    ...own,
    "/?lang=en",
    "/?programme=452-qd-ttg",
    "/ke-hoach?tinh=12&sort=luu-y",
    `/tra-loi?q=${encodeURIComponent(question)}`,
    `/tra-cuu?q=${encodeURIComponent("tập huấn")}`,
    "/tra-cuu?q=khongcotunayxyz",
    "/doi-chieu?programme=9001-qd-vbm",
    "/thieu-sot?programme=9001-qd-vbm",
    reader,
    similar,
    "/canh-nhau?programme=9001-qd-vbm",
    `/so-sanh?a=${before}&b=${after}`,
    "/bieu-do?programme=9001-qd-vbm",
    `/ra-soat?kind=all&plan=${encodeURIComponent(plan)}`,
    "/ra-soat?lang=en",
    "/khong-co",
  ];
}
