import { mirrorKey } from "@behaviours/mirror-key.ts";
import type { Writing } from "./writing.ts";

export interface Kept {
  kind: string;
  html: string;
  text: string;
}

/** The unconfirmed text in this browser's storage; a full or forbidden storage is no reason to fail. */
export class Mirror {
  readonly #key: string | undefined;

  constructor(form: HTMLElement) {
    this.#key = mirrorKey(form);
  }

  read(): Kept | undefined {
    const kept = this.#key && tried(() => localStorage.getItem(this.#key!));
    return kept ? (JSON.parse(kept) as Kept) : undefined;
  }

  write({ form, html, text }: Writing): void {
    const kind = String(new FormData(form).get("kind") ?? "reply");
    const kept: Kept = { kind, html, text };
    if (this.#key) tried(() => localStorage.setItem(this.#key!, JSON.stringify(kept)));
  }

  forget(): void {
    if (this.#key) tried(() => localStorage.removeItem(this.#key!));
  }
}

function tried<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
