// @vitest-environment jsdom
import { expect, test } from "vitest";
import { refusalIn } from "@behaviours/refusal.ts";

test("a refusal is told from a form with errors", () => {
  const refused = '<div data-refused><div class="notice notice-bad"><p>Closed.</p></div></div>';
  expect(refusalIn(refused)?.textContent?.trim()).toBe("Closed.");
  expect(refusalIn('<form><p class="field-error">Needed.</p></form>')).toBeNull();
});
