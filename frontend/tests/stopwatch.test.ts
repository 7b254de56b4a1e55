import { expect, test } from "vitest";
import { Stopwatch } from "@behaviours/stopwatch.ts";

/** Lets so many seconds pass, one tick each; every one of them with a sign of life unless it is said otherwise. */
function pass(watch: Stopwatch, from: number, seconds: number, { isLookedAt = true, isActive = true } = {}): number {
  for (let at = from + 1; at <= from + seconds; at++) {
    if (isActive) watch.active(at * 1000);
    watch.tick(at * 1000, isLookedAt);
  }
  return from + seconds;
}

test("a minute that has begun counts", () => {
  const watch = new Stopwatch(0, 0);
  expect(watch.minutes).toBe(0);
  pass(watch, 0, 61);
  expect(watch.minutes).toBe(2);
});

test("it goes on from what was kept with the draft", () => {
  const watch = new Stopwatch(3, 0);
  pass(watch, 0, 60);
  expect(watch.minutes).toBe(4);
});

test("it stands still while nobody looks", () => {
  const watch = new Stopwatch(0, 0);
  const at = pass(watch, 0, 600, { isLookedAt: false });
  expect(watch.minutes).toBe(0);
  pass(watch, at, 60);
  expect(watch.minutes).toBe(1);
});

test("who goes away stops it after a minute", () => {
  const watch = new Stopwatch(0, 0);
  pass(watch, 0, 3600, { isActive: false });
  expect(watch.minutes).toBe(1);
});

test("the night of a closed lid is not work", () => {
  const watch = new Stopwatch(0, 0);
  watch.active(8 * 3_600_000);
  watch.tick(8 * 3_600_000, true);
  expect(watch.minutes).toBe(0);
});
