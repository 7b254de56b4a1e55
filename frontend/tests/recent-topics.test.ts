import { expect, test } from "vitest";
import { recall, remember } from "@behaviours/recent-topics.ts";

test("topics are recalled for a while, each once", () => {
  remember(["ticket:1", "tickets"], 1000);
  remember(["tickets"], 5000);
  expect(recall(6000)).toEqual(["ticket:1", "tickets"]);
  expect(recall(17_000)).toEqual(["tickets"]);
  remember([], 40_000);
  expect(recall(40_000)).toEqual([]);
});
