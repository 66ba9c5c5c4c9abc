/** The gate of one operation: every target answers every body; all answers must be equal, and the fetches as many as declared. */
import { isDeepStrictEqual } from "node:util";
import { findCountFault, findDifference, maxFetches, sumFetches } from "../measurement/gates.ts";
import { type Body, declaredFetches, type Fetches, type OperationName } from "../operations/operation.ts";
import { post, type Target } from "../targets/targets.ts";

/** The result of the gate. `lengths` are the bytes of each answer, by target; `faults` are differences that end the run. */
export type GateResult = {
  lengths: ReadonlyMap<string, readonly number[]>;
  /** Mean fetches per request, by target. */
  fetches: ReadonlyMap<string, number>;
  faults: readonly string[];
  notes: readonly string[];
};

/** Counts the fetches of the subgraphs since the start; undefined for a target that makes none. */
export type CountFetches = () => Promise<Fetches>;

/** Sends all bodies to each target, one after the other. The first target is the reference of the answers. */
export async function passGate(
  name: OperationName,
  bodies: readonly Body[],
  viewers: readonly string[],
  { targets, countFetches }: { targets: readonly Target[]; countFetches: CountFetches },
): Promise<GateResult> {
  const references: unknown[] = [];
  const lengths = new Map<string, number[]>();
  const fetches = new Map<string, number>();
  const [faults, notes]: [string[], string[]] = [[], []];
  for (const target of targets) {
    const counted: Fetches[] = [];
    const ownLengths: number[] = [];
    for (const [index, body] of bodies.entries()) {
      const before = await countFetches();
      const { status, text } = await post(target.port, body.text, viewers[body.viewer] ?? null);
      counted.push(since(before, await countFetches()));
      ownLengths.push(Buffer.byteLength(text));
      const fault = answerFault(status, text, references, index);
      if (fault !== undefined && faults.length < maxFaults) {
        faults.push(`${name}: ${target.name} answered body ${index}: ${fault}`);
      }
    }
    lengths.set(target.name, ownLengths);
    if (target.name === "canned") continue;
    fetches.set(target.name, sumFetches(counted) / bodies.length);
    const fault = findCountFault(declaredFetches[name] ?? {}, maxFetches(counted));
    const line = `${name}: ${target.name} made other fetches than declared: ${fault}`;
    if (fault !== undefined) (target.name === "ours" ? faults : notes).push(line);
  }
  return { lengths, fetches, faults, notes };
}

const maxFaults = 5;

/** The fault of one answer. An answer of the first target becomes the reference. */
function answerFault(status: number, text: string, references: unknown[], index: number): string | undefined {
  if (status !== 200) return `status ${status}: ${text.slice(0, 300)}`;
  const answer: unknown = JSON.parse(text);
  if (typeof answer === "object" && answer !== null && "errors" in answer) return text.slice(0, 300);
  references[index] ??= answer;
  return isDeepStrictEqual(references[index], answer) ? undefined : findDifference(references[index], answer);
}

function since(before: Fetches, after: Fetches): Fetches {
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
}
