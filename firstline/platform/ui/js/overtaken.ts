// Answers may come in another order than they were asked for. A part with data-in-order="id", once a later question
// has filled it, is not taken back by an earlier one: the live element of that id asks for what is true now.
import htmx from "htmx.org";
import { answering } from "./questions.ts";

const shown = new Map<string, number>();

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ target: HTMLElement; shouldSwap: boolean }>;
  const { id, dataset } = detail.target;
  if (!dataset["inOrder"]) return;
  const { number } = answering();
  if (number >= (shown.get(id) ?? 0)) return void shown.set(id, number);
  detail.shouldSwap = false;
  const live = document.getElementById(dataset["inOrder"]);
  if (live) htmx.trigger(live, "live");
});
