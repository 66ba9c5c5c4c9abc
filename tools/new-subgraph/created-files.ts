/** Records the files of a created subgraph, so that its removal loses no work. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import { folderOf } from "./template-files.ts";

const hashes = z.record(z.string(), z.string());

/** Records the files of the folder as they are now. */
export function recordCreated(name: string): void {
  mkdirSync(path.dirname(recordOf(name)), { recursive: true });
  writeFileSync(recordOf(name), JSON.stringify(hashesOf(name)));
}

/** Deletes the record of a removed subgraph. */
export function deleteCreatedRecord(name: string): void {
  rmSync(recordOf(name), { force: true });
}

/** The files that are neither as they were created nor committed. */
export function unsavedFiles(name: string): string[] {
  const created = existsSync(recordOf(name)) ? hashes.parse(JSON.parse(readFileSync(recordOf(name), "utf8"))) : {};
  const changed = Object.entries(hashesOf(name))
    .filter(([file, hash]) => created[file] !== hash)
    .map(([file]) => `subgraphs/${name}/${file}`);
  const status = ["status", "--porcelain", "--untracked-files=all", "-z", "--", `subgraphs/${name}`];
  const { status: code, stdout } = spawnSync("git", status, { cwd: root, encoding: "utf8" });
  if (code !== 0) return changed;
  const uncommitted = new Set(stdout.split("\0").map((line) => line.slice(3)));
  return changed.filter((file) => uncommitted.has(file));
}

function hashesOf(name: string): Record<string, string> {
  const folder = folderOf(name);
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|generated|\.turbo)\//.test(file));
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]),
  );
}

function recordOf(name: string): string {
  return path.join(root, "node_modules", ".cache", "hansa", "new-subgraph", `${name}.json`);
}
