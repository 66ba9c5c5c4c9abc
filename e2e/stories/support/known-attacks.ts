/** Requests of guests that once stopped a service, found by reviews. */

export type KnownAttack = { name: string; query: string; variables?: Readonly<Record<string, unknown>> };

const nodeIds = 200;
const passwordLength = 40_000;
const maxNameLength = 100;

/** The attacks as they were first sent. */
export const knownAttacks: readonly KnownAttack[] = [
  {
    name: "A1: collections in products in collections",
    query:
      "{collections{nodes{products(first:100){nodes{collections{products(first:100){nodes{collections{products(first:100){nodes{collections{id}}}}}}}}}}}}",
  },
  { name: "A1: a chain of fragments", query: chainedFragments(12) },
  { name: "A1: a longer chain of fragments", query: chainedFragments(24) },
  {
    name: "A2: a password of 40 kB",
    query:
      'mutation ($password: String!) { register(input: { email: "attack@hansa.example", displayName: "Attack", password: $password }) { __typename } }',
    variables: { password: "a".repeat(passwordLength) },
  },
  {
    name: "A5: ids of nothing",
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Product { title } } }",
    variables: { ids: Array.from({ length: nodeIds }, (_, index) => `prod_${String(index).padStart(32, "0")}`) },
  },
  {
    name: "filtered products of many collections",
    query:
      "{ collections(first: 29) { nodes { products(filter: { priceMin: -1, priceMax: 9007199254740991, inStock: false }) { totalCount nodes { id } facets { values { count } } } } } }",
  },
  {
    name: "R1: a guarded field beside pending ones",
    query: '{ product(slug: "tidemark-mug") { variants(first: 3) { nodes { image { width } position taxClass } } } }',
  },
  {
    name: "B0: one name of 90,000 characters",
    query: `{ products(first: 100) { nodes { variants(first: 50) { nodes { ${"n".repeat(90_000)}: __typename } } } } }`,
  },
  {
    name: "B0: many of the longest names in a wide list",
    query: `{ collections(first: 50) { nodes { products(first: 90) { nodes { ${longAliases(60, "__typename")} } } } } }`,
  },
  {
    name: "B3: nulls under the longest names",
    query: `{ products(first: 100) { nodes { variants(first: 50) { nodes { ${longAliases(60, "image { alt }")} } } } } }`,
  },
  {
    name: "B3: introspection under the longest names",
    query: `{ ${longAliases(4, `__schema { types { fields(includeDeprecated: true) { ${longAliases(20, "description")} args { ${longAliases(5, "description")} } } } }`)} }`,
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
