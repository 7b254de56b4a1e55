import { expect, test } from "vitest";
import { relative } from "@behaviours/relative.ts";

const now = new Date("2026-11-21T12:00:00Z");

test.each([
  ["2026-11-21T11:55:10Z", "4m ago"],
  ["2026-11-21T09:00:00Z", "3h ago"],
  ["2026-11-19T12:00:00Z", "2d ago"],
  ["2026-11-21T12:05:10Z", "in 5m"],
  // Two clocks are never quite the same.
  ["2026-11-21T12:00:02Z", "now"],
])("%s is %s", (moment, text) => {
  expect(relative(new Date(moment), now, "en")).toBe(text);
});
