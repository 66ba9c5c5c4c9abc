/** Patches of pages: each applies to the files that it names, as a reader applies it. */
import { spawnSync } from "node:child_process";
import { root } from "../../../../cli/host/shop.mjs";

const patch = /^```diff\n(.*?)^```/gms;

/** Finds the patches that Git refuses. */
export function findRefusedPatches(pages: ReadonlyMap<string, string>): { looked: number; faults: string[] } {
  const patches = [...pages].flatMap(([page, text]) =>
    [...text.matchAll(patch)].map(([, input = ""]) => ({ page, input })),
  );
  return { looked: patches.length, faults: patches.flatMap(faultOf) };
}

function faultOf({ page, input }: { page: string; input: string }): string[] {
  const { status, stderr, error } = spawnSync("git", ["apply", "--check", "-"], { cwd: root, input, encoding: "utf8" });
  if (error) throw error;
  return status === 0 ? [] : [`${page} has a patch that does not apply: ${stderr.trim()}`];
}
