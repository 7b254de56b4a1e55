// @vitest-environment jsdom
import { expect, test } from "vitest";
import { paragraphs, Writing } from "../composer/writing.ts";

function form(inner: string): HTMLFormElement {
  document.body.innerHTML = `<form>${inner}</form>`;
  return document.querySelector("form")!;
}

test("plain text becomes paragraphs, and nothing in it becomes markup", () => {
  expect(paragraphs("Dear <Dana>,\n\nfirst\nsecond & last")).toBe(
    "<p>Dear &lt;Dana&gt;,</p><p>first<br>second &amp; last</p>",
  );
  expect(paragraphs(" \n ")).toBe("");
});

test("it starts from the HTML that was kept", () => {
  const writing = new Writing(
    form('<textarea name="body">Hi</textarea><input type="hidden" name="body_html" value="<p><b>Hi</b></p>">'),
  );
  expect(writing.start).toBe("<p><b>Hi</b></p>");
});

test("what was typed before the editor came wins over what was kept", () => {
  const writing = new Writing(
    form('<textarea name="body">Hi</textarea><input type="hidden" name="body_html" value="<p>Hi</p>">'),
  );
  writing.textarea.value = "Hi there";
  expect(writing.start).toBe("<p>Hi there</p>");
});

test("a draft holds the text and its files, and nothing else of the form", () => {
  const writing = new Writing(
    form(
      '<input type="radio" name="kind" value="note" checked><textarea name="body"></textarea>' +
        '<input type="hidden" name="files" value="1"><input type="hidden" name="files" value="2"><input name="status" value="solved">',
    ),
  );
  writing.write("<p>x</p>", "x");
  expect([...writing.fields()]).toEqual([
    ["kind", "note"],
    ["body", "x"],
    ["body_html", "<p>x</p>"],
    ["files", "1"],
    ["files", "2"],
  ]);
});
