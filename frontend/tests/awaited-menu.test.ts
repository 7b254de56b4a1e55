import { expect, test } from "vitest";
import { awaitMenu, forget, keyFor } from "@behaviours/awaited-menu.ts";

test("a key works once in the menu it was pressed for", () => {
  awaitMenu("y", "message-menu-1");
  expect(keyFor("message-menu-1")).toBe("y");
  expect(keyFor("message-menu-1")).toBeUndefined();
});

test("the menu of another message does not take it", () => {
  awaitMenu("shift+x", "message-menu-1");
  expect(keyFor("message-menu-2")).toBeUndefined();
  expect(keyFor("message-menu-1")).toBe("shift+x");
});

test("the last message asked for is the one that is meant", () => {
  awaitMenu("shift+x", "message-menu-1");
  awaitMenu("y", "message-menu-2");
  expect(keyFor("message-menu-1")).toBeUndefined();
  expect(keyFor("message-menu-2")).toBe("y");
});

test("a menu that does not come forgets its key, and no other one", () => {
  awaitMenu("shift+x", "message-menu-1");
  forget("message-menu-2");
  forget("message-menu-1");
  expect(keyFor("message-menu-1")).toBeUndefined();
});
