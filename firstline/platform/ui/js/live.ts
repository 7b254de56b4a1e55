// Nudges from the stream name topics; the elements that show them fetch themselves again.
import { onArrival } from "./arrival.ts";
import { ask } from "./asking.ts";
import { Pace } from "./pace.ts";
import { answering } from "./questions.ts";
import { recall, remember } from "./recent-topics.ts";
import { SharedStream, type News } from "./shared-stream.ts";
import { touches } from "./topics.ts";

const OFFLINE_AFTER = 3000;

const paces = new WeakMap<Element, Pace>();
let missedAt = -Infinity;
let offlineTimer: number | undefined;

function hear(news: News): void {
  if (news.kind === "opened") isConnected();
  else if (news.kind === "lost") isOffline();
  else {
    if (!news.topics) missedAt = performance.now();
    else if (!news.isOld) remember(news.topics);
    refresh(news.topics);
  }
}

function refresh(topics?: string[]): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (!topics || touches(element, topics)) paceOf(element).ask();
  }
}

// What changed while a part of the page was on its way is not in it yet.
onArrival("[data-live]", (element) => {
  const { askedAt } = answering();
  if (missedAt >= askedAt || touches(element, recall(askedAt))) paceOf(element).ask();
});

function paceOf(element: HTMLElement): Pace {
  let pace = paces.get(element);
  if (!pace) {
    pace = new Pace(1000, () => ask(element));
    paces.set(element, pace);
  }
  return pace;
}

function isOffline(): void {
  offlineTimer ??= window.setTimeout(() => mark().removeAttribute("hidden"), OFFLINE_AFTER);
}

function isConnected(): void {
  window.clearTimeout(offlineTimer);
  offlineTimer = undefined;
  mark().setAttribute("hidden", "");
}

function mark(): HTMLElement {
  return document.getElementById("connection") ?? document.createElement("div");
}

const address = document.body?.dataset["liveStream"];
if (address) {
  const stream = new SharedStream(address, hear);
  // Once htmx knows the elements. The server makes every page anew: this one is as old as its way here.
  document.addEventListener("DOMContentLoaded", () => stream.join(performance.timeOrigin));
  let left = Date.now();
  // A page left open in the background keeps its place; closing frees the server's at once.
  addEventListener("pagehide", () => {
    left = Date.now();
    stream.leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) stream.join(left);
  });
}
