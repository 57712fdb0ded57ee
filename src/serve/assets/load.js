// Loading files: dropping them onto the form, a word on what is chosen, and the progress of a job as it comes.
const form = document.getElementById("load");
const chooser = document.getElementById("files");
const said = document.getElementById("load-said");
const tell = () => {
  const files = [...chooser.files];
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const large = size > Number(form.dataset.limit);
  said.textContent = large ? form.dataset.tooLarge : files.length ? `${form.dataset.chosen}: ${files.length}` : "";
  return !large;
};
chooser.addEventListener("change", tell);
form.addEventListener("submit", (event) => { if (!tell()) event.preventDefault(); });
// A file dropped beside the form would be opened by the browser.
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
document.addEventListener("dragover", () => form.classList.add("over"));
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
document.addEventListener("drop", (event) => {
  form.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  chooser.files = event.dataTransfer.files;
  tell();
  form.querySelector("button").focus();
});

const job = document.getElementById("job");
if (job?.dataset.events) {
  const events = new EventSource(job.dataset.events);
  const bar = document.getElementById("job-progress");
  events.addEventListener("message", ({ data }) => {
    const { state, done, total, sentence } = JSON.parse(data);
    document.getElementById("job-said").textContent = sentence;
    if (total) { bar.max = total; bar.value = done; }
    if (state === "done" || state === "failed") { events.close(); location.reload(); }
  });
}
