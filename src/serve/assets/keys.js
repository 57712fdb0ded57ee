// "/" puts the cursor into the box, unless something is being typed or composed.
document.addEventListener("keydown", (event) => {
  const typing = event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("q");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

// Completions of what is typed; nothing is asked while a letter is being composed, and the box is never rewritten.
const box = document.getElementById("q");
const list = document.getElementById("completions");
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
