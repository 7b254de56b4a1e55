// @vitest-environment jsdom
import { expect, test } from "vitest";
import { touches } from "@behaviours/topics.ts";

test("an element is touched by any of its topics, and only whole names count", () => {
  const element = document.createElement("div");
  element.dataset["live"] = "ticket:7 tickets";
  expect(touches(element, ["ticket:7"])).toBe(true);
  expect(touches(element, ["other", "tickets"])).toBe(true);
  expect(touches(element, ["ticket:70"])).toBe(false);
});
