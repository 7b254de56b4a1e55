// Who signs out leaves no words behind in this browser: unsent drafts are on the server by then.
const KEPT = "firstline.draft.";

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-signs-out]")) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(KEPT)) localStorage.removeItem(key);
  }
});
