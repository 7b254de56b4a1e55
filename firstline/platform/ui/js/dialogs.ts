// data-shows="id" opens a dialog, data-closes closes its own, a click beside it too.
import { onArrival } from "./arrival.ts";

export function showDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.dispatchEvent(new CustomEvent("opening", { bubbles: true }));
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-shows]");
  if (opener) return showDialog(opener.dataset["shows"]!);
  if (target.closest("[data-closes]") || isBackdrop(target, event)) target.closest("dialog")?.close();
});

/** A click on the backdrop has the dialog as its target, but lies outside its box. */
function isBackdrop(target: Element, event: MouseEvent): boolean {
  if (!(target instanceof HTMLDialogElement)) return false;
  const box = target.getBoundingClientRect();
  const isInside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  // Enter on a button inside is a click at 0,0 whose target is the button, never the dialog.
  return !isInside;
}

onArrival("dialog[data-show]", (dialog) => showDialog(dialog.id));
