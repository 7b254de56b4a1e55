import type { Editor } from "@tiptap/core";

/** Reply or note: a different colour, a different hint, the same text. */
export function watchKind(form: HTMLFormElement, editor: Editor, onChange: () => void): void {
  form.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name !== "kind") return;
    showKind(form, editor);
    onChange();
  });
}

export function showKind(form: HTMLFormElement, editor: Editor): void {
  const chosen = form.querySelector<HTMLInputElement>("input[name=kind]:checked");
  if (!chosen) return;
  form.dataset["kind"] = chosen.value;
  const textarea = form.querySelector<HTMLTextAreaElement>("textarea[name=body]");
  if (textarea && chosen.dataset["placeholder"]) textarea.placeholder = chosen.dataset["placeholder"];
  // An empty transaction draws the placeholder again.
  editor.view.dispatch(editor.state.tr);
}
