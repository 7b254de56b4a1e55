import { sentence } from "@behaviours/sentences.ts";
import { showToast } from "@behaviours/toasts.ts";
import type { Editor } from "@tiptap/core";
import { Draft } from "./draft.ts";
import { focusEnd, makeEditor } from "./editor.ts";
import { Files } from "./files.ts";
import { bindLinkBox } from "./link-box.ts";
import { showKind, watchKind } from "./kind.ts";
import { insertText } from "./inserting.ts";
import { insertQuote } from "./quoting.ts";
import { bindTools } from "./toolbar.ts";
import { Writing } from "./writing.ts";

export interface Composer {
  focus(): void;
  quote(html: string): void;
  /** Puts it where the writer is; nothing that is written goes. */
  insert(html: string): void;
}

/** Turns the server's plain form into the rich composer. Its fields stay the truth of what is sent. */
export function mountComposer(form: HTMLFormElement): Composer {
  const writing = new Writing(form);
  const draft = new Draft(form, writing, (html) => editor.commands.setContent(html, { emitUpdate: true }));
  draft.restoreUnconfirmed();

  const editor: Editor = makeEditor(writing, {
    onChange: () => draft.changed(),
    onSend: () => form.requestSubmit(submitterOf(form)),
  });
  const files = new Files(form, {
    onChange: () => draft.changed(),
    onPicture: (url, name) => editor.chain().focus().setImage({ src: url, alt: name }).run(),
    onText: (html) => editor.view.pasteHTML(html),
    onMissing: () => showToast({ text: sentence("picturesMissing"), kind: "bad" }),
  });

  bindTools(form, editor);
  bindLinkBox(form, editor);
  files.bind(editor.view.dom);
  showKind(form, editor);
  watchKind(form, editor, () => draft.changed());
  holdBackSending(form, () => Promise.all([draft.settled(), files.settled()]));

  keepSubmitter(form);
  watchSettings(form, editor, () => draft.changed());
  // Before the swap, which takes this form off the page and its events with it.
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
    if (endsDraft(elt, form) && xhr.status < 400) draft.sent();
  });
  form.addEventListener("htmx:beforeSend", (event) => {
    if (throwsAway((event as CustomEvent<{ elt: Element }>).detail.elt)) draft.thrownAway();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { elt } = (event as CustomEvent<{ elt: Element }>).detail;
    if (elt === form) draft.goOn();
    if (throwsAway(elt)) draft.takenUpAgain();
  });
  const stop = new AbortController();
  for (const moment of ["visibilitychange", "pagehide"]) {
    addEventListener(moment, () => draft.flush(), { signal: stop.signal, capture: true });
  }
  form.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.target !== form) return;
    stop.abort();
    draft.stop();
    editor.destroy();
  });
  return {
    focus: () => focusEnd(editor),
    quote: (html) => insertQuote(editor, html),
    insert: (html) => insertText(editor, html),
  };
}

/** What belongs to the draft beside its words: the signature, and the language it is written in. */
function watchSettings(form: HTMLFormElement, editor: Editor, onChange: () => void): void {
  form.addEventListener("change", (event) => {
    const control = event.target as HTMLElement;
    if (control.matches("[data-of-draft]")) onChange();
    // The browser checks the spelling in the language that the text says it is in.
    if (control.matches("[data-composer-language]")) editor.view.dom.lang = (control as HTMLSelectElement).value;
  });
}

/** Sending waits for uploads, and for a draft under way, which would otherwise come back after it. */
function holdBackSending(form: HTMLFormElement, ready: () => Promise<unknown>): void {
  form.addEventListener("htmx:confirm", (event) => {
    const detail = (event as CustomEvent<Asking>).detail;
    if (!endsDraft(detail.elt, form)) return;
    event.preventDefault();
    // A question that the button asks is still asked.
    void ready().then(() => detail.issueRequest(!detail.question));
  });
}

interface Asking {
  elt: Element;
  question: string | null;
  issueRequest(skipsQuestion: boolean): void;
}

/** Sending, and what hands the text over or throws it away: no copy of it may come back afterwards. */
function endsDraft(asker: Element, form: HTMLFormElement): boolean {
  return asker === form || asker.matches("[data-ends-draft]");
}

function throwsAway(asker: Element): boolean {
  return asker.matches("[data-ends-draft][hx-delete]");
}

/** Waiting loses the button that was pressed, and with it what it says, such as the status to set. */
function keepSubmitter(form: HTMLFormElement): void {
  let submitter: HTMLButtonElement | null = null;
  const note = (event: SubmitEvent) => (submitter = event.submitter as HTMLButtonElement | null);
  form.addEventListener("submit", note, { capture: true });
  form.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = (event as CustomEvent<{ elt: Element; formData: FormData }>).detail;
    if (elt === form && submitter?.name) formData.set(submitter.name, submitter.value);
  });
}

function submitterOf(form: HTMLFormElement): HTMLButtonElement | null {
  return form.querySelector<HTMLButtonElement>("[data-send], button[type=submit]");
}
