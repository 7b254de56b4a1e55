import { csrfToken } from "@behaviours/csrf.ts";
import { Mirror } from "./mirror.ts";
import { offerNewer, type Newer } from "./newer.ts";
import type { Writing } from "./writing.ts";

const PAUSE = 800;
const AGAIN_AFTER = 5000;
// The most that a browser sends for a page that is going away.
const LARGEST_LAST_WORD = 60_000;

/** Keeps what is written on the server, and until that has confirmed it, in this browser. */
export class Draft {
  readonly #mirror: Mirror;
  readonly #mark: HTMLElement | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  #isDirty = false;
  #isStopped = false;
  // Another text is offered: nothing is saved until somebody has chosen.
  #isAsking = false;
  // Thrown away, as far as the writer is concerned; the server has not said so yet.
  #isThrownAway = false;

  constructor(
    readonly form: HTMLFormElement,
    readonly writing: Writing,
    /** Shows another text in the editor. */
    readonly replace: (html: string) => void = () => undefined,
  ) {
    this.#mirror = new Mirror(form);
    this.#mark = form.querySelector<HTMLElement>("[data-composer-saved]");
  }

  /** What a crash or a lost connection left in this browser and the server never had. */
  restoreUnconfirmed(): void {
    const kept = this.#mirror.read();
    if (!kept) return;
    if (!this.writing.isEmpty) return this.#offerUnconfirmed(kept.html);
    this.writing.write(kept.html, kept.text);
    this.writing.textarea.defaultValue = kept.text;
    const kinds = [...this.form.querySelectorAll<HTMLInputElement>("input[name=kind]")];
    const kind = kinds.find((choice) => choice.value === kept.kind);
    if (kind) kind.checked = true;
    this.changed();
  }

  /** The server has a text as well: neither is thrown away unasked. */
  #offerUnconfirmed(html: string): void {
    if (html === this.writing.html) return this.#mirror.forget();
    const sentence = this.form.querySelector<HTMLElement>("[data-newer]")?.dataset["newerUnsaved"];
    if (!sentence) return;
    offerNewer(this.writing, { sentence, version: this.writing.version, html }, {
      take: (kept) => this.replace(kept),
      keep: () => this.#mirror.forget(),
    });
  }

  changed(): void {
    // What has no place for drafts is kept by its own form.
    if (this.#isStopped || !this.form.dataset["draftUrl"]) return;
    this.#isDirty = true;
    this.#mirror.write(this.writing);
    this.#show("");
    this.#saveIn(PAUSE);
  }

  /** The page is being left: whatever is unsaved goes now. */
  flush(): void {
    if (!this.#isDirty || this.#isStopped || this.#isThrownAway) return;
    clearTimeout(this.#timer);
    const isSmall = this.writing.html.length + this.writing.text.length < LARGEST_LAST_WORD;
    if (document.visibilityState === "hidden" && isSmall) void this.#save();
  }

  /** When a save under way has ended; a pause that has not run out is dropped. */
  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
  }

  sent(): void {
    this.stop();
    this.#mirror.forget();
  }

  /** From now on the text does not come back, neither from here nor when the page is loaded again. */
  thrownAway(): void {
    this.#isThrownAway = true;
    clearTimeout(this.#timer);
    this.#mirror.forget();
  }

  /** Throwing it away did not succeed: the text is still there, and kept. */
  takenUpAgain(): void {
    if (!this.#isThrownAway || this.#isStopped) return;
    this.#isThrownAway = false;
    if (!this.writing.isEmpty) this.changed();
  }

  /** Sending was refused: the text is a draft again. */
  goOn(): void {
    if (this.#isDirty && !this.#isStopped) this.#saveIn(PAUSE);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #saveIn(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), pause);
  }

  async #save(): Promise<void> {
    // One at a time, so that an older text never arrives after a newer.
    await this.#saving;
    if (this.#isStopped || this.#isAsking || this.#isThrownAway || !this.#isDirty) return;
    this.#saving = this.#post().finally(() => (this.#saving = undefined));
    await this.#saving;
  }

  async #post(): Promise<void> {
    this.#isDirty = false;
    const answer = await this.#reach();
    if (this.#isStopped) return;
    if (answer?.status === 409) return this.#ask((await answer.json()) as Newer);
    const isKept = answer?.ok ?? false;
    const version = answer?.headers.get("Draft-Version");
    if (version) this.writing.version = Number(version);
    if (isKept && !this.#isDirty) {
      this.#mirror.forget();
      this.#show("saved");
    } else if (!isKept) {
      this.#isDirty = true;
      this.#show("unsaved");
      this.#saveIn(AGAIN_AFTER);
    }
  }

  #ask(newer: Newer): void {
    this.#isDirty = this.#isAsking = true;
    this.#show("unsaved");
    const decided = () => {
      this.#isAsking = false;
      this.writing.version = newer.version;
    };
    offerNewer(this.writing, newer, {
      take: (html) => {
        decided();
        this.replace(html);
      },
      keep: () => {
        decided();
        this.#saveIn(0);
      },
    });
  }

  async #reach(): Promise<Response | undefined> {
    try {
      return await fetch(this.form.dataset["draftUrl"] ?? "", {
        method: "POST",
        body: this.writing.fields(),
        headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
        keepalive: document.visibilityState === "hidden",
      });
    } catch (error) {
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }

  #show(state: "" | "saved" | "unsaved"): void {
    if (this.#mark) this.#mark.textContent = state ? (this.#mark.dataset[state] ?? "") : "";
  }
}
