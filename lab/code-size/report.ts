/** Prints the size of the code, of this checkout and beside it of another commit. */
import { findCommit } from "../../tools/host/commit.ts";
import { say } from "../../tools/host/terminal.mjs";
import { buildCommit } from "../bench/shop/commits.ts";
import { type ExecutedFiles, findExecutedFiles } from "./executed-files.ts";
import { countLines, type Lines } from "./lines.ts";

type Size = { name: string; lines: Lines; files: ExecutedFiles | undefined };

/** Counts and prints; answers with the exit code. */
export async function printCodeSize(against: string | undefined, onlyLines: boolean): Promise<number> {
  const commit = against === undefined ? undefined : findCommit(against);
  const sizes: Size[] = [];
  if (commit !== undefined) {
    const files = onlyLines ? undefined : await findExecutedFiles(await buildCommit(commit));
    sizes.push({ name: commit.slice(0, 8), lines: countLines(commit), files });
  }
  const files = onlyLines ? undefined : await findExecutedFiles();
  sizes.push({ name: "this checkout", lines: countLines(), files });
  say(`${"".padEnd(24)}${sizes.map(({ name }) => name.padStart(16)).join("")}`);
  const print = (title: string, numberOf: (size: Size) => number) =>
    say(`${title.padEnd(24)}${rowOf(sizes.map(numberOf))}`);
  for (const part of ["product", "lab and tools"] as const) print(`lines: ${part}`, ({ lines }) => lines[part]);
  if (onlyLines) return 0;
  for (const name of ["checkoutComplete", "orderRefund"] as const)
    print(`files: ${name}`, (size) => size.files?.[name].size ?? 0);
  return 0;
}

function rowOf(values: readonly number[]): string {
  const [first = 0, last] = [values[0], values.at(-1)];
  const change = values.length > 1 && last !== undefined ? `${(((last - first) / first) * 100).toFixed(1)} %` : "";
  return `${values.map((value) => value.toLocaleString("en").padStart(16)).join("")}${change.padStart(10)}`;
}
