// data-reads="/tickets/7/reading" data-number="12": tells that message 12 is in somebody's sight.
import { onArrival } from "./arrival.ts";
import { csrfToken } from "./csrf.ts";

const told = new Map<string, number>();

function tell(): void {
  const mark = document.querySelector<HTMLElement>("[data-reads]");
  if (!mark || document.visibilityState !== "visible") return;
  const address = mark.dataset["reads"]!;
  const number = Number(mark.dataset["number"]);
  const before = told.get(address);
  told.set(address, number);
  // The page itself was counted when the server made it.
  if (before === undefined || before >= number) return;
  void fetch(address, {
    method: "POST",
    body: new URLSearchParams({ number: String(number) }),
    headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
  }).catch(() => told.set(address, before));
}

document.addEventListener("visibilitychange", tell);
document.addEventListener("htmx:afterSettle", tell);
onArrival("[data-reads]", tell);

// data-first-new: a conversation opens where its new part begins.
function goTo(line: HTMLElement): void {
  line.scrollIntoView({ block: "start" });
}

onArrival("[data-scroll-end]", (pane) => {
  const line = pane.querySelector<HTMLElement>("[data-first-new]");
  if (!line) return;
  requestAnimationFrame(() => {
    const isAbove = line.getBoundingClientRect().top < pane.getBoundingClientRect().top;
    if (isAbove) goTo(line);
  });
});

document.addEventListener("click", (event) => {
  const line = (event.target as Element).closest<HTMLElement>("[data-first-new]");
  if (line) goTo(line);
});
