// One stream of nudges per page. A nudge names topics; the elements that show them fetch themselves again.
import htmx from "htmx.org";
import { Pace } from "./pace.ts";
import { touches } from "./topics.ts";

const OFFLINE_AFTER = 3000;
const LONGEST_WAIT = 15_000;

const paces = new WeakMap<Element, Pace>();
let stream: EventSource | undefined;
let waits = 1000;
let offlineTimer: number | undefined;

function refresh(topics?: string[]): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (!topics || touches(element, topics)) paceOf(element).ask();
  }
}

function paceOf(element: HTMLElement): Pace {
  let pace = paces.get(element);
  if (!pace) {
    pace = new Pace(1000, () => element.isConnected && htmx.trigger(element, "live"));
    paces.set(element, pace);
  }
  return pace;
}

function connect(address: string): void {
  stream = new EventSource(address);
  // The page was made before the stream began, and things may have changed in between.
  stream.addEventListener("open", () => {
    waits = 1000;
    isConnected();
    refresh();
  });
  stream.addEventListener("nudge", (event) => refresh(JSON.parse((event as MessageEvent<string>).data)));
  stream.addEventListener("resync", () => refresh());
  stream.addEventListener("error", () => {
    isOffline();
    // The browser itself comes back after a dropped connection, but not after a refusal.
    if (stream?.readyState === EventSource.CLOSED) comeBack(address);
  });
}

function comeBack(address: string): void {
  window.setTimeout(() => connect(address), waits * (0.75 + Math.random() / 2));
  waits = Math.min(waits * 2, LONGEST_WAIT);
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
  connect(address);
  // A page left open in the background keeps its place; closing frees the server's at once.
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && connect(address));
}
