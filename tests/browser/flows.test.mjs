// What an analyst does in a day, with scripts and without, over our samples and over five real plans.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { corpora, launch, root, serve, watched } from "./service.mjs";

const run = promisify(execFile);
const QUESTION = "tỉnh nào giao biện pháp trí tuệ nhân tạo cho Sở KH&CN?";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const { name, folder } of corpora()) {
  for (const javaScriptEnabled of [true, false]) {
    describe(`${name}, scripts ${javaScriptEnabled ? "on" : "off"}`, () => {
      let service, page, context, faults;
      before(async () => {
        service = await serve(folder);
        ({ page, context, faults } = await watched(browser, service, { javaScriptEnabled }));
      });
      after(async () => { await context?.close(); await service?.stop(); });
      const flow = (title, work) => test(title, { timeout: 120_000 }, async () => {
        await work({ page, service, javaScriptEnabled, folder });
        assert.deepEqual(faults, [], "what the browser must not do");
      });
      flow("asks, opens the evidence and comes back", askAndOpen);
      flow("edits what was understood and goes back with it", edit);
      flow("searches, narrows down and pages", search);
      flow("opens the matrix, a cell, and comes back", matrix);
      flow("exports the answer and the matrix", exports);
      flow("prints", print);
      flow("loads a file and sees it counted", load);
      flow("corrects a fact that survives reading again", correct);
    });
  }
}

async function ask(page) {
  await page.goto("/");
  await page.locator("#q").fill(QUESTION);
  await page.locator("#q").press("Enter");
  await page.waitForURL(/\/tra-loi\?/);
}

async function askAndOpen({ page }) {
  await ask(page);
  assert.match(await page.locator(".chips").innerText(), /trí tuệ nhân tạo[\s\S]*Sở Khoa học và Công nghệ/);
  const band = page.locator("section", { has: page.getByRole("heading", { name: /^Giao đích danh/ }) });
  assert.ok(await band.locator("[data-row]").count() > 0, "some province assigned it by name");
  assert.match(await page.locator("main").innerText(), /máy đọc, chưa được người xác nhận/);
  const asked = page.url();
  const quote = (await band.locator("blockquote").first().innerText()).trim();
  await band.locator("[data-row] a").first().click();
  await page.waitForURL(/\/van-ban\?/);
  const squeezed = (text) => text.replace(/\s+/g, " ");
  assert.ok(squeezed(await page.locator("main").innerText()).includes(squeezed(quote)), "the reader has the quote");
  const target = page.locator(":target").first();
  assert.ok(await target.count() > 0, "the address names the provision");
  const box = await target.boundingBox();
  const { height } = page.viewportSize();
  assert.ok(box.y > -box.height && box.y < height, "the evidence is in sight");
  await page.goBack();
  assert.equal(page.url(), asked);
  assert.equal(await page.locator("#q").inputValue(), QUESTION);
  assert.ok(await band.locator("[data-row]").count() > 0);
}

async function edit({ page }) {
  await ask(page);
  const before = page.url();
  await page.locator("details.editor summary").click();
  await page.locator("form.edit input[name=body]").fill("Sở Nội vụ");
  await page.locator("form.edit button").click();
  await page.waitForURL(/body=/);
  assert.match(await page.locator(".chips").innerText(), /Sở Nội vụ/);
  assert.doesNotMatch(await page.locator(".chips").innerText(), /Sở Khoa học/);
  const edited = page.url();
  await page.locator(".chips li", { hasText: "Sở Nội vụ" }).locator("a").click();
  await page.waitForURL((url) => url.href !== edited);
  assert.doesNotMatch(await page.locator(".chips").innerText(), /Sở Nội vụ/);
  await page.goBack();
  assert.match(await page.locator(".chips").innerText(), /Sở Nội vụ/);
  await page.goBack();
  assert.equal(page.url(), before);
  assert.match(await page.locator(".chips").innerText(), /Sở Khoa học và Công nghệ/);
}

