import { Editor, Extension } from "@tiptap/core";
import { Image } from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import { StarterKit } from "@tiptap/starter-kit";
import { isSafeAddress } from "./address.ts";
import { emojiLike } from "./emoji.ts";
import { macroKey } from "./inserting.ts";
import { Mention, offerColleagues } from "./mention.ts";
import { suggest } from "./suggest.ts";
import { Tables } from "./tables.ts";
import type { Writing } from "./writing.ts";

interface Calls {
  onChange: () => void;
  onSend: () => void;
}

export function makeEditor(writing: Writing, { onChange, onSend }: Calls): Editor {
  const { textarea } = writing;
  const hadFocus = document.activeElement === textarea;
  const place = document.createElement("div");
  textarea.after(place);

  const editor = new Editor({
    element: place,
    content: writing.start,
    // The policy of the page forbids added style elements; composer.css has these rules.
    injectCSS: false,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3] },
        link: {
          openOnClick: false,
          defaultProtocol: "https",
          isAllowedUri: (address) => isSafeAddress(address),
        },
      }),
      Image.configure({ inline: true, allowBase64: false }),
      Placeholder.configure({ placeholder: () => textarea.placeholder }),
      Tables,
      Mention,
      ...offers(writing),
      macroKey(writing.form),
      sendKey(onSend),
    ],
    editorProps: {
      attributes: {
        class: "rich",
        role: "textbox",
        "aria-multiline": "true",
        ...nameOf(textarea),
        lang: textarea.lang,
        spellcheck: "true",
      },
    },
    onUpdate: ({ editor }) => {
      write(editor, writing);
      onChange();
    },
  });
  standIn(textarea, () => focusEnd(editor));
  if (hadFocus) focusEnd(editor);
  // Without this a click in the empty part of the field would go nowhere.
  place.parentElement?.addEventListener("mousedown", (event) => {
    if (event.target !== event.currentTarget && event.target !== place) return;
    event.preventDefault();
    focusEnd(editor);
  });
  if (!editor.isEmpty) write(editor, writing);
  return editor;
}

/** Emoji everywhere; colleagues where the server names them, which is in notes. */
function offers({ form }: Writing): Extension[] {
  const emoji = suggest({
    name: "emoji",
    pattern: /(?:^|[\s(])(?::)([\p{L}][\p{L}\p{N}_-]{1,30})$/u,
    label: form.dataset["emojiLabel"] ?? "",
    find: emojiLike,
    take: (editor, range, { id }) => editor.chain().focus().insertContentAt(range, `${id} `).run(),
  });
  const colleagues = form.dataset["colleaguesUrl"];
  return colleagues ? [emoji, offerColleagues(colleagues, form.dataset["colleaguesLabel"] ?? "")] : [emoji];
}

/** At once: the editor's own focus command waits for a frame, in which a key would be lost. */
export function focusEnd(editor: Editor): void {
  editor.commands.setTextSelection(editor.state.doc.content.size);
  editor.view.focus();
}

/** The textarea stays as a field; whatever puts the focus there means the editor. */
function standIn(textarea: HTMLTextAreaElement, focus: () => void): void {
  textarea.classList.add("for-screen-readers");
  textarea.tabIndex = -1;
  textarea.ariaHidden = "true";
  textarea.addEventListener("focus", focus);
}

function write(editor: Editor, writing: Writing): void {
  const html = editor.isEmpty ? "" : editor.getHTML();
  writing.write(html, editor.getText({ blockSeparator: "\n\n" }));
}

function sendKey(onSend: () => void): Extension {
  return Extension.create({
    name: "sendKey",
    // Before the hard break, which has the same keys.
    priority: 1000,
    addKeyboardShortcuts: () => ({
      "Mod-Enter": () => {
        onSend();
        return true;
      },
    }),
  });
}

/** What the text is called, for who hears the page: the editor stands in for the field. */
function nameOf(textarea: HTMLTextAreaElement): Record<string, string> {
  const named = ["aria-label", "aria-labelledby"].filter((name) => textarea.hasAttribute(name));
  return Object.fromEntries(named.map((name) => [name, textarea.getAttribute(name)!]));
}
