// data-presence="/live/presence/" data-ticket="7": tells colleagues who is looking and who is typing.
import { onArrival } from "./arrival.ts";
import { csrfToken } from "./csrf.ts";

const BEAT = 10_000;
const TYPING_LASTS = 6000;

interface Watch {
  element: HTMLElement;
  address: string;
  ticket: string;
}

let watch: Watch | undefined;
let typedAt = -Infinity;
let told = "";

onArrival("[data-presence]", (element) => {
  const { presence, ticket } = element.dataset;
  if (!presence || !ticket || (watch?.ticket === ticket && watch.element.isConnected)) return;
  if (watch && watch.ticket !== ticket) leave();
  watch = { element, address: presence, ticket };
  beat();
});

function beat(): void {
  if (!watch) return;
  if (!watch.element.isConnected && !document.querySelector(`[data-presence][data-ticket="${watch.ticket}"]`)) return leave();
  if (document.hidden) return;
  told = performance.now() - typedAt < TYPING_LASTS ? "typing" : "viewing";
  fetch(watch.address, { method: "POST", body: form(told), keepalive: true }).catch(() => {
    // The next beat comes in ten seconds; the connection mark tells about the network.
  });
}

function leave(): void {
  if (watch && told) navigator.sendBeacon(watch.address, form("left"));
  watch = undefined;
  told = "";
}

function form(state: string): FormData {
  const data = new FormData();
  data.set("ticket", watch!.ticket);
  data.set("state", state);
  data.set("csrfmiddlewaretoken", csrfToken());
  return data;
}

document.addEventListener("input", (event) => {
  if (!(event.target as Element).closest("[data-composer]")) return;
  typedAt = performance.now();
  if (told === "viewing") beat();
});

document.addEventListener("visibilitychange", () => (document.hidden ? undefined : beat()));
addEventListener("pagehide", leave);
setInterval(beat, BEAT);
