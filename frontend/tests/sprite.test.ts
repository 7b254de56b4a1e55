import { expect, test } from "vitest";
import { names, symbol } from "../build/sprite.ts";

test("the list of icons has comments and empty lines", () => {
  expect(names("# Marks\ninbox\n\n  users # people\n")).toEqual(["inbox", "users"]);
});

test("a drawing becomes a symbol without its own frame", () => {
  expect(symbol("dot", '<!-- by us -->\n<svg class="x" width="24">\n  <circle r="1" />\n</svg>')).toBe(
    '<symbol id="dot" viewBox="0 0 24 24"><circle r="1" /></symbol>',
  );
});

test("what is no drawing is refused", () => {
  expect(() => symbol("dot", "<html>")).toThrow("dot");
});
