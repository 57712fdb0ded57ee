// Every page against WCAG 2.2 AA, light and dark, from a small phone to a wide screen; and what axe cannot see.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { addresses, axe, launch, root, serve, watched } from "./service.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDTHS = [320, 390, 768, 1440, 1920];
const QUESTION = "tỉnh nào giao biện pháp trí tuệ nhân tạo cho Sở KH&CN?";

let browser, service, page, context, faults;
before(async () => {
  browser = await launch();
  service = await serve(path.join(root, "corpus/plans"));
  ({ page, context, faults } = await watched(browser, service));
});
after(async () => { await context?.close(); await browser?.close(); await service?.stop(); });

/** What axe finds; a violation with the elements it is about. In the dark only colors can differ. */
async function violations(colorScheme) {
  const runOnly = colorScheme === "light" ? { type: "tag", values: TAGS } : { type: "rule", values: ["color-contrast"] };
  const { violations } = await page.evaluate((only) => axe.run(document, {
    runOnly: only,
    resultTypes: ["violations"],
  }), runOnly);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.failureSummary.split("\n")[1] ?? ""}`).join(" | ")}`);
}

test("no page violates WCAG 2.2 AA or scrolls sideways", { timeout: 900_000 }, async () => {
  const found = [];
  const pages = await addresses(page, QUESTION);
  assert.ok(pages.length >= 14);
  for (const address of pages) {
    await page.goto(address);
    await page.evaluate(axe);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const violation of await violations(colorScheme)) found.push(`${address} ${width} ${colorScheme}: ${violation}`);
      }
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${address} ${width}: the page is ${wide} px wider than the screen`);
    }
  }
  assert.deepEqual([...new Set(found)], []);
});

test("every page has a title, one heading of its own and a language", { timeout: 120_000 }, async () => {
  const titles = new Set();
  for (const address of await addresses(page, QUESTION)) {
    await page.goto(address);
    assert.equal(await page.locator("h1").count(), 1, address);
    assert.match(await page.locator("html").getAttribute("lang"), /^(vi|en)$/);
    titles.add(await page.title());
    for (const table of await page.locator("main table").all()) {
      assert.equal(await table.locator("caption").count(), 1, `${address}: a table says what it is`);
    }
    const loose = await page.locator(".scroll:not([tabindex='0'][role=region][aria-label])").count();
    assert.equal(loose, 0, `${address}: what scrolls can be reached by the keyboard`);
  }
  assert.ok(titles.size > 8, "pages are told apart by their titles");
});

test("the keyboard alone is enough, and shows where it is", { timeout: 120_000 }, async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/");
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.className), /skip/, "the first stop skips the nav");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid", "focus is seen");
  await page.keyboard.type("tập huấn");
  await page.locator("form.box button.second").press("Enter");
  await page.waitForURL(/\/tra-cuu/);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("j");
  const first = await focused();
  assert.match(first, /\/van-ban\?/);
  await page.keyboard.press("j");
  const second = await focused();
  assert.notEqual(second, first);
  await page.keyboard.press("k");
  assert.equal(await focused(), first);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("e")]);
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  assert.ok(!await page.locator("#keys dl").isVisible());
  await page.keyboard.press("?");
  assert.ok(await page.locator("#keys dl").isVisible());
  await page.keyboard.press("?");
  assert.ok(!await page.locator("#keys dl").isVisible());
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/van-ban/);
  const seen = () => page.evaluate(() => scrollY);
  await page.evaluate(() => scrollTo(0, 0));
  const marks = await page.locator("main .unit mark").count();
  if (marks > 3) {
    for (let at = 0; at < 4; at += 1) await page.keyboard.press("n");
    const down = await seen();
    await page.keyboard.press("p");
    assert.ok(down > 0 && await seen() <= down, "n goes on, p goes back");
  }
  // Keys of one letter can be turned off, and stay off.
  await page.keyboard.press("?");
  await page.locator("#keys-on").uncheck();
  await page.reload();
  await page.keyboard.press("/");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "q");
  await page.evaluate(() => localStorage.clear());
});

test("nothing moves, and nothing went wrong", async () => {
  await page.goto("/");
  const moving = await page.evaluate(() => document.getAnimations().length);
  assert.equal(moving, 0);
  assert.deepEqual(faults, []);
});
