// <input data-time-spent>: counts the minutes for which its composer is looked at, until somebody writes a number there.
import { onArrival } from "./arrival.ts";
import { Stopwatch } from "./stopwatch.ts";

const TICK = 1_000;
const watches = new Map<HTMLInputElement, Stopwatch>();
let ticking: number | undefined;

onArrival("input[data-time-spent]", (element) => {
  const field = element as HTMLInputElement;
  if (watches.has(field)) return;
  watches.set(field, new Stopwatch(Number(field.value), performance.now()));
  ticking ??= window.setInterval(tick, TICK);
});

function tick(): void {
  for (const [field, watch] of watches) {
    if (!field.isConnected) {
      watches.delete(field);
      continue;
    }
    watch.tick(performance.now(), document.visibilityState === "visible" && field.checkVisibility());
    if (field !== document.activeElement) field.value = String(watch.minutes);
  }
}

for (const sign of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"]) {
  addEventListener(sign, () => watches.forEach((watch) => watch.active(performance.now())), {
    passive: true,
    capture: true,
  });
}

// What somebody writes there is meant: nothing is counted on.
document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (field.matches?.("[data-time-spent]")) watches.delete(field);
});
