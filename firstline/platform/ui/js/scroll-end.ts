// data-scroll-end: begins at the end of the conversation, and stays there for a reader who is there.
import { onArrival } from "./arrival.ts";

const NEAR = 80;
const watched = new WeakSet<Element>();

onArrival("[data-scroll-end]", (pane) => {
  if (watched.has(pane)) return;
  watched.add(pane);
  let isAtEnd = true;
  const toEnd = () => {
    if (isAtEnd) pane.scrollTop = pane.scrollHeight;
  };
  pane.addEventListener("scroll", () => {
    isAtEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR;
  });
  const sizes = new ResizeObserver(toEnd);
  sizes.observe(pane);
  const watchContent = () => [...pane.children].forEach((child) => sizes.observe(child));
  watchContent();
  new MutationObserver(watchContent).observe(pane, { childList: true });
  toEnd();
});
