import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { emoji } from "./build/emoji.ts";
import { images } from "./build/images.ts";
import { sprite } from "./build/sprite.ts";
import { withoutEval } from "./build/without-eval.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ui = here("../firstline/platform/ui");

export default defineConfig({
  root: here("."),
  // Relative, so that STATIC_URL may be any path or host.
  base: "./",
  publicDir: false,
  // The sources live beside the Python package; the libraries live here.
  resolve: {
    alias: {
      "htmx.org": here("node_modules/htmx.org/dist/htmx.esm.js"),
      idiomorph: here("node_modules/idiomorph/dist/idiomorph.esm.js"),
      "@fontsource-variable/inter": here("node_modules/@fontsource-variable/inter"),
      "@composer": here("composer"),
      "@behaviours": `${ui}/js`,
    },
  },
  plugins: [withoutEval(), emoji(), sprite(ui), images(`${ui}/images`)],
  build: {
    outDir: `${ui}/static/ui/built`,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    assetsInlineLimit: 0,
    target: ["chrome125", "firefox128", "safari18"],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: `${ui}/js/app.ts`, style: `${ui}/css/app.css` },
    },
  },
  server: { fs: { allow: [here("..")] } },
  test: { include: ["tests/**/*.test.ts"] },
});
