// A long message is cut below its beginning, and details.message-more beside it shows the rest. Whatever looks for
// a place in the rest (the browser's search, the Tab key, an address) scrolls the hidden part: then it opens.
document.addEventListener(
  "scroll",
  (event) => {
    const body = event.target as Element;
    if (!body.matches?.(".message-body") || body.scrollTop === 0) return;
    const more = body.nextElementSibling;
    if (!(more instanceof HTMLDetailsElement) || more.open) return;
    const depth = body.scrollTop;
    more.open = true;
    // What was found stays where it is seen.
    body.closest(".ticket-timeline")?.scrollBy({ top: depth });
  },
  { capture: true },
);

/** Opens what is folded of a message, or folds it again. */
export function turnOver(message: Element): void {
  if (message instanceof HTMLDetailsElement && !message.open) {
    message.open = true;
    return;
  }
  const more = message.querySelector<HTMLDetailsElement>(":scope > .message-more");
  const rest = message.querySelector<HTMLElement>(".message-rest");
  if (more) more.open = !more.open;
  else if (rest) rest.click();
  else if (message instanceof HTMLDetailsElement) message.open = false;
}
