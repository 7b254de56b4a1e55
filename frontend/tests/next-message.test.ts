import { expect, test } from "vitest";
import { nextMessage } from "@behaviours/next-message.ts";

test("from a message that has the focus, one step is one message", () => {
  expect(nextMessage([-300, -100, 50], 1, 1)).toBe(2);
  expect(nextMessage([-300, -100, 50], 1, -1)).toBe(0);
});

test("the last message is the end, and before the first there is none", () => {
  expect(nextMessage([0, 100], 1, 1)).toBe(1);
  expect(nextMessage([0, 100], 0, -1)).toBe(-1);
});

test("without a focus it begins with what is in sight", () => {
  expect(nextMessage([-300, 20, 400], -1, 1)).toBe(1);
  expect(nextMessage([-300, 20, 400], -1, -1)).toBe(0);
  expect(nextMessage([20, 400], -1, -1)).toBe(0);
});

test("when a long message fills the pane, its end is where the reader is", () => {
  expect(nextMessage([-900, -500], -1, 1)).toBe(1);
  expect(nextMessage([-900, -500], -1, -1)).toBe(1);
});

test("nothing to walk through is nothing to find", () => {
  expect(nextMessage([], -1, 1)).toBe(-1);
});
