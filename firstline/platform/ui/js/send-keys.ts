// data-send-key="mod+shift+enter": a button of a composer that a key presses, also from within its editor,
// which would otherwise keep every Enter to itself.
import { pressed } from "./keys.ts";

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-composer]");
    const key = pressed(event);
    const button = form && form.querySelector<HTMLButtonElement>(`button[data-send-key="${CSS.escape(key)}"]`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    form.requestSubmit(button);
  },
  { capture: true },
);
