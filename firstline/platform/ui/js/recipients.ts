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

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, requestConfig } = (
    event as CustomEvent<{ elt: Element; successful: boolean; requestConfig: { verb: string } }>
  ).detail;
  const recipients = elt.closest<HTMLElement>(".recipients");
  if (!recipients || !successful || requestConfig.verb === "get") return;
  recipients.querySelectorAll<HTMLInputElement>(FIELD).forEach(empty);
});

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
