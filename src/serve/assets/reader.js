// The reader works without this: it copies citations, marks in the outline what is being read, steps with n and p.
// It stands in a block of its own, since the scripts of a page share their names.
{
  const text = document.querySelector(".text[data-source]");
  const typing = (event) => event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);

  // The words selected in the provision, else all of them; marks are no part of a quote.
  const quoted = (unit) => {
    const chosen = getSelection();
    const inside = chosen.rangeCount > 0 && !chosen.isCollapsed && unit.contains(chosen.getRangeAt(0).commonAncestorContainer);
    const words = inside ? chosen.toString() : [...unit.querySelectorAll(".words")].map((cell) => {
      const copy = cell.cloneNode(true);
      copy.querySelectorAll(".tools").forEach((read) => read.remove());
      return copy.textContent;
    }).join(" ");
    return words.replace(/\s+/g, " ").trim();
  };

  const copy = async (unit, button) => {
    const quote = `“${quoted(unit)}”`;
    const source = `(${unit.dataset.place}, ${text.dataset.source})`;
    const page = document.createElement("div");
    const [first, second] = [document.createElement("i"), document.createElement("a")];
    first.textContent = quote;
    second.textContent = source;
    second.href = new URL(unit.querySelector("a.path").getAttribute("href"), location.href);
    page.append(first, " ", second);
    const plain = `${quote} ${source}`;
    const forms = { "text/plain": new Blob([plain], { type: "text/plain" }), "text/html": new Blob([page.innerHTML], { type: "text/html" }) };
    try { await navigator.clipboard.write([new ClipboardItem(forms)]); } catch { await navigator.clipboard.writeText(plain); }
    button.textContent = text.dataset.copied;
    setTimeout(() => { button.textContent = text.dataset.cite; }, 2000);
  };

  for (const unit of text?.querySelectorAll(".unit") ?? []) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: text.dataset.cite });
    button.setAttribute("aria-live", "polite");
    // The selection is lost where the button takes the focus.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => copy(unit, button).catch(() => {}));
    unit.querySelector(".acts")?.append(" ", button);
  }

  // On a narrow screen the outline would push the text out of sight.
  const outline = document.querySelector(".outline details");
  if (outline && matchMedia("(max-width: 63.99rem)").matches) outline.open = false;

  // The last heading above the middle of the window is the one that is read.
  const links = new Map([...document.querySelectorAll(".outline a[href^='#']")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const units = [...(text?.querySelectorAll(".unit") ?? [])].filter((unit) => links.has(unit.id));
  let waiting = false;
  const follow = () => {
    waiting = false;
    const read = units.filter((unit) => unit.getBoundingClientRect().top < innerHeight / 3).at(-1);
    if (!read) return;
    document.querySelector(".outline a[aria-current]")?.removeAttribute("aria-current");
    const link = links.get(read.id);
    link.setAttribute("aria-current", "true");
    const list = link.closest("ul");
    if (list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.clientHeight / 2;
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
  follow();

  document.addEventListener("keydown", (event) => {
    if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { n: "next", p: "prev" }[event.key];
    if (step) document.querySelector(`.steps a[rel=${step}]`)?.click();
  });
}
