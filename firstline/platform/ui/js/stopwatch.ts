/** How long somebody has been at something: time passes only while they look, and have not gone away. */
export class Stopwatch {
  static readonly IDLE_AFTER = 60_000;
  // Between two ticks further apart, the machine slept.
  static readonly LONGEST_TICK = 5_000;

  #passed: number;
  #last: number;
  #activeAt: number;

  constructor(minutes: number, now: number) {
    this.#passed = minutes * 60_000;
    this.#last = this.#activeAt = now;
  }

  /** Somebody moved the pointer, scrolled or typed. */
  active(now: number): void {
    this.#activeAt = now;
  }

  tick(now: number, isLookedAt: boolean): void {
    const since = now - this.#last;
    this.#last = now;
    const isIdle = now - this.#activeAt >= Stopwatch.IDLE_AFTER;
    if (isLookedAt && !isIdle && since <= Stopwatch.LONGEST_TICK) this.#passed += since;
  }

  /** A minute that has begun counts. */
  get minutes(): number {
    return Math.ceil(this.#passed / 60_000);
  }
}
