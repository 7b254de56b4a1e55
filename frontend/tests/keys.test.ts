import { expect, test } from "vitest";
import { pressed, sequences, type Press } from "@behaviours/keys.ts";

const press = (changes: Partial<Press>): Press => ({
  key: "r",
  code: "KeyR",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...changes,
});

test.each<[string, Partial<Press>]>([
  ["r", {}],
  ["shift+r", { key: "R", shiftKey: true }],
  ["mod+k", { key: "k", code: "KeyK", ctrlKey: true }],
  ["mod+k", { key: "k", code: "KeyK", metaKey: true }],
  ["mod+enter", { key: "Enter", code: "Enter", ctrlKey: true }],
  ["mod+shift+a", { key: "A", code: "KeyA", ctrlKey: true, shiftKey: true }],
  // The shift that makes the sign is part of the sign.
  ["?", { key: "?", code: "Slash", shiftKey: true }],
  // A Russian keyboard has the same places.
  ["r", { key: "к", code: "KeyR" }],
  // A letter of its own on a German keyboard stays what it is.
  ["z", { key: "z", code: "KeyY" }],
])("%s", (name, changes) => {
  expect(pressed(press(changes))).toBe(name);
});

test("a shortcut may be a sequence, and have alternatives", () => {
  expect(sequences("g i")).toEqual([["g", "i"]]);
  expect(sequences("j, arrowdown")).toEqual([["j"], ["arrowdown"]]);
});
