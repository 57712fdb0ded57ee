// Vietnamese as it is really typed: by composition (macOS, Windows' own, ibus) and by the plain backspaces of Unikey.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { launch, root, serve, watched } from "./service.mjs";

let browser, service, page, context, faults, requests, keys;
before(async () => {
  browser = await launch();
  service = await serve(path.join(root, "corpus/plans"));
  ({ page, context, faults, requests } = await watched(browser, service));
  keys = await context.newCDPSession(page);
});
after(async () => { await context?.close(); await browser?.close(); await service?.stop(); });

/** An empty box with the focus, all of whose values are noted. */
async function emptyBox() {
  await page.goto("/");
  await page.evaluate(() => {
    window.values = [];
    const box = document.getElementById("q");
    box.focus();
    box.addEventListener("input", () => window.values.push(box.value));
  });
  requests.length = 0;
}
const box = () => page.locator("#q");
const values = () => page.evaluate(() => window.values);
const caret = () => page.evaluate(() => document.getElementById("q").selectionStart);
const asked = () => requests.filter((url) => url.includes("/suggest"));

/** Composes a word step by step, then commits it. */
async function compose(steps) {
  for (const text of steps) {
    await keys.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(120);
  }
  await keys.send("Input.insertText", { text: steps.at(-1) });
}

test("composition does not disturb the box", { timeout: 60_000 }, async () => {
  await emptyBox();
  await compose(["t", "ta", "tâ", "tâp", "tập"]);
  await page.keyboard.type(" ");
  // What the pause after the first word asks is asked before the second is begun.
  await page.waitForTimeout(700);
  const before = asked().length;
  await compose(["h", "hu", "hua", "huan", "huân", "huấn"]);
  assert.equal(asked().length, before, "nothing is asked while a word is composed");
  assert.equal(await box().inputValue(), "tập huấn");
  assert.equal(await caret(), "tập huấn".length);
  await page.waitForTimeout(700);
  assert.equal(await box().inputValue(), "tập huấn", "and the box is not rewritten after");
  assert.equal(await box().evaluate((one) => one === document.activeElement), true);
});

test("no key acts during composition", { timeout: 60_000 }, async () => {
  await emptyBox();
  const composing = (target, key) => page.evaluate(([id, key]) => {
    const element = id ? document.getElementById(id) : document.body;
    const event = new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true });
    return element.dispatchEvent(event);
  }, [target, key]);
  await page.evaluate(() => document.activeElement.blur());
  const open = () => page.locator("#keys dl").isVisible();
  for (const key of ["/", "j", "k", "n", "p", "e", "?"]) {
    assert.ok(await composing("", key), `${key} is not taken`);
    assert.ok(await composing("q", key), `${key} is not taken from the box`);
  }
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  assert.ok(!await open());
  // Input methods send their keys as 229, whatever was pressed.
  await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "/" });
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  await page.keyboard.press("/");
  assert.equal(await box().evaluate((one) => one === document.activeElement), true, "without it the key acts");
});

test("the backspaces of Unikey do not disturb the box", { timeout: 60_000 }, async () => {
  await emptyBox();
  // Telex "tieesng" as Unikey sends it: letters, then as many backspaces as change, then the composed ones.
  const replaced = async (count, text) => {
    for (let at = 0; at < count; at += 1) await page.keyboard.press("Backspace", { delay: 5 });
    await keys.send("Input.insertText", { text });
  };
  await page.keyboard.type("tie", { delay: 40 });
  await replaced(1, "ê");
  await replaced(1, "ế");
  await page.keyboard.type("ng", { delay: 40 });
  await page.keyboard.type(" vie", { delay: 40 });
  await replaced(1, "ê");
  await page.keyboard.type("t", { delay: 300 });
  await replaced(2, "ệt");
  await page.keyboard.type(" nkje?/", { delay: 20 });
  assert.equal(await box().inputValue(), "tiếng việt nkje?/");
  assert.equal(await caret(), "tiếng việt nkje?/".length);
  const seen = await values();
  assert.ok(seen.includes("tiếng việt") && seen.includes("ti"), "every step was the box's own");
  await page.waitForTimeout(700);
  assert.equal((await values()).length, seen.length, "nobody else writes into it");
  assert.ok(asked().length <= 4, "the pauses between letters are not asked about one by one");
});

test("completions come after a pause", { timeout: 60_000 }, async () => {
  await emptyBox();
  await page.keyboard.type("tập", { delay: 20 });
  await page.waitForFunction(() => document.querySelectorAll("#completions option").length > 0);
  assert.equal(await box().inputValue(), "tập");
  assert.deepEqual(faults, []);
});
