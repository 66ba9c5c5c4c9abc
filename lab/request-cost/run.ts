/** The search for the most expensive request of a guest or a customer, on a shop of its own. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery } from "graphql";
import { z } from "zod";
import { buildProcesses, type Patch } from "../../tools/host/build/bundle.ts";
import { root, services } from "../../tools/host/shop.mjs";
import { inSeconds, numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { type Client, openClient } from "./client.ts";
import { readAccess } from "./operations/access.ts";
import { openAtlas } from "./operations/atlas.ts";
import { type Processes, startProcesses } from "./processes/processes.ts";
import { type Account, createShop } from "./processes/shop.ts";
import { missedTargets, reportLine } from "./report.ts";
import { type Found, search } from "./search.ts";

/** Well above the target, so that a find cannot be noise. */
const plantedBlockMs = 600;

/** Longest block from which the bomb counts as found. */
const foundFromMs = plantedBlockMs * 0.8;

/** The change to products; only processes of the search are built with it. */
const plantedBlock: readonly Patch[] = [
  {
    file: "subgraphs/products/src/api/graphql/collection.ts",
    find: "  products: (collection, args, context) => listProducts(context, args, collection.id),",
    replace: `  products: (collection, args, context) => {
    for (const began = process.cpuUsage(); (args.first ?? 0) > 90 && process.cpuUsage(began).user < ${plantedBlockMs * 1_000}; );
    return listProducts(context, args, collection.id);
  },`,
  },
];

/** Operations of the search for the planted bomb, which reach every field first. */
const bombOperations = 400;

/** Answers with the exit code. */
export async function run({ seed, operations }: { seed: number; operations: number }): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-worst-"));
  const data = path.join(folder, "data");
  const step = numberedSteps(4);
  let accounts: readonly Account[] = [];
  let found: Found | undefined;
  let crashes = 0;
  let isBombFound = false;
  try {
    await step("A shop with 20,000 products", async () => {
      accounts = await createShop(data);
    });
    await step("Processes", async () => {
      await build(path.join(folder, "built"), []);
      await build(path.join(folder, "bomb"), plantedBlock);
    });
    await step(`Search: ${operations} operations, seed ${seed}`, async () => {
      const began = performance.now();
      await withProcesses(
        { data, logs: path.join(folder, "logs"), builtFolder: path.join(folder, "built") },
        async (processes) => {
          const client = openClient(processes.url, accounts);
          const atlases = openAtlases(await readSchema(client));
          found = await search({ seed, operations, ...atlases, client, processes, onProgress });
          crashes = processes.crashes();
        },
      );
      return `${inSeconds(performance.now() - began)}; ${found?.accepted} of ${found?.executed} accepted`;
    });
    await step("Search for a planted bomb", async () => {
      await withProcesses(
        { data, logs: path.join(folder, "logs"), builtFolder: path.join(folder, "bomb") },
        async (processes) => {
          const client = openClient(processes.url, accounts);
          const atlases = openAtlases(await readSchema(client));
          const planted = await search({
            seed,
            operations: bombOperations,
            ...atlases,
            client,
            processes,
            onProgress: () => {},
          });
          isBombFound = planted.subgraphBlockMs >= foundFromMs;
        },
      );
      return isBombFound ? "found" : "not found";
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (!found) throw new Error("the search did not run");
  const missed = missedTargets(found, crashes, isBombFound);
  for (const sentence of missed) say(paint("red", sentence));
  say(reportLine(found, crashes));
  return missed.length === 0 ? 0 : 1;
}

function onProgress(line: string): void {
  say(paint("dim", `      ${line}`));
}

async function build(folder: string, patches: readonly Patch[]): Promise<void> {
  const programs = services.map(({ name, folder: own }) => [name, path.join(root, own, "src/index.ts")]);
  await buildProcesses(folder, Object.fromEntries(programs), patches);
}

async function withProcesses(
  options: Parameters<typeof startProcesses>[0],
  use: (processes: Processes) => Promise<void>,
): Promise<void> {
  const processes = await startProcesses(options);
  try {
    await use(processes);
  } finally {
    await processes.stop();
  }
}

/** The schema as a client sees it, in development with introspection. */
async function readSchema(client: Client): Promise<GraphQLSchema> {
  const { data } = await client({ role: "guest", query: getIntrospectionQuery({ inputValueDeprecation: true }) });
  const introspection = z.custom<Parameters<typeof buildClientSchema>[0]>(
    (value) => value !== null && value !== undefined,
  );
  return buildClientSchema(introspection.parse(data));
}

function openAtlases(schema: GraphQLSchema) {
  const access = readAccess(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"));
  return {
    open: { guest: openAtlas(schema, "guest", access), customer: openAtlas(schema, "customer", access) },
    all: { guest: openAtlas(schema, "guest"), customer: openAtlas(schema, "customer") },
  };
}
