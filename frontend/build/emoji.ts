import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const PREFIX = "virtual:emoji/";
const require = createRequire(import.meta.url);

interface Source {
  unicode: string;
  label: string;
  tags?: string[];
  group?: number;
}

/** `virtual:emoji/de`: every emoji as its sign, its name and its further words in one language, and no more. */
export function emoji(): Plugin {
  return {
    name: "firstline-emoji",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const path = require.resolve(`emojibase-data/${id.slice(PREFIX.length + 1)}/compact.json`);
      const all = JSON.parse(readFileSync(path, "utf8")) as Source[];
      return `export default ${JSON.stringify(slim(all))}`;
    },
  };
}

/** Without those that are only parts of others (tones of skin, hair, letters of flags). */
function slim(all: Source[]): [string, string, string][] {
  return all
    .filter(({ group }) => group !== undefined && group !== 2)
    .map(({ unicode, label, tags }) => [unicode, label, (tags ?? []).join(" ")]);
}
