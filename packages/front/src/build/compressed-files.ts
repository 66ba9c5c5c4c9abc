/** A plugin that compresses the built files: `NAME.br` and `NAME.gz` stand beside each, and the server sends the one that a browser accepts. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Higher qualities take many times as long and save little. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };

/** Compresses each file of the folder that has no compressed one yet. */
export function compressedFiles(): Plugin {
  return {
    name: "compressed-files",
    writeBundle: ({ dir = "dist" }) => {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg|json)$/.test(name) || existsSync(path.join(dir, `${name}.gz`))) continue;
        const content = readFileSync(path.join(dir, name));
        writeFileSync(path.join(dir, `${name}.br`), brotliCompressSync(content, { params }));
        writeFileSync(path.join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}
