import type { Writing } from "./writing.ts";

export interface Newer {
  sentence: string;
  version: number;
  /** The other text, as the server cleaned it; null when the draft is gone. */
  html: string | null;
}

interface Answers {
  take: (html: string) => void;
  keep: () => void;
}

/** Another window or a colleague wrote: their text is offered beside ours, and somebody chooses. */
export function offerNewer({ form }: Writing, newer: Newer, { take, keep }: Answers): void {
  const box = form.querySelector<HTMLElement>("[data-newer]");
  if (!box) return;
  box.querySelector("[data-newer-sentence]")!.textContent = newer.sentence;
  // Cleaned by the server, as every text that it shows.
  box.querySelector("[data-newer-text]")!.innerHTML = newer.html ?? "";
  const takes = box.querySelector<HTMLButtonElement>("[data-newer-take]")!;
  takes.hidden = newer.html === null;
  takes.onclick = () => {
    box.hidden = true;
    take(newer.html ?? "");
  };
  box.querySelector<HTMLButtonElement>("[data-newer-keep]")!.onclick = () => {
    box.hidden = true;
    keep();
  };
  box.hidden = false;
}
