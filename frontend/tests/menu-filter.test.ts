// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import "@behaviours/menu-filter.ts";

const chosen: string[] = [];

beforeEach(() => {
  chosen.length = 0;
  document.body.innerHTML = `<div data-menu><input data-filters-menu>
    ${["Amara Obi", "Bo Lindqvist", "Zoë Marsh"].map((name) => `<button class="menu-item">${name}</button>`).join("")}</div>`;
  for (const item of document.querySelectorAll("button")) {
    item.addEventListener("click", () => chosen.push(item.textContent!));
  }
});

function type(text: string): HTMLInputElement {
  const input = document.querySelector("input")!;
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return input;
}

function offered(): (string | null)[] {
  return [...document.querySelectorAll("button:not([data-left-out])")].map((item) => item.textContent);
}

test("typing leaves the items that match, and taking it back brings all again", () => {
  type("zoe");
  expect(offered()).toEqual(["Zoë Marsh"]);
  type("");
  expect(offered()).toHaveLength(3);
});

test("Enter takes the first of what is left, and nothing where nothing is left", () => {
  type("lind").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect(chosen).toEqual(["Bo Lindqvist"]);
  type("xyz").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect(chosen).toHaveLength(1);
});
