const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "5m ago", as the server writes it too. */
export function relative(moment: Date, now: Date, language: string): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  const step = steps.find(([, least]) => Math.abs(seconds) >= least);
  if (!step) return new Intl.RelativeTimeFormat(language, { style: "narrow", numeric: "auto" }).format(0, "second");
  const [unit, size] = step;
  return new Intl.RelativeTimeFormat(language, { style: "narrow" }).format(Math.trunc(seconds / size), unit);
}
