// Quoting into the reply: what is marked in a message (a button beside it, and a key), or a message as a whole.
import { mount } from "./composer.ts";

const GAP = 6;
let button: HTMLButtonElement | undefined;

/** What is marked within one message of the conversation, as HTML. */
function marked(): { html: string; place: DOMRect } | undefined {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const body = (around instanceof Element ? around : around.parentElement)?.closest(".timeline .message-body");
  if (!body || !selection.toString().trim()) return undefined;
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  return { html: tidy(copy), place: range.getBoundingClientRect() };
}

/** Without the blanks of the page's source, which would become empty lines. */
function tidy(words: Element): string {
  return words.innerHTML.trim().replace(/>\s+</g, "><");
}

/** What is marked within the frame of a mail: as text, since its looks are the sender's. */
function markedInFrame(): string {
  for (const frame of document.querySelectorAll<HTMLIFrameElement>("iframe.message-frame")) {
    const text = frame.contentDocument?.getSelection()?.toString().trim();
    if (text) return paragraphs(text);
  }
  return "";
}

function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((part) => {
      const paragraph = document.createElement("p");
      part.split("\n").forEach((line, at) => paragraph.append(...(at ? [document.createElement("br"), line] : [line])));
      return paragraph.outerHTML;
    })
    .join("");
}

function quote(html: string): void {
  const form = document.querySelector<HTMLFormElement>('form[data-composer][data-kind="reply"]');
  if (!form || !html) return;
  for (const other of form.parentElement?.children ?? []) {
    if (other instanceof HTMLFormElement) other.hidden = other !== form;
  }
  getSelection()?.removeAllRanges();
  hide();
  void mount(form).then((composer) => composer.quote(html));
}

function show(place: DOMRect): void {
  const label = document.querySelector<HTMLElement>("[data-quote-key]");
  if (!label) return hide();
  button ??= makeButton();
  button.textContent = label.dataset["quoteLabel"] ?? "";
  if (!button.isConnected) document.body.append(button);
  if (!button.matches(":popover-open")) button.showPopover();
  button.style.left = `${Math.max(GAP, Math.min(place.left, innerWidth - button.offsetWidth - GAP))}px`;
  button.style.top = `${Math.max(GAP, place.top - button.offsetHeight - GAP)}px`;
}

function hide(): void {
  if (button?.isConnected && button.matches(":popover-open")) button.hidePopover();
}

function makeButton(): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small quote-button";
  made.popover = "manual";
  // Pressing it must not unmark what it is about.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", () => quote(marked()?.html ?? ""));
  return made;
}

document.addEventListener("selectionchange", () => {
  const found = marked();
  if (found) show(found.place);
  else hide();
});

document.addEventListener("click", (event) => {
  const asker = event.target as Element;
  if (asker.closest("[data-quote-key]")) return quote(marked()?.html || markedInFrame() || focusedMessage());
  const whole = asker.closest<HTMLElement>("[data-quotes-message]");
  if (whole) quote(wholeMessage(whole.dataset["quotesMessage"]!));
});

/** The message that has the focus; pressing a key leaves it there. */
function focusedMessage(): string {
  const place = document.activeElement?.closest(".ticket-timeline li:has(> .message)");
  return place ? wholeMessage(place.id.replace("message-", "")) : "";
}

function wholeMessage(id: string): string {
  const body = document.querySelector(`#message-${CSS.escape(id)} .message-body`);
  const frame = body?.querySelector<HTMLIFrameElement>("iframe.message-frame");
  if (frame) return paragraphs(frame.contentDocument?.body.innerText.trim() ?? "");
  const copy = body?.cloneNode(true) as Element | undefined;
  copy?.querySelectorAll("details.quoted").forEach((old) => old.remove());
  return copy ? tidy(copy) : "";
}

// What is marked when somebody opens the form for redacting is what they mean.
let lastMarked = "";
document.addEventListener("selectionchange", () => {
  const text = getSelection()?.toString().trim();
  if (text && marked()) lastMarked = text;
});
document.addEventListener("opening", (event) => {
  const field = (event.target as Element).querySelector<HTMLTextAreaElement>("textarea[data-takes-selection]");
  if (field && !field.value) field.value = lastMarked.replace(/\s*\n\s*/g, "\n");
  lastMarked = "";
});
