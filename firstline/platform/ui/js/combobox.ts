// An input over a list of options (the header's search, the palette): arrows choose, Enter goes there.
export function options(box: Element): HTMLElement[] {
  return [...box.querySelectorAll<HTMLElement>('[role="option"]')].filter((option) => option.checkVisibility());
}

export function choose(box: Element, option: HTMLElement | undefined): void {
  const input = box.querySelector('[role="combobox"]');
  box.querySelectorAll('[role="option"][aria-selected="true"]').forEach((old) => old.setAttribute("aria-selected", "false"));
  input?.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.id ||= `option-${crypto.randomUUID()}`;
  option.setAttribute("aria-selected", "true");
  input?.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const box = (event.target as Element).closest?.("[data-combobox]");
  if (!box || event.isComposing) return;
  const all = options(box);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(box, all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") choose(box, all.at(at <= 0 ? -1 : at - 1));
  else if (event.key === "Enter" && all[at]) all[at].click();
  else return;
  event.preventDefault();
});

// The header's search closes when left; the palette is a dialog and closes by itself.
function isSearch(box: Element | null | undefined): box is HTMLElement {
  return box instanceof HTMLElement && box.matches(".search");
}

function empty(box: HTMLElement): void {
  box.querySelector('[role="listbox"]')?.replaceChildren();
  box.querySelector('[role="combobox"]')?.setAttribute("aria-expanded", "false");
}

document.addEventListener("keydown", (event) => {
  const box = (event.target as Element).closest?.("[data-combobox]");
  if (event.key !== "Escape" || !isSearch(box)) return;
  empty(box);
  (event.target as HTMLElement).blur();
});

document.addEventListener("pointerdown", (event) => {
  document.querySelectorAll<HTMLElement>(".search[data-combobox]").forEach((box) => {
    if (!box.contains(event.target as Node)) empty(box);
  });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const box = (event.target as Element).closest?.("[data-combobox]");
  if (!isSearch(box)) return;
  box.querySelector('[role="combobox"]')?.setAttribute("aria-expanded", String(options(box).length > 0));
  choose(box, undefined);
});
