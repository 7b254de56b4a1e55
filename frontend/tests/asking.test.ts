// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { ask } from "@behaviours/asking.ts";

// htmx itself does not run in jsdom.
vi.mock("htmx.org", () => ({
  default: { trigger: (element: Element, name: string) => element.dispatchEvent(new CustomEvent(name, { bubbles: true })) },
}));

let element: HTMLElement;
const asked = vi.fn<(event: Event) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div id="bell" data-live="notices"></div>';
  element = document.querySelector("div")!;
  asked.mockClear();
  document.body.addEventListener("live", asked);
});

function tell(name: string, elt = element, by: EventTarget = elt): void {
  by.dispatchEvent(new CustomEvent(name, { detail: { elt }, bubbles: true }));
}

test("what is heard while a question is out is asked once, when its answer has come", () => {
  ask(element);
  tell("htmx:beforeSend");
  ask(element);
  ask(element);
  expect(asked).toHaveBeenCalledTimes(1);
  tell("htmx:afterRequest");
  vi.runAllTimers();
  expect(asked).toHaveBeenCalledTimes(2);
  tell("htmx:beforeSend");
  tell("htmx:afterRequest");
  vi.runAllTimers();
  expect(asked).toHaveBeenCalledTimes(2);
});

test("an element that its own answer replaced asks in its new shape", () => {
  tell("htmx:beforeSend");
  ask(element);
  const before = element;
  document.body.innerHTML = '<div id="bell" data-live="notices" data-unread="1"></div>';
  tell("htmx:afterRequest", before, document.body);
  vi.runAllTimers();
  expect(asked).toHaveBeenCalledTimes(1);
  expect(asked.mock.calls[0]![0].target).toBe(document.querySelector("div"));
});

test("what has left the page asks nothing", () => {
  element.remove();
  ask(element);
  expect(asked).not.toHaveBeenCalled();
});
