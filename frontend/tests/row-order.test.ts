import { expect, test } from "vitest";
import { heldOrder } from "@behaviours/row-order.ts";

const rows = (text: string) => text.split("");

test("what changes below the held row is shown at once", () => {
  expect(heldOrder(rows("abcd"), rows("abdc"), "b")).toBeUndefined();
  expect(heldOrder(rows("abcd"), rows("abxc"), "b")).toBeUndefined();
});

test("a new row above waits", () => {
  expect(heldOrder(rows("abcd"), rows("xabcd"), "c")).toEqual({ order: rows("abcd"), updates: 1 });
});

test("a row that has left stays until the held row is let go", () => {
  expect(heldOrder(rows("abcd"), rows("acd"), "c")).toEqual({ order: rows("abcd"), updates: 1 });
});

test("the held row stays even when it has left itself", () => {
  expect(heldOrder(rows("abcd"), rows("abd"), "c")).toEqual({ order: rows("abcd"), updates: 1 });
  expect(heldOrder(rows("abc"), rows("ab"), "c")).toEqual({ order: rows("abc"), updates: 1 });
});

test("a row below that comes to the top waits, and is not shown twice", () => {
  expect(heldOrder(rows("abcd"), rows("dabc"), "b")).toEqual({ order: rows("abc"), updates: 1 });
});

test("no row is lost when the held row itself goes up", () => {
  const held = heldOrder(rows("abcd"), rows("cxabd"), "c");
  expect(held?.order).toEqual(rows("abcxd"));
  expect(held?.updates).toBeGreaterThan(0);
});

test("a row that the list does not show holds nothing", () => {
  expect(heldOrder(rows("abc"), rows("cab"), "z")).toBeUndefined();
});
