import { mergeAttributes, Node, type Editor } from "@tiptap/core";
import { type Choice, suggest } from "./suggest.ts";

/** A colleague or a group in a note: one piece that is deleted as a whole. */
export const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  selectable: false,

  addAttributes: () => ({
    id: {
      default: "",
      parseHTML: (element: HTMLElement) => element.dataset["mention"] ?? "",
      renderHTML: ({ id }: { id?: string }) => ({ "data-mention": id ?? "" }),
    },
    label: {
      default: "",
      parseHTML: (element: HTMLElement) => (element.textContent ?? "").replace(/^@/, ""),
      renderHTML: () => ({}),
    },
  }),
  parseHTML: () => [{ tag: "span[data-mention]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["span", mergeAttributes(HTMLAttributes), `@${String(node.attrs["label"])}`],
  renderText: ({ node }) => `@${String(node.attrs["label"])}`,
});

/** `@` and the beginning of a name; after a letter it is part of an address. */
export function offerColleagues(address: string, label: string) {
  return suggest({
    name: "colleagues",
    pattern: /(?:^|[\s(\ufffc])@([\p{L}\p{N}._-]{0,40})$/u,
    label,
    find: (typed) => colleagues(address, typed),
    take: (editor: Editor, range, { id, name }) => {
      const mention = { type: "mention", attrs: { id, label: name } };
      editor.chain().focus().insertContentAt(range, [mention, { type: "text", text: " " }]).run();
    },
  });
}

async function colleagues(address: string, typed: string): Promise<Choice[]> {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`, { headers: { "HX-Request": "true" } });
    return answer.ok ? ((await answer.json()) as { colleagues: Choice[] }).colleagues : [];
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}
