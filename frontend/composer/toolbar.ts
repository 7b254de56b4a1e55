import type { Editor } from "@tiptap/core";

type Tool = { run: (editor: Editor) => unknown; isOn: (editor: Editor) => boolean };

const tools: Record<string, Tool> = {
  bold: { run: (editor) => editor.chain().focus().toggleBold().run(), isOn: (editor) => editor.isActive("bold") },
  italic: { run: (editor) => editor.chain().focus().toggleItalic().run(), isOn: (editor) => editor.isActive("italic") },
  list: {
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive("bulletList"),
  },
  numbers: {
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    isOn: (editor) => editor.isActive("orderedList"),
  },
  quote: {
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive("blockquote"),
  },
  heading: {
    run: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
    isOn: (editor) => editor.isActive("heading"),
  },
  emoji: { run: (editor) => editor.chain().focus().insertContent(":").run(), isOn: () => false },
  code: {
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
    isOn: (editor) => editor.isActive("codeBlock"),
  },
};

/** The server draws the buttons, in the reader's language; here they learn what they do. */
export function bindTools(form: HTMLFormElement, editor: Editor): void {
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("[data-tool]")];
  for (const button of buttons) {
    button.addEventListener("click", () => tools[button.dataset["tool"]!]?.run(editor));
  }
  const show = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(tools[button.dataset["tool"]!]?.isOn(editor) ?? false));
    }
  };
  editor.on("transaction", show);
  show();
  rove(form.querySelector("[data-composer-tools]"));
}

/** A toolbar is one stop of the Tab key; arrows walk inside. */
function rove(bar: Element | null): void {
  const buttons = [...(bar?.querySelectorAll<HTMLButtonElement>(":scope > button") ?? [])];
  buttons.forEach((button, at) => (button.tabIndex = at === 0 ? 0 : -1));
  bar?.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[(event as KeyboardEvent).key];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (!step || at < 0) return;
    const next = buttons[(at + step + buttons.length) % buttons.length]!;
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  });
}
