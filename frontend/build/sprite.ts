import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const lucide = join(dirname(createRequire(import.meta.url).resolve("lucide-static/package.json")), "icons");

/** One SVG file with a <symbol> for each name in ui/icons.txt, drawn by us or else by Lucide. */
export function sprite(ui: string): Plugin {
  const list = join(ui, "icons.txt");
  return {
    name: "firstline-sprite",
    apply: "build",
    buildStart() {
      this.addWatchFile(list);
      const symbols = names(readFileSync(list, "utf8")).map((name) => symbol(name, drawing(ui, name)));
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`,
      });
    },
  };
}

export function names(list: string): string[] {
  return list
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
}

function drawing(ui: string, name: string): string {
  const path = [join(ui, "icons", `${name}.svg`), join(lucide, `${name}.svg`)].find(existsSync);
  if (!path) throw new Error(`No icon "${name}": neither in platform/ui/icons nor in Lucide.`);
  return readFileSync(path, "utf8");
}

export function symbol(name: string, svg: string): string {
  const drawn = /<svg[^>]*?>([\s\S]*)<\/svg>/.exec(svg);
  if (!drawn?.[1]) throw new Error(`The icon "${name}" is not an SVG drawing.`);
  const shapes = drawn[1].replace(/<!--[\s\S]*?-->/g, "").replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}
