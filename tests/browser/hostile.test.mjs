// A hundred hostile strings in titles, file names, texts, queries, facets and ids: none of them becomes more than text.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { launch, root, serve, watched } from "./service.mjs";

/** The strings, one a line; \uXXXX and \t stand for what an editor would not show. */
const STRINGS = readFileSync(path.join(root, "tests/browser/hostile.txt"), "utf8").split("\n")
  .filter((line) => line !== "" && !line.startsWith("# "))
  .map((line) => line.replace(/\\u([0-9A-F]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16))).replace(/\\t/g, "\t"));
const PLACES = ["Sơn La", "Hưng Yên", "Lâm Đồng", "Lào Cai", "Cao Bằng"];

function plan(text, at) {
  const place = PLACES[at % PLACES.length];
  return `ỦY BAN NHÂN DÂN\nTỈNH ${place.toUpperCase()}\n\nSố: ${at + 1}/KH-UBND\n${place}, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\n`
    + `Thực hiện ${text} tập huấn\n\nI. NHIỆM VỤ ${text}\n1. Tập huấn trí tuệ nhân tạo ${text}\n`
    + `Giao Sở Nội vụ ${text} chủ trì, phối hợp với Sở Tài chính tập huấn ${text} trước ngày 30/6/2027.\n`
    + `2. ${text}\na) Giao ${text} chủ trì tập huấn.\n\nNơi nhận:\n- ${text};\n\nKT. CHỦ TỊCH\n${text}\n`;
}

let browser, service, folder;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "doichieu-hostile-"));
  mkdirSync(path.join(folder, "plans"));
  STRINGS.forEach((text, at) => {
    const name = `${at} ${text.replace(/[/\0]/g, "_").slice(0, 60)}.txt`;
    writeFileSync(path.join(folder, "plans", name), plan(text, at));
    if (at % 10 === 0) writeFileSync(path.join(folder, "plans", `${name}.exe`), "MZ\0\0\0");
  });
  browser = await launch();
  service = await serve(path.join(folder, "plans"));
});
after(async () => { await browser?.close(); await service?.stop(); rmSync(folder, { recursive: true, force: true }); });

/** What stands in a page and is not ours: elements, attributes and addresses that no template writes. */
const strange = () => {
  const ours = new Set(("a article b blockquote body button caption circle code datalist dd desc details div dl dt fieldset footer form g h1 h2 h3 h4 "
    + "head header html i input kbd label legend li line link main mark meta nav noscript ol option p path pre progress q rect script section select small "
    + "span strong sub summary sup svg table tbody td text textarea tfoot th thead title tr ul del ins em polyline tspan time output optgroup pattern defs").split(" "));
  const found = [];
  if (window.__x !== undefined) found.push("a string ran");
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (!ours.has(name)) found.push(`<${name}>`);
    if (name === "script" && !/^\/assets\/[a-z-]+\.js$/.test(element.getAttribute("src") ?? "")) found.push("a script of another's");
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$/.test(attribute)) found.push(`${name} ${attribute}`);
      if (["href", "src", "action", "formaction", "xlink:href"].includes(attribute) && !/^([/#?]|$)/.test(value)) found.push(`${name} ${attribute}=${value}`);
      if (["href", "src", "action", "formaction"].includes(attribute) && value.startsWith("//")) found.push(`${name} ${attribute}=${value}`);
    }
  }
  return [...new Set(found)];
};

/** Opens all addresses, a few at a time, and tells what is strange in them. */
async function visit(list) {
  const found = [];
  const waiting = [...list];
  await Promise.all([1, 2, 3, 4].map(async () => {
    const { page, context, faults } = await watched(browser, service);
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      const response = await page.goto(address, { waitUntil: "load" });
      const told = [...await page.evaluate(strange), ...faults.splice(0)];
      const status = response.status();
      if (![200, 400, 404].includes(status)) told.push(`status ${status}`);
      const policy = response.headers()["content-security-policy"] ?? "";
      if (!policy.startsWith("default-src 'none'") || /unsafe|data:|\*/.test(policy)) told.push(`policy ${policy}`);
      if (told.length > 0) found.push(`${decodeURIComponent(address).slice(0, 160)}: ${told.join(", ")}`);
    }
    await context.close();
  }));
  return found;
}

