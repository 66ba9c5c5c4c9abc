/** Access rules of several subgraphs: one that another way to its data would leave out does not compose, and those of one field are added up. */
import { expect, test } from "vitest";
import { composeGraph } from "../../../src/graph/composition/composition.ts";
import { buildGraph } from "../../../src/graph/graph.ts";
import { supergraphOf } from "../../support/router.ts";

const part = (name: string, imports: string, types: string) => ({
  name,
  url: `http://${name}.example/`,
  sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}]) ${types}`,
});
const rule = '@requiresScopes(scopes: [["orders:read"]])';

/** The rules of the fields of these subgraphs, as the router judges by them. */
function rulesOf(...parts: ReturnType<typeof part>[]) {
  const graph = buildGraph(supergraphOf(parts), true, () => {
    throw new Error("this graph has no nodes of ours");
  });
  return Object.fromEntries(graph.compilation.guards);
}

// GHSA-mx7m-j9xf-62hw: a fragment on the object would read the field without the rule.
test.each([
  ["an interface", `interface Paper ${rule} { id: ID! }`],
  ["a field of an interface", `interface Paper { id: ID! ${rule} }`],
])("a rule on %s does not compose", (_where, paper) => {
  const types = `${paper} type Invoice implements Paper { id: ID! } type Query { paper: Paper }`;
  expect(composeGraph([part("papers", '"@requiresScopes"', types)]).faults).toEqual([
    expect.stringContaining("@requiresScopes cannot be applied on interfaces"),
  ]);
});

// GHSA-m8jr-fxqx-8xx6: the requiring field would tell what the other one hides.
test("a field that requires a guarded one does not compose without its rule, and does with it", () => {
  const order = 'type Order @key(fields: "id") { id: ID!';
  const orders = part(
    "orders",
    '"@key", "@requiresScopes"',
    `type Query { order: Order } ${order} total: Int ${rule} }`,
  );
  const points = (own: string) =>
    part(
      "points",
      '"@key", "@external", "@requires", "@requiresScopes"',
      `${order} total: Int @external points: Int @requires(fields: "total") ${own} }`,
    );
  expect(composeGraph([orders, points("")]).faults).toEqual([
    expect.stringMatching(/"Order\.points" does not specify .* the transitive field "Order\.total"/),
  ]);
  expect(composeGraph([orders, points(rule)]).faults).toBeUndefined();
});

test("a rule under another name is the same rule", () => {
  const logins = part(
    "logins",
    '{ name: "@authenticated", as: "@login" }',
    "type Query { secret: Int @login open: Int }",
  );
  expect(rulesOf(logins)).toEqual({ "Query.secret": [{ kind: "authenticated" }] });
});

test("scopes that two subgraphs demand of one field are required together", () => {
  const sharing = (name: string, scope: string) =>
    part(
      name,
      '"@shareable", "@requiresScopes"',
      `type Query { secret: Int @shareable @requiresScopes(scopes: [["${scope}"]]) }`,
    );
  expect(rulesOf(sharing("one", "a:read"), sharing("two", "b:read"))).toEqual({
    "Query.secret": [{ kind: "scopes", alternatives: [["a:read", "b:read"]] }],
  });
});
