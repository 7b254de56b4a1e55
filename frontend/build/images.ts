import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Puts every file of a folder into the build under a hashed name and into the manifest. */
export function images(folder: string): Plugin {
  return {
    name: "firstline-images",
    apply: "build",
    buildStart() {
      for (const name of readdirSync(folder)) {
        this.emitFile({
          type: "asset",
          name,
          originalFileName: name,
          source: readFileSync(join(folder, name)),
        });
      }
    },
  };
}