test("the list is a hundred strings, and the page finds them strange where they run", async () => {
  assert.ok(new Set(STRINGS).size >= 100, `${new Set(STRINGS).size} strings`);
  const page = await browser.newPage();
  await page.setContent('<img src=x onerror="window.__x=1"><a href="javascript:1">x</a><style>a{}</style>');
  await page.waitForFunction(() => window.__x === 1);
  assert.ok((await page.evaluate(strange)).length >= 5, "the check sees what it is to see");
  await page.close();
});

test("stored strings run nothing", { timeout: 600_000 }, async () => {
  const { page, context } = await watched(browser, service);
  const { rows, total } = await (await page.request.get("/api/v1/plans?limit=1000")).json();
  assert.ok(total >= STRINGS.length * .95, `${total} plans are held`);
  await page.goto("/");
  const nav = await page.locator("header nav a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  await context.close();
  const readers = rows.map(({ id }) => `/van-ban?id=${encodeURIComponent(id)}`);
  const similar = rows.slice(0, 20).map(({ id }) => `/tuong-tu?plan=${encodeURIComponent(id)}&path=I.1`);
  const words = ["tập huấn", "sở nội vụ", "nhiệm vụ"].map((q) => `/tra-cuu?q=${encodeURIComponent(q)}`);
  const questions = ["tỉnh nào giao tập huấn trí tuệ nhân tạo cho sở nội vụ?", "sở nội vụ làm gì"]
    .map((q) => `/tra-loi?q=${encodeURIComponent(q)}`);
  const beside = ["/canh-nhau?programme=9001-qd-vbm", "/ra-soat?kind=all"];
  const pairs = rows.slice(0, 20).map(({ id }, at) => `/so-sanh?a=${encodeURIComponent(id)}&b=${encodeURIComponent(rows[at + 1].id)}`);
  const found = await visit([...nav, ...beside, ...pairs, "/?programme=452-qd-ttg", "/ke-hoach?sort=luu-y", ...words, ...questions, ...readers, ...similar]);
  assert.deepEqual(found, []);
});

test("reflected strings run nothing", { timeout: 900_000 }, async () => {
  const each = (text) => {
    const s = encodeURIComponent(text);
    return [
      `/tra-loi?q=${s}`,
      `/tra-loi?q=t&topic=${s}&body=${s}&province=${s}&${s}=${s}`,
      `/tra-cuu?q=${s}`,
      `/tra-cuu?q=t&tinh=${s}&sort=${s}&lang=${s}`,
      `/van-ban?id=${s}&path=${s}&part=${s}`,
      `/doi-chieu?programme=${s}`,
      `/ke-hoach?tinh=${s}&offset=${s}`,
      `/canh-nhau?programme=9001-qd-vbm&item=${s}&plan=${s}&against=${s}`,
      `/so-sanh?a=${s}&b=${s}`,
      `/ra-soat?kind=${s}&province=${s}&plan=${s}`,
      `/nap-van-ban?job=${s}&status=${s}`,
      `/${s}`,
    ];
  };
  const broken = ["/tra-cuu?q=%C3%28%3Cimg%20src%3Dx%3E", "/tra-loi?q=%FF%FE%3Cscript%3E", "/tra-cuu?q=%u003Cscript%u003E", "/van-ban?id=%00%3Csvg%20onload%3D1%3E"];
  assert.deepEqual(await visit([...STRINGS.flatMap(each), ...broken]), []);
});

test("what is no page cannot become one", { timeout: 120_000 }, async () => {
  const { page, context } = await watched(browser, service);
  for (const address of ["/api/v1/plans", "/api/v1/plans.csv", "/api/v1/search?q=tập huấn", "/api/v1/assignments.csv", "/api/v1/plans?province=<script>"]) {
    const response = await page.request.get(address);
    assert.doesNotMatch(response.headers()["content-type"], /html/, address);
    assert.equal(response.headers()["x-content-type-options"], "nosniff", address);
  }
  // In a spreadsheet no field begins as a formula does.
  const csv = await (await page.request.get("/api/v1/plans.csv?dialect=rfc")).text();
  assert.doesNotMatch(csv, /(^|[",\n])\s*[=+@]/m, "a formula in the table of plans");
  const report = await (await page.request.get("/api/v1/reports")).text();
  assert.doesNotMatch(report, /<(img|svg|script|iframe|object|embed|math)\b/i, "the report for Word");
  await context.close();
});
