// One stream for all tabs: over plain HTTP a browser opens six connections to a host, and a stream holds one.
// The tab that holds the lock listens, and tells the others.
import { recall } from "./recent-topics.ts";

/** What a page hears: topics that changed (all, where none are named; some time ago, if old), or how the connection fares. */
export type News = { kind: "changed"; topics?: string[]; isOld?: true } | { kind: "opened" } | { kind: "lost" };
type Told = News | { kind: "joined" };

const NAME = "firstline-live";
const LONGEST_WAIT = 15_000;
// The hub, and the tab that listens, look back 15 seconds for a page that is new to them: for its
// way here, and for the opening of its stream.
const LONGEST_WAY = 8000;
const LONGEST_OPENING = 6000;

export class SharedStream {
  private readonly channel = new BroadcastChannel(NAME);
  private stream: EventSource | undefined;
  private leaving = new AbortController();
  private wait = 1000;

  constructor(
    private readonly address: string,
    private readonly hear: (news: News) => void,
  ) {
    this.channel.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.kind !== "joined") hear(data);
      else if (this.stream) this.tell({ kind: "changed", topics: recall(), isOld: true });
    });
  }

  /** Begins to hear of all that changed after `since`, the time at which the page was complete. */
  join(since: number): void {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    if (Date.now() - since > LONGEST_WAY) this.hear({ kind: "changed" });
    // Without TLS only the machine itself has locks; elsewhere each tab listens for itself.
    if (!("locks" in navigator)) return this.listen();
    navigator.locks
      .request(NAME, { signal }, () => {
        this.listen();
        return new Promise<void>((left) => signal.addEventListener("abort", () => left()));
      })
      .catch(() => {
        // Left before its turn came.
      });
    // What happened while this page was on its way, from the tab that heard it.
    this.channel.postMessage({ kind: "joined" } satisfies Told);
  }

  leave(): void {
    this.stream?.close();
    this.stream = undefined;
    this.leaving.abort();
  }

  private listen(isBack = false): void {
    const { signal } = this.leaving;
    const stream = (this.stream = new EventSource(this.address));
    const began = Date.now();
    let isNew = true;
    stream.addEventListener("open", () => {
      this.wait = 1000;
      this.tell({ kind: "opened" });
      // A stream that goes on, and a new one, are told what they missed; one begun again after a refusal is not.
      if (isBack || (isNew && Date.now() - began > LONGEST_OPENING)) this.tell({ kind: "changed" });
      isNew = false;
    });
    stream.addEventListener("nudge", (event) => {
      const topics: string[] = JSON.parse((event as MessageEvent<string>).data);
      this.tell({ kind: "changed", topics });
    });
    stream.addEventListener("resync", () => this.tell({ kind: "changed" }));
    stream.addEventListener("error", () => {
      this.tell({ kind: "lost" });
      // The browser itself comes back after a dropped connection, but not after a refusal.
      if (stream.readyState === EventSource.CLOSED && !signal.aborted) this.comeBack(signal);
    });
  }

  private comeBack(signal: AbortSignal): void {
    window.setTimeout(() => signal.aborted || this.listen(true), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private tell(news: News): void {
    this.channel.postMessage(news);
    this.hear(news);
  }
}