async function search({ page }) {
  await page.goto("/");
  await page.locator("#q").fill("tập huấn");
  await page.locator("form.box button.second").click();
  await page.waitForURL(/\/tra-cuu\?/);
  const counted = async () => Number((await page.locator("h1").innerText()).match(/^\d+/)[0]);
  const all = await counted();
  assert.ok(all > 0);
  assert.ok(await page.locator(".hit mark").count() > 0, "what matched is marked");
  // The column of facets needs no script and no click at this width.
  const choice = page.locator(".facet li", { hasNotText: /×/ }).filter({ visible: true }).filter({ hasText: /[1-9]\d*\s*$/ });
  const count = Number((await choice.first().locator("span").innerText()).trim());
  await choice.first().locator("a").click();
  await page.waitForURL(/[?&][a-z]+=.*&[a-z]+=/);
  assert.equal(await counted(), count, "the facet holds what its count says");
  await page.goBack();
  assert.equal(await counted(), all);
}

async function matrix({ page }) {
  await page.goto("/");
  await page.locator("header nav").getByRole("link", { name: "Đối chiếu" }).click();
  await page.waitForURL(/\/doi-chieu/);
  assert.equal(await page.locator("header nav [aria-current=page]").innerText(), "Đối chiếu");
  const table = page.locator("table.matrix");
  assert.ok(await table.locator("tbody tr").count() > 3);
  const frame = await page.locator(".scroll.wide").boundingBox();
  await table.locator("tbody tr").last().scrollIntoViewIfNeeded();
  const head = await table.locator("thead th").first().boundingBox();
  const frameNow = await page.locator(".scroll.wide").boundingBox();
  assert.ok(frame.width > 300 && head.y >= frameNow.y - 1, "the head of the table stays in sight");
  const here = page.url();
  await table.locator("td .state a").first().click();
  await page.waitForURL(/\/van-ban\?/);
  assert.ok(await page.locator(":target").count() > 0);
  await page.goBack();
  assert.equal(page.url(), here);
  assert.ok(await table.locator("tbody tr").count() > 3);
}

/** Fields of a file of CSV; quotes may hold line breaks. */
function parsed(text, separator) {
  const rows = [[]];
  let field = "", quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') { field += '"'; at += 1; }
      else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === separator) { rows.at(-1).push(field); field = ""; }
    else if (letter === "\n") { rows.at(-1).push(field); field = ""; rows.push([]); }
    else if (letter !== "\r") field += letter;
  }
  if (field !== "" || rows.at(-1).length > 0) rows.at(-1).push(field);
  return rows.filter((row) => row.length > 1 || row[0]);
}

async function saved(page, service, name, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const file = path.join(service.work, name);
  await download.saveAs(file);
  return file;
}

