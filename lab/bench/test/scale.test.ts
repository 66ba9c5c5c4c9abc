/** Tests of the scale plane: its verdict, and the rows that requests name. */
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  buildSchema,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../tools/host/shop.mjs";
import { loadDriver } from "../../../tools/host/sqlite.mjs";
import { answerFault, emptinessFault } from "../scale/answers.ts";
import { faultsOf, ratioOf } from "../scale/report.ts";
import { operations } from "../scale/requests.ts";
import { readRows } from "../scale/rows.ts";

const costAt = (p95: number) => ({ statements: 5, cpu: 1, p50: p95 / 2, p95 });
const measured = (small: number, large: number) => ({
  operation: "list",
  small: costAt(small),
  large: costAt(large),
  faults: [],
});

test.each([
  { small: 4, large: 5.9, failed: 0 },
  { small: 4, large: 6.1, failed: 1 },
  { small: 0.3, large: 1.2, failed: 0 },
  { small: 0.3, large: 1.4, failed: 1 },
])("p95 of $small and $large ms: $failed faults", ({ small, large, failed }) => {
  expect(faultsOf(measured(small, large))).toHaveLength(failed);
});

test("a difference below the floor has no ratio above 1", () => {
  expect(ratioOf(measured(0.3, 1.2))).toBe(1);
  expect(ratioOf(measured(2, 1))).toBe(0.5);
});

test("an operation with another number of statements fails", () => {
  const large = { ...costAt(1), statements: 6 };
  expect(faultsOf({ ...measured(1, 1), large })).toEqual(["list: 6 statements instead of the 5 of the small shop"]);
});

test("a wrong answer fails, whatever the times", () => {
  expect(faultsOf({ ...measured(1, 1), faults: ["list: small answered with 500"] })).toHaveLength(1);
});

test("an answer with another status or with errors is a fault", () => {
  const text = '{"data":{"me":null}}';
  expect(answerFault({ status: 200, text })).toBeUndefined();
  expect(answerFault({ status: 503, text })).toContain("503");
  expect(answerFault({ status: 200, text: '{"errors":[],"data":{"me":null}}' })).toContain("errors");
});

test.each([
  ["no answer", [], true],
  ["null", [{ order: null }], true],
  ["an empty list", [{ suggestions: [] }], true],
  ["an empty connection", [{ products: { nodes: [] }, me: null }], true],
  ["an entry of one answer", [{ products: { nodes: [] } }, { products: { nodes: [{ id: "prod_1" }] } }], false],
  ["a list with an entry", [{ suggestions: ["mug"] }], false],
  ["an object", [{ order: { id: "ord_1" } }], false],
  ["a connection without its nodes", [{ products: { facets: [] } }], false],
])("%s is content only if there is a value", (_name, answers, isFault) => {
  const fault = emptinessFault(answers.map((data) => JSON.stringify({ data })));
  expect(fault !== undefined).toBe(isFault);
});

const Database = loadDriver();

/** Stores with two products and a customer with a cart, a checkout and an order, each copied so many times. */
function storesOf(catalogue: number, customers: number) {
  const open = (...statements: string[]) => {
    const store = new Database(":memory:");
    for (const statement of statements) store.exec(statement);
    return store;
  };
  const copied = (prefix: string, count: number) =>
    `WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < ${count - 1})
     SELECT '${prefix}' || printf('%04x', n) AS id FROM k`;
  return {
    products: open(
      `CREATE TABLE products AS SELECT id, id AS slug, id AS title, 'ACTIVE' AS status
       FROM (${copied("prod_b", catalogue)}) UNION ALL SELECT id, id, id, 'ACTIVE' FROM (${copied("prod_a", catalogue)})`,
      "CREATE TABLE collections AS SELECT 'coll_1' AS id, 'all' AS slug",
    ),
    users: open(
      `CREATE TABLE users AS SELECT id, id AS email, 'CUSTOMER' AS role FROM (${copied("user_a", customers)})`,
      "INSERT INTO users VALUES ('user_staff', 'staff', 'ADMIN')",
    ),
    orders: open(
      `CREATE TABLE carts AS SELECT id, NULL AS owner_id, 'OPEN' AS state FROM (${copied("cart_a", customers)})`,
      `CREATE TABLE checkouts AS SELECT id, id AS owner_id FROM (${copied("chk_a", customers)})`,
      `CREATE TABLE orders AS SELECT id, id AS number, id AS email, NULL AS customer_id, 'COMPLETED' AS state FROM (${copied("ord_a", customers)})`,
      `CREATE TABLE order_lines AS SELECT id, id AS variant_id FROM (${copied("line_a", customers)})`,
    ),
    payments: open(
      `CREATE TABLE payments AS SELECT id, id AS checkout_id, NULL AS customer_id FROM (${copied("pay_a", customers)})`,
    ),
  };
}

test("requests name copies of the same rows in both shops, in turn, and complete copies of orders only", () => {
  const tokenOf = (id: string) => `token of ${id}`;
  const small = readRows(storesOf(3, 17), { catalogue: 3, customers: 17 }, tokenOf);
  const large = readRows(storesOf(200, 900), { catalogue: 200, customers: 900 }, tokenOf);
  const ids = (rows: typeof small, kind: "product" | "order") => [0, 1, 2, 3].map((index) => rows(kind, index).id);
  expect(ids(small, "product")).toEqual(["prod_a0001", "prod_b0001", "prod_a0002", "prod_b0002"]);
  expect(ids(small, "order")).toEqual(["ord_a0008", "ord_a0010", "ord_a0008", "ord_a0010"]);
  expect(ids(large, "product").map((id) => id.slice(0, 6))).toEqual(["prod_a", "prod_b", "prod_a", "prod_b"]);
  expect(new Set(ids(large, "order")).size).toBe(4);
  expect(large("guestOrder", 0).token).toBe(`token of ${large("guestOrder", 0).id}`);
  expect(large("administrator", 5).id).toBe("user_staff");
});

/** Lists of which a scaled shop has no more rows than a small one: their tables are not copied, and copies share facets. */
const listsThatDoNotGrow = [
  "Facet.values",
  "ImportJob.problems",
  "Query.apiClients",
  "Query.auditEntries",
  "Query.collections",
  "Query.importJobs",
  "Query.ledgerEntries",
  "Query.promotions",
  "Query.withdrawals",
];

const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"));

test("every list of the schema is requested, but those that do not grow", () => {
  const lists = Object.values(schema.getTypeMap()).filter(isObjectType).flatMap(listsOf);
  const requested = new Set(operations.flatMap(({ query }) => listsIn(query)));
  expect(lists.filter((name) => !requested.has(name)).toSorted()).toEqual(listsThatDoNotGrow);
});

function listsOf(type: GraphQLObjectType): string[] {
  const lists = Object.values(type.getFields()).filter((field) => isList(field.type));
  return lists.map(({ name }) => `${type.name}.${name}`);
}

/** The lists that an operation selects. */
function listsIn(query: string): string[] {
  const found: string[] = [];
  const types = new TypeInfo(schema);
  const enter = ({ name }: FieldNode) => {
    const type = types.getType();
    if (type && isList(type)) found.push(`${types.getParentType()?.name}.${name.value}`);
  };
  visit(parse(query), visitWithTypeInfo(types, { Field: { enter } }));
  return found;
}

function isList(type: GraphQLOutputType): boolean {
  return getNamedType(type).name.endsWith("Connection");
}
