// Macros: the picker over the composer, the text that it brings, and the status that the send button then says.
import { onArrival } from "./arrival.ts";
import { choose } from "./combobox.ts";
import { mount } from "./composer.ts";

interface Chosen {
  form: string;
  html: string;
}

/** The button's own words and value, for when no macro sets the status any more. */
const ownWords = new WeakMap<HTMLButtonElement, { words: string; value: string }>();

document.addEventListener("macroChosen", (event) => {
  const { form: id, html } = (event as CustomEvent<Chosen>).detail;
  const picker = document.querySelector<HTMLDialogElement>("[data-macro-picker]");
  if (picker) {
    forgetTyped(picker);
    picker.close();
  }
  const form = id ? document.getElementById(id) : null;
  if (!(form instanceof HTMLFormElement)) return;
  for (const other of form.parentElement?.children ?? []) {
    if (other instanceof HTMLFormElement) other.hidden = other !== form;
  }
  void mount(form).then((composer) => composer.insert(html));
});

// What was typed to open the picker is written after all when nothing was chosen.
document.addEventListener(
  "close",
  (event) => {
    const picker = event.target as HTMLElement;
    if (!picker.matches?.("[data-macro-picker]")) return;
    const opener = openerOf(picker);
    const typed = opener?.dataset["typed"];
    const form = opener?.closest("form");
    forgetTyped(picker);
    picker.remove();
    if (typed && form) void mount(form).then((composer) => composer.insert(typed));
  },
  { capture: true },
);

function openerOf(picker: HTMLElement): HTMLElement | null {
  return document.getElementById(picker.dataset["form"] ?? "")?.querySelector("[data-opens-macros]") ?? null;
}

function forgetTyped(picker: HTMLElement): void {
  delete openerOf(picker)?.dataset["typed"];
}

// Enter means what was typed, not what the list still shows: it waits for the list.
document.addEventListener(
  "keydown",
  (event) => {
    const input = event.target as HTMLInputElement;
    if (event.key !== "Enter" || event.isComposing || !input.matches?.("[data-macro-picker] [role=combobox]")) return;
    const picker = input.closest<HTMLElement>("[data-macro-picker]")!;
    if (!isBehind(picker)) return;
    event.preventDefault();
    event.stopPropagation();
    picker.dataset["takesNext"] = "";
  },
  { capture: true },
);

// Only now has htmx bound what it has put there.
document.addEventListener("htmx:afterSettle", (event) => {
  const picker = (event.target as Element).closest?.<HTMLElement>("[data-macro-picker]");
  if (!picker) return;
  picker.dataset["shown"] = picker.querySelector<HTMLElement>("[data-offers-for]")?.dataset["offersFor"] ?? "";
  if (picker.dataset["takesNext"] === undefined || isBehind(picker)) return;
  delete picker.dataset["takesNext"];
  picker.querySelector<HTMLElement>('.macro-option[aria-selected="true"]')?.click();
});

function isBehind(picker: HTMLElement): boolean {
  return picker.querySelector<HTMLInputElement>("[role=combobox]")?.value !== (picker.dataset["shown"] ?? "");
}

// The cursor stays in the text; and on a phone the tools do not move away under the finger.
document.addEventListener("mousedown", (event) => {
  if ((event.target as Element).closest("[data-opens-macros]")) event.preventDefault();
});

// What the pointer is on is shown at the side.
document.addEventListener("pointermove", (event) => {
  const option = (event.target as Element).closest?.<HTMLElement>(".macro-option");
  const box = option?.closest("[data-macro-picker]");
  if (box && option?.getAttribute("aria-selected") !== "true") choose(box, option ?? undefined);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
  if (successful && elt.matches("[data-macro-keep]")) elt.closest("dialog")?.close();
});

onArrival("[data-macro-chips]", (chips) => {
  const send = chips.closest("form")?.querySelector<HTMLButtonElement>("[data-send]");
  const words = send?.firstChild;
  if (!send || !words) return;
  const own = ownWords.get(send) ?? { words: words.textContent ?? "", value: send.value };
  ownWords.set(send, own);
  const said = (chips as HTMLElement).dataset["sendsAs"];
  words.textContent = said ?? own.words;
  // The macro sets the status itself, after the fields that it asks for.
  send.value = said ? "" : own.value;
});

// In the editor of a macro: placeholders, and lines that are taken out.
document.addEventListener("click", (event) => {
  const asker = event.target as Element;
  const placeholder = asker.closest<HTMLElement>("[data-inserts]");
  const form = placeholder?.closest<HTMLFormElement>("form[data-composer]");
  if (placeholder && form) {
    placeholder.closest<HTMLElement>("[popover]")?.hidePopover();
    void mount(form).then((composer) => composer.insert(placeholder.dataset["inserts"]!));
  }
  const remover = asker.closest<HTMLElement>("[data-removes]");
  const line = remover?.closest(remover.dataset["removes"]!);
  if (!line) return;
  const list = line.parentElement;
  line.remove();
  list?.dispatchEvent(new Event("input", { bubbles: true }));
});
