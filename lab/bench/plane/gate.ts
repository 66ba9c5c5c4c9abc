/** The gate of one operation: every target answers every session; all responses must be equal, and fetches and statements as many as declared. */
import { isDeepStrictEqual } from "node:util";
import { type Counts, findCountFault, findDifference, greatestCounts } from "../measurement/gates.ts";
import { type Body, declaredCounts, type OperationName, operations } from "../operations/operation.ts";
import { fillIn, firstValues, isComplete, missingText, takeFrom, type Values } from "../operations/session.ts";
import { hasDeclaredCounts, post, type Target } from "../targets/targets.ts";
import type { Requests } from "./audience.ts";
import { comparable, errorsOf, withoutIds } from "./comparable.ts";
import type { Counters, Plane } from "./plane.ts";

/** The result of the gate. `lengths` are the bytes of each response, by target, where they are the same each time; `faults` end the run. */
export type GateResult = {
  lengths: ReadonlyMap<string, readonly (number | null)[]>;
  faults: readonly string[];
  notes: readonly string[];
};

/** The responses of the first target on each shop, by its requests, the first shop first. */
type References = Map<Requests, unknown[]>;

/**
 * Sends all sessions to each target, one after the other. The first target is the reference of the responses. Targets on one shop have the same
 * requests: their responses are equal; those on shops of two commits are equal but for ids and for fields that one of them lacks.
 */
export async function passGate(
  name: OperationName,
  requestsTo: (target: Target) => Requests,
  targets: readonly Target[],
  { readCounters, settle, hasDeclaredData }: Pick<Plane, "readCounters" | "settle" | "hasDeclaredData">,
): Promise<GateResult> {
  const references: References = new Map();
  const lengths = new Map<string, (number | null)[]>();
  const [faults, notes]: [string[], string[]] = [[], []];
  for (const target of targets) {
    const requests = requestsTo(target);
    const { bodies, viewers, lacking } = requests;
    if (lacking.size > 0) notes.push(`${name}: ${target.name} lacks ${[...lacking].join(", ")}; compared without`);
    if (!references.has(requests)) references.set(requests, []);
    const counted: Counters[] = [];
    const ownLengths: (number | null)[] = [];
    let before = await readCounters(target);
    for (const [index, body] of bodies.entries()) {
      const { responses, fault: failure } = await sendSession(target, body, viewers[body.viewer] ?? null, index);
      const after = await readCounters(target);
      if (before && after) counted.push(since(before, after));
      before = after;
      ownLengths.push(isRepeated(name, body) ? Buffer.byteLength(responses.at(-1) ?? "") : null);
      const fault = failure ?? responseFault({ name, index, requests }, responses, references);
      if (fault !== undefined && faults.length < maxFaults) {
        faults.push(`${name}: ${target.name} answered body ${index}: ${fault}`);
      }
    }
    await settle(name, target);
    lengths.set(target.name, ownLengths);
    const isFault = hasDeclaredData && hasDeclaredCounts(target.name);
    for (const line of countFaults(name, target, counted)) (isFault ? faults : notes).push(line);
  }
  return { lengths, faults, notes };
}

const maxFaults = 5;

/** Whether later runs of this session have the same response. */
function isRepeated(name: OperationName, { steps }: Body): boolean {
  return operations[name].comparison === "exact" && steps.every(({ body }) => isComplete(body));
}

/** Sends the steps of a session until one has a fault. */
async function sendSession(
  { name, port }: Target,
  { steps }: Body,
  authorization: string | null,
  index: number,
): Promise<{ responses: string[]; fault?: string }> {
  const responses: string[] = [];
  let values: Values = firstValues(`gate-${name}`, index);
  for (const step of steps) {
    const given = authorization === null ? null : fillIn(authorization, values);
    const { status, text } = await post(port, fillIn(step.body, values), given);
    responses.push(text);
    const fault = status === 200 ? missingText(step, text) : `status ${status}: ${text.slice(0, 300)}`;
    if (fault !== undefined) return { responses, fault };
    values = { ...values, ...takeFrom(step, text) };
  }
  return { responses };
}

/** The fault of the responses of a session. Those of the first target on a shop become the reference of this shop. */
function responseFault(
  { name, index, requests }: { name: OperationName; index: number; requests: Requests },
  texts: readonly string[],
  references: References,
): string | undefined {
  const { comparison } = operations[name];
  const failed = texts.find((text) => errorsOf(text) !== undefined);
  if (failed !== undefined) return JSON.stringify(errorsOf(failed)).slice(0, 300);
  const responses = texts.map((text) => comparable(comparison, JSON.parse(text)));
  const response = responses.length === 1 ? responses[0] : responses;
  const own = references.get(requests) ?? [];
  own[index] ??= response;
  if (!isDeepStrictEqual(own[index], response)) return findDifference(own[index], response);
  const [[first, others] = [requests, own]] = references;
  if (first === requests) return undefined;
  const lacking = new Set([...first.lacking, ...requests.lacking]);
  return findDifference(withoutIds(others[index], lacking), withoutIds(response, lacking));
}

function countFaults(name: OperationName, target: Target, counted: readonly Counters[]): string[] {
  if (counted.length === 0) return [];
  const { fetches = {}, statements } = declaredCounts[name] ?? {};
  const fetchFault = findCountFault(fetches, greatestCounts(counted.map((each) => each.fetches)));
  const counts = counted.flatMap(({ statements: own }) => (own ? [own] : []));
  const statementFault =
    counts.length > 0 && statements ? findCountFault(statements, greatestCounts(counts)) : undefined;
  return [
    ...(fetchFault === undefined ? [] : [`${name}: ${target.name} made other fetches than declared: ${fetchFault}`]),
    ...(statementFault === undefined
      ? []
      : [`${name}: ${target.name} led to other SQL statements than declared: ${statementFault}`]),
  ];
}

function since(before: Counters, after: Counters): Counters {
  return {
    fetches: difference(before.fetches, after.fetches),
    ...(after.statements ? { statements: difference(before.statements ?? {}, after.statements) } : {}),
  };
}

function difference(before: Counts, after: Counts): Counts {
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
}
