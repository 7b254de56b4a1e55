import { Draft } from "./draft.ts";
import { makeEditor } from "./editor.ts";
import { Files } from "./files.ts";
import { bindLinkBox } from "./link-box.ts";
import { showKind, watchKind } from "./kind.ts";
import { bindTools } from "./toolbar.ts";
import { Writing } from "./writing.ts";

/** Turns the server's plain form into the rich composer. Its fields stay the truth of what is sent. */
export function mountComposer(form: HTMLFormElement): { focus(): void } {
  const writing = new Writing(form);
  const draft = new Draft(form, writing);
  draft.restoreUnconfirmed();

  const editor = makeEditor(writing, {
    onChange: () => draft.changed(),
    onSend: () => form.requestSubmit(submitterOf(form)),
  });
  const files = new Files(form, {
    onChange: () => draft.changed(),
    onPicture: (url, name) => editor.chain().focus().setImage({ src: url, alt: name }).run(),
  });

  bindTools(form, editor);
  bindLinkBox(form, editor);
  files.bind(editor.view.dom);
  showKind(form, editor);
  watchKind(form, editor, () => draft.changed());
  holdBackSending(form, () => Promise.all([draft.settled(), files.settled()]));

  const stop = new AbortController();
  form.addEventListener("htmx:afterRequest", (event) => {
    const { successful, elt } = (event as CustomEvent<{ successful: boolean; elt: Element }>).detail;
    if (elt !== form) return;
    if (successful) draft.sent();
    else draft.goOn();
  });
  for (const moment of ["visibilitychange", "pagehide"]) {
    addEventListener(moment, () => draft.flush(), { signal: stop.signal, capture: true });
  }
  form.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.target !== form) return;
    stop.abort();
    draft.stop();
    editor.destroy();
  });
  return { focus: () => editor.commands.focus("end") };
}

/** Sending waits for uploads, and for a draft under way, which would otherwise come back after it. */
function holdBackSending(form: HTMLFormElement, ready: () => Promise<unknown>): void {
  form.addEventListener("htmx:confirm", (event) => {
    const detail = (event as CustomEvent<{ elt: Element; issueRequest(skip: boolean): void }>).detail;
    if (detail.elt !== form) return;
    event.preventDefault();
    void ready().then(() => detail.issueRequest(true));
  });
}

function submitterOf(form: HTMLFormElement): HTMLButtonElement | null {
  return form.querySelector<HTMLButtonElement>("[data-send], button[type=submit]");
}
