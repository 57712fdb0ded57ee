// "/" puts the cursor into the box, unless something is being typed or composed.
document.addEventListener("keydown", (event) => {
  const typing = event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("q");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});
