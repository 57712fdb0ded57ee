// Everything here is a help: each page does the same without it, by links and forms.
const byId = (id) => document.getElementById(id);
const box = byId("q");

// Keys of one letter can be turned off, for those whose speech input or keyboard sends letters by itself.
const SWITCH = "doichieu-keys";
const remembered = () => { try { return localStorage.getItem(SWITCH); } catch { return null; } };
const remember = (value) => { try { localStorage.setItem(SWITCH, value); } catch { /* kept for this page only */ } };
const enabled = byId("keys-on");
if (enabled) {
  enabled.checked = remembered() !== "off";
  enabled.addEventListener("change", () => remember(enabled.checked ? "on" : "off"));
  byId("keys-switch").hidden = false;
}

// Unikey sends plain backspaces and letters, other input methods compose (keyCode 229 is a key of theirs).
const composes = (event) => event.isComposing || event.keyCode === 229;
const types = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

const show = (element) => element.scrollIntoView({ block: "center", behavior: "instant" });

// Rows: what one goes through from the first to the last; each is left at its first link.
const rows = () => [...document.querySelectorAll("main [data-row], main article, main tbody tr")]
  .map((row) => row.querySelector("a[href]") ?? row.querySelector("summary"))
  .filter((link, at, all) => link && link.checkVisibility?.() !== false && all.indexOf(link) === at);
const step = (by) => {
  const all = rows();
  if (all.length === 0) return;
  const now = all.findIndex((link) => link === document.activeElement);
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
  next.focus({ preventScroll: true });
  show(next);
};

// Marks of a text that is read; on other pages the next or previous page.
let mark = -1;
const turn = (by) => {
  const marks = [...document.querySelectorAll("main .unit mark")];
  if (marks.length > 0) {
    marks[mark]?.classList.remove("here");
    const below = marks.findIndex((one) => one.getBoundingClientRect().top > innerHeight * .4);
    const first = by > 0 ? (below < 0 ? 0 : below) : (below < 0 ? marks.length : below) - 1;
    mark = ((mark < 0 ? first : mark + by) + marks.length) % marks.length;
    marks[mark].classList.add("here");
    show(marks[mark]);
    return;
  }
  document.querySelector(`main a[rel~="${by > 0 ? "next" : "prev"}"]`)?.click();
};

const help = () => {
  const keys = byId("keys");
  keys.open = !keys.open;
  if (keys.open) { show(keys); keys.querySelector("summary").focus({ preventScroll: true }); }
};

const KEYS = {
  "/": () => { box?.focus(); box?.select(); },
  j: () => step(1),
  k: () => step(-1),
  n: () => turn(1),
  p: () => turn(-1),
  e: () => document.querySelector('main a[href*=".xlsx?"], main a[href*=".csv?"]')?.click(),
  "?": help,
};
document.addEventListener("keydown", (event) => {
  const action = KEYS[event.key];
  if (!action || composes(event) || types(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat && !"jk".includes(event.key)) return;
  // A page may use the key itself, as the queue of doubtful facts does.
  if ((enabled && !enabled.checked) || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) return;
  event.preventDefault();
  action();
});

// Completions of what is typed; nothing is asked while a letter is being composed, and the box is never rewritten.
const list = byId("completions");
let waiting;
const complete = async () => {
  const typed = box.value;
  if (typed.trim().length < 2) return;
  const answer = await fetch(`/api/v1/suggest?limit=8&q=${encodeURIComponent(typed)}`);
  if (!answer.ok || box.value !== typed) return;
  const { completions } = await answer.json();
  list.replaceChildren(...completions.map(({ text }) => Object.assign(document.createElement("option"), { value: text })));
};
box?.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!event.isComposing) waiting = setTimeout(() => complete().catch(() => {}), 250);
});
