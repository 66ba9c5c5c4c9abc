/** Mutants of the router's judgement of access, which chaos does not see: its shops refuse in their services as well. They have no scene. */
import type { Mutant } from "../mutant.ts";

const file = "lab/test/denied-fields.test.ts";

export const accessMutants: readonly Mutant[] = [
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
];
