/** Counts the lines of the files that Git has: code without tests, blank lines apart. */
import { execFileSync } from "node:child_process";
import { root } from "../../tools/host/shop.mjs";

/** The folders of each part. Three folders of tools stood at the top until November 2026: of older commits they count too. */
const parts = {
  product: ["packages", "router", "subgraphs"],
  "lab and tools": ["lab", "tools", "bench", "demo", "host"],
} as const;

export type Lines = Record<keyof typeof parts, number>;

/** The lines of each part, in the working tree or in a commit of the clone. Throws where a part has none. */
export function countLines(commit?: string): Lines {
  return { product: countPart("product", commit), "lab and tools": countPart("lab and tools", commit) };
}

/** Git counts the lines with more than white space, and prints `path:lines` for each file, after `commit:` if one is given. */
function countPart(part: keyof typeof parts, commit: string | undefined): number {
  const folders = parts[part].flatMap((folder) => ["ts", "mjs", "cjs"].map((kind) => `:(glob)${folder}/**/*.${kind}`));
  const tests = [":(exclude,glob)**/test/**", ":(exclude,glob)**/*.test.ts"];
  const args = ["grep", "-cE", "[^[:space:]]", ...(commit === undefined ? [] : [commit]), "--", ...folders, ...tests];
  const counted = execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  const lines = counted
    .trimEnd()
    .split("\n")
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(":") + 1)), 0);
  if (!(lines > 0)) throw new Error(`no line of ${part} was counted`);
  return lines;
}
