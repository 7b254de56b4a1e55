import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pace } from "@behaviours/pace.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first is at once, a burst costs one more", () => {
  const act = vi.fn();
  const pace = new Pace(1000, act);
  for (let time = 0; time < 50; time++) pace.ask();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(act).toHaveBeenCalledTimes(2);
});

test("however long it goes on, it is once a second", () => {
  const act = vi.fn();
  const pace = new Pace(1000, act);
  for (let time = 0; time < 100; time++) {
    pace.ask();
    vi.advanceTimersByTime(100);
  }
  expect(act.mock.calls.length).toBeLessThanOrEqual(11);
  expect(act.mock.calls.length).toBeGreaterThanOrEqual(10);
});

test("after a rest it is at once again", () => {
  const act = vi.fn();
  const pace = new Pace(1000, act);
  pace.ask();
  vi.advanceTimersByTime(3000);
  pace.ask();
  expect(act).toHaveBeenCalledTimes(2);
});
