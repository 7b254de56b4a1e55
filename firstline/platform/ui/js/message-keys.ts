// Alt and the arrows walk through the messages of a conversation, as do Shift J and Shift K, which mean another thing in
// a list. On the message that has the focus, the keys of its menu work while that is closed: [data-message-keys] says which there are, and the menu is fetched to run one.
import { onArrival } from "./arrival.ts";
import { awaitMenu, forget, keyFor } from "./awaited-menu.ts";
import { pressed } from "./keys.ts";
import { turnOver } from "./long-messages.ts";
import { nextMessage } from "./next-message.ts";
import { isInSequence, isTakenByField } from "./shortcuts.ts";

const steps: Record<string, 1 | -1> = { "alt+arrowdown": 1, "alt+arrowup": -1, "shift+j": 1, "shift+k": -1 };

document.addEventListener(
  "keydown",
  (event) => {
    const target = event.target as Element;
    if (event.defaultPrevented || event.isComposing || isTakenByField(target) || isInSequence()) return;
    const key = pressed(event);
    if (target.closest("dialog") || (target.closest("[data-list]") && !key.startsWith("alt+"))) return;
    if (!walk(key) && !act(key, target)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

function walk(key: string): boolean {
  const step = steps[key];
  const pane = document.querySelector<HTMLElement>(".ticket-timeline");
  if (!step || !pane?.checkVisibility()) return false;
  const messages = [...pane.querySelectorAll<HTMLElement>(".message")];
  const at = messages.findIndex((message) => message.contains(document.activeElement));
  const edge = pane.getBoundingClientRect().top;
  const tops = messages.map((message) => message.getBoundingClientRect().top - edge);
  const next = messages[nextMessage(tops, at, step)];
  if (next) focus(next, pane);
  else pane.querySelector<HTMLElement>(".timeline-earlier a")?.click();
  return true;
}

function focus(message: HTMLElement, pane: HTMLElement): void {
  const place = message.querySelector<HTMLElement>(":scope > summary") ?? message;
  if (place === message) message.tabIndex = -1;
  place.focus({ preventScroll: true });
  const fits = message.offsetHeight < pane.clientHeight;
  message.scrollIntoView({ block: fits ? "nearest" : "start" });
}

function act(key: string, target: Element): boolean {
  const message = target.closest<HTMLElement>(".ticket-timeline .message");
  if (!message || !document.querySelector(`[data-message-keys] [data-message-key="${CSS.escape(key)}"]`)) return false;
  if (key === "o") {
    turnOver(message);
    return true;
  }
  const opener = message.querySelector<HTMLElement>(".message-opener");
  const menu = opener?.dataset["openerOf"];
  if (!opener || !menu) return false;
  awaitMenu(key, menu);
  opener.click();
  return true;
}

// What the reader may not do is not in the menu: then it opens, and shows what can be done.
onArrival("[popover][data-opens-at-once]", (menu) => {
  const key = keyFor(menu.id);
  const item = key && menu.querySelector<HTMLElement>(`[data-message-key="${CSS.escape(key)}"]`);
  if (item) item.click();
  else if (!menu.matches(":popover-open")) menu.showPopover();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: HTMLElement; successful: boolean }>).detail;
  const menu = elt.dataset["openerOf"];
  if (menu && !successful) forget(menu);
});
