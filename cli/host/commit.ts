/** Finds commits of this clone. */
import { execFileSync } from "node:child_process";
import { UsageError } from "@hansa/kit/command-line";
import { root } from "./shop.mjs";

/** The full hash of a commit with this name. Throws if the clone does not have it, or the folder is no clone. */
export function findCommit(name: string, folder = root): string {
  const isShallow = askGit(folder, "rev-parse", "--is-shallow-repository");
  if (isShallow === undefined) throw new UsageError(`there is no commit "${name}": ${folder} is no clone of Git`);
  const hash = askGit(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
  if (hash !== undefined) return hash;
  throw new UsageError(
    isShallow === "true"
      ? `this clone is shallow and lacks the commit "${name}"; "git fetch --unshallow" brings it`
      : `there is no commit "${name}" in this clone`,
  );
}

/** The version to which a change is compared: the last release of this branch, or the parent of the last commit. Undefined: there is none here. */
export function findEarlierVersion(folder = root): string | undefined {
  const release = askGit(folder, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*");
  return release ?? (askGit(folder, "rev-parse", "--verify", "--quiet", "HEAD^") && "HEAD^");
}

/** The files that the commits of the last days before this one changed, and itself, from the top of the folder. */
export function findChangedFiles(commit: string, days: number, folder = root): readonly string[] {
  const committedAt = Number(askGit(folder, "log", "-1", "--format=%ct", commit));
  const since = `--since=${committedAt - days * 24 * 60 * 60}`;
  const listed = askGit(folder, "log", since, "--name-only", "--format=", commit);
  if (listed === undefined) throw new UsageError(`the changes of "${commit}" cannot be read in ${folder}`);
  return [...new Set(listed.split("\n").filter((line) => line !== ""))];
}

/** The commit of this checkout, with `-dirty` after it if something of it was changed since; undefined if the folder is no clone. */
export function describeCheckout(folder = root): string | undefined {
  return askGit(folder, "describe", "--always", "--dirty", "--abbrev=40", "--exclude", "*");
}

/** The output of a command of Git; undefined if it fails. */
function askGit(folder: string, ...args: string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}
