// Popover menus: placed at the button that opened them, worked with the arrow keys.
const GAP = 4;
let opener: HTMLElement | null = null;

document.addEventListener(
  "click",
  (event) => {
    opener = (event.target as Element).closest<HTMLElement>("[popovertarget]");
  },
  { capture: true },
);

// Neither event bubbles, so they are caught on their way down. "toggle" comes a moment later, in which somebody
// quick has pressed the next key: a menu that a script opens has the focus before that.
document.addEventListener(
  "beforetoggle",
  (event) => {
    const menu = opening(event);
    if (menu) queueMicrotask(() => menu.matches(":popover-open") && enter(menu));
  },
  { capture: true },
);

document.addEventListener(
  "toggle",
  (event) => {
    const menu = opening(event);
    if (menu && !menu.contains(document.activeElement)) enter(menu);
  },
  { capture: true },
);

function opening(event: Event): HTMLElement | undefined {
  const menu = event.target as HTMLElement;
  return menu.matches("[data-menu]") && (event as ToggleEvent).newState === "open" ? menu : undefined;
}

function enter(menu: HTMLElement): void {
  const button = openerOf(menu);
  if (button) place(menu, button.getBoundingClientRect());
  const first = menu.querySelector<HTMLElement>("[aria-current], [autofocus]") ?? items(menu)[0];
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "nearest" });
}

// What came later may need more room than there is below the button, and is what the reader wants to be in.
document.addEventListener("htmx:afterSwap", (event) => {
  const menu = (event.target as Element).closest?.<HTMLElement>("[data-menu]:popover-open");
  const button = menu && openerOf(menu);
  if (!button) return;
  const isEntered = document.activeElement !== document.body && document.activeElement !== button;
  if (isEntered) place(menu, button.getBoundingClientRect());
  else enter(menu);
});

function openerOf(menu: HTMLElement): HTMLElement | null {
  if (opener?.isConnected && opener.getAttribute("popovertarget") === menu.id) return opener;
  const id = CSS.escape(menu.id);
  return document.querySelector<HTMLElement>(`[popovertarget="${id}"], [data-opener-of="${id}"]`);
}

function place(menu: HTMLElement, button: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isRightToLeft = document.documentElement.dir === "rtl";
  const startsAtRight = isRightToLeft || button.left + width > innerWidth - GAP;
  const left = startsAtRight ? button.right - width : button.left;
  const fitsBelow = button.bottom + GAP + height <= innerHeight;
  const top = fitsBelow || button.top < innerHeight / 2 ? button.bottom + GAP : button.top - GAP - height;
  menu.style.left = `${clamp(left, GAP, innerWidth - width - GAP)}px`;
  menu.style.top = `${clamp(top, GAP, innerHeight - height - GAP)}px`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function items(menu: Element): HTMLElement[] {
  const found = menu.querySelectorAll<HTMLElement>("a.menu-item, button.menu-item, .menu-item button, input");
  return [...found].filter((item) => item.checkVisibility());
}

// The press that has just opened a menu, as a shortcut of the page, is not typed into it.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  const menu = menuOf(event.target as Element);
  if (!menu) return;
  const all = items(menu);
  const next = nextItem(event.key, all, all.indexOf(document.activeElement as HTMLElement));
  typedEarly = undefined;
  if (next) {
    event.preventDefault();
    next.focus();
  } else if (isLetter(event) && menu.querySelector(".htmx-request")) typedEarly = { menu, key: event.key };
});

// A letter that was typed before the items had come that it is for.
let typedEarly: { menu: Element; key: string } | undefined;

function isLetter(event: KeyboardEvent): boolean {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
  return event.key.length === 1 && !isTyping && !(event.ctrlKey || event.metaKey || event.altKey);
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (!typedEarly?.menu.contains(event.target as Node)) return;
  const { menu, key } = typedEarly;
  const all = items(menu);
  typedEarly = undefined;
  nextItem(key, all, all.indexOf(document.activeElement as HTMLElement))?.focus();
});

/** The menu around the focus; just after opening, the focus is still on its way there. */
function menuOf(target: Element): Element | null {
  const around = target.closest?.("[data-menu]");
  if (around || target.matches?.("input, textarea, select, [contenteditable=true]")) return around;
  return document.querySelector("[data-menu]:popover-open");
}

function nextItem(key: string, all: HTMLElement[], at: number): HTMLElement | undefined {
  if (key === "ArrowDown") return all[(at + 1) % all.length];
  if (key === "ArrowUp") return all[(at - 1 + all.length) % all.length];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key.length !== 1 || all[at] instanceof HTMLInputElement) return undefined;
  const later = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return later.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}

// A chosen item closes its menu, after its form has been sent: htmx asks which button has the focus.
document.addEventListener("click", (event) => {
  const item = (event.target as Element).closest("a.menu-item, button.menu-item");
  const menu = item?.closest<HTMLElement>("[data-menu]");
  if (menu?.matches(":popover-open") && !item?.hasAttribute("data-stays")) setTimeout(() => menu.hidePopover());
});
