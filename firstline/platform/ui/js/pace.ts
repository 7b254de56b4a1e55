/** Does something at once, and however often it is asked, at most once in `interval` after that. */
export class Pace {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOwed = false;

  constructor(
    readonly interval: number,
    readonly act: () => unknown,
  ) {}

  ask(): void {
    if (this.#timer !== undefined) {
      this.#isOwed = true;
      return;
    }
    this.act();
    this.#timer = setTimeout(() => this.#rested(), this.interval);
  }

  #rested(): void {
    this.#timer = undefined;
    if (!this.#isOwed) return;
    this.#isOwed = false;
    this.ask();
  }
}
