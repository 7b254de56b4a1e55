// A menu that is fetched when its button is pressed: data-opens-at-once opens it on arrival, beside
// the button that says data-opener-of="its id".
import { onArrival } from "./arrival.ts";

onArrival("[popover][data-opens-at-once]", (menu) => {
  if (!menu.matches(":popover-open")) menu.showPopover();
});

// A form in a dialog that closes when the server has done what it asks.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
  if (successful && elt.matches("form[data-closes-when-done]")) elt.closest("dialog")?.close();
});
