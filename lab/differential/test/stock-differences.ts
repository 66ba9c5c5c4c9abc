/** Classes of operations that `@apollo/gateway` answers wrongly, each with the smallest case found; the tests prove them. */
import { parse, print } from "graphql";
import { codes, type Fault } from "../model/faults.ts";
import type { Outcome } from "../suite.ts";

export type StockDifference = {
  name: string;
  supergraph: string;
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  salt: number;
  faults?: readonly Fault[];
};

export const stockDifferences: readonly StockDifference[] = [
  {
    name: "an alias takes the name of a key",
    supergraph: "hops",
    query: '{ employee(id: "") { department { id: title floor } } }',
    salt: 1000003,
  },
  {
    name: "an alias of a list takes the name of a key",
    supergraph: "hops",
    query: '{ employee(id: "{ id }") { id: boss { colleagues { hours } } salary } }',
    salt: 7000014,
  },
  {
    name: "an alias takes the name of a required field",
    supergraph: "requires",
    query: '{ order(id: "a") { address { country: street } total } }',
    salt: 7000030,
  },
  {
    name: "a required field with arguments meets the client's arguments",
    supergraph: "requires",
    query: "{ priceList { tax price } }",
    salt: 7000011,
  },
  {
    name: "a required list meets the client's arguments",
    supergraph: "requires",
    query: '{ order(id: "b c") { lines(first: -7) { insurance } freeShipping } }',
    salt: 7000024,
  },
  {
    name: "a skipped field takes its neighbour's required fields along",
    supergraph: "requires",
    query: 'query ($c: Boolean!) { order(id: "a") { shippingCost greeting @include(if: $c) } }',
    variables: { c: false },
    salt: 1,
  },
  {
    name: "fields of separate fragments lose their order",
    supergraph: "catalogue",
    query: '{ vendor(id: "{ id }") { ... { country } id ... { name } } }',
    salt: 7000015,
  },
  {
    name: "the name of an interface object replaces the concrete type",
    supergraph: "interface-objects",
    query: "{ bestseller { label __typename } }",
    salt: 1000012,
  },
  {
    name: "a condition on a root type reaches a subgraph that names it otherwise",
    supergraph: "hops",
    query:
      'mutation ($c: Boolean!) { hire(name: "a") { projects { year } } ... on Mutation @include(if: $c) { dismiss(id: 1) } }',
    variables: { c: false },
    salt: 7000049,
  },
  {
    name: "a fragment that can match nothing cannot be planned",
    supergraph: "hansa",
    query: `mutation { fulfilmentCreate(input: {orderId: "ord_1", parts: [], idempotencyKey: "k"}) {
      ... on ProductArchiveResult { ... on CheckoutStartResult { ... on CartConflictError { code } } } } }`,
    salt: 1000006,
  },
  {
    name: "a mutation continues after a root field that may not be null has failed",
    supergraph: "nullability",
    query: 'mutation { print { id } move(id: "null") { year } }',
    salt: 1000035,
    faults: [{ kind: "null", coordinate: "Mutation.print" }],
  },
  {
    name: "an alias of another field is __typename",
    supergraph: "hops",
    query: '{ employee(id: "") { __typename: name floor: hours department { floor } } }',
    salt: 1,
  },
  {
    name: "a value of another type is null without an error",
    supergraph: "abstract",
    query: "{ people { bio } }",
    salt: 1000011,
    faults: [{ kind: "invalidValue", coordinate: "User.bio" }],
  },
  {
    name: "a text in place of a list loses all data and the error's place",
    supergraph: "requires",
    query: "{ priceList { price } }",
    salt: 5000014,
    faults: [{ kind: "invalidValue", coordinate: "Query.priceList" }],
  },
  {
    name: "an error of an entity in a list names another position",
    supergraph: "abstract",
    query: "{ matrix { ... on Post { locked } } }",
    salt: 5000209,
    faults: [{ kind: "null", coordinate: "Post.locked" }],
  },
];

/** The list as a document, with both answers of each case. */
export function describeDifferences(responses: readonly { difference: StockDifference; outcome: Outcome }[]): string {
  const sections = responses.map(({ difference, outcome }, index) => {
    const { name, supergraph, query, variables, faults } = difference;
    const given = [
      ...(variables ? [`Variables: \`${JSON.stringify(variables)}\``] : []),
      ...(faults ?? []).map((fault) => `Fault: \`${JSON.stringify(fault)}\``),
    ];
    return [
      `## ${index + 1}. ${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      "",
      [`Supergraph \`${supergraph}\`.`, ...given].join(" "),
      "",
      "```graphql",
      print(parse(query)),
      "```",
      "",
      "```",
      wrap(`monolith  ${describeResponse(outcome.expected)}`),
      wrap(`stock     ${describeResponse(outcome.actual)}`),
      ...(outcome.difference?.startsWith("calls") ? [wrap(`stock     ${outcome.difference}`)] : []),
      "```",
    ].join("\n");
  });
  return `${introduction}\n${sections.join("\n\n")}\n`;
}

const introduction = `# Wrong answers of stock

Classes of operations that \`@apollo/gateway\` answers otherwise than a monolith, each with the
smallest case found. Ours answers them as the monolith does. The list is in
\`test/stock-differences.ts\`; tests write this page from it, and fail if an answer changes
(\`npx vitest run -u lab/differential\` writes it anew).
`;

const maxColumns = 98;

function describeResponse(response: Outcome["actual"]): string {
  if ("thrown" in response) return `throws ${response.thrown.split("\n")[0]}`;
  const errors = (response.errors ?? []).map(
    ({ path, extensions }) => `${extensions?.code ?? codes.nulled} at ${JSON.stringify(path ?? null)}`,
  );
  return [JSON.stringify(response.data ?? null), ...errors].join(", ");
}

/** Breaks a long line after commas, or anywhere. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const isLong = rest.length > maxColumns;
    const comma = isLong ? rest.lastIndexOf(",", maxColumns - 1) + 1 : rest.length;
    const at = comma > 12 ? comma : maxColumns;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
    if (rest !== "") rest = `          ${rest}`;
  }
  return lines.join("\n");
}
