// <input data-searches-menu> in a menu: what is typed asks the server; Enter takes the first answer.
const SEARCH = "[data-searches-menu]";

document.addEventListener("keydown", (event) => {
  const input = event.target as Element;
  if (event.key !== "Enter" || event.isComposing || !input.matches?.(SEARCH)) return;
  event.preventDefault();
  const first = menuOf(input)?.querySelector<HTMLElement>("button.menu-item, .menu-item input");
  // As a person would: htmx asks which button has the focus.
  first?.focus();
  first?.click();
});

// "toggle" does not bubble, so it is caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target as HTMLElement;
    const input = menu.matches("[data-menu]") ? menu.querySelector<HTMLInputElement>(SEARCH) : null;
    if (!input || (event as ToggleEvent).newState !== "closed") return;
    input.value = "";
  },
  { capture: true },
);

function menuOf(input: Element): HTMLElement | null {
  return input.closest<HTMLElement>("[data-menu]");
}
