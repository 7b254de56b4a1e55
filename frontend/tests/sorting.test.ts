import { expect, test } from "vitest";
import { neighbour } from "@behaviours/neighbour.ts";

const rows = [
  { top: 0, height: 40 },
  { top: 40, height: 40 },
  { top: 80, height: 40 },
];

test("a row is dropped before the first whose middle is below the pointer", () => {
  expect(neighbour(rows, -5)).toBe(0);
  expect(neighbour(rows, 30)).toBe(1);
  expect(neighbour(rows, 59)).toBe(1);
  expect(neighbour(rows, 61)).toBe(2);
});

test("below all of them it comes last, and an only row stays", () => {
  expect(neighbour(rows, 500)).toBe(3);
  expect(neighbour([], 10)).toBe(0);
});
