/** The page docs/front-ends/degraded.md: which service each page needs for which part, from the golden answers. */
import { serviceNames } from "@hansa/contracts/processes";
import type { Golden } from "./golden.ts";
import type { Degradation } from "./response.ts";

const introduction = `# Pages without a service

Each of the four services can be away: stopped, paused, slow, or with answers that cannot be used.
A page is then complete except for the parts that need it. This table is generated from [golden
answers](../../e2e/degraded/golden.json). A suite compares them with a running shop: every [page of
the playground](../../router/playground/operations.graphql), without each service, in five ways.

A cell lists the paths below \`data\` that are null; \`[]\` stands for every position in a list. An
empty cell means that the page is complete. \`data\` itself is null where the type of the lost root
field is never null. "Refused" means HTTP 503 with \`SESSION_UNVERIFIABLE\`, and nothing was done.

For an operation of your own, \`npm run hansa -- explain FILE\` [names the same
places](frontend.md#explain-an-operation), except for those that a service loses because it asks
another one.
`;

const explanation = `
## Errors

The HTTP status is 200 unless the operation is refused. Each missing part has an error with its
path and one of these [codes](errors.md):

| code | the service | a front end |
|---|---|---|
| \`SUBGRAPH_UNAVAILABLE\` | is stopped, or did not answer in time | repeats after a second |
| \`SUBGRAPH_INVALID\` | gave an answer that cannot be read | shows the page without it |
| \`ANSWER_TOO_LARGE\` | gave an answer above the limit | shows the page without it |
| \`DEADLINE_EXCEEDED\` | was not asked: the time was over | repeats after a second |
| \`OUTCOME_UNKNOWN\` | did not answer a mutation | repeats it with the same idempotency key |
| \`SESSION_UNVERIFIABLE\` | is \`users\`: no session can be checked | repeats after a second |

After five failures in a row the router asks the service again only after a second. Meanwhile the
error comes at once, and mutations have \`SUBGRAPH_UNAVAILABLE\` too, because they are not sent. They
have it also if their own service answers, but cannot reach another one that they need.

A null with an error may have a value later; a null without an error is the answer. Show what you
have shown before, or leave the part out: nothing else on the page depends on it.

## Waiting times

An operation has ten seconds, and the root field for which its page exists may use all of them: a
product, a search, a cart, an order, or \`me\` where none of these is asked for. Every other part
waits two seconds at most, and the page comes without it: a product without the names of reviewers
or without \`shop\`, a cart without pictures, a checkout without \`me\`. A root field alone is always
essential. Two nested parts are waited for too, because a page exists for them: \`User.orders\` and
\`Checkout.availableMethods\`. Staff and programs decide by what they read: they wait four seconds
for a part, and an error names each missing one ([decision
99](../decisions/0099-deadlines-and-overload.md)).

While \`users\` is away, guests can buy, and customers can read what other services give without
\`me\`. Sessions are trusted for two seconds after the last answer of \`users\`. Then mutations of
customers and all requests of staff are refused until it answers.
`;

/** The text of the page. */
export function renderPage(golden: Golden): string {
  const head = [
    `| page | ${serviceNames.map((name) => `without ${name}`).join(" | ")} |`,
    `|---${"|---".repeat(serviceNames.length)}|`,
  ];
  const rows = Object.entries(golden).map(
    ([page, responses]) => `| \`${page}\` | ${serviceNames.map((name) => cellOf(responses[name])).join(" | ")} |`,
  );
  return `${introduction}\n${[...head, ...rows].join("\n")}\n${explanation}`;
}

function cellOf(response: Degradation | undefined): string {
  if (response?.status === 503) return "refused";
  return response?.nulls.map((place) => `\`${place}\``).join(", ") ?? "";
}
