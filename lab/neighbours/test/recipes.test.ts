/** The recipes: every public field has one, and the router takes each of their requests as it is meant. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { rootFieldOf } from "@hansa/client/mutation";
import { guest } from "@hansa/kit/testing";
import { type DocumentNode, type FieldNode, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { noNodes } from "../../../router/src/control/changes/judgement.ts";
import { buildGraph } from "../../../router/src/graph/graph.ts";
import { readOwnScalars } from "../../../router/src/graph/scalars.ts";
import { strictnessOf } from "../../../router/src/operation/documents.ts";
import { prepareOperation } from "../../../router/src/operation/prepare.ts";
import { planHere } from "../../../router/src/planning/planner.ts";
import { guards } from "../guards.ts";
import type { Means } from "../recipes/recipe.ts";
import { recipeNamed, recipes } from "../recipes/recipes.ts";
import { readPublicFields } from "./support/public-fields.ts";

const supergraph = readFileSync(path.join(root, "router/supergraph.graphql"), "utf8");
const graph = buildGraph(supergraph, true, noNodes, { openPlanner: planHere, now: () => 0 });
const { clientSchema: schema } = graph;
readOwnScalars(schema);
const isPublic = readPublicFields(supergraph);

/** Fields that a guest or a customer may select and that no recipe asks for, each with the reason. */
const withoutRecipe: Readonly<Record<string, string>> = {
  "Query.myApiClient": "It reads one row of the caller, an API client, which the staff of the shop creates.",
};

/** The root fields that guests or customers may select. */
function publicFields(): string[] {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {})
      .map((field) => `${type?.name}.${field}`)
      .filter((coordinate) => isPublic(coordinate)),
  );
}

test("every public field has a recipe or a reason why it has none, and no other field has", () => {
  const named = new Set([...recipes.flatMap(({ fields }) => fields), ...Object.keys(withoutRecipe)]);
  expect([...named].sort()).toEqual(publicFields().sort());
  expect(publicFields().length).toBeGreaterThan(40);
});

test("each recipe has a name of its own, and so has each guard; the list takes eleven minutes at most", () => {
  expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
  expect(new Set(guards.map(({ name }) => name)).size).toBe(guards.length);
  const seconds = 5 + 1;
  const besides = 150;
  expect(recipes.length * seconds + besides).toBeLessThan(11 * 60);
  expect(() => recipeNamed("another")).toThrow("new operations");
});

const made = { id: "made_1", lines: [{ id: "line_1" }], shippingOptions: [{ id: "opt_1" }] };
const answered = {
  login: { accessToken: "token" },
  cartCreate: { cart: made },
  checkoutStart: { checkout: made },
  checkoutUpdate: { checkout: made },
};
const means: Means = {
  targets: {
    products: [{ id: "prod_1", slug: "mug", picture: "/media/mug.webp" }],
    variants: [{ id: "var_1", sku: "MUG-1" }],
    collections: [{ id: "col_1", slug: "mugs" }],
    order: { id: "ord_1", number: "H-1", guestToken: "token", receipt: "/receipts/1" },
  },
  account: { email: "attacker@neighbours.example", password: "a password" },
  route: { send: async (document) => z.custom<never>().parse(Object(answered)[rootFieldOf(document)]) },
};
const body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/** The codes of refusals that depend on the response, not on the document. */
const later = new Set(["ANSWER_TOO_LARGE"]);

/** The code with which a router in production refuses the document, or `accepted`. */
function codeOf({ query, variables }: z.infer<typeof body>): unknown {
  const request = { query, operationName: undefined, variables, viewer: guest };
  const prepared = prepareOperation(
    { countDocument: () => {}, countExpensive: () => {} },
    graph,
    strictnessOf(true, true),
    request,
  );
  if (!("document" in prepared)) return prepared[0]?.extensions?.code;
  const hidden = hiddenFields(prepared.document);
  return hidden.length > 0 ? `FORBIDDEN ${hidden}` : "accepted";
}

/** The fields of a document that a customer may not select. */
function hiddenFields(document: DocumentNode): string[] {
  const hidden: string[] = [];
  const types = new TypeInfo(schema);
  const enter = ({ name: { value } }: FieldNode) => {
    const coordinate = `${types.getParentType()}.${value}`;
    if (!isPublic(coordinate)) hidden.push(coordinate);
  };
  visit(document, visitWithTypeInfo(types, { Field: { enter } }));
  return hidden;
}

test.each(recipes)("$name: its requests are accepted, or refused by the guard that it names", async (recipe) => {
  const next = await recipe.open(means);
  for (const n of [0, 1]) {
    const request = next(n);
    expect(`${request.method} ${request.path}`).toMatch(
      /^POST \/(graphql|session)$|^GET (\*|\/(media|receipts|sitemaps)\/.+|\/(search|cart)\?.+|\/sitemap\.xml)$/,
    );
    if (request.path !== "/graphql") continue;
    const { refusal = "accepted" } = recipe;
    expect(codeOf(body.parse(JSON.parse(request.body)))).toEqual(later.has(refusal) ? "accepted" : refusal);
  }
});

test.each(guards)("guard $name: each of its places stands in the source exactly once", ({ patches }) => {
  expect(patches.length).toBeGreaterThan(0);
  for (const { file, find } of patches)
    expect(readFileSync(path.join(root, file), "utf8").split(find), `${file}: ${find}`).toHaveLength(2);
});
