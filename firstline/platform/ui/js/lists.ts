// data-list: j and k walk through the items, Enter opens one, Escape comes back to the list.
import { onArrival } from "./arrival.ts";
import { isTakenByField } from "./shortcuts.ts";

const steps: Record<string, (at: number, last: number) => number> = {
  j: (at, last) => Math.min(at + 1, last),
  k: (at) => Math.max(at - 1, 0),
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const target = event.target as Element;
  if (target.closest?.("dialog, [data-menu]")) return;
  const list = document.querySelector<HTMLElement>("[data-list]");
  if (!list?.checkVisibility()) return;
  const isLeaving = event.key === "Escape" && (!isTakenByField(target) || target.closest("[data-composer]"));
  if (isLeaving) return focusItem(currentItem(list) ?? items(list)[0]);
  if (isTakenByField(target)) return;
  const isInside = list.contains(target);
  const step = steps[event.key];
  if (!step || (!isInside && !["j", "k"].includes(event.key))) return;
  event.preventDefault();
  const all = items(list);
  focusItem(all[step(all.indexOf(currentItem(list)!), all.length - 1)]);
});

export function items(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[data-list-item]")];
}

/** Where the walk goes on: the focused item, else the open one, else before the first. */
function currentItem(list: Element): HTMLElement | undefined {
  const all = items(list);
  return (
    all.find((item) => item === document.activeElement) ??
    all.find((item) => item.tabIndex === 0 && item.dataset["visited"] !== undefined) ??
    all.find((item) => item.hasAttribute("aria-current"))
  );
}

/** The item that has the focus itself. */
export function focusedItem(): HTMLElement | undefined {
  const item = document.activeElement;
  return item instanceof HTMLElement && item.matches("[data-list] [data-list-item]") ? item : undefined;
}

export function focusItem(item: HTMLElement | undefined): void {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

/** One stop of the Tab key for the whole list. */
function rove(list: Element, chosen = currentItem(list) ?? items(list)[0]): void {
  for (const item of items(list)) {
    item.tabIndex = item === chosen ? 0 : -1;
  }
}

document.addEventListener("focusin", (event) => {
  const item = (event.target as Element).closest<HTMLElement>("[data-list-item]");
  const list = item?.closest("[data-list]");
  if (!item || !list) return;
  items(list).forEach((other) => delete other.dataset["visited"]);
  item.dataset["visited"] = "";
  rove(list, item);
});

// The opened item is marked before its answer comes, so that a click is felt at once.
document.addEventListener("click", (event) => {
  const item = (event.target as Element).closest<HTMLElement>("[data-list-item][hx-get]");
  const list = item?.closest("[data-list]");
  if (!item || !list || event.ctrlKey || event.metaKey || event.shiftKey) return;
  items(list).forEach((other) => other.removeAttribute("aria-current"));
  item.setAttribute("aria-current", "true");
});

onArrival("[data-list]", (list) => rove(list));
onArrival("[data-list-item]", (item) => item.closest("[data-list]") && rove(item.closest("[data-list]")!));
