// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Draft } from "../composer/draft.ts";
import { Writing } from "../composer/writing.ts";

const KEY = "firstline.draft.1.ticket-7";
let answers: (Response | TypeError)[];
let sent: FormData[];

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  answers = [];
  sent = [];
  vi.stubGlobal("fetch", async (_: string, options: RequestInit) => {
    sent.push(options.body as FormData);
    const answer = answers.shift() ?? new Response(null, { status: 204 });
    if (answer instanceof TypeError) throw answer;
    return answer;
  });
  document.head.innerHTML = '<meta name="person" content="1">';
  document.body.innerHTML = `<form data-draft-url="/tickets/7/draft" data-draft-key="ticket-7">
    <input type="radio" name="kind" value="reply" checked><input type="radio" name="kind" value="note">
    <textarea name="body"></textarea><span data-composer-saved data-saved="Saved" data-unsaved="Not saved yet"></span></form>`;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(): { draft: Draft; writing: Writing; mark: Element } {
  const form = document.querySelector("form")!;
  const writing = new Writing(form);
  return { draft: new Draft(form, writing), writing, mark: document.querySelector("[data-composer-saved]")! };
}

test("a pause in typing saves once, and says so", async () => {
  const { draft, writing, mark } = begin();
  for (const text of ["H", "He", "Hello"]) {
    writing.write(`<p>${text}</p>`, text);
    draft.changed();
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(sent).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(800);
  expect(sent.map((form) => form.get("body"))).toEqual(["Hello"]);
  expect(mark.textContent).toBe("Saved");
});

test("the browser keeps the text until the server has it", async () => {
  const { draft, writing, mark } = begin();
  answers = [new TypeError("offline"), new Response(null, { status: 204 })];
  writing.write("<p>Hello</p>", "Hello");
  draft.changed();
  await vi.advanceTimersByTimeAsync(800);
  expect(mark.textContent).toBe("Not saved yet");
  expect(localStorage.getItem(KEY)).toContain("Hello");
  await vi.advanceTimersByTimeAsync(5000);
  expect(mark.textContent).toBe("Saved");
  expect(localStorage.getItem(KEY)).toBeNull();
});

test("what a crash left in the browser comes back, with its kind", () => {
  localStorage.setItem(KEY, JSON.stringify({ kind: "note", html: "<p>Ask Bo</p>", text: "Ask Bo" }));
  const { draft, writing } = begin();
  draft.restoreUnconfirmed();
  expect(writing.start).toBe("<p>Ask Bo</p>");
  expect(document.querySelector<HTMLInputElement>("input:checked")!.value).toBe("note");
});

test("what the server kept is not replaced by an older text of this browser", () => {
  localStorage.setItem(KEY, JSON.stringify({ kind: "reply", html: "<p>old</p>", text: "old" }));
  const { draft, writing } = begin();
  writing.write("<p>newer</p>", "newer");
  draft.restoreUnconfirmed();
  expect(writing.text).toBe("newer");
});

test("nothing is saved after sending, so that no draft rises from the dead", async () => {
  const { draft, writing } = begin();
  writing.write("<p>Hello</p>", "Hello");
  draft.changed();
  await draft.settled();
  draft.sent();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(0);
  expect(localStorage.getItem(KEY)).toBeNull();
});

test("sending waits for the save under way", async () => {
  const { draft, writing } = begin();
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  writing.write("<p>Hello</p>", "Hello");
  draft.changed();
  await vi.advanceTimersByTimeAsync(800);
  const settled = vi.fn();
  void draft.settled().then(settled);
  await vi.advanceTimersByTimeAsync(100);
  expect(settled).not.toHaveBeenCalled();
  answer(new Response(null, { status: 204 }));
  await vi.advanceTimersByTimeAsync(1);
  expect(settled).toHaveBeenCalled();
});

test("a refused sending makes the text a draft again", async () => {
  const { draft, writing } = begin();
  writing.write("<p>Hello</p>", "Hello");
  draft.changed();
  await draft.settled();
  draft.goOn();
  await vi.advanceTimersByTimeAsync(800);
  expect(sent).toHaveLength(1);
});

test("a text that was thrown away does not come back, whenever the page is loaded again", async () => {
  const { draft, writing } = begin();
  writing.write("<p>Nonsense</p>", "Nonsense");
  draft.changed();
  draft.thrownAway();
  expect(localStorage.getItem(KEY)).toBeNull();
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  draft.flush();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(0);
  writing.write("", "");
  const again = begin();
  again.draft.restoreUnconfirmed();
  expect(again.writing.isEmpty).toBe(true);
  vi.restoreAllMocks();
});

test("when throwing it away fails, the text is kept as before", async () => {
  const { draft, writing } = begin();
  writing.write("<p>Hello</p>", "Hello");
  draft.changed();
  draft.thrownAway();
  draft.takenUpAgain();
  expect(localStorage.getItem(KEY)).toContain("Hello");
  await vi.advanceTimersByTimeAsync(800);
  expect(sent.map((form) => form.get("body"))).toEqual(["Hello"]);
});

test("what the server has thrown away is not taken up again", async () => {
  const { draft, writing } = begin();
  writing.write("<p>Hello</p>", "Hello");
  draft.thrownAway();
  draft.sent();
  draft.takenUpAgain();
  expect(localStorage.getItem(KEY)).toBeNull();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(0);
});
