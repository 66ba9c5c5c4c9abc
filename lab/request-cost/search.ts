/** The search: known attacks, a path to every field, random operations, and variations of the most expensive ones so far. */
import { type Chance, chanceOf } from "@hansa/kit/testing/seeded-random";
import type { Client, Request } from "./client.ts";
import { knownAttacks } from "./known-attacks.ts";
import type { Atlas } from "./operations/atlas.ts";
import { generateOperation, generateReaching } from "./operations/generator.ts";
import { coordinatesOf, type Operation, print, type Role } from "./operations/operation.ts";
import { openPool } from "./operations/value-pool.ts";
import { varyOperation } from "./operations/variation.ts";
import type { Measurement, Processes } from "./processes/processes.ts";

/**
 * Longest event-loop block of any process, in milliseconds: from 200 on the router refuses guests. Largest resident memory, in MB, largest text of
 * an answer, in bytes: 1 Mi characters and their punctuation, and the least share of accepted operations.
 */
export const targets = { blockMs: 200, peakMb: 512, answerBytes: 1_250_000, acceptedShare: 0.5 };

type Expensive = { operation: string; role: Role; ms: number };

export type Found = {
  /** The operation with the longest confirmed block of any process. */
  worst: Expensive;
  routerBlockMs: number;
  subgraphBlockMs: number;
  peakMb: number;
  /** The longest text of an answer, and the longest time that one held its connection. */
  answerBytes: number;
  heldMs: number;
  executed: number;
  accepted: number;
  /** Operations that were refused as a whole, by the code of their first error. */
  refusals: Map<string, number>;
  /** Fields open to a guest or a customer that no accepted operation selected. */
  missed: readonly string[];
  fields: number;
};

export type SearchOptions = {
  seed: number;
  operations: number;
  /** The fields that each role may select. */
  open: Readonly<Record<Role, Atlas>>;
  /** All fields: those of staff are refused. */
  all: Readonly<Record<Role, Atlas>>;
  client: Client;
  processes: Pick<Processes, "measure" | "untilHealthy" | "crashes">;
  onProgress(line: string): void;
};

/** The part of a processor that five processes use while they wait, rounded up: 0.07 was measured. */
const idleShare = 0.1;
/** So many of the most expensive operations are varied. */
const maxParents = 12;
const variedShare = 0.4;
/** Random operations that may select fields of staff. */
const trespassShare = 0.03;
const roles = ["guest", "customer"] as const;
/** A block below this is not executed again to be confirmed. */
const confirmFromMs = 60;
/** The shortest block of several executions counts: collecting garbage and other work of the machine are not the operation's. */
const confirmations = { usual: 2, overTarget: 5 };
/** Attempts to reach fields that no operation has reached, each with other arguments. */
const reachingRounds = 12;

/** A new most expensive operation is shown from this block on, cut at this length. */
const worthShowingMs = 100;
const shownLength = 1_000;

type Candidate = { operation: Operation; score: number };
type Blocks = { router: number; subgraph: number; peakMb: number };

