// The recipients of a reply: commas and Enter add, Backspace takes the last one out, what is added leaves the field.
const FIELD = "input[data-adds-recipient]";

document.addEventListener("keydown", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.matches?.(FIELD) || event.isComposing) return;
  if ((event.key === "," || event.key === ";") && field.value.includes("@")) {
    event.preventDefault();
    document.getElementById(field.dataset["enterPresses"]!)?.click();
  } else if (event.key === "Backspace" && !field.value) {
    const line = field.closest(".recipients-line");
    [...(line?.querySelectorAll<HTMLElement>("[data-removes-recipient]") ?? [])].at(-1)?.click();
  } else if (event.key === "Escape" && field.value) {
    event.stopPropagation();
    empty(field);
  }
});

interface Asked {
  elt: Element;
  successful?: boolean;
  requestConfig: { verb: string };
}

// What is on its way leaves the field at once: what is typed meanwhile is the next one.
const asked = new WeakMap<Element, Map<string, string>>();

document.addEventListener("htmx:beforeSend", (event) => {
  const fields = fieldsOf(event as CustomEvent<Asked>);
  if (!fields) return;
  asked.set((event as CustomEvent<Asked>).detail.elt, new Map(fields.map((field) => [field.id, field.value])));
  fields.forEach(empty);
});

// A refusal gives it back, to be mended.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<Asked>).detail;
  for (const field of (!successful && fieldsOf(event as CustomEvent<Asked>)) || []) {
    field.value ||= asked.get(elt)?.get(field.id) ?? "";
  }
});

function fieldsOf(event: CustomEvent<Asked>): HTMLInputElement[] | undefined {
  const { elt, requestConfig } = event.detail;
  const recipients = requestConfig.verb === "get" ? null : elt.closest<HTMLElement>(".recipients");
  return recipients ? [...recipients.querySelectorAll<HTMLInputElement>(FIELD)] : undefined;
}

document.addEventListener("htmx:afterSwap", (event) => {
  const list = event.target as Element;
  if (!list.matches?.(".recipient-options")) return;
  const field = list.parentElement?.querySelector("input");
  field?.setAttribute("aria-expanded", String(list.childElementCount > 0));
});

function empty(field: HTMLInputElement): void {
  field.value = "";
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  field.parentElement?.querySelector(".recipient-options")?.replaceChildren();
}
