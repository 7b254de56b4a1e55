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
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const measure = () => {
    frame.style.height = `${Math.min(Math.ceil(heightOf(root)), HIGHEST)}px`;
  };
  measure();
  new ResizeObserver(measure).observe(root);
}

/** The root's own box holds the margins that stick out of the body; what overflows the body counts too. */
function heightOf(root: HTMLElement): number {
  const overflow = root.querySelector("body")?.scrollHeight ?? 0;
  return Math.max(root.getBoundingClientRect().height, overflow);
}
