import { Extension, type Editor } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";

/** Puts text where the writer is. What is marked stays, and so does everything else. */
export function insertText(editor: Editor, html: string): void {
  if (editor.isEmpty) {
    editor.chain().focus().setContent(html, { emitUpdate: true }).focus("end").run();
    return;
  }
  const { to } = editor.state.selection;
  editor.chain().focus().setTextSelection(to).insertContent(html).run();
}

/** A slash in an empty line means the macros, where the form has them. */
export function macroKey(form: HTMLFormElement): Extension {
  return Extension.create({
    name: "macroKey",
    addProseMirrorPlugins: () => [
      new Plugin({
        key: new PluginKey("macroKey"),
        props: {
          handleTextInput: (view, _from, _to, text) => {
            const { selection } = view.state;
            const opener = form.querySelector<HTMLElement>("[data-opens-macros]");
            if (text !== "/" || !opener || !selection.empty || selection.$from.parent.content.size > 0) return false;
            opener.dataset["typed"] = text;
            opener.click();
            return true;
          },
        },
      }),
    ],
  });
}
