import { expect, test } from "vitest";
import { rank } from "@behaviours/ranking.ts";

test("the beginning of a label is the best answer, then the beginning of a word", () => {
  expect(rank("Solve this ticket", "so")).toBeGreaterThan(rank("New ticket: solve", "so"));
  expect(rank("Go to tickets", "ti")).toBeGreaterThan(rank("Notice", "ti"));
});

test("every word typed must be found", () => {
  expect(rank("Assign to me", "as me")).toBeGreaterThan(0);
  expect(rank("Assign to me", "as bo")).toBe(0);
});

test("accents and case make no difference", () => {
  expect(rank("Über Priorität", "uber prio")).toBeGreaterThan(0);
});

test("letters with others between count only from three on", () => {
  expect(rank("Set the priority", "stp")).toBe(1);
  expect(rank("Set the priority", "sp")).toBe(0);
});

test("nothing typed leaves everything", () => {
  expect(rank("Anything", "  ")).toBe(1);
});
