// When a list changes by itself, the row under the pointer, or the one with the focus, stays in its place.
import { focusedItem } from "./lists.ts";

interface Place {
  row: string;
  top: number;
}

let place: Place | undefined;

document.addEventListener("htmx:beforeSwap", () => {
  const row = document.querySelector<HTMLElement>("[data-list] > [id]:hover") ?? focusedItem()?.closest<HTMLElement>("[id]");
  place = row ? { row: row.id, top: row.getBoundingClientRect().top } : undefined;
});

document.addEventListener("htmx:afterSwap", () => {
  const row = place && document.getElementById(place.row);
  const pane = row?.closest(".pane-scroll");
  if (pane && row && place) pane.scrollTop += row.getBoundingClientRect().top - place.top;
});
