// data-shortcut="r", "g i", "mod+k": pressing it does what a click or a focus would.
import { onArrival } from "./arrival.ts";
import { showDialog } from "./dialogs.ts";
import { closedDrawerOf, openDrawer } from "./drawers.ts";
import { keyCaps, pressed, relabel, sequences } from "./keys.ts";

const SEQUENCE_PAUSE = 1200;
const modifiers = ["Control", "Shift", "Alt", "Meta", "AltGraph"];
let before: string[] = [];
let forget: number | undefined;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || modifiers.includes(event.key)) return;
  const press = pressed(event);
  const isCombination = press.startsWith("mod+");
  if (isTakenByField(event.target as Element) && !isCombination) return;
  const now = [...before, press];
  const target = shortcutFor(now) ?? (before.length > 0 ? shortcutFor([press]) : undefined);
  remember(target ? [] : now);
  if (!target) return;
  event.preventDefault();
  run(target);
});

function remember(presses: string[]): void {
  window.clearTimeout(forget);
  before = presses.length > 0 && isBeginning(presses) ? presses : [];
  if (before.length > 0) forget = window.setTimeout(() => (before = []), SEQUENCE_PAUSE);
}

/** Whether the next press belongs to one before it, as in "g i". */
export function isInSequence(): boolean {
  return before.length > 0;
}

function isBeginning(presses: string[]): boolean {
  return usable().some((element) =>
    sequences(element.dataset["shortcut"]!).some(
      (sequence) => sequence.length > presses.length && presses.every((press, at) => press === sequence[at]),
    ),
  );
}

function shortcutFor(presses: string[]): HTMLElement | undefined {
  const wanted = presses.join(" ");
  const claiming = usable().filter((element) =>
    sequences(element.dataset["shortcut"]!).some((sequence) => sequence.join(" ") === wanted),
  );
  return claiming.find((element) => element.dataset["shortcutYields"] === undefined) ?? claiming[0];
}

/** Under a modal dialog the page is out of reach, for keys as for the pointer. */
function usable(): HTMLElement[] {
  const modal = document.querySelector("dialog:modal");
  const all = [...(modal ?? document).querySelectorAll<HTMLElement>("[data-shortcut]")];
  return all.filter((element) => element instanceof HTMLDialogElement || isShown(element));
}

/** An item of a closed menu is as near as the menu, and what is in a closed drawer as near as the drawer. */
function isShown(element: HTMLElement): boolean {
  const seen = element.closest("[data-menu]")?.parentElement ?? element;
  const visibilityProperty = !closedDrawerOf(seen);
  return seen.checkVisibility({ visibilityProperty }) && !(element as HTMLButtonElement).disabled;
}

/** Keys belong to a field, an open menu and the reader of a list; Escape still leaves them. */
export function isTakenByField(target: Element | null): boolean {
  if (!target?.closest) return false;
  if (target.closest("[data-menu], [contenteditable='true'], textarea, select")) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit", "range"].includes(input.type);
}

function run(element: HTMLElement): void {
  if (element instanceof HTMLDialogElement) return showDialog(element.id);
  const drawer = closedDrawerOf(element);
  if (drawer && !element.closest("[data-menu], a[href]")) openDrawer(drawer);
  if (element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    return;
  }
  element.click();
}

// The list of keys is made from the page whenever it is asked for.
document.addEventListener("opening", (event) => {
  const dialog = event.target as HTMLElement;
  if (dialog.id !== "shortcuts") return;
  const list = dialog.querySelector(".shortcut-list")!;
  const named = "[data-shortcut], [data-message-keys] [data-message-key]";
  const all = [...document.querySelectorAll<HTMLElement>(named)].filter((element) => labelOf(element));
  const isEverywhere = (element: HTMLElement) => Boolean(element.closest(".navigation, .header, dialog"));
  list.replaceChildren(
    section(dialog.dataset["titlePage"]!, all.filter((element) => !isEverywhere(element)), listKeys(dialog.dataset)),
    section(dialog.dataset["titleEverywhere"]!, all.filter(isEverywhere)),
  );
});

/** The keys of a list belong to no element of their own. */
function listKeys({ listLabel, openLabel, leaveLabel }: DOMStringMap): [string, string][] {
  if (!document.querySelector("[data-list]")) return [];
  return [
    [listLabel!, "j k"],
    [openLabel!, "enter"],
    [leaveLabel!, "escape"],
  ];
}

function section(title: string, elements: HTMLElement[], more: [string, string][] = []): HTMLElement {
  const box = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = title;
  const list = document.createElement("ul");
  list.className = "shortcut-names";
  const named = elements.map((element): [string, string] => [labelOf(element), keysOf(element)]);
  const byLabel = new Map([...more, ...named]);
  list.append(...[...byLabel].map(([label, shortcut]) => line(label, shortcut)));
  box.append(heading, list);
  box.hidden = byLabel.size === 0;
  return box;
}

function line(label: string, shortcut: string): HTMLElement {
  const item = document.createElement("li");
  item.append(label, keyCaps(shortcut));
  return item;
}

function keysOf({ dataset }: HTMLElement): string {
  return dataset["shortcut"] ?? dataset["messageKey"]!;
}

function labelOf(element: HTMLElement): string {
  const { shortcutLabel, command } = element.dataset;
  return shortcutLabel ?? command ?? element.ariaLabel ?? element.textContent?.trim() ?? "";
}

onArrival(":has(> .kbd)", relabel);
