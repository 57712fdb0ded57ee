// Keys of the review queue: j k move, a e x judge, u takes back, n p turn the page; never while something is typed or
// composed. What the keys do, the buttons do too.
const rows = [...document.querySelectorAll("article.doubt")];
let at = 0;
const select = (next) => {
  if (!rows[next]) return;
  rows[at]?.classList.remove("current");
  at = next;
  rows[at].classList.add("current");
  rows[at].focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
};
// After a judgment the next row stands at the place of the last one; else the page is left as it is.
const place = Number(location.hash.match(/^#row-(\d+)$/)?.[1]);
if (place) select(Math.min(place, rows.length) - 1); else rows[0]?.classList.add("current");
for (const [nth, row] of rows.entries()) row.addEventListener("focusin", () => { if (nth !== at) select(nth); });

const edit = (row) => {
  const details = row?.querySelector("details");
  if (!details) return;
  details.open = true;
  details.querySelector("input[name=agency]").focus();
};
const actions = {
  j: () => select(at + 1),
  k: () => select(at - 1),
  a: () => rows[at]?.querySelector("[data-key=a]")?.click(),
  x: () => rows[at]?.querySelector("[data-key=x]")?.click(),
  e: () => edit(rows[at]),
  u: () => document.querySelector(".said [data-key=u]")?.click(),
  n: () => document.querySelector("a[rel=next]")?.click(),
  p: () => document.querySelector("a[rel=prev]")?.click(),
};
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Escape" && target.closest("details[open]")) {
    const row = target.closest("article");
    target.closest("details").open = false;
    event.stopImmediatePropagation();
    row.focus();
    return;
  }
  const typing = event.isComposing || event.keyCode === 229 || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(key)) return;
  if (Object.hasOwn(actions, key)) { event.preventDefault(); event.stopImmediatePropagation(); actions[key](); }
}, true);
