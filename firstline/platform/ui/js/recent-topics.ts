/** The topics of the last seconds, for a page that was on its way when they changed. */
const LASTS = 15_000;

const heard = new Map<string, number>();

export function remember(topics: string[], now = performance.now()): void {
  for (const topic of topics) heard.set(topic, now);
  for (const [topic, at] of heard) if (now - at > LASTS) heard.delete(topic);
}

export function recall(now = performance.now()): string[] {
  return [...heard].filter(([, at]) => now - at <= LASTS).map(([topic]) => topic);
}
