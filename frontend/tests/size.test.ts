import { expect, test } from "vitest";
import { readableSize } from "../composer/size.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1234, "1.2 kB"],
  [88_000, "88 kB"],
  [3_400_000, "3.4 MB"],
])("%d is %s", (bytes, text) => {
  expect(readableSize(bytes, "en")).toBe(text);
});
