/** The seeded data of the benchmark's shop: made once, kept in `.data-bench`, and made again when migrations or the demo shop change. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Shop } from "../../host/processes/process.ts";
import { seedShop } from "../../host/seed.ts";
import { root } from "../../host/shop.mjs";
import { renewSigningKey } from "./viewers.ts";

const folder = path.join(root, ".data-bench");
const seeded = path.join(folder, "seeded");
const stamp = path.join(folder, "fingerprint");
/** A customer has about ten of them. */
const orders = 300;
const inputs = ["subgraphs/*/migrations/**/*.sql", "demo/*.{ts,jsonl}", "demo/*/*.{ts,json}"];

/** Fills the data folder of a shop, which is empty, with a seeded shop. */
export async function copySeededData({ data, env }: Pick<Shop, "data" | "env">): Promise<void> {
  const { folder: seeded } = seedOnce();
  await renewSigningKey({ env: { ...env, HANSA_DATA: seeded } });
  cpSync(seeded, data, { recursive: true });
}

/** The folder with the seeded data, and the fingerprint of all that they are made from. */
export function seedOnce(): { folder: string; fingerprint: string } {
  const fingerprint = fingerprintOf(inputs);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint) {
    rmSync(seeded, { recursive: true, force: true });
    mkdirSync(seeded, { recursive: true });
    seedShop(seeded, { orders });
    writeFileSync(stamp, fingerprint);
  }
  return { folder: seeded, fingerprint };
}

/** A fingerprint of these files, with the number of orders. */
export function fingerprintOf(patterns: readonly string[]): string {
  const hash = createHash("sha256").update(String(orders));
  for (const file of globSync([...patterns], { cwd: root }).sort())
    hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}
