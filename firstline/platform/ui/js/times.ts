// <time data-relative>: "5m ago" stays true while the page is open.
import { onArrival } from "./arrival.ts";

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

export function relative(moment: Date, now: Date, language: string): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { style: "narrow", numeric: "always" });
  const [unit, size] = steps.find(([, least]) => Math.abs(seconds) >= least) ?? ["second", 1];
  return format.format(Math.trunc(seconds / size), unit);
}

function write(element: HTMLElement): void {
  const moment = new Date(element.getAttribute("datetime")!);
  element.textContent = relative(moment, new Date(), document.documentElement.lang || "en");
}

onArrival("time[data-relative]", write);
setInterval(() => {
  if (!document.hidden) document.querySelectorAll<HTMLElement>("time[data-relative]").forEach(write);
}, 20_000);
