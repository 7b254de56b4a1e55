/** The topics of the last seconds, for what was on its way when they changed. */
const LASTS = 15_000;
// No answer takes longer.
const KEPT = 30_000;

const heard = new Map<string, number>();

export function remember(topics: string[], now = performance.now()): void {
  for (const topic of topics) heard.set(topic, now);
  for (const [topic, at] of heard) if (now - at > KEPT) heard.delete(topic);
}

export function recall(since = performance.now() - LASTS): string[] {
  return [...heard].filter(([, at]) => at >= since).map(([topic]) => topic);
}
