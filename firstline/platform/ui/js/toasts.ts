// Short messages in a corner. The server sends them as HX-Trigger: {"toast": {...}}.
import htmx from "htmx.org";
import { onArrival } from "./arrival.ts";
import { countDown } from "./countdown.ts";
import { pressed } from "./keys.ts";
import { isTakenByField } from "./shortcuts.ts";

export interface Toast {
  text: string;
  kind?: "good" | "bad";
  /** An address that undoes what the toast tells about. */
  undo?: string;
  undo_method?: "POST" | "DELETE";
  /** Shown counting down; the toast goes when they are over. */
  seconds?: number;
  /** Links to where on this page a refusal can be put right. */
  places?: HTMLElement[];
}

interface Answered {
  xhr: XMLHttpRequest;
  successful: boolean;
  requestConfig: { verb: string; path: string };
}

export function showToast(toast: Toast): void {
  const template = document.getElementById("toast-template");
  const toasts = document.getElementById("toasts");
  if (!(template instanceof HTMLTemplateElement) || !toasts || !toast.text) return;
  const shown = template.content.cloneNode(true) as DocumentFragment;
  const element = shown.querySelector<HTMLElement>(".toast")!;
  element.querySelector(".toast-text")!.textContent = toast.text;
  if (toast.kind === "bad") markAsBad(element);
  element.querySelector(".toast-text")!.append(...(toast.places ?? []));
  if (toast.undo) offerUndo(element, toast as Toast & { undo: string });
  toasts.append(shown);
  if (!toasts.matches(":popover-open")) toasts.showPopover();
  if (toast.seconds) showSeconds(element, toast.seconds);
  else goAfter(element, toast.kind === "bad" ? 12_000 : toast.undo ? 9000 : 5000);
}

function markAsBad(element: HTMLElement): void {
  element.classList.add("toast-bad");
  const icon = document.getElementById("toast-failed-icon");
  if (icon instanceof HTMLTemplateElement) {
    element.querySelector(".icon")?.replaceWith(icon.content.cloneNode(true));
  }
}

function offerUndo(element: HTMLElement, { undo, undo_method }: Toast & { undo: string }): void {
  const button = element.querySelector<HTMLButtonElement>(".toast-undo")!;
  button.hidden = false;
  element.dataset["undo"] = undo;
  button.addEventListener("click", () => {
    element.remove();
    void htmx.ajax(undo_method === "DELETE" ? "delete" : "post", undo, { target: document.body, swap: "none" });
  });
}

// In a text the key takes back what was typed.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || pressed(event) !== "mod+z" || isTakenByField(event.target as Element)) return;
  const newest = [...document.querySelectorAll<HTMLElement>(".toast[data-undo] .toast-undo")].at(-1);
  if (!newest) return;
  event.preventDefault();
  newest.click();
});

function showSeconds(element: HTMLElement, seconds: number): void {
  const count = document.createElement("span");
  count.className = "countdown";
  element.querySelector(".toast-text")!.after(count);
  countDown(count, seconds, () => element.remove());
}

/** Stays while the pointer or the focus is on it. */
function goAfter(element: HTMLElement, time: number): void {
  const leave = () => (element.matches(":hover, :focus-within") ? goAfter(element, 2000) : element.remove());
  setTimeout(leave, time);
}

// Undone elsewhere on the page: there is nothing left to offer. What the very answer brings stays.
const outdated = new WeakMap<XMLHttpRequest, HTMLElement[]>();

document.addEventListener("htmx:beforeSend", (event) => {
  const { requestConfig, xhr } = (event as CustomEvent<Answered>).detail;
  if (requestConfig.verb === "get") return;
  const [path] = requestConfig.path.split("?");
  const toasts = [...document.querySelectorAll<HTMLElement>(".toast[data-undo]")];
  outdated.set(xhr, toasts.filter((toast) => toast.dataset["undo"]!.split("?")[0] === path));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { successful, xhr } = (event as CustomEvent<Answered>).detail;
  if (successful) outdated.get(xhr)?.forEach((toast) => toast.remove());
});

document.addEventListener("toast", (event) => {
  const detail = (event as CustomEvent<Toast & { value?: string }>).detail;
  showToast(detail.value ? { text: detail.value } : detail);
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  const shower = target.closest<HTMLElement>("[data-toast-text]")?.dataset;
  if (shower) showToast({ text: shower["toastText"]!, ...(shower["toastUndo"] && { undo: shower["toastUndo"] }) });
});

onArrival("template[data-toast]", (template) => {
  const text = (template as HTMLTemplateElement).content.textContent?.trim() ?? "";
  showToast({ text, kind: template.dataset["kind"] === "bad" ? "bad" : "good" });
  template.remove();
});
