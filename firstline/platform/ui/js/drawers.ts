// data-opens="id" slides a drawer in and out where the screen is narrow.
const opened = () => document.querySelectorAll<HTMLElement>("[data-open]:is(.navigation, .ticket-side)");

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
