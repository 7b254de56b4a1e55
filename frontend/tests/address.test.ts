import { expect, test } from "vitest";
import { completed, isSafeAddress } from "../composer/address.ts";

test.each([
  ["example.com", "https://example.com"],
  ["  example.com/a?b=c#d ", "https://example.com/a?b=c#d"],
  ["http://intranet/", "http://intranet/"],
  ["localhost:8000/x", "https://localhost:8000/x"],
  ["dana@acme.test", "mailto:dana@acme.test"],
  ["mailto:dana@acme.test", "mailto:dana@acme.test"],
  ["tel:+4930123", "tel:+4930123"],
  ["", ""],
  ["two words", ""],
  ["javascript:alert(1)", ""],
  ["JavaScript:alert(1)", ""],
  ["data:text/html,x", ""],
])("%j becomes %j", (typed, address) => {
  expect(completed(typed)).toBe(address);
});

test("a link that runs something is none", () => {
  expect(isSafeAddress("https://example.com")).toBe(true);
  expect(isSafeAddress("\tjavascript:alert(1)")).toBe(false);
  expect(isSafeAddress("/relative")).toBe(false);
});
