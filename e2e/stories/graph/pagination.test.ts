/** Every connection of the graph is read forward and backward, from both ends and from any entry in it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { signIn } from "@hansa/client/buyer";
import fc from "fast-check";
import { buildSchema, isInterfaceType, isObjectType } from "graphql";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"), {
  assumeValidSDL: true,
});

/** The fields that give a connection, as `Query.orders`. */
const connections = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) || isInterfaceType(type))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
  .filter(({ field }) => /Connection!?$/.test(String(field.type)));

const products = "products(first: 100) { nodes { id at: $list } }";
const users = "users(first: 100) { nodes { id at: $list } }";

/** The operation around each connection; `$list` stands for it, with its arguments and selection. */
const operations: Record<string, string> = {
  "Collection.products": "{ collections(first: 100) { nodes { id at: $list } } }",
  "Facet.values": "{ facets { id: code at: $list } }",
  "ImportJob.problems": "{ importJobs(first: 100) { nodes { id at: $list } } }",
  "Product.reviews": `{ ${products} }`,
  "Product.variants": `{ ${products} }`,
  "User.orders": `{ ${users} }`,
  "User.reviews": `{ ${users} }`,
  ...Object.fromEntries(
    connections.flatMap(({ type, field }) => (type.name === "Query" ? [[`Query.${field.name}`, "{ at: $list }"]] : [])),
  ),
};
/** Arguments that a connection needs, or that make its list longer. */
const needed: Record<string, string> = { "Query.search": 'query: "mug"', "Query.lowStock": "threshold: 1000000" };

let shop: Shop;
let token = "";
beforeAll(async () => {
  shop = await sharedShop();
  ({ token } = await signIn(shop, "ADMIN"));
  for (let index = 0; index < 5; index += 1) await declareWithdrawal(index);
});

/** The demo shop has no withdrawals; one of an unknown order is listed for staff, too. */
async function declareWithdrawal(index: number): Promise<void> {
  const input = `orderNumber: "none-${index}", email: "nobody@example.org", lastName: "Nobody", idempotencyKey: "${index}"`;
  const { data, errors } = await post(`mutation { withdrawalDeclare(input: { ${input} }) { __typename } }`);
  const received = { withdrawalDeclare: { __typename: "WithdrawalReceived" } };
  expect({ data, errors }, JSON.stringify(errors)).toEqual({ data: received, errors: [] });
}

