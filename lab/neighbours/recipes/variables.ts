/** Recipes of variables with errors: one long text, and 30 fields that the input does not have, each of which is an error. */
import { always, graphqlRequest, listOf, type Operation, type Recipe } from "./recipe.ts";

/** Half of the characters of a body: each is escaped. */
const invalid = { text: '"'.repeat(48_000), ...Object.fromEntries(listOf(30, (n) => [`unknown${n}`, 1])) };
const mutation: Operation = {
  query: "mutation ($input: CartCreateInput!) { cartCreate(input: $input) { __typename } }",
  variables: { input: invalid },
};
const query: Operation = {
  query: "query ($filter: ProductFilter!) { products(first: 1, filter: $filter) { totalCount } }",
  variables: { filter: invalid },
};
const ofSession = {
  method: "POST",
  path: "/session",
  headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
  body: JSON.stringify(invalid),
} as const;

const recipe = {
  reproduces: "P1",
  fields: [],
  atOnce: 180,
  refusal: "BAD_USER_INPUT",
  /** Unread, such answers took 845 MB more than the 282 MB of a warm router. */
  routerMb: 400,
};
const unread = { ...recipe, manner: "unread" } as const;

export const variableRecipes: readonly Recipe[] = [
  { ...recipe, name: "errors of a mutation's variables", open: always(() => graphqlRequest(mutation)) },
  { ...recipe, name: "errors of a query's variables", open: always(() => graphqlRequest(query)) },
  { ...recipe, name: "errors of a session's input", open: always(() => ofSession) },
  { ...unread, name: "unread errors of a mutation's variables", open: always(() => graphqlRequest(mutation)) },
  { ...unread, name: "unread errors of a query's variables", open: always(() => graphqlRequest(query)) },
];
