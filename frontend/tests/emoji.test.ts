import { expect, test } from "vitest";
import { ranked } from "../composer/emoji.ts";

const all: [string, string, string][] = [
  ["😀", "grinning face", "smile happy"],
  ["😊", "smiling face with smiling eyes", "blush"],
  ["🙂", "slightly smiling face", ""],
  ["🎉", "party popper", "celebrate tada"],
];

test("names that begin with what is typed come first, then words of names, then further words", () => {
  expect(ranked(all, "smil").map(([sign]) => sign)).toEqual(["😊", "🙂", "😀"]);
  expect(ranked(all, "tada").map(([sign]) => sign)).toEqual(["🎉"]);
  expect(ranked(all, "party_pop").map(([sign]) => sign)).toEqual(["🎉"]);
  expect(ranked(all, "zzz")).toEqual([]);
});
