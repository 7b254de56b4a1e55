// The row under the pointer and the one with the focus stay where they are: a new order waits until they are left.
import htmx from "htmx.org";
import { focusedItem } from "./lists.ts";
import { heldOrder } from "./row-order.ts";

interface Answer {
  serverResponse: string;
  shouldSwap: boolean;
  requestConfig?: { elt?: Element };
}

let isPointing = false;
let isForced = false;

const rows = () => document.getElementById("ticket-rows");
const idsOf = (list: ParentNode) => [...list.querySelectorAll<HTMLElement>(":scope > [id]")].map((row) => row.id);

/** A pointer that was left lying on the list points at nothing. */
document.addEventListener("pointermove", () => (isPointing = true), { passive: true });
document.addEventListener("keydown", () => (isPointing = false), { capture: true });

function heldRow(list: Element): string | undefined {
  const focused = focusedItem()?.closest("li");
  const pointed = isPointing ? list.querySelector("li:hover") : null;
  const ids = idsOf(list);
  const held = [focused, pointed].filter((row) => row?.id).map((row) => ids.indexOf(row!.id));
  return ids[Math.max(-1, ...held)];
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = (event as CustomEvent<Answer>).detail;
  const list = rows();
  if (answer.requestConfig?.elt?.id !== "rows-live" || !answer.shouldSwap || !list) return;
  const held = isForced ? undefined : heldRow(list);
  isForced = false;
  const fresh = new DOMParser().parseFromString(answer.serverResponse, "text/html").getElementById("ticket-rows");
  const wanted = held && fresh?.matches("[data-list]") ? heldOrder(idsOf(list), idsOf(fresh), held) : undefined;
  tell(wanted?.updates ?? 0);
  if (!wanted || !fresh) return;
  fresh.replaceChildren(...wanted.order.map((id) => fresh.querySelector(`#${CSS.escape(id)}`) ?? leftOver(id)));
  answer.serverResponse = fresh.outerHTML;
});

/** It belongs to the list no more, and goes when nobody points at it. */
function leftOver(id: string): Node {
  const row = document.getElementById(id)!.cloneNode(true) as HTMLElement;
  row.classList.add("is-gone");
  return row;
}

function button(): HTMLButtonElement | null {
  return document.querySelector<HTMLButtonElement>("[data-list-updates]");
}

function tell(updates: number): void {
  const shown = button();
  if (!shown) return;
  shown.hidden = updates === 0;
  shown.textContent = updates === 1 ? shown.dataset["one"]! : shown.dataset["text"]!.replace("{n}", String(updates));
}

function isWaiting(): boolean {
  return button()?.hidden === false;
}

function apply(force: boolean): void {
  const live = document.getElementById("rows-live");
  if (!live || !isWaiting()) return;
  isForced = force;
  htmx.trigger(live, "live");
}

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-list-updates]")) apply(true);
});

document.addEventListener("focusin", (event) => {
  if ((event.target as Element).matches?.("[data-list] [data-list-item]") && !isPointing) apply(true);
});

document.addEventListener("focusout", (event) => {
  const { target, relatedTarget } = event;
  if (!(target as Element).matches?.("[data-list] [data-list-item]")) return;
  if (!(relatedTarget as Element | null)?.closest?.("[data-list]")) setTimeout(() => apply(false));
});

document.addEventListener("pointerout", (event) => {
  const list = (event.target as Element).closest?.("[data-list]");
  if (list && !list.contains(event.relatedTarget as Node | null)) apply(false);
});
