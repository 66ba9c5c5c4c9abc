/** The graph in development: composed after each edit of a schema, and published once every edited service serves its new schema. */
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { holderOfService } from "../../../cli/host/data/folder-lock.mjs";
import { readHealth } from "../../../cli/host/processes/health.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { type Service, services } from "../../../cli/host/shop.mjs";
import { paint, say } from "../../../cli/host/terminal.mjs";
import type { Faults } from "../faults.ts";
import { readWorker, startWorker } from "../process/worker.ts";
import { schemaHashes } from "./schema-files.ts";
import { openSchemas } from "./schemas.ts";
import { writeVerdict } from "./verdict.ts";

export type Graph = {
  /** Composes the schemas if one of them has changed. */
  takeEdits(): Promise<void>;
};

type Hashes = Readonly<Record<string, string>>;

const pollMs = 50;
/** A graph that waits longer than this for a service is reported. */
const quietWaitMs = 3_000;

/** Opens the graph of the router's task. The set-up has composed the schemas as they are now. */
export function openGraph(shop: Shop, faults: Faults): Graph {
  const schemas = openSchemas(shop);
  let published: Hashes = schemaHashes();
  let latest: Hashes = published;
  let generating: ChildProcess | undefined;
  let areTypesFresh = true;
  writeVerdict(shop, { schemas: latest, fault: null });

  async function takeEdits(): Promise<void> {
    const now = schemaHashes();
    if (editedIn(latest, now).length === 0) return;
    latest = now;
    generating?.kill("SIGKILL");
    generating = undefined;
    const edited = editedIn(published, now);
    if (edited.length === 0) {
      writeVerdict(shop, { schemas: now, fault: null });
      faults.clear("graph");
      if (!areTypesFresh) void generateTypes();
      return;
    }
    const composed = await schemas.compose();
    const names = edited.map(({ name }) => name).join(", ");
    const fault =
      composed.faults.length > 0 ? `the schemas of ${names} do not compose:\n${composed.faults.join("\n")}` : null;
    writeVerdict(shop, { schemas: now, fault });
    if (fault !== null) {
      faults.set("graph", fault);
      return;
    }
    for (const note of composed.notes) say(paint("yellow", note));
    void publishOnceServed(now, edited);
  }

  /** Ends without effect when the schemas have changed again. */
  async function publishOnceServed(composed: Hashes, edited: readonly Service[]): Promise<void> {
    const began = performance.now();
    for (;;) {
      const behind = await findBehind(shop, edited, composed);
      if (latest !== composed || shop.isStopping) return;
      if (behind.length === 0) break;
      if (performance.now() - began > quietWaitMs) faults.set("graph", `the new graph waits for ${behind.join(", ")}`);
      await pause(pollMs);
    }
    await schemas.publish();
    published = composed;
    faults.clear("graph");
    say(`published with the schema of ${edited.map(({ name }) => name).join(", ")}`);
    areTypesFresh = false;
    await generateTypes();
  }

  /** The processes run without the types of front ends, which are for editors and checks: the next edit of a schema ends their generation. */
  async function generateTypes(): Promise<void> {
    generating?.kill("SIGKILL");
    const child = startWorker(shop, path.join(import.meta.dirname, "types-worker.ts"));
    generating = child;
    const faults: string[] = [];
    const failure = await readWorker(child, (line) => faults.push(line));
    if (generating !== child || shop.isStopping) return;
    if (failure !== undefined) faults.push(failure);
    areTypesFresh = faults.length === 0;
    say(faults.length > 0 ? paint("red", faults.join("\n")) : "the types of front ends are fresh");
  }

  return { takeEdits };
}

function editedIn(before: Hashes, now: Hashes): Service[] {
  return services.filter(({ name }) => before[name] !== now[name]);
}

/** The edited services that do not serve their new schema yet. The router reads its own with the graph, and one that does not run is not waited for. */
async function findBehind(shop: Shop, edited: readonly Service[], composed: Hashes): Promise<string[]> {
  const responses = await Promise.all(
    edited.map(async (service) => {
      if (service.isGateway) return false;
      const health = await readHealth(service, shop.host, shop.port);
      const isAbsent = health === undefined && holderOfService(shop.data, service.name) === undefined;
      return !isAbsent && health?.schema !== composed[service.name];
    }),
  );
  return edited.filter((_service, index) => responses[index]).map(({ name }) => name);
}
