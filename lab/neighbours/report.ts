/** The report of the neighbours: whether each recipe left its victims, the processes and their memory alone. */
import type { Responses } from "./attack/attacker.ts";
import type { Memory } from "./processes/memory.ts";
import type { Recipe } from "./recipes/recipe.ts";
import { type Step, victims } from "./victims.ts";

/** A recipe that was played. `fault`: it could not be prepared. */
export type Played = {
  recipe: Pick<Recipe, "name" | "refusal" | "manner" | "routerMb">;
  responses: Responses;
  steps: readonly Step[];
  /** The processes that ended, each with the reason. */
  ended: readonly string[];
  peaks: { before: Memory; after: Memory };
  /** The most bytes of responses that the router had and their clients did not take, in MB. */
  unsentMb: number;
  fault?: string;
};

/** The longest a victim may wait for one response, in milliseconds. */
const patienceMs = 2_000;
/** The limit of the container of each process in MB: docker-compose.yml. */
export const memoryLimitMb = 768;
/** The unsent bytes of one network in MB, one response beyond the limit, and the responses of the victims. */
const maxUnsentMb = 10;
/** After the last recipe a process may have so many times the memory of a warm one. */
const maxGrowth = 1.3;
const maxFaults = 5;

/** The faults of a recipe; empty if it took nothing from the others. */
export function faultsOf({ recipe, responses, steps, ended, peaks, unsentMb, fault }: Played): string[] {
  if (fault !== undefined) return [`it could not be played: ${fault}`];
  const silent = victims.filter((victim) => !steps.some((step) => step.victim === victim));
  const failed = steps.filter((step) => step.fault !== undefined);
  const late = steps.filter((step) => step.fault === undefined && step.ms > patienceMs);
  const limitOf = (name: string) => (name === "router" && recipe.routerMb) || memoryLimitMb;
  const tooLarge = [...peaks.after].filter(([name, mb]) => mb > limitOf(name) && mb > (peaks.before.get(name) ?? 0));
  return [
    ...(Object.keys(responses).length === 0 ? ["none of its requests was answered"] : []),
    ...unrefusedOf(recipe, responses),
    ...silent.map((victim) => `the ${victim} got no answer`),
    ...summary(failed, "failed"),
    ...summary(late, `later than ${patienceMs} ms`),
    ...ended,
    ...tooLarge.map(([name, mb]) => `${name} took ${Math.round(mb)} MB, more than ${limitOf(name)}`),
    ...(unsentMb > maxUnsentMb ? [`the router held ${Math.round(unsentMb)} MB unsent, more than ${maxUnsentMb}`] : []),
  ];
}

/** Codes with which any request may be refused before its own guard sees it. */
const refusedBefore = new Set(["RATE_LIMITED", "OVERLOADED", "no answer"]);

/** A request that its guard must refuse, and that was answered in another way, shows that the guard is gone. */
function unrefusedOf({ refusal, manner }: Played["recipe"], responses: Responses): string[] {
  if (refusal === undefined || manner === "unread") return [];
  const others = Object.entries(responses).filter(([code]) => code !== refusal && !refusedBefore.has(code));
  if (others.length > 0) return [`not refused with ${refusal}: ${others.map(([code]) => code).join(", ")}`];
  return (responses[refusal] ?? 0) > 0 ? [] : [`none was refused with ${refusal}`];
}

/** The number of these requests, and the first of them. */
function summary(steps: readonly Step[], what: string): string[] {
  if (steps.length === 0) return [];
  const first = steps.slice(0, maxFaults).map(({ victim, step, ms, fault }) => {
    return `${victim} ${step} ${Math.round(ms)} ms${fault === undefined ? "" : `: ${fault}`}`;
  });
  return [`${steps.length} requests of victims ${what}: ${first.join("; ")}`];
}

/** The faults of the memory afterwards: processes that kept more than a warm one has. */
export function growthFaults(warm: Memory, after: Memory): string[] {
  return [...warm].flatMap(([name, mb]) => {
    const kept = after.get(name);
    if (kept === undefined) return [`the memory of ${name} was not measured afterwards`];
    if (kept <= mb * maxGrowth) return [];
    return [`${name} kept ${Math.round(kept)} MB, more than ${maxGrowth} times the ${Math.round(mb)} MB of a warm one`];
  });
}

/** The slowest answer of a victim in this recipe; undefined if there was none. */
export function slowestOf({ steps }: Pick<Played, "steps">): Step | undefined {
  return steps.reduce<Step | undefined>(
    (slowest, step) => (slowest && slowest.ms >= step.ms ? slowest : step),
    undefined,
  );
}

/** The result of the run: a fault of the memory afterwards counts as one failure; `worst` is the slowest answer of a victim. */
export function reportOf(played: readonly Played[], growth: readonly string[]) {
  const failures = played.filter((each) => faultsOf(each).length > 0).length + (growth.length > 0 ? 1 : 0);
  const slowest = played.map((each) => ({ name: each.recipe.name, step: slowestOf(each) }));
  const worst = slowest.reduce<(typeof slowest)[number] | undefined>(
    (most, each) => (most && (most.step?.ms ?? 0) >= (each.step?.ms ?? 0) ? most : each),
    undefined,
  );
  const text = worst?.step ? `${worst.name}: ${worst.step.step} ${Math.round(worst.step.ms)} ms` : "";
  return { isMet: failures === 0, line: { neighbours: { recipes: played.length, failures, worst: text } } };
}
