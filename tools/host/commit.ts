/** Finds commits of this clone. */
import { execFileSync } from "node:child_process";
import { UsageError } from "@hansa/kit/server/command-line";
import { root } from "./shop.mjs";

/** The full hash of a commit with this name. Throws if the clone does not have it, or the folder is no clone. */
export function findCommit(name: string, folder = root): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const isShallow = readOr(() => git("rev-parse", "--is-shallow-repository"));
  if (isShallow === undefined) throw new UsageError(`there is no commit "${name}": ${folder} is no clone of Git`);
  const hash = readOr(() => git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`));
  if (hash !== undefined) return hash;
  throw new UsageError(
    isShallow === "true"
      ? `this clone is shallow and lacks the commit "${name}"; "git fetch --unshallow" brings it`
      : `there is no commit "${name}" in this clone`,
  );
}

function readOr(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
