// data-bulk-panel: how far a bulk edit is. It goes with the reader from page to page until it is over.
import htmx from "htmx.org";
import { onArrival } from "./arrival.ts";

const KEPT = "bulk-edit";

onArrival("[data-bulk-panel]", (panel) => {
  if (panel.hasAttribute("data-running")) sessionStorage.setItem(KEPT, panel.dataset["bulkPanel"]!);
  else sessionStorage.removeItem(KEPT);
});

onArrival("#bulk-progress:empty", (place) => {
  const address = sessionStorage.getItem(KEPT);
  if (!address) return;
  sessionStorage.removeItem(KEPT);
  void htmx.ajax("get", address, { target: place, swap: "innerHTML" });
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest("[data-closes-panel]");
  button?.closest("[data-bulk-panel]")?.remove();
});
