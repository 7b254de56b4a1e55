// Answers may come in another order than they were asked for. A part with data-in-order="id", once a later question
// has filled it, is not taken back by an earlier one: the live element of that id asks for what is true now.
import htmx from "htmx.org";

type Asked = CustomEvent<{ xhr: XMLHttpRequest }>;

const asked = new WeakMap<XMLHttpRequest, number>();
const shown = new Map<string, number>();
let questions = 0;
// Swapping follows at once, and its events do not say whose answer they put in place.
let answering = 0;

document.addEventListener("htmx:beforeSend", (event) => {
  asked.set((event as Asked).detail.xhr, ++questions);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  answering = asked.get((event as Asked).detail.xhr) ?? questions;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ target: HTMLElement; shouldSwap: boolean }>;
  const { id, dataset } = detail.target;
  if (!dataset["inOrder"]) return;
  if (answering >= (shown.get(id) ?? 0)) return void shown.set(id, answering);
  detail.shouldSwap = false;
  const live = document.getElementById(dataset["inOrder"]);
  if (live) htmx.trigger(live, "live");
});
