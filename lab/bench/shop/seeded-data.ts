/** The seeded data of the benchmark's shop: made once, kept in `.data-bench`, and made again when migrations or the demo shop change. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { systemRuntime } from "@hansa/kit/runtime";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { seedShop } from "../../../cli/host/seed.ts";
import { root } from "../../../cli/host/shop.mjs";
import { renewSigningKey } from "./viewers.ts";

const folder = path.join(root, ".data-bench");
const seeded = path.join(folder, "seeded");
const stamp = path.join(folder, "fingerprint");
/** A customer has about ten of them. */
export const orders = 300;
const dayMs = 24 * 60 * 60 * 1_000;
const inputs = [
  "packages/contracts/src/services.mjs",
  "{subgraphs/*,packages/sandbox}/migrations/**/*.sql",
  "cli/demo/*.{ts,jsonl}",
  "cli/demo/*/*.{ts,json}",
];

/** Fills the data folder of a shop, which is empty, with a seeded shop. */
export async function copySeededData({ data, env }: Pick<Shop, "data" | "env">): Promise<void> {
  const { folder: seeded } = await renewSeededData(env);
  cpSync(seeded, data, { recursive: true });
}

/** The seeded data, with a key of access tokens that outlasts a run. */
export async function renewSeededData(env: NodeJS.ProcessEnv): Promise<SeededData> {
  const made = seedOnce();
  await renewSigningKey({ env: { ...env, HANSA_DATA: made.folder } });
  return made;
}

/** The folder with the seeded data, and the last day of their past. */
type SeededData = { folder: string; day: string };

/** Seeds the data unless they are there. */
function seedOnce(): SeededData {
  const fingerprint = fingerprintOfInputs();
  const [known, knownDay] = existsSync(stamp) ? readFileSync(stamp, "utf8").split(" ") : [];
  if (known === fingerprint && knownDay !== undefined) return { folder: seeded, day: knownDay };
  const day = new Date(systemRuntime.now() - dayMs).toISOString().slice(0, 10);
  // An interrupted seed is none.
  rmSync(stamp, { force: true });
  rmSync(seeded, { recursive: true, force: true });
  mkdirSync(seeded, { recursive: true });
  seedShop(seeded, { orders, until: day });
  writeFileSync(stamp, `${fingerprint} ${day}`);
  return { folder: seeded, day };
}

/** A fingerprint of the files that the data are made from, with the number of orders. */
function fingerprintOfInputs(): string {
  const hash = createHash("sha256").update(String(orders));
  for (const file of globSync(inputs, { cwd: root }).sort())
    hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}
