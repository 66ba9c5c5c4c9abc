/** Requests that once stopped a service, found by reviews: every search sends them. */
import type { Role } from "./operations/operation.ts";

export type KnownAttack = { name: string; role: Role; query: string; variables: Readonly<Record<string, unknown>> };

const nodeIds = 200;
const passwordLength = 40_000;
const maxNameLength = 100;

/** The attacks as they were first sent. */
export const knownAttacks: readonly KnownAttack[] = [
  {
    name: "A1: collections in products in collections",
    role: "guest",
    query:
      "{collections{nodes{products(first:100){nodes{collections{products(first:100){nodes{collections{products(first:100){nodes{collections{id}}}}}}}}}}}}",
    variables: {},
  },
  { name: "A1: a chain of fragments", role: "guest", query: chainedFragments(12), variables: {} },
  { name: "A1: a longer chain of fragments", role: "guest", query: chainedFragments(24), variables: {} },
  {
    name: "A2: a password of 40 kB",
    role: "guest",
    query:
      'mutation ($password: String!) { register(input: { email: "worst@hansa.example", displayName: "Worst", password: $password }) { __typename } }',
    variables: { password: "a".repeat(passwordLength) },
  },
  {
    name: "A5: ids of nothing",
    role: "guest",
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Product { title } } }",
    variables: { ids: Array.from({ length: nodeIds }, (_, index) => `prod_${String(index).padStart(32, "0")}`) },
  },
  {
    name: "filtered products of many collections",
    role: "guest",
    query:
      "{ collections(first: 29) { nodes { products(filter: { priceMin: -1, priceMax: 9007199254740991, inStock: false }) { totalCount nodes { id } facets { values { count } } } } } }",
    variables: {},
  },
  {
    name: "R1: a guarded field beside pending ones",
    role: "guest",
    query: '{ product(slug: "tidemark-mug") { variants(first: 3) { nodes { image { width } position taxClass } } } }',
    variables: {},
  },
  {
    name: "B0: one name of 90,000 characters",
    role: "guest",
    query: `{ products(first: 100) { nodes { variants(first: 50) { nodes { ${"n".repeat(90_000)}: __typename } } } } }`,
    variables: {},
  },
  {
    name: "B0: many of the longest names in a wide list",
    role: "guest",
    query: `{ collections(first: 50) { nodes { products(first: 90) { nodes { ${longAliases(60, "__typename")} } } } } }`,
    variables: {},
  },
  {
    name: "B3: nulls under the longest names",
    role: "guest",
    query: `{ products(first: 100) { nodes { variants(first: 50) { nodes { ${longAliases(60, "image { alt }")} } } } } }`,
    variables: {},
  },
  {
    name: "B3: introspection under the longest names",
    role: "guest",
    query: `{ ${longAliases(4, `__schema { types { fields(includeDeprecated: true) { ${longAliases(20, "description")} args { ${longAliases(5, "description")} } } } }`)} }`,
    variables: {},
  },
];

/** The field so often, each under another name of as many characters as one may have. */
function longAliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `${`n${index}_`.padEnd(maxNameLength, "x")}: ${field}`).join(" ");
}

/** A product's variants' products' variants and so on: each fragment holds the next one. */
function chainedFragments(length: number): string {
  const fragments = Array.from({ length }, (_, index) => {
    const inner = index + 1 < length ? `...f${index + 1}` : "id";
    return `fragment f${index} on Product{variants{nodes{product{${inner}}}}}`;
  });
  return `{products(first:100){nodes{...f0}}} ${fragments.join(" ")}`;
}
