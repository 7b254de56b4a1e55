// <time data-relative>: "5m ago" stays true while the page is open.
import { onArrival } from "./arrival.ts";
import { relative } from "./relative.ts";

function write(element: HTMLElement): void {
  const moment = new Date(element.getAttribute("datetime")!);
  element.textContent = relative(moment, new Date(), document.documentElement.lang || "en");
}

onArrival("time[data-relative]", write);
setInterval(() => {
  if (!document.hidden) document.querySelectorAll<HTMLElement>("time[data-relative]").forEach(write);
}, 20_000);
