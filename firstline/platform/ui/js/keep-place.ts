// When a list changes by itself, the row under the pointer stays under the pointer.
interface Place {
  row: string;
  top: number;
}

let place: Place | undefined;

document.addEventListener("htmx:beforeSwap", () => {
  const row = document.querySelector<HTMLElement>("[data-list] > [id]:hover");
  place = row ? { row: row.id, top: row.getBoundingClientRect().top } : undefined;
});

document.addEventListener("htmx:afterSwap", () => {
  const row = place && document.getElementById(place.row);
  const pane = row?.closest(".pane-scroll");
  if (pane && row && place) pane.scrollTop += row.getBoundingClientRect().top - place.top;
});