/** Runs the whole search, one operation after the other, so that a block belongs to one operation. */
export async function search(options: SearchOptions): Promise<Found> {
  const { seed, operations, open, all, onProgress } = options;
  const chance = chanceOf(seed, "worst");
  const pool = openPool();
  const sources = { chance, pool };
  const coordinates = new Set(roles.flatMap((role) => open[role].coordinates));
  const unreached = new Set(coordinates);
  const found: Found = {
    worst: { operation: "", role: "guest", ms: 0 },
    routerBlockMs: 0,
    subgraphBlockMs: 0,
    peakMb: 0,
    answerBytes: 0,
    heldMs: 0,
    executed: 0,
    accepted: 0,
    refusals: new Map(),
    missed: [],
    fields: coordinates.size,
  };
  const parents: Candidate[] = [];

  async function execute(request: Request): Promise<{ score: number; accepted: boolean }> {
    const crashesBefore = options.processes.crashes();
    const began = performance.now();
    const answer = await options.client(request);
    const elapsedMs = performance.now() - began;
    pool.harvest(answer.data);
    const measured = await options.processes.measure();
    const first = blocksOf(measured);
    const crashed = () => options.processes.crashes() > crashesBefore;
    // A crash needs no confirmation, and each would cost a start.
    const blocks = crashed() ? first : await confirm(options, request, first);
    if (crashed()) await options.processes.untilHealthy();
    record(options, found, request, blocks);
    found.answerBytes = Math.max(found.answerBytes, answer.bytes);
    found.heldMs = Math.max(found.heldMs, elapsedMs);
    found.executed += 1;
    if (answer.accepted) found.accepted += 1;
    else countRefusal(found, answer.codes[0] ?? "");
    const block = Math.max(blocks.router, blocks.subgraph);
    const spentMs = measured.reduce((sum, one) => sum + one.cpuMs, 0) - elapsedMs * idleShare;
    const score = block + costOf({ spentMs, heldMs: elapsedMs, bytes: answer.bytes });
    return { score, accepted: answer.accepted };
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
    for (const role of roles) {
      const wanted = open[role].coordinates.filter((coordinate) => unreached.has(coordinate));
      for (const operation of generateReaching(sources, open[role], wanted)) {
        if (found.executed < operations) await executeOperation(operation);
      }
    }
    onProgress(`${coordinates.size - unreached.size} of ${coordinates.size} fields reached`);
  }
  while (found.executed < operations) {
    const parent = chance.happens(variedShare) ? chooseParent(chance, parents) : undefined;
    const seen = chance.happens(trespassShare) ? all : open;
    await executeOperation(
      parent
        ? varyOperation(sources, seen[parent.operation.role], parent.operation)
        : generateOperation(sources, seen[chance.oneOf(roles)]),
    );
    if (found.executed % 500 === 0) onProgress(progressLine(found));
  }
  onProgress(progressLine(found));
  return { ...found, missed: [...unreached] };
}

/**
 * The cost of an operation beside its block: CPU time of all processes, the time for which it held a connection, and its text. As much as a block
 * of a millisecond are 20 ms of CPU time, 40 ms of a connection, since a withdrawal waits half a second on purpose, and 20 kB.
 */
function costOf({ spentMs, heldMs, bytes }: { spentMs: number; heldMs: number; bytes: number }): number {
  return Math.min(Math.max(spentMs, 0), 10_000) / 20 + Math.min(heldMs, 10_000) / 40 + bytes / 20_000;
}

/** Executes an expensive operation again and keeps the shortest block of each process. */
async function confirm({ client, processes }: SearchOptions, request: Request, first: Blocks): Promise<Blocks> {
  let blocks = first;
  const isWorthConfirming = (time: number) => {
    const block = Math.max(blocks.router, blocks.subgraph);
    if (block > targets.blockMs) return time < confirmations.overTarget;
    return block >= confirmFromMs && time < confirmations.usual;
  };
  for (let time = 0; isWorthConfirming(time); time += 1) {
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

function record({ onProgress }: SearchOptions, found: Found, request: Request, blocks: Blocks): void {
  const { role, query, variables } = request;
  found.routerBlockMs = Math.max(found.routerBlockMs, blocks.router);
  found.subgraphBlockMs = Math.max(found.subgraphBlockMs, blocks.subgraph);
  found.peakMb = Math.max(found.peakMb, blocks.peakMb);
  const ms = Math.max(blocks.router, blocks.subgraph);
  if (ms <= found.worst.ms) return;
  const operation = variables ? `${query} ${JSON.stringify(variables)}` : query;
  found.worst = { operation, role, ms };
  if (ms > worthShowingMs) onProgress(`${Math.round(ms)} ms, ${role}: ${operation.slice(0, shownLength)}`);
}

function remember(parents: Candidate[], candidate: Candidate): void {
  parents.push(candidate);
  parents.sort((a, b) => b.score - a.score);
  parents.splice(maxParents);
}

function chooseParent(chance: Chance, parents: readonly Candidate[]): Candidate | undefined {
  return parents.length > 0 ? chance.oneOf(parents) : undefined;
}

function countRefusal({ refusals }: Found, code: string): void {
  refusals.set(code, (refusals.get(code) ?? 0) + 1);
}

function progressLine(found: Found): string {
  const { executed, accepted, refusals, routerBlockMs, subgraphBlockMs, peakMb } = found;
  const blocks = `router ${Math.round(routerBlockMs)} ms, subgraphs ${Math.round(subgraphBlockMs)} ms`;
  const refused = [...refusals].sort(([, a], [, b]) => b - a).map(([code, count]) => `${count} ${code}`);
  return `${executed} operations, ${accepted} accepted, refused: ${refused.join(", ")}; longest block: ${blocks}; peak ${Math.round(peakMb)} MB; largest answer ${Math.round(found.answerBytes / 1_000)} kB; longest ${Math.round(found.heldMs)} ms`;
}
