// <span data-countdown="10">: ten seconds from now, by this computer's clock and nobody else's.
import { onArrival } from "./arrival.ts";

export function countDown(element: HTMLElement, seconds: number, atEnd: () => void): void {
  const end = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    element.textContent = left > 0 ? String(left) : "";
    if (left <= 0) return atEnd();
    if (element.isConnected) setTimeout(tick, 200);
  };
  tick();
}

const started = new WeakMap<Element, string>();

onArrival("[data-countdown]", (element) => {
  const seconds = element.dataset["countdown"]!;
  if (started.get(element) === seconds) return;
  started.set(element, seconds);
  countDown(element, Number(seconds), () => element.dispatchEvent(new CustomEvent("ended", { bubbles: true })));
});
