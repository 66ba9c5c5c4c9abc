/** The text of one wrong answer: all that is needed to repeat it. */
import type { Gateway } from "./gateways/gateway.ts";
import type { Case } from "./shrink.ts";
import type { Outcome, Suite } from "./suite.ts";

/** A reduced case with both answers. */
export function printCase(
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
