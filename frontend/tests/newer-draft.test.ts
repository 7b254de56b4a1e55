// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Draft } from "../composer/draft.ts";
import { Writing } from "../composer/writing.ts";

let answers: Response[];
let sent: FormData[];
let replaced: string[];

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  [answers, sent, replaced] = [[], [], []];
  vi.stubGlobal("fetch", async (_: string, options: RequestInit) => {
    sent.push(options.body as FormData);
    return answers.shift() ?? new Response(null, { status: 204, headers: { "Draft-Version": "9" } });
  });
  document.head.innerHTML = '<meta name="person" content="1">';
  document.body.innerHTML = `<form data-draft-url="/drafts" data-draft-key="ticket-7">
    <input name="kind" value="reply"><input type="hidden" name="version" value="0"><textarea name="body"></textarea>
    <div data-newer data-newer-unsaved="Never saved" hidden><p data-newer-sentence></p><div data-newer-text></div>
    <button type="button" data-newer-take></button><button type="button" data-newer-keep></button></div></form>`;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(): { draft: Draft; writing: Writing; box: HTMLElement } {
  const writing = new Writing(document.querySelector("form")!);
  const draft = new Draft(writing.form, writing, (html) => replaced.push(html));
  return { draft, writing, box: document.querySelector<HTMLElement>("[data-newer]")! };
}

async function write({ draft, writing }: ReturnType<typeof begin>, text: string): Promise<void> {
  writing.write(`<p>${text}</p>`, text);
  draft.changed();
  await vi.advanceTimersByTimeAsync(800);
}

const conflict = () =>
  new Response(JSON.stringify({ sentence: "Changed elsewhere", version: 4, html: "<p>Theirs</p>" }), { status: 409 });

test("each save goes on from the version of the last one", async () => {
  const page = begin();
  await write(page, "One");
  await write(page, "Two");
  expect(sent.map((form) => form.get("version"))).toEqual(["0", "9"]);
});

test("another window's text is offered beside, and nothing is saved until somebody chose", async () => {
  const page = begin();
  answers = [conflict()];
  await write(page, "Mine");
  expect(page.box.hidden).toBe(false);
  expect(page.box.textContent).toContain("Theirs");
  await write(page, "Mine and more");
  expect(sent).toHaveLength(1);
  document.querySelector<HTMLButtonElement>("[data-newer-keep]")!.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent.at(-1)!.get("version")).toBe("4");
  expect(sent.at(-1)!.get("body")).toBe("Mine and more");
  expect(page.box.hidden).toBe(true);
});

test("taking the other text puts it into the editor", async () => {
  const page = begin();
  answers = [conflict()];
  await write(page, "Mine");
  document.querySelector<HTMLButtonElement>("[data-newer-take]")!.click();
  expect(replaced).toEqual(["<p>Theirs</p>"]);
});

test("what a crash left in the browser is offered beside what the server has", async () => {
  const first = begin();
  answers = [new Response(null, { status: 500 })];
  await write(first, "Lost?");
  first.draft.stop();
  const second = begin();
  second.writing.write("<p>Kept</p>", "Kept");
  second.draft.restoreUnconfirmed();
  expect(second.box.textContent).toContain("Never saved");
  expect(second.box.textContent).toContain("Lost?");
});
