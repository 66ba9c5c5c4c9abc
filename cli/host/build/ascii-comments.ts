/** Replaces all characters of comments that are not ASCII: with one of them V8 keeps the whole text of a file in two bytes per character. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transform } from "esbuild";

const otherCharacters = /\P{ASCII}/gu;

/** Rewrites the bundled files in this folder. One whose code has such characters too, outside its comments, stays as it is. */
export async function writeCommentsInAscii(folder: string): Promise<void> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".mjs"));
  await Promise.all(files.map((name) => rewrite(path.join(folder, name))));
}

async function rewrite(file: string): Promise<void> {
  const text = readFileSync(file, "utf8");
  if (!isOther(text)) return;
  const { code } = await transform(text, { minifyWhitespace: true, legalComments: "none" });
  if (!isOther(code)) writeFileSync(file, text.replace(otherCharacters, "?"));
}

function isOther(text: string): boolean {
  return text.search(otherCharacters) >= 0;
}
