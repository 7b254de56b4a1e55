// data-opens="id" slides a drawer in and out where the screen is narrow.
const opened = () => document.querySelectorAll<HTMLElement>("[data-open]:is(.navigation, .ticket-side)");

/** The closed drawer an element is in, where there is a way to open it. */
export function closedDrawerOf(element: Element): HTMLElement | undefined {
  const drawer = element.closest<HTMLElement>(".navigation, .ticket-side");
  if (!drawer || drawer.hasAttribute("data-open")) return undefined;
  const openers = document.querySelectorAll(`[data-opens="${CSS.escape(drawer.id)}"]`);
  return [...openers].some((opener) => opener.checkVisibility()) ? drawer : undefined;
}

/** Opens it at once: what is still sliding in takes no focus, and its menus would open beside it. */
export function openDrawer(drawer: HTMLElement): void {
  setOpen(drawer, true);
  drawer.getAnimations().forEach((animation) => animation.finish());
}

function setOpen(drawer: HTMLElement, isOpen: boolean): void {
  drawer.toggleAttribute("data-open", isOpen);
  document
    .querySelectorAll(`[data-opens="${CSS.escape(drawer.id)}"]`)
    .forEach((opener) => opener.setAttribute("aria-expanded", String(isOpen)));
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-opens]");
  const asked = opener && document.getElementById(opener.dataset["opens"]!);
  for (const drawer of opened()) {
    const isOutside = !drawer.contains(target) && drawer !== asked;
    if (isOutside || target.closest(".navigation-link[href]")) setOpen(drawer, false);
  }
  if (asked) setOpen(asked, !asked.hasAttribute("data-open"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") opened().forEach((drawer) => setOpen(drawer, false));
});
