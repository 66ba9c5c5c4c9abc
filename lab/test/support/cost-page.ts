/** The page docs/contributors/cost.md: the arithmetic of cost, and what pages and attacks are estimated to cost. */

import type { Graph } from "../../../router/src/graph/graph.ts";
import { readBudgets } from "../../smoke/files.ts";
import { attacks, type PricedOperation, priceAttack, priceOperations } from "./priced-operations.ts";

const introduction = `# Cost of an operation

Before an operation is planned, the router estimates its cost from the operation and its variables.
The cost follows the directives \`@cost\` and \`@listSize\` of [IBM's
specification](https://ibm.github.io/graphql-specs/cost-spec.html), and [decision
166](../decisions/0166-cost.md) has the reasons. The code is in \`router/src/execution/cost/\`; the
tables below are checked by \`lab/test/cost-page.test.ts\`, which writes them with \`-u\`.

## Arithmetic

- An object costs 1, a leaf 0, and a field of \`Mutation\` 10. \`@cost\` of a field replaces these.
- A list costs its size times one of its objects. The size is the value of a slicing argument; if
  it is absent, its default; without one, \`assumedSize\`. Of two arguments the larger counts, and a
  negative one is 0. With \`sizedFields\` the size is that of lists in the object below.
- \`nodes(ids:)\` has as many objects as ids.
- Of an interface or a union the dearest type counts.
- Fields of one response name count once. Fields that \`@skip\` or \`@include\` leave out cost nothing,
  and neither do fields that the viewer is denied, with all below them.

| sender | budget of one operation |
|---|---|
| guests and customers | 3,000 |
| API clients | 15,000 |
| staff | 50,000 |

Beyond its budget an operation is refused with \`COST_ESTIMATED_TOO_EXPENSIVE\` and
\`extensions.cost\`, which has \`estimated\` and \`max\`. Composition refuses a list of objects
without a size. Foreign graphs have no budget, and \`--gateway apollo\` has none either.

## Actual cost

While a response is completed, the same weights are added up for the objects that it has. The cost
is 1 at least, also of a response that is refused for its size, whose objects count as far as they
were completed.

A request takes a token of its sender (\`HANSA_REQUESTS_PER_MINUTE\`), and its response one more for
each further 100 units: 3,000 tokens a minute are 300,000 units, and an operation of less than 200
units counts as one. The estimate takes nothing. The level may fall below zero, by at most a
minute's tokens; until it is 1 again the answer is 429 \`RATE_LIMITED\`. The sender is the person,
the API client, or the network of a guest; for a page of the storefront it is the visitor. An
account takes from its network no more than from itself.

API clients get \`extensions.cost\` with \`estimated\`, \`actual\` and \`max\`; others get it with the
header \`hansa-cost: 1\`. The metrics \`hansa_router_cost_total\` and
\`hansa_router_cost_refusals_total\` count units and refusals by kind of sender.

## Deviations from the specification

- The root costs nothing, and a field of \`Mutation\` 10, as in Apollo Router.
- \`@cost\` replaces the weight of the object that the field returns, and is not added to it.
- \`@cost\` stands on fields only: composition refuses it on types, and arguments have no weight.
- A list of leaves costs as much as one leaf.
- Introspection costs nothing: its characters are counted.
- An operation with two slicing arguments, or none, is no error.
- \`Query.nodes\` has the length of a list of ids, for which the directive has no word.
`;

/** The text of the page. */
export function renderPage(graph: Graph): string {
  const storefront = priceOperations(graph, "storefront");
  const dearest = storefront.slice(0, 10);
  return [
    introduction,
    "## Pages\n",
    `The ${storefront.length} operations of the storefront are within the budget of guests; these are the dearest:\n`,
    table(dearest),
    "The pages of the playground, with the actual cost of each in the demo shop, as `npm run smoke` asks\nit (`docs/budgets.json`):\n",
    table(priceOperations(graph, "playground"), readBudgets().pages),
    "The dearest ten of our own programs, such as those of the staff's desks:\n",
    table(priceOperations(graph, "programs").slice(0, 10)),
    "## Attacks\n",
    "Limits of fields, levels and repeats accept these operations of a guest:\n",
    table(attacks.map((attack) => priceAttack(graph, attack))),
  ].join("\n");
}

const number = new Intl.NumberFormat("en");

/** A table of these operations; with a column for the actual cost of those that have one, if it is measured. */
function table(rows: readonly PricedOperation[], measured?: Readonly<Record<string, { units: number }>>): string {
  const lines = rows.map(({ name, asker, estimated, max }) => {
    const verdict = estimated <= max ? "accepted" : "refused";
    const actual = measured ? [measured[name]?.units ?? ""] : [];
    return lineOf([name, asker, number.format(estimated), ...actual, verdict]);
  });
  const head = ["operation", "sender", "estimate", ...(measured ? ["actual"] : []), "verdict"];
  return [lineOf(head), `|${"---|".repeat(head.length)}\n`, ...lines].join("");
}

function lineOf(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
