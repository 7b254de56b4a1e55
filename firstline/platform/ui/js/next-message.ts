/**
 * Which message the next step leads to, of messages that stand at these heights below the upper edge of what is seen;
 * `at` is the one that has the focus, or -1. Beyond the first there is none (-1); the last is the last.
 */
export function nextMessage(tops: number[], at: number, step: 1 | -1): number {
  const last = tops.length - 1;
  if (at >= 0) return Math.min(at + step, last);
  const inSight = tops.findIndex((top) => top >= 0);
  if (step > 0) return inSight < 0 ? last : inSight;
  return inSight < 0 ? last : Math.max(inSight - 1, 0);
}
