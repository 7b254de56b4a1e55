import htmx from "htmx.org";

/** Calls `start` for each matching element, those that htmx brings in later included. */
export function onArrival(selector: string, start: (element: HTMLElement) => void): void {
  const look = (root: Element) => {
    if (root.matches(selector)) start(root as HTMLElement);
    root.querySelectorAll<HTMLElement>(selector).forEach(start);
  };
  htmx.onLoad((root) => look(root as Element));
}
