import type { Choice } from "./suggest.ts";

type Emoji = [sign: string, name: string, words: string];

const loaders: Record<string, () => Promise<{ default: Emoji[] }>> = {
  en: () => import("virtual:emoji/en"),
  de: () => import("virtual:emoji/de"),
};
const loaded = new Map<string, Promise<Emoji[]>>();

/** Emoji by name, in the language of the interface; fetched when somebody first looks for one. */
export async function emojiLike(typed: string): Promise<Choice[]> {
  const all = await emojiIn(document.documentElement.lang.slice(0, 2));
  return ranked(all, typed).map(([sign, name]) => ({ id: sign, name: `${sign} ${name}`, detail: "" }));
}

function emojiIn(language: string): Promise<Emoji[]> {
  const known = language in loaders ? language : "en";
  let emoji = loaded.get(known);
  if (!emoji) {
    emoji = loaders[known]!().then((module) => module.default);
    loaded.set(known, emoji);
  }
  return emoji;
}

const MOST = 8;

/** Names that begin with what is typed, then words of names that do, then further words. */
export function ranked(all: Emoji[], typed: string): Emoji[] {
  const wanted = typed.toLowerCase().replaceAll("_", " ");
  const rank = ([, name, words]: Emoji): number => {
    const lower = name.toLowerCase();
    if (lower.startsWith(wanted)) return 3;
    if (lower.includes(` ${wanted}`)) return 2;
    return ` ${words}`.toLowerCase().includes(` ${wanted}`) ? 1 : 0;
  };
  return all
    .map((one, at) => ({ one, at, rank: rank(one) }))
    .filter((entry) => entry.rank > 0)
    .sort((a, b) => b.rank - a.rank || a.one[1].length - b.one[1].length || a.at - b.at)
    .slice(0, MOST)
    .map((entry) => entry.one);
}
