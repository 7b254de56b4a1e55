// The rich editor is fetched when somebody means to write, or has written already.
import type { Composer } from "@composer/composer.ts";
import { onArrival } from "./arrival.ts";
import { mirrorKey } from "./mirror-key.ts";
import { sentence } from "./sentences.ts";
import { showToast } from "./toasts.ts";


const composers = new WeakMap<Element, Promise<Composer>>();

export function mount(form: HTMLFormElement): Promise<Composer> {
  let composer = composers.get(form);
  if (!composer) {
    composer = import("@composer/composer.ts").then(
      ({ mountComposer }) => mountComposer(form),
      () => withoutEditor(form),
    );
    composers.set(form, composer);
  }
  return composer;
}

/** A newer version has replaced the files of this page: the plain field still writes and sends. */
function withoutEditor(form: HTMLFormElement): Composer {
  showToast({ text: sentence("newVersion"), kind: "bad" });
  const textarea = form.querySelector<HTMLTextAreaElement>("textarea[name=body]");
  const quote = (html: string) => {
    const text = new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
    if (textarea) textarea.value += text.replace(/^/gm, "> ");
  };
  const insert = (html: string) => {
    const text = new DOMParser().parseFromString(html, "text/html").body.innerText;
    textarea?.setRangeText(text, textarea.selectionEnd, textarea.selectionEnd, "end");
  };
  return { focus: () => textarea?.focus(), quote, insert };
}

function formOf(event: Event): HTMLFormElement | null {
  return (event.target as Element).closest<HTMLFormElement>("form[data-composer]");
}

for (const intent of ["focusin", "pointerover"]) {
  document.addEventListener(intent, (event) => {
    const form = formOf(event);
    if (form) void mount(form);
  });
}

// Choosing reply or note, also the one that is chosen, is the wish to write it.
document.addEventListener("click", (event) => {
  const form = formOf(event);
  const isKind = (event.target as Element).matches("input[name=kind]");
  if (form && isKind) void mount(form).then((composer) => composer.focus());
});

onArrival("form[data-composer]", (form) => {
  const text = form.querySelector<HTMLTextAreaElement>("textarea[name=body]")?.value;
  const key = mirrorKey(form);
  if (text || (key && key in localStorage)) void mount(form as HTMLFormElement);
});