const connection = z.object({
  edges: z.array(z.object({ cursor: z.string() })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
});
type Connection = z.infer<typeof connection>;
/** A connection, and the id of the object that it is a field of; none for a field of Query. */
const listed = z.object({ id: z.string().optional(), at: connection });
type Listed = z.infer<typeof listed>;

/** The operation on one parent. */
function operationOn(type: string, id: string): string {
  if (type === "ImportJob") return `{ importJob(id: "${id}") { id at: $list } }`;
  return `{ node(id: "${id}") { id ... on ${type} { at: $list } } }`;
}

/** Asks for a page of the connection; of the lists of several parents, for those of each of them. */
async function read(name: string, args: string, parent?: string): Promise<Listed[]> {
  const all = [needed[name], args].filter(Boolean).join(", ");
  const list = `${name.split(".")[1]}${all && `(${all})`} { edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
  const operation = parent?.includes("_") ? operationOn(name.split(".")[0] ?? "", parent) : operations[name];
  const query = (operation ?? "").replace("$list", list);
  const { data, errors } = await post(query);
  expect(errors, query).toEqual([]);
  const found: Listed[] = [];
  const search = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) search(item);
    const holder = listed.safeParse(value);
    if (holder.success) found.push(holder.data);
    else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) search(part);
  };
  search(data);
  return found.filter(({ id }) => parent === undefined || id === parent);
}

const answered = z.object({ data: z.unknown(), errors: z.array(z.unknown()).default([]) });

async function post(query: string): Promise<z.infer<typeof answered>> {
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return answered.parse(await response.json());
}

const cursorsOf = ({ edges }: Connection) => edges.map(({ cursor }) => cursor);

test("every connection has the arguments of both directions, without a default that excludes one of them", () => {
  for (const { type, field } of connections) {
    const args = field.args.map(({ name, type: input, defaultValue }) => [name, String(input), defaultValue]);
    expect(args, `${type.name}.${field.name}`).toEqual(
      expect.arrayContaining([
        ["first", "Int", undefined],
        ["after", "String", undefined],
        ["last", "Int", undefined],
        ["before", "String", undefined],
      ]),
    );
  }
});

test("the operations of this test name every connection", () => {
  expect(connections.map(({ type, field }) => `${type.name}.${field.name}`).sort()).toEqual(
    Object.keys(operations).sort(),
  );
});

test.each(Object.keys(operations))(
  "%s: the pages before and after any entry are adjacent to it, and the last page ends the list",
  async (name) => {
    const lists = await read(name, "first: 100");
    lists.sort((one, other) => other.at.edges.length - one.at.edges.length);
    const [list] = lists;
    if (!list || list.at.edges.length === 0) throw new Error(`the seeded shop has nothing in ${name}`);
    const cursors = cursorsOf(list.at);
    const pageOf = async (args: string): Promise<Connection> => {
      const [page] = await read(name, args, list.id);
      if (!page) throw new Error(`${name} is gone`);
      return page.at;
    };
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: cursors.length - 1 }), fc.integer({ min: 1, max: 10 }), async (at, size) => {
        const ahead = await pageOf(`last: ${size}, before: "${cursors[at]}"`);
        const shown = cursors.slice(Math.max(0, at - size), at);
        expect(cursorsOf(ahead)).toEqual(shown);
        expect(ahead.pageInfo).toEqual({
          hasNextPage: true,
          hasPreviousPage: at > size,
          startCursor: shown[0] ?? null,
          endCursor: shown.at(-1) ?? null,
        });
        const behind = await pageOf(`first: ${size}, after: "${cursors[at]}"`);
        const next = cursors.slice(at + 1, at + 1 + size);
        expect(cursorsOf(behind).slice(0, next.length)).toEqual(next);
        expect(behind.pageInfo.hasPreviousPage).toBe(true);
      }),
      { numRuns: 5 },
    );
    const last = await pageOf("last: 3");
    expect(last.pageInfo.hasNextPage).toBe(false);
    if (list.at.pageInfo.hasNextPage) return;
    expect(cursorsOf(last)).toEqual(cursors.slice(-3));
    expect(last.pageInfo.hasPreviousPage).toBe(cursors.length > 3);
  },
);

/** Fields of Query whose order by time can be chosen, with the types of their `sort`. */
const sorted = connections.flatMap(({ type, field }) => {
  const sort = field.args.find(({ name }) => name === "sort");
  return type.name === "Query" && sort && /^(Time|Change)Sort$/.test(String(sort.type)) ? [field.name] : [];
});

test("every list of the back office by time has a sort order", () => {
  expect(sorted.sort()).toEqual([
    "apiClients",
    "auditEntries",
    "fulfilments",
    "importJobs",
    "ledgerEntries",
    "orders",
    "payments",
    "promotions",
    "returns",
    "reviews",
    "stockMovements",
    "taxDocuments",
    "users",
    "withdrawals",
  ]);
});

test.each(sorted)("%s: oldest first is newest first, read from its end", async (field) => {
  const pages = z.object({ oldest: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  const idsOf = async (args: string) => {
    const { data } = await post(`{ oldest: ${field}(${args}) { nodes { id } } }`);
    return pages.parse(data).oldest.nodes.map(({ id }) => id);
  };
  const oldest = await idsOf("first: 20, sort: OLDEST");
  expect(oldest.length).toBeGreaterThan(0);
  expect(oldest).toEqual((await idsOf("last: 20, sort: NEWEST")).reverse());
  expect(await idsOf("first: 20, sort: NEWEST")).toEqual((await idsOf("last: 20, sort: OLDEST")).reverse());
});

test("sizes out of range and arguments of both directions are refused with a code", async () => {
  for (const args of ["last: 0", "last: 101", "first: 1, last: 1", 'first: 1, before: "x"', 'last: 1, after: "x"'])
    expect(await post(`{ products(${args}) { nodes { id } } }`), args).toMatchObject({
      errors: [{ extensions: { code: "BAD_USER_INPUT" } }],
    });
});
