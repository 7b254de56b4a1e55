import { expect, test } from "vitest";
import { recall, remember } from "@behaviours/recent-topics.ts";

test("topics are recalled since a time, each once, and forgotten when no answer can be older", () => {
  remember(["ticket:1", "tickets"], 1000);
  remember(["tickets"], 5000);
  expect(recall(900)).toEqual(["ticket:1", "tickets"]);
  expect(recall(2000)).toEqual(["tickets"]);
  remember([], 40_000);
  expect(recall(0)).toEqual([]);
});
