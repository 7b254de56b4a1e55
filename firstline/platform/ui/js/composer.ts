// The rich editor is fetched when somebody means to write, or has written already.
import { onArrival } from "./arrival.ts";

const mounting = new WeakSet<Element>();

async function mount(form: HTMLFormElement): Promise<void> {
  if (mounting.has(form)) return;
  mounting.add(form);
  const { mountComposer } = await import("@composer/composer.ts");
  mountComposer(form);
}

for (const intent of ["focusin", "pointerover"]) {
  document.addEventListener(intent, (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-composer]");
    if (form) void mount(form);
  });
}

onArrival("form[data-composer]", (form) => {
  const text = form.querySelector<HTMLTextAreaElement>("textarea[name=body]")?.value;
  if (text || form.dataset["draftKept"] !== undefined) void mount(form as HTMLFormElement);
});
