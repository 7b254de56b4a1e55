// data-copy="text" puts the text on the clipboard.
import { sentence } from "./sentences.ts";
import { showToast } from "./toasts.ts";

document.addEventListener("click", (event) => {
  const text = (event.target as Element).closest<HTMLElement>("[data-copy]")?.dataset["copy"];
  if (text) void navigator.clipboard.writeText(text).then(() => showToast({ text: sentence("copied") }));
});
