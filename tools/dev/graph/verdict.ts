/** The verdict on the schemas: the router's task composes them, and the tasks of the services wait for it before a new schema is served. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { holderOfService } from "../../../cli/host/data/folder-lock.mjs";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root, type Service } from "../../../cli/host/shop.mjs";
import { schemaHashOf } from "./schema-files.ts";

const verdict = z.object({
  /** The hashes of the schemas that were composed, by service. */
  schemas: z.record(z.string(), z.string()),
  /** Why they do not compose; null if they do. */
  fault: z.string().nullable(),
});
export type Verdict = z.output<typeof verdict>;

const pollMs = 20;
/** A composition takes a second on a busy machine; without a response a service does not wait for the router any longer. */
const maxWaitMs = 10_000;

/** The folder of the verdict on the schemas of a shop. A service watches it: the edit of another one may make its own schema compose. */
export function verdictFolder(shop: Shop): string {
  return path.join(root, "dist-dev", String(shop.port), "graph");
}

/** Tells the tasks of the services. */
export function writeVerdict(shop: Shop, told: Verdict): void {
  const file = verdictFile(shop);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.next`, JSON.stringify(told));
  renameSync(`${file}.next`, file);
}

/** Waits until the schema of a service is composed as it is now. Gives the reason if it does not compose; undefined if it does, or no router's task runs. */
export async function whenComposed(shop: Shop, service: Service): Promise<string | undefined> {
  const deadline = performance.now() + maxWaitMs;
  while (performance.now() < deadline && !shop.isStopping && holderOfService(shop.data, "router") !== undefined) {
    const told = readVerdict(shop);
    if (told?.schemas[service.name] === schemaHashOf(service)) return told.fault ?? undefined;
    await pause(pollMs);
  }
  return undefined;
}

function readVerdict(shop: Shop): Verdict | undefined {
  try {
    return verdict.parse(JSON.parse(readFileSync(verdictFile(shop), "utf8")));
  } catch {
    // The router's task has not written one yet.
    return undefined;
  }
}

function verdictFile(shop: Shop): string {
  return path.join(verdictFolder(shop), "verdict.json");
}
