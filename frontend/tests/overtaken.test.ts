// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import "@behaviours/overtaken.ts";

// htmx itself does not run in jsdom.
vi.mock("htmx.org", () => ({
  default: { trigger: (element: Element, name: string) => element.dispatchEvent(new CustomEvent(name, { bubbles: true })) },
}));

let live: HTMLElement;
const asksAgain = vi.fn<(event: Event) => void>();

beforeEach(() => {
  const id = crypto.randomUUID();
  document.body.innerHTML = `<div id="live-${id}"></div><p id="head-${id}" data-in-order="live-${id}"></p><p id="free-${id}"></p>`;
  live = document.querySelector("div")!;
  asksAgain.mockClear();
  live.addEventListener("live", asksAgain);
});

/** Asks; what comes back answers. */
function ask(): () => void {
  const xhr = Object.assign(new EventTarget(), { readyState: 1 });
  document.dispatchEvent(new CustomEvent("htmx:beforeSend", { detail: { xhr } }));
  return () => {
    xhr.readyState = 4;
    xhr.dispatchEvent(new Event("readystatechange"));
  };
}

/** Whether the answer that has just come may fill the part. */
function fills(part: "head" | "free"): boolean {
  const target = document.querySelector(`[id^=${part}]`)!;
  const detail = { target, shouldSwap: true };
  target.dispatchEvent(new CustomEvent("htmx:oobBeforeSwap", { detail, bubbles: true }));
  return detail.shouldSwap;
}

test("answers that come in order fill the part", () => {
  for (const answer of [ask(), ask()]) {
    answer();
    expect(fills("head")).toBe(true);
  }
  expect(asksAgain).not.toHaveBeenCalled();
});

test("an overtaken answer leaves the part alone, and what is true now is asked for", () => {
  const [earlier, later] = [ask(), ask()];
  later();
  expect(fills("head")).toBe(true);
  earlier();
  expect(fills("head")).toBe(false);
  expect(asksAgain).toHaveBeenCalledOnce();
  ask()();
  expect(fills("head")).toBe(true);
});

test("an overtaken answer still fills what no later one has filled", () => {
  const [earlier, later] = [ask(), ask()];
  later();
  expect(fills("free")).toBe(true);
  earlier();
  expect(fills("head")).toBe(true);
  expect(fills("free")).toBe(true);
  expect(asksAgain).not.toHaveBeenCalled();
});
