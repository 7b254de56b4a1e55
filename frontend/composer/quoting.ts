import type { Editor } from "@tiptap/core";

/** Puts a quotation where the writer is, and the cursor below it. */
export function insertQuote(editor: Editor, html: string): void {
  const quote = `<blockquote>${html}</blockquote><p></p>`;
  const isEmpty = editor.isEmpty;
  const chain = editor.chain().focus();
  if (isEmpty) chain.setContent(quote, { emitUpdate: true }).focus("end").run();
  else chain.insertContent(quote).run();
}
