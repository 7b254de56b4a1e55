// <ul data-sorting="/address"> of <li data-sorted="7">, each with a [data-sort-handle]: dragged, or moved with
// the arrow keys. What moved, and what it stands before now, is sent: two people at once lose nothing.
import htmx from "htmx.org";
import { neighbour } from "./neighbour.ts";

const PAUSE = 500;
const HANDLE = "[data-sort-handle]";
const saving = new WeakMap<HTMLElement, number>();
let dragged: HTMLElement | null = null;

document.addEventListener("pointerdown", (event) => {
  const handle = (event.target as Element).closest<HTMLElement>(HANDLE);
  if (!handle || event.button !== 0) return;
  dragged = handle.closest<HTMLElement>("[data-sorted]");
  dragged?.setAttribute("data-dragged", "");
  handle.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const others = siblings(dragged).filter((item) => item !== dragged);
  const boxes = others.map((item) => item.getBoundingClientRect());
  const next = others[neighbour(boxes, event.clientY)] ?? null;
  if (dragged.nextElementSibling !== next) dragged.parentElement!.insertBefore(dragged, next);
});

for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    if (!dragged) return;
    dragged.removeAttribute("data-dragged");
    save(dragged);
    dragged = null;
  });
}

document.addEventListener("keydown", (event) => {
  const handle = (event.target as Element).closest<HTMLElement>(HANDLE);
  const item = handle?.closest<HTMLElement>("[data-sorted]");
  if (!handle || !item || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const beside = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling;
  if (!beside) return;
  if (event.key === "ArrowUp") beside.before(item);
  else beside.after(item);
  handle.focus();
  window.clearTimeout(saving.get(item));
  saving.set(item, window.setTimeout(() => save(item), PAUSE));
});

function siblings(item: HTMLElement): HTMLElement[] {
  return [...item.parentElement!.children].filter((one): one is HTMLElement => one instanceof HTMLElement);
}

function save(item: HTMLElement): void {
  const list = item.closest<HTMLElement>("[data-sorting]");
  const next = item.nextElementSibling as HTMLElement | null;
  if (!list) return;
  const values = { moved: item.dataset["sorted"]!, before: next?.dataset["sorted"] ?? "" };
  void htmx.ajax("post", list.dataset["sorting"]!, { source: list, target: list, swap: "none", values });
}
