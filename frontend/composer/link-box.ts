import type { Editor } from "@tiptap/core";
import { completed } from "./address.ts";

/** The small box that asks where a link leads; an empty answer takes the link away. */
export function bindLinkBox(form: HTMLFormElement, editor: Editor): void {
  const box = form.querySelector<HTMLElement>("[data-link-box]");
  const input = box?.querySelector<HTMLInputElement>("input");
  if (!box || !input) return;

  box.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "open") return;
    input.value = String(editor.getAttributes("link")["href"] ?? "");
    input.focus();
  });
  const apply = () => {
    const href = completed(input.value);
    if (input.value.trim() && !href) {
      input.setAttribute("aria-invalid", "true");
      return;
    }
    input.removeAttribute("aria-invalid");
    box.hidePopover();
    setLink(editor, href);
  };
  box.querySelector("[data-link-apply]")?.addEventListener("click", apply);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    apply();
  });
}

function setLink(editor: Editor, href: string): void {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!href) chain.unsetLink().run();
  else if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
  } else chain.setLink({ href }).run();
}
