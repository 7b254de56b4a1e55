// A live element asks one question at a time. htmx would keep the next one with what it knows of the element, and
// forget it when the answer changes the element's attributes.
import htmx from "htmx.org";

type Asked = CustomEvent<{ elt: HTMLElement }>;

const asking = new WeakSet<Element>();
const owed = new WeakSet<Element>();

/** Has the element ask now, or again as soon as its answer has come. */
export function ask(element: HTMLElement): void {
  if (!element.isConnected) return;
  if (asking.has(element)) owed.add(element);
  else htmx.trigger(element, "live");
}

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt } = (event as Asked).detail;
  if (elt.matches("[data-live]")) asking.add(elt);
});

// Told by what is around the element, where the answer took it out of the page.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt } = (event as Asked).detail;
  asking.delete(elt);
  if (!owed.delete(elt)) return;
  const now = elt.isConnected ? elt : document.getElementById(elt.id);
  // htmx is about to clear the way for the next question.
  if (now) setTimeout(() => ask(now));
});
