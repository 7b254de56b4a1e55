// <iframe data-frame>: as high as the mail inside. It is same-origin and runs no script.
import { onArrival } from "./arrival.ts";

// Mail that sizes itself by its window would grow for ever.
const HIGHEST = 16_000;

onArrival("iframe[data-frame]", (element) => {
  const frame = element as HTMLIFrameElement;
  if (frame.dataset["measured"] !== undefined) return;
  frame.dataset["measured"] = "";
  frame.addEventListener("load", () => follow(frame));
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") follow(frame);
});

function follow(frame: HTMLIFrameElement): void {
  const body = frame.contentDocument?.body;
  if (!body) return;
  const measure = () => {
    frame.style.height = `${Math.min(Math.ceil(heightOf(body)), HIGHEST)}px`;
  };
  measure();
  new ResizeObserver(measure).observe(body);
}

function heightOf(body: HTMLElement): number {
  const { marginTop, marginBottom } = getComputedStyle(body);
  return Math.max(body.scrollHeight, body.getBoundingClientRect().height) + parseFloat(marginTop) + parseFloat(marginBottom);
}
