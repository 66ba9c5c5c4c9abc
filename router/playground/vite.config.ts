/** Builds the page that the router serves at /playground: everything in it comes from the router itself. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Compresses the built files: `NAME.br` and `NAME.gz` stand beside each, and the router sends the one that a browser accepts. */
function compressedFiles(): Plugin {
  // A quality above 9 takes four times as long and saves a tenth.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  return {
    name: "compressed-files",
    writeBundle: ({ dir = "dist" }) => {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const content = readFileSync(join(dir, name));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content, { params }));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "/playground/",
  worker: { format: "es" },
  plugins: [compressedFiles()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
    rolldownOptions: {
      // The editor's packages mark files for React's server components, which there are none of here.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
