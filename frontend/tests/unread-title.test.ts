import { expect, test } from "vitest";
import { titled } from "../../firstline/platform/ui/js/unread-title.ts";

test("the number stands before the title, once", () => {
  expect(titled("Tickets · Firstline", "3")).toBe("(3) Tickets · Firstline");
  expect(titled("(3) Tickets · Firstline", "99+")).toBe("(99+) Tickets · Firstline");
});

test("without anything unread there is no number", () => {
  expect(titled("(99+) Tickets · Firstline", "")).toBe("Tickets · Firstline");
});

test("a number of the page's own stays", () => {
  expect(titled("#7 (2) broken lamps", "")).toBe("#7 (2) broken lamps");
});
