/** The search: known attacks, a path to every field, random operations, and variations of the most expensive ones so far. */
import { type Chance, chanceOf } from "../chaos/plan/chance.ts";
import type { Client, Request } from "./client.ts";
import { generateOperation, generateReaching } from "./generator.ts";
import { knownAttacks } from "./known.ts";
import { coordinatesOf, type Operation, print, type Role } from "./operation.ts";
import { openPool } from "./pool.ts";
import type { Measurement, Processes } from "./processes.ts";
import type { Atlas } from "./schema.ts";
import { varyOperation } from "./variation.ts";

type Expensive = { operation: string; role: Role; ms: number };

export type Found = {
  /** The operation with the longest confirmed block of any process. */
  worst: Expensive;
  routerBlockMs: number;
  subgraphBlockMs: number;
  peakMb: number;
  executed: number;
  accepted: number;
  /** Fields that no accepted operation selected. */
  missed: readonly string[];
  fields: number;
};

export type SearchOptions = {
  seed: number;
  operations: number;
  atlas: Atlas;
  client: Client;
  processes: Pick<Processes, "measure" | "untilHealthy" | "crashes">;
  onProgress(line: string): void;
};

/** So many of the most expensive operations are varied. */
const maxParents = 12;
const variedShare = 0.4;
/** A block below this is not executed again to be confirmed. */
const confirmFromMs = 60;
/** The shortest block of several executions counts: a pause by the machine is not the operation's. */
const confirmations = 2;
/** Attempts to reach fields that no operation has reached, each with other arguments. */
const reachingRounds = 12;

type Candidate = { operation: Operation; score: number };
type Blocks = { router: number; subgraph: number; peakMb: number };

/** Runs the whole search, one operation after the other, so that a block belongs to one operation. */
export async function search(options: SearchOptions): Promise<Found> {
  const { seed, operations, atlas, onProgress } = options;
  const chance = chanceOf(seed, "worst");
  const pool = openPool();
  const sources = { chance, pool };
  const unreached = new Set(atlas.coordinates);
  const found: Found = {
    worst: { operation: "", role: "guest", ms: 0 },
    routerBlockMs: 0,
    subgraphBlockMs: 0,
    peakMb: 0,
    executed: 0,
    accepted: 0,
    missed: [],
    fields: atlas.coordinates.length,
  };
  const parents: Candidate[] = [];

  async function execute(request: Request): Promise<{ score: number; accepted: boolean }> {
    const crashesBefore = options.processes.crashes();
    const answer = await options.client(request);
    pool.harvest(answer.data);
    const first = blocksOf(await options.processes.measure());
    const crashed = () => options.processes.crashes() > crashesBefore;
    // A crash needs no confirmation, and each would cost a start.
    const blocks = crashed() ? first : await confirm(options, request, first);
    if (crashed()) await options.processes.untilHealthy();
    record(found, request, blocks);
    found.executed += 1;
    if (answer.accepted) found.accepted += 1;
    const block = Math.max(blocks.router, blocks.subgraph);
    return { score: block + Math.min(answer.milliseconds, 10_000) / 20, accepted: answer.accepted };
  }

  async function executeOperation(operation: Operation): Promise<void> {
    const { score, accepted } = await execute({ role: operation.role, query: print(operation) });
    if (!accepted) return;
    for (const coordinate of coordinatesOf(operation.selections)) unreached.delete(coordinate);
    remember(parents, { operation, score });
  }

  await options.processes.measure();
  for (const attack of knownAttacks) await execute(attack);
  for (let round = 0; round < reachingRounds && unreached.size > 0; round += 1) {
    for (const operation of generateReaching(sources, atlas, [...unreached])) {
      if (found.executed < operations) await executeOperation(operation);
    }
    onProgress(`${atlas.coordinates.length - unreached.size} of ${atlas.coordinates.length} fields reached`);
  }
  while (found.executed < operations) {
    const parent = chance.happens(variedShare) ? chooseParent(chance, parents) : undefined;
    await executeOperation(
      parent ? varyOperation(sources, atlas, parent.operation) : generateOperation(sources, atlas),
    );
    if (found.executed % 500 === 0) onProgress(progressLine(found));
  }
  return { ...found, missed: [...unreached] };
}

/** Executes an expensive operation again and keeps the shortest block of each process. */
async function confirm({ client, processes }: SearchOptions, request: Request, first: Blocks): Promise<Blocks> {
  let blocks = first;
  for (let time = 0; time < confirmations && Math.max(blocks.router, blocks.subgraph) >= confirmFromMs; time += 1) {
    await client(request);
    const again = blocksOf(await processes.measure());
    blocks = {
      router: Math.min(blocks.router, again.router),
      subgraph: Math.min(blocks.subgraph, again.subgraph),
      peakMb: Math.max(blocks.peakMb, again.peakMb),
    };
  }
  return blocks;
}

function blocksOf(measurements: readonly Measurement[]): Blocks {
  const longest = (isRouter: boolean) =>
    Math.max(0, ...measurements.filter((one) => (one.process === "router") === isRouter).map(({ blockMs }) => blockMs));
  return {
    router: longest(true),
    subgraph: longest(false),
    peakMb: Math.max(...measurements.map(({ peakMb }) => peakMb)),
  };
}

function record(found: Found, { role, query, variables }: Request, blocks: Blocks): void {
  found.routerBlockMs = Math.max(found.routerBlockMs, blocks.router);
  found.subgraphBlockMs = Math.max(found.subgraphBlockMs, blocks.subgraph);
  found.peakMb = Math.max(found.peakMb, blocks.peakMb);
  const ms = Math.max(blocks.router, blocks.subgraph);
  if (ms <= found.worst.ms) return;
  const operation = variables ? `${query} ${JSON.stringify(variables)}` : query;
  found.worst = { operation, role, ms };
}

function remember(parents: Candidate[], candidate: Candidate): void {
  parents.push(candidate);
  parents.sort((a, b) => b.score - a.score);
  parents.splice(maxParents);
}

function chooseParent(chance: Chance, parents: readonly Candidate[]): Candidate | undefined {
  return parents.length > 0 ? chance.oneOf(parents) : undefined;
}

function progressLine({ executed, accepted, routerBlockMs, subgraphBlockMs, peakMb }: Found): string {
  const blocks = `router ${Math.round(routerBlockMs)} ms, subgraphs ${Math.round(subgraphBlockMs)} ms`;
  return `${executed} operations, ${accepted} accepted; longest block: ${blocks}; peak ${Math.round(peakMb)} MB`;
}
