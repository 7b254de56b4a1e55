// Space on a row shows how its conversation ends; the walk goes on meanwhile. Space or Escape closes it.
import htmx from "htmx.org";
import { focusedItem } from "./lists.ts";

const GAP = 8;
const look = () => document.getElementById("quick-look");
const isOpen = () => look()?.matches(":popover-open") ?? false;

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape" && isOpen()) {
      close();
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.key === "Enter") close();
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const item = focusedItem();
    if (!item || !look()) return;
    event.preventDefault();
    if (isOpen()) close();
    else show(item as HTMLAnchorElement);
  },
  { capture: true },
);

function show(item: HTMLAnchorElement): void {
  const shown = look()!;
  if (!isOpen()) shown.showPopover();
  place(shown, item);
  void htmx
    .ajax("get", `${item.pathname}preview`, { source: shown, target: shown, swap: "innerHTML" })
    .then(() => focusedItem() === item && place(shown, item));
}

/** Beside the list, or under the row where the list fills the page. */
function place(shown: HTMLElement, item: HTMLElement): void {
  const row = item.getBoundingClientRect();
  const beside = row.right + GAP;
  const fits = beside + shown.offsetWidth + GAP <= innerWidth;
  const left = fits ? beside : Math.max(GAP, innerWidth - shown.offsetWidth - GAP * 4);
  const below = fits ? row.top : row.bottom + GAP;
  const top = !fits && below + shown.offsetHeight > innerHeight ? row.top - shown.offsetHeight - GAP : below;
  shown.style.left = `${left}px`;
  shown.style.top = `${Math.max(GAP, Math.min(top, innerHeight - shown.offsetHeight - GAP))}px`;
}

function close(): void {
  if (isOpen()) look()!.hidePopover();
}

document.addEventListener("focusin", (event) => {
  if (!isOpen()) return;
  const item = (event.target as Element).closest<HTMLAnchorElement>("[data-list] [data-list-item]");
  if (item) show(item);
  else if (!look()!.contains(event.target as Node)) close();
});

document.addEventListener("pointerdown", (event) => {
  if (isOpen() && !look()!.contains(event.target as Node)) close();
});
