/**
 * Mutants of the router: its judgement of access, contracts of keys, scalars and budgets. They have no scene: chaos sees none, since its shops refuse
 * in their services as well, and its buyers have no keys and ask for little.
 */
import type { Mutant } from "../mutant.ts";

const file = "lab/test/denied-fields.test.ts";

export const routerMutants: readonly Mutant[] = [
  {
    name: "denied field is fetched",
    tests: [{ file, title: "a refusal beside other root fields is named at its own field" }],
    patches: [
      {
        file: "router/src/execution/documents/planned-document.ts",
        find: "    if (denied.has(node)) return [];\n",
        replace: "",
      },
    ],
  },
  {
    name: "plans without denials",
    tests: [{ file, title: "viewers who are denied the same fields share a plan" }],
    patches: [
      {
        file: "router/src/graph/planned-operations.ts",
        find: `const bits = guarded.map((coordinate) => (denies(coordinate) ? "1" : "0")).join("");`,
        replace: `const bits = "";`,
      },
    ],
  },
  {
    name: "own account is judged",
    tests: [{ file, title: "a sign-in shows a person their own account" }],
    patches: [
      {
        file: "router/src/execution/documents/selections.ts",
        find: "const below = signInFields.has(coordinate) ? { ...source, denies: deniesNothing } : source;",
        replace: "const below = source;",
      },
    ],
  },
  {
    name: "scalars are not read",
    tests: [
      {
        file: "router/test/graph/scalars.test.ts",
        title: "is refused as the monolith refuses it, before anything is sent",
      },
    ],
    patches: [
      {
        file: "router/src/graph/source.ts",
        find: "  if (isOurs) for (const { clientSchema } of [graph, ...graph.contracts.values()]) readOwnScalars(clientSchema);\n",
        replace: "",
      },
    ],
  },
  {
    name: "key for any contract",
    tests: [{ file: "router/test/identity/api-clients.test.ts", title: "a key for " }],
    patches: [
      {
        file: "router/src/identity/identification.ts",
        find: "(identified.contract ?? contract) === contract",
        replace: "contract !== undefined",
      },
    ],
  },
  {
    name: "no budget",
    tests: [
      {
        file: "router/test/operation/cost.test.ts",
        title: "clients of application/json get the refusal with status 200",
      },
    ],
    patches: [
      {
        file: "router/src/operation/cost.ts",
        find: "  if (cost.estimated <= cost.max) return undefined;\n",
        replace: "  if (cost.max > 0) return undefined;\n",
      },
    ],
  },
  {
    name: "no debt",
    tests: [
      { file: "router/test/http/storefront/cost.test.ts", title: "one visitor spends a minute's tokens" },
      { file: "router/test/identity/token-buckets.test.ts", title: "tokens that are charged leave a debt of a minute" },
    ],
    patches: [
      {
        file: "router/src/identity/token-buckets.ts",
        find: "const least = -buckets.perMinute * minute;",
        replace: "const least = 0;",
      },
    ],
  },
];