async function exports({ page, service, javaScriptEnabled }) {
  const places = [["answer", () => ask(page)], ["matrix", () => page.goto("/doi-chieu")]];
  for (const [name, open] of places) {
    await open();
    const folder = path.join(service.work, name);
    mkdirSync(folder, { recursive: true });
    const csv = await saved(page, service, `${name}/a.csv`, page.locator(".exports a", { hasText: "CSV" }));
    const bytes = readFileSync(csv, "utf8");
    assert.ok(bytes.startsWith("\ufeff"), "Excel knows the encoding by the mark");
    const rows = parsed(bytes.slice(1), ";");
    assert.ok(rows.length > 1);
    const xlsx = await saved(page, service, `${name}/a.xlsx`, page.locator(".exports a", { hasText: "XLSX" }));
    // One opening of LibreOffice a format is enough: the files are the same with scripts and without.
    if (!javaScriptEnabled) continue;
    const profile = `-env:UserInstallation=file://${path.join(service.work, "office")}`;
    const filter = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,1";
    await run("soffice", [profile, "--headless", "--convert-to", filter, "--outdir", folder + "/out", xlsx], { timeout: 90_000 });
    const { stdout } = await run("ls", [folder + "/out"]);
    const sheet = parsed(readFileSync(path.join(folder, "out", stdout.trim().split("\n")[0]), "utf8"), ";");
    assert.equal(sheet.length, rows.length, `${name}: as many rows in the workbook as in the file`);
    // The guard against formulas is for CSV alone; days are dates in the workbook, which LibreOffice writes as month/day/year
    // where it speaks English; empty fields at the end of a row are not written.
    const day = (field) => field.replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, "$3-$1-$2");
    const bare = (row) => row.map((field) => day(field.replace(/^'/, "").replace(/\s+/g, " ").trim())).join("|").replace(/\|+$/, "");
    assert.deepEqual(sheet.map(bare), rows.map(bare), `${name}: the same rows`);
  }
}

async function print({ page, service }) {
  for (const [name, open] of [["answer", () => ask(page)], ["matrix", () => page.goto("/doi-chieu")]]) {
    await open();
    const file = path.join(service.work, `${name}.pdf`);
    await page.emulateMedia({ media: "print" });
    assert.ok(!await page.locator("form.box").isVisible(), "the box is not printed");
    writeFileSync(file, await page.pdf({ format: "A4" }));
    await page.emulateMedia({ media: null });
    const { stdout } = await run("pdftotext", ["-layout", file, "-"]);
    assert.match(stdout, name === "answer" ? /Giao đích danh/ : /Nội dung/);
  }
}

/** Opens a page by its link in the nav; a page that the nav does not name is not there. */
async function isOpened(page, address) {
  await page.goto("/");
  const link = page.locator(`header nav a[href^="${address}"]`);
  if (await link.count() === 0) { console.log(`not there: ${address}`); return false; }
  await link.click();
  await page.waitForURL((url) => url.pathname === address);
  return true;
}

const plans = async (page) => (await (await page.request.get("/api/v1/plans?limit=1")).json()).total;

async function load({ page, service, javaScriptEnabled }) {
  if (!await isOpened(page, "/nap-van-ban")) return;
  const before = await plans(page);
  const name = `nap-${javaScriptEnabled ? "co" : "khong"}-script.txt`;
  const text = readFileSync(path.join(root, "corpus/plans/can-tho-mau.txt"), "utf8");
  const file = path.join(service.work, name);
  writeFileSync(file, text.replace(/^Số:.*$/m, `Số: ${javaScriptEnabled ? 4101 : 4102}/KH-UBND`) + `\n${name}\n`);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator("form:has(input[type=file]) button").click();
  await page.getByRole("rowheader", { name }).first().waitFor({ timeout: 60_000 });
  for (let tries = 0; tries < 60 && await plans(page) === before; tries += 1) await page.waitForTimeout(500);
  assert.equal(await plans(page), before + 1, "the file is counted");
}

async function correct({ page, service, folder }) {
  if (!await isOpened(page, "/ra-soat")) return;
  const doubt = page.locator("article.doubt").first();
  const place = await doubt.locator("h3 a").getAttribute("href");
  await doubt.locator("details summary").first().click();
  await doubt.locator("input[name=agency]").fill("Ban Cơ yếu Chính phủ");
  await doubt.locator("button[value=correct]").click();
  await page.getByRole("status").first().waitFor();
  const told = async () => (await (await page.request.get("/api/v1/reviews.csv?kind=corrected")).text()).includes("Ban Cơ yếu Chính phủ");
  assert.ok(await told(), `the correction of ${place} is kept`);
  // What the page still loads must not meet the service while it is down.
  await page.waitForLoadState("networkidle");
  await service.restart([folder]);
  const again = await page.request.get(`${service.address}/api/v1/reviews.csv?kind=corrected`);
  assert.ok((await again.text()).includes("Ban Cơ yếu Chính phủ"), "and outlives reading again");
}
