/** The programs of another commit: checked out, installed and built once in `.data-bench`, from which they seed a store themselves. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "@hansa/kit/command-line";
import { z } from "zod";
import { findCommit } from "../../../cli/host/commit.ts";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root, storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { say } from "../../../cli/host/terminal.mjs";
import { orders, renewSeededData } from "./seeded-data.ts";

/** The last commit before the router had an executor of its own: its services are those of "all stock". */
export const stockCommit = "ed1e4d6da79f0aaef74a3658904990f7c42673a7";

/** A commit whose programs are built: its top folder, the arguments of each process, and its schema of clients. */
export type BuiltCommit = {
  commit: string;
  folder: string;
  commandOf: (process: string) => string[];
  schema: string;
};

const commandModule = z.looseObject({
  commandOf: z.custom<BuiltCommit["commandOf"]>((value) => typeof value === "function"),
});

/** Builds the programs of a commit, as its own set-up does, unless that was done before. */
export async function buildCommit(commit: string): Promise<BuiltCommit> {
  const folder = path.join(root, ".data-bench", `commit-${commit}`);
  const stamp = `${folder}.built`;
  if (!existsSync(stamp)) {
    say(`      installing and building ${commit.slice(0, 12)}, once`);
    rmSync(folder, { recursive: true, force: true });
    run(root, "git", ["worktree", "add", "--force", "--detach", folder, findCommit(commit)]);
    run(folder, "npm", ["ci", "--no-audit", "--no-fund"]);
    run(folder, process.execPath, [findProgram(folder, "ready.cjs", ["cli", "tools"]), "--full"]);
    // Checks of this checkout would take them for its own.
    for (const test of globSync("**/*.test.{ts,tsx}", { cwd: folder, exclude: ["**/node_modules/**"] }))
      rmSync(path.join(folder, test));
    writeFileSync(stamp, "");
  }
  const { commandOf } = commandModule.parse(await import(pathToFileURL(findCommandModule(folder)).href));
  return { commit, folder, commandOf, schema: readFileSync(path.join(folder, "router/client/schema.graphql"), "utf8") };
}

/** The module that says how a process of this commit is run. */
function findCommandModule(folder: string): string {
  return path.join(folder, findProgram(folder, "shop.mjs", ["cli/host", "tools/host", "host"]));
}

/** A file of a commit, in the first of these folders that has it: until November 2026 `cli` was parts of others. */
function findProgram(checkout: string, name: string, folders: readonly string[]): string {
  const found = folders.map((each) => path.join(each, name)).find((file) => existsSync(path.join(checkout, file)));
  if (found === undefined) throw new UsageError(`${checkout} has no ${name}: the commit is too old.`);
  return found;
}

/** Fills an empty data folder with the shop that the commit seeds: it ends on the same day as ours and has the same keys of access tokens. */
export async function copyCommitData(
  { folder }: Pick<BuiltCommit, "folder">,
  { data, env }: Pick<Shop, "data" | "env">,
): Promise<void> {
  const { folder: ours, day } = await renewSeededData(env);
  const seeded = `${folder}.seeded-${day}`;
  if (!existsSync(seeded)) {
    const made = `${seeded}.${process.pid}`;
    mkdirSync(made, { recursive: true });
    const environment = { HANSA_DATA: made, HANSA_SEED_UNTIL: day, HANSA_LOG_LEVEL: "error" };
    run(folder, process.execPath, [...seedOf(folder), "--orders", String(orders)], environment);
    renameSync(made, seeded);
  }
  cpSync(seeded, data, { recursive: true });
  copySigningKeys(storeFile(ours, "users"), usersStoreIn(data));
}

/** The store of users of a commit, which until November 2026 stood at the top of the data folder. */
function usersStoreIn(data: string): string {
  const [store] = globSync(["users/users.db", "users.db"], { cwd: data });
  if (store === undefined) throw new Error(`${data} has no store of users.`);
  return path.join(data, store);
}

/** The program that seeds a shop: until November 2026 the seed was one of its own. */
function seedOf(folder: string): string[] {
  return existsSync(path.join(folder, "dist/hansa.mjs")) ? ["dist/hansa.mjs", "seed"] : ["dist/seed.mjs"];
}

/** Replaces the keys of access tokens by those of another store. */
function copySigningKeys(from: string, to: string): void {
  const Database = loadDriver();
  const store = new Database(to, { fileMustExist: true });
  store.prepare("ATTACH ? AS source").run(from);
  store.exec("DELETE FROM main.signing_keys");
  store.exec("INSERT INTO main.signing_keys SELECT * FROM source.signing_keys");
  store.close();
}

/** Variables that npm sets would make an npm below it work in this checkout. */
function run(folder: string, program: string, args: string[], added: Readonly<Record<string, string>> = {}): void {
  const inherited = Object.entries(ownEnvironment()).filter(([name]) => !name.startsWith("npm_"));
  execFileSync(program, args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...added },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
