/** Gateways with planted defects, and suites that tests open once. */
import type { ExecutionResult } from "graphql";
import { loadFixture } from "../fixtures.ts";
import { openStock } from "../gateways/stock.ts";
import { executeReference } from "../model/monolith.ts";
import type { Case } from "../shrink.ts";
import { generateCase, openSuite, runCase, type Suite } from "../suite.ts";

const suites = new Map<string, ReturnType<typeof openNamed>>();

/** The suite of a supergraph and its stock gateway. */
export function suiteOf(name: string): ReturnType<typeof openNamed> {
  const suite = suites.get(name) ?? openNamed(name);
  suites.set(name, suite);
  return suite;
}

function openNamed(name: string) {
  const fixture = loadFixture(name);
  return { fixture, suite: openSuite(fixture), stock: openStock(fixture.supergraph) };
}

export type Damage = (result: ExecutionResult) => ExecutionResult;

/** Queries with faults of fields, which the monolith itself answers as a gateway would. */
export function casesOf(suite: Suite, count: number): Case[] {
  const cases = Array.from({ length: count }, (_, index) => generateCase(suite, 100 + index, 0.6));
  return cases
    .filter(({ request }) => !request.query.startsWith("mutation"))
    .map(({ request, conditions }) => ({
      request,
      conditions: { ...conditions, faults: conditions.faults.filter((fault) => "coordinate" in fault) },
    }));
}

/** How many cases are found to differ when the monolith answers, damaged. */
export async function countFound(suite: Suite, cases: readonly Case[], damage: Damage): Promise<number> {
  const outcomes = cases.map((each) => {
    const execute = async () => damage(await executeReference(suite.model, each.conditions, each.request, () => {}));
    return runCase(suite, { name: "planted", execute }, each);
  });
  return (await Promise.all(outcomes)).filter(({ difference }) => difference !== undefined).length;
}

/** Copies a result and changes the first object or leaf below `data` for which `change` gives something else. */
export function changeFirst(result: ExecutionResult, change: (value: unknown) => unknown): ExecutionResult {
  let isChanged = false;
  const data: unknown = JSON.parse(JSON.stringify(result.data ?? null), (_name, value: unknown) => {
    const changed = isChanged ? value : change(value);
    isChanged ||= changed !== value;
    return changed;
  });
  return { ...result, data: isRecord(data) ? data : null };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
