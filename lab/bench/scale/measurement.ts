/** Measures an operation on both shops in turn: the most statements of a request, CPU time, and times that a busy machine disturbs alike. */
import { serviceNames } from "@hansa/kit/processes";
import { readCpuTimes } from "../measurement/processes.ts";
import { median, percentile } from "../measurement/statistics.ts";
import { readMetrics } from "../plane/system-plane.ts";
import { pidOf } from "../targets/targets.ts";
import { answerFault, emptinessFault } from "./answers.ts";
import type { PreparedRequest } from "./clients.ts";
import type { ScaleShop, SizeName } from "./shops.ts";

/** The cost of an operation in one shop; times are in milliseconds. */
export type PageCost = { statements: number; cpu: number; p50: number; p95: number };
export type Measured = { operation: string; small: PageCost; large: PageCost; faults: string[] };

/** A client of each shop, with the requests of an operation. */
export type Side = { scale: ScaleShop; requests: readonly PreparedRequest[] };

type Samples = { blocks: number[][]; cpuMs: number };

/** Percentiles are taken from each block, and their median counts: other work on the machine disturbs some blocks only. */
const blocks = 5;
/** Requests of a block, sent to each shop in turn. */
const perBlock = 60;
/** A block ends after this time, in milliseconds, with at least a few requests. */
const maxBlockMs = 5_000;
const minPerBlock = 5;
/** Requests whose statements are counted, one by one; they warm the shops too. */
const counted = 20;

/** Sends the requests of one operation to both shops. */
export async function measureOperation(operation: string, sides: Readonly<Record<SizeName, Side>>): Promise<Measured> {
  const faults: string[] = [];
  const statements = { small: 0, large: 0 };
  const last = { small: await countStatements(sides.small), large: await countStatements(sides.large) };
  const answers: Record<SizeName, string[]> = { small: [], large: [] };
  for (let index = 0; index < counted; index += 1) {
    for (const size of ["small", "large"] as const) {
      const answer = await send(sides[size], index);
      const fault = answerFault(answer);
      if (fault !== undefined) faults.push(`${operation}: ${size} answered request ${index} with ${fault}`);
      else answers[size].push(answer.text);
      const now = await countStatements(sides[size]);
      statements[size] = Math.max(statements[size], now - last[size]);
      last[size] = now;
    }
  }
  for (const size of ["small", "large"] as const) {
    const fault = emptinessFault(answers[size]);
    if (fault !== undefined) faults.push(`${operation}: ${size} ${fault}`);
  }
  const samples: Record<SizeName, Samples> = { small: emptySamples(), large: emptySamples() };
  for (let block = 0; block < blocks; block += 1) {
    const order = block % 2 === 0 ? (["small", "large"] as const) : (["large", "small"] as const);
    for (const size of order) samples[size].blocks.push([]);
    const before = { small: cpuMs(sides.small), large: cpuMs(sides.large) };
    const endsAt = performance.now() + maxBlockMs;
    for (let index = 0; index < perBlock && (index < minPerBlock || performance.now() < endsAt); index += 1) {
      for (const size of order) {
        const started = performance.now();
        const answer = await send(sides[size], counted + block * perBlock + index);
        samples[size].blocks.at(-1)?.push(performance.now() - started);
        const fault = answerFault(answer);
        if (fault !== undefined) faults.push(`${operation}: ${size} answered with ${fault}`);
      }
    }
    for (const size of order) samples[size].cpuMs += cpuMs(sides[size]) - before[size];
  }
  const costOf = (size: SizeName): PageCost => ({ statements: statements[size], ...summarise(samples[size]) });
  return { operation, small: costOf("small"), large: costOf("large"), faults: faults.slice(0, maxFaults) };
}

const maxFaults = 3;

function emptySamples(): Samples {
  return { blocks: [], cpuMs: 0 };
}

function summarise({ blocks: measured, cpuMs: total }: Samples): Omit<PageCost, "statements"> {
  const of = (share: number) =>
    median(
      measured.map((times) =>
        percentile(
          times.toSorted((one, another) => one - another),
          share,
        ),
      ),
    );
  return { cpu: total / measured.flat().length, p50: of(0.5), p95: of(0.95) };
}

function send({ requests }: Side, index: number): Promise<{ status: number; text: string }> {
  const request = requests[index % requests.length];
  if (!request) throw new Error("there is no request");
  return request();
}

async function countStatements({ scale }: Side): Promise<number> {
  const { statements } = await readMetrics(scale.shop);
  return serviceNames.reduce((sum, name) => sum + (statements?.[name] ?? 0), 0);
}

function cpuMs({ scale: { shop, router } }: Side): number {
  const pids = [router.pid, ...[...shop.services.values()].map(pidOf)];
  return [...readCpuTimes(pids).of.values()].reduce((sum, ms) => sum + ms, 0);
}
