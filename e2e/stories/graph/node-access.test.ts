/** Every type of node: the id of another person's object and an unknown id get the same response. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { signIn } from "@hansa/client/buyer";
import { MeDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { buildSchema, type GraphQLObjectType, getNamedType, isInterfaceType, isLeafType } from "graphql";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { hidden, idOf } from "../support/hidden-objects.ts";

const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"), {
  assumeValidSDL: true,
});
const nodeType = schema.getType("Node");
const types = isInterfaceType(nodeType) ? schema.getPossibleTypes(nodeType) : [];

let shop: Shop;
let customer: { token: string };
let administrator: { token: string };
let customerId: string;
beforeAll(async () => {
  // Its own: rows are changed behind the services, and what is made so has no entry in the books.
  shop = await runShop();
  customer = await signIn(shop, "CUSTOMER");
  administrator = await signIn(shop, "ADMIN");
  const { me } = await requireData(executeDocument(shop.url, MeDocument, {}, customer));
  customerId = me?.id ?? "";
  return shop.stop;
});

const result = z.looseObject({ data: z.unknown() });

async function askNode(wanted: string, id: string, token: string | undefined) {
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({
      query: `query ($id: ID!) { node(id: $id) { ${wanted} } nodes(ids: [$id]) { ${wanted} } }`,
      variables: { id },
    }),
  });
  return result.parse(await response.json());
}

/** The selections of the test: the id alone, the type name, and all fields of the node that need no argument. */
function selectionsOf(type: GraphQLObjectType): string[] {
  const values = Object.values(type.getFields()).filter(
    ({ type: value, args }) => isLeafType(getNamedType(value)) && args.length === 0,
  );
  return [
    "id",
    "__typename",
    `... on ${type.name} { __typename }`,
    `... on ${type.name} { ${values.map(({ name }) => name).join(" ")} }`,
  ];
}

test("the list of hidden objects names every type of node", () => {
  expect(types.map(({ name }) => name).sort()).toEqual(Object.keys(hidden).sort());
});

test.each(types.map((type) => [type.name, type] as const))(
  "%s: null for an unknown id and for another person's, in the same words",
  async (name, type) => {
    const thing = hidden[name];
    const prefix = /begins with `(\w+_)`/.exec(type.getFields().id?.description ?? "")?.[1];
    if (prefix === undefined) throw new Error(`${name}.id does not say how it begins`);
    for (const wanted of selectionsOf(type)) {
      for (const token of [undefined, customer.token]) {
        const absent = await askNode(wanted, `${prefix}01kd939tft0001asjnw846nfxh`, token);
        expect(absent.data).toEqual({ node: null, nodes: [null] });
        if (thing) expect(await askNode(wanted, idOf(shop, thing, customerId), token)).toEqual(absent);
      }
    }
  },
);

const ofTheBackOffice = [
  "ApiClient",
  "AuditEntry",
  "Dispute",
  "ImportJob",
  "LedgerEntry",
  "Promotion",
  "ShippingMethod",
  "ShippingZone",
  "StockMovement",
  "TaxDocument",
  "TaxRate",
];

test.each(ofTheBackOffice)("%s: an administrator fetches it by its id", async (name) => {
  const thing = hidden[name];
  if (!thing) throw new Error(`everybody may see every ${name}`);
  const id = idOf(shop, thing, customerId);
  const found = { __typename: name, id };
  expect(await askNode("__typename id", id, administrator.token)).toEqual({ data: { node: found, nodes: [found] } });
});
