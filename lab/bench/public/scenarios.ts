/** The scenarios of the public plane: the shapes of the public federation benchmarks, with graphs, data and texts of our own. */
import { manyPlans } from "./many-plans.ts";
import { nestedQuery } from "./nested-query.ts";
import type { Scenario } from "./scenario.ts";
import { wideLists } from "./wide-lists.ts";

/** By the names of their operations. */
export const scenarios: Readonly<Record<"query" | "big-response" | "many-plans", Scenario>> = {
  query: nestedQuery,
  "big-response": wideLists,
  "many-plans": manyPlans,
};

export type ScenarioName = keyof typeof scenarios;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
