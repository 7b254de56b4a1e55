// data-select: the boxes of a list's rows. x and a click tick one, with shift all between, mod+a all that are shown.
import htmx from "htmx.org";
import { focusItem, focusedItem, items } from "./lists.ts";
import { pressed } from "./keys.ts";
import { isTakenByField } from "./shortcuts.ts";

const chosen = new Set<string>();
let anchor: string | undefined;
let isWhole = false;

const bar = () => document.querySelector<HTMLFormElement>("[data-bulk]");
const boxes = () => [...document.querySelectorAll<HTMLInputElement>("[data-list] [data-select]")];

function boxOf(item: Element | null | undefined): HTMLInputElement | null | undefined {
  return item?.closest("li")?.querySelector<HTMLInputElement>("[data-select]");
}

/** Puts what is chosen into the page: after every change, and after every swap of rows. */
function show(): void {
  const shown = boxes();
  for (const box of shown) box.checked = isWhole || chosen.has(box.value);
  const list = document.querySelector<HTMLElement>("[data-list]");
  const form = bar();
  list?.classList.toggle("is-selecting", chosen.size > 0);
  if (!form) return;
  const wasHidden = form.hidden;
  form.hidden = chosen.size === 0;
  form.querySelector<HTMLInputElement>("#bulk-tickets")!.value = [...chosen].join(",");
  form.querySelector<HTMLInputElement>("#bulk-whole")!.disabled = !isWhole;
  tell(form, shown);
  const choices = form.querySelector<HTMLElement>(".bulk-choices");
  if (wasHidden && !form.hidden && choices) htmx.trigger(choices, "selecting");
}

function tell(form: HTMLElement, shown: HTMLInputElement[]): void {
  const count = form.querySelector<HTMLElement>("[data-bulk-count]")!;
  const whole = form.querySelector<HTMLElement>("[data-selects-whole]");
  const visible = shown.filter((box) => chosen.has(box.value)).length;
  const away = chosen.size - visible;
  const words = away > 0 ? count.dataset["away"]! : count.dataset["text"]!;
  const said = words.replace("{n}", String(chosen.size)).replace("{away}", String(away));
  const text = isWhole && whole ? whole.dataset["wholeText"]! : said;
  if (count.textContent !== text) count.textContent = text;
  if (whole) whole.hidden = isWhole || visible < shown.length || !document.querySelector("[data-list] .more-rows");
}

function choose(box: HTMLInputElement, isChosen: boolean): void {
  if (isChosen) chosen.add(box.value);
  else chosen.delete(box.value);
  isWhole = false;
}

function toggle(box: HTMLInputElement): void {
  choose(box, !chosen.has(box.value));
  anchor = box.value;
  show();
}

/** From the last one that was ticked to this one. */
function extendTo(box: HTMLInputElement): void {
  const all = boxes();
  const from = all.findIndex((other) => other.value === anchor);
  const to = all.indexOf(box);
  if (from < 0) return toggle(box);
  all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((each) => choose(each, true));
  show();
}

export function clearSelection(): void {
  chosen.clear();
  anchor = undefined;
  isWhole = false;
  show();
}

/** shift+j and shift+k: the row that has the focus, and the next one. */
function extendBy(step: number): void {
  const list = document.querySelector("[data-list]");
  const item = focusedItem();
  if (!list || !item) return;
  const all = items(list);
  const next = all[all.indexOf(item) + step];
  const here = boxOf(item);
  if (here && !chosen.has(here.value)) toggle(here);
  if (next) focusItem(next);
  const box = boxOf(next);
  if (box) extendTo(box);
}

