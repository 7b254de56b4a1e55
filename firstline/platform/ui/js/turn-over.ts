// data-turns-to="id": shows that form instead of its sibling, and puts the cursor into its text.
document.addEventListener("click", (event) => {
  const turner = (event.target as Element).closest<HTMLElement>("[data-turns-to]");
  const form = turner && document.getElementById(turner.dataset["turnsTo"]!);
  if (!form) return;
  event.preventDefault();
  for (const other of form.parentElement?.children ?? []) {
    if (other instanceof HTMLFormElement) other.hidden = other !== form;
  }
  focusText(form);
});

// A link that acts as a button obeys the space bar too.
document.addEventListener("keydown", (event) => {
  const turner = (event.target as Element).closest<HTMLElement>("[data-turns-to]");
  if (!turner || event.key !== " ") return;
  event.preventDefault();
  turner.click();
});

/** The editor, or the plain text field while the editor is on its way: focusing it fetches the editor. */
function focusText(form: HTMLElement): void {
  const editor = form.querySelector<HTMLElement>(".ProseMirror");
  (editor ?? form.querySelector<HTMLElement>("textarea"))?.focus();
}
