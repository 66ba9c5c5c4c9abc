/** A differential run: all cases on all gateways of each supergraph, reduced examples of differences, and the verdict. */
import { say } from "../../cli/host/terminal.mjs";
import { type Fixture, fixtureNames, loadFixture, shopName } from "./fixtures.ts";
import type { Gateway } from "./gateways/gateway.ts";
import { openGeneric } from "./gateways/generic.ts";
import { openOurs } from "./gateways/ours.ts";
import { openStock } from "./gateways/stock.ts";
import { countPlan, missingKinds, newPlanNodes, type OnPlan } from "./plan-nodes.ts";
import { type Case, shrink } from "./shrink.ts";
import { generateCase, type Outcome, openSuite, runCase, type Suite } from "./suite.ts";

type Options = {
  seed: number;
  operations: number;
  supergraph?: string | undefined;
  gateway?: string | undefined;
  shrink: number;
};
/** `faulted` counts the operations whose faults reach the response. */
type Counts = { operations: number; faulted: number; wrong: number; refused: number };

type Open = (fixture: Fixture, onPlan: OnPlan) => Gateway;

const gateways: Readonly<Record<string, Open>> = {
  stock: ({ supergraph }, onPlan) => openStock(supergraph, onPlan),
  ours: openOurs,
  generic: openGeneric,
};
/** Those of a run that names none. `generic` is our whole router, on supergraphs of others. */
const defaultGateways = ["stock", "ours"];
/** The gateway whose wrong answers fail the run, unless the command line names one; the others are peers. */
const defaultGateway = "ours";
/** Refused operations of other supergraphs than the shop's. */
const maxRefusedShare = 0.005;

/** Answers with the exit code. */
export async function run({ seed, operations, supergraph, gateway: only, shrink: examples }: Options): Promise<number> {
  const underTest = only ?? defaultGateway;
  const planNodes = newPlanNodes(underTest === "stock");
  const total: Counts = { operations: 0, faulted: 0, wrong: 0, refused: 0 };
  let isRefusedTooOften = false;
  for (const name of supergraph === undefined ? fixtureNames() : [supergraph]) {
    const fixture = loadFixture(name);
    const suite = openSuite(fixture);
    for (const [gatewayName, open] of Object.entries(gateways)) {
      if (only === undefined ? !defaultGateways.includes(gatewayName) : only !== gatewayName) continue;
      const isUnderTest = gatewayName === underTest;
      const gateway = open(fixture, (plan, conditionVariables) => {
        if (isUnderTest) countPlan(suite.model, planNodes, plan, conditionVariables);
      });
      const counts = await compare(suite, gateway, { seed, operations, examples });
      await gateway.close?.();
      say(`${name}, ${gatewayName}: ${JSON.stringify(counts)}`);
      if (!isUnderTest) continue;
      total.operations += counts.operations;
      total.faulted += counts.faulted;
      total.wrong += counts.wrong;
      total.refused += counts.refused;
      isRefusedTooOften ||= counts.refused > (name === shopName ? 0 : maxRefusedShare * counts.operations);
    }
  }
  const missing = supergraph === undefined && underTest !== "generic" ? missingKinds(planNodes) : [];
  if (missing.length > 0) say(`no plan had: ${missing.join(", ")}`);
  say(JSON.stringify(underTest === "generic" ? total : { ...total, planNodes }));
  return total.operations === 0 || total.wrong > 0 || isRefusedTooOften || missing.length > 0 ? 1 : 0;
}

async function compare(
  suite: Suite,
  gateway: Gateway,
  { seed, operations, examples }: { seed: number; operations: number; examples: number },
): Promise<Counts> {
  const counts: Counts = { operations, faulted: 0, wrong: 0, refused: 0 };
  for (let index = 0; index < operations; index += 1) {
    const caseSeed = seed * 1_000_000 + index;
    const generated = generateCase(suite, caseSeed);
    const { difference, isRefused, expected } = await runCase(suite, gateway, generated);
    if (expected.errors) counts.faulted += 1;
    if (isRefused) counts.refused += 1;
    if (difference === undefined) continue;
    counts.wrong += 1;
    if (counts.wrong > examples) continue;
    const kind = kindOf(difference);
    const smallest = await shrink(suite.model.schemas.client, generated, async (smaller) => {
      const outcome = await runCase(suite, gateway, smaller);
      return outcome.difference !== undefined && kindOf(outcome.difference) === kind;
    });
    say(printCase(suite, gateway, { seed: caseSeed, smallest, outcome: await runCase(suite, gateway, smallest) }));
  }
  return counts;
}

/** Shrinking keeps the kind of a difference, so that it does not end at another one. */
function kindOf(difference: string): string {
  return difference.split(":")[0] ?? difference;
}

/** A reduced case with both answers: all that is needed to repeat it. */
function printCase(
  { name }: Suite,
  gateway: Gateway,
  { seed, smallest, outcome }: { seed: number; smallest: Case; outcome: Outcome },
): string {
  const { request, conditions } = smallest;
  return [
    `── ${name}, ${gateway.name}, case ${seed}: ${outcome.difference ?? "equal"}`,
    request.query,
    `variables ${JSON.stringify(request.variables)}  faults ${JSON.stringify(conditions.faults)}`,
    `expected  ${JSON.stringify(outcome.expected)}`,
    `actual    ${JSON.stringify(outcome.actual)}`,
    "",
  ].join("\n");
}
