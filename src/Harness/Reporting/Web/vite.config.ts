import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

// The licence of what is bundled travels with it.
const licence = readFileSync(new URL("node_modules/uplot/LICENSE", import.meta.url), "utf8").trim();

export default defineConfig({
  build: {
    // One classic script without imports: it stands inside the page, which may be opened from a disk.
    lib: { entry: "src/main.ts", formats: ["iife"], name: "harnessReport", fileName: () => "report.js" },
    target: "es2020",
    rollupOptions: { output: { banner: `/*! uPlot 1.6.32\n${licence}\n*/` } },
    emptyOutDir: true,
  },
  test: { include: ["tests/**/*.test.ts"] },
});