const acts: Record<string, () => boolean> = {
  x: () => withFocusedBox(toggle),
  "shift+j": () => Boolean(focusedItem()) && (extendBy(1), true),
  "shift+k": () => Boolean(focusedItem()) && (extendBy(-1), true),
  "shift+arrowdown": () => Boolean(focusedItem()) && (extendBy(1), true),
  "shift+arrowup": () => Boolean(focusedItem()) && (extendBy(-1), true),
  "mod+a": () => {
    const all = boxes();
    if (all.length === 0 || !isBesideTheTicket()) return false;
    all.forEach((box) => choose(box, true));
    show();
    return true;
  },
  escape: () => {
    if (chosen.size === 0 || document.querySelector("[popover]:popover-open:not(#toasts), dialog[open]")) return false;
    clearSelection();
    return true;
  },
};

function withFocusedBox(act: (box: HTMLInputElement) => void): boolean {
  const box = boxOf(focusedItem());
  if (box) act(box);
  return Boolean(box);
}

/** Whoever reads a ticket and selects all means its text. */
function isBesideTheTicket(): boolean {
  return document.activeElement === document.body || Boolean(document.activeElement?.closest(".list-pane"));
}

// Before the shortcuts of the page, some of which are the same keys.
document.addEventListener(
  "keydown",
  (event) => {
    const act = acts[pressed(event)];
    const target = event.target as Element;
    if (!act || event.defaultPrevented || isTakenByField(target) || target.closest?.("dialog")) return;
    if (!act()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

// Keys that are pressed while the actions on what is selected are on their way wait for them: a ticket that is open
// beside the list claims some of them too. The walk through the list goes on.
const walking = ["j", "k", " "];
let waiting: KeyboardEvent[] = [];

const isAwaited = () => document.querySelector("[data-bulk] .bulk-choices.htmx-request") !== null;

document.addEventListener(
  "keydown",
  (event) => {
    const isChoice = event.key.length === 1 && !walking.includes(event.key) && !(event.ctrlKey || event.metaKey || event.altKey);
    const isHeld = isChoice || (event.key === "Enter" && waiting.length > 0);
    if (!isHeld || event.defaultPrevented || !isAwaited() || isTakenByField(event.target as Element)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.push(event);
  },
  { capture: true },
);

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
  if (!elt.matches(".bulk-choices")) return;
  // Each by itself: the first may open the menu that the next one is for.
  if (successful) waiting.forEach((key) => setTimeout(() => press(key)));
  waiting = [];
});

function press(key: KeyboardEvent): void {
  const target = document.activeElement as HTMLElement;
  if (key.key === "Enter") target.click();
  else target.dispatchEvent(new KeyboardEvent(key.type, key));
}

document.addEventListener(
  "click",
  (event) => {
    const target = event.target as Element;
    const box = target.closest<HTMLInputElement>("[data-select]");
    const item = target.closest("[data-list-item]");
    if (box && event.shiftKey) extendTo(box);
    else if (box) toggle(box);
    else if (item && boxOf(item) && event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      extendTo(boxOf(item)!);
    } else if (item && boxOf(item) && document.querySelector(".list-pane.is-choosing")) {
      event.preventDefault();
      event.stopPropagation();
      toggle(boxOf(item)!);
    }
  },
  { capture: true },
);

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-selects-none]")) clearSelection();
  const whole = target.closest("[data-selects-whole]");
  if (whole) {
    boxes().forEach((box) => chosen.add(box.value));
    isWhole = true;
    show();
  }
  // On a phone there is neither a key nor a pointer that hovers.
  const chooser = target.closest<HTMLElement>("[data-starts-choosing]");
  if (chooser) {
    const isOn = chooser.closest(".list-pane")!.classList.toggle("is-choosing");
    chooser.setAttribute("aria-pressed", String(isOn));
    if (!isOn) clearSelection();
  }
});

// A press with shift would select the text of the rows between.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && (event.target as Element).closest("[data-list]")) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if ((event.target as Element).closest?.("#list, #ticket-rows, .bulk-choices")) show();
});
document.addEventListener("htmx:oobAfterSwap", show);
document.addEventListener("bulkEdited", clearSelection);
