// <input data-filters-menu> in a menu: typing leaves the items that match, Enter takes the first.
import { rank } from "./ranking.ts";

const FILTER = "[data-filters-menu]";

document.addEventListener("input", (event) => {
  const input = event.target as HTMLInputElement;
  if (input.matches(FILTER)) narrow(menuOf(input), input.value);
});

document.addEventListener("keydown", (event) => {
  const input = event.target as Element;
  if (event.key !== "Enter" || event.isComposing || !input.matches?.(FILTER)) return;
  event.preventDefault();
  const first = menuOf(input).querySelector<HTMLElement>(".menu-item:not([data-left-out])");
  // As a person would: htmx asks which button has the focus.
  first?.focus();
  first?.click();
});

// "toggle" does not bubble, so it is caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target as HTMLElement;
    const input = menu.matches("[data-menu]") ? menu.querySelector<HTMLInputElement>(FILTER) : null;
    if (!input || (event as ToggleEvent).newState !== "closed") return;
    input.value = "";
    narrow(menu, "");
  },
  { capture: true },
);

function menuOf(input: Element): HTMLElement {
  return input.closest<HTMLElement>("[data-menu]")!;
}

export function narrow(menu: HTMLElement, typed: string): void {
  for (const item of menu.querySelectorAll<HTMLElement>(".menu-item")) {
    item.toggleAttribute("data-left-out", rank(item.textContent?.trim() ?? "", typed) === 0);
  }
}
