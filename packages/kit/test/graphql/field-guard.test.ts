/** Guards of fields: each rule refuses alike in compiled execution and in graphql-js, and where several refuse, the same one wins. */
import { type DocumentNode, execute, type GraphQLSchema, getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";
import { compileOperation } from "../../src/execution/compile.ts";
import { executeCompiled } from "../../src/execution/execute.ts";
import { memoize } from "../../src/graphql/loaders.ts";
import type { Viewer } from "../../src/identity/identity.ts";
import { openBudget } from "../../src/runtime/request-budget.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";
import { build, head } from "../support/sdl.ts";

const sdl = `${head(`import: ["@authenticated", "@external", "@key", "@requires", "@requiresScopes"]`)}
  directive @constraint(maxLength: Int) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
  type Tin @key(fields: "id") { id: ID! size: Int @external lid: Int @external @authenticated own: Int @requires(fields: "size lid") }
  type Safe @key(fields: "id") @authenticated { id: ID! }
  type ValidationError { message: String }
  type Done { id: ID }
  union Result = Done | ValidationError
  input Note { text: String @constraint(maxLength: 3) }
  type Query {
    mine(text: String @constraint(maxLength: 3)): Int @authenticated
    theirs: Int @requiresScopes(scopes: [["tins:read"]])
    open(text: String @constraint(maxLength: 3), texts: [String!]): Int @public
    many(text: String @constraint(maxLength: 3)): [Int!] @public
    tins: [Tin!] @public
  }
  type Mutation { note(note: Note): Result @public keep: Int @authenticated read(fails: Boolean): Int @public }`;

type Context = { loaders: { reads(given: undefined): number } };
const mutations = {
  note: () => ({ __typename: "Done" }),
  keep: () => 1,
  read: (_parent: unknown, { fails }: { fails?: boolean }, { loaders }: Context) => {
    const count = loaders.reads(undefined);
    if (fails) throw new Error(`failed read ${count}`);
    return count;
  },
};

/** Opens the schema; `called` are the fields whose resolvers were called. */
function openSchema() {
  const called: string[] = [];
  const noted = (name: string, value: unknown) => () => {
    called.push(name);
    return value;
  };
  const given = { mine: 1, theirs: 1, open: 1, many: [1, 2, 3], tins: Array(12).fill({ id: "1" }) };
  const queries = Object.entries(given).map(([name, value]) => [name, noted(name, value)]);
  const byReference = { __resolveReference: (reference: object) => reference };
  const Mutation = {
    ...mutations,
    note: noted("note", mutations.note()),
    keep: noted("keep", mutations.keep()),
  };
  const { schema } = build(sdl, { Query: Object.fromEntries(queries), Mutation, Tin: byReference, Safe: byReference });
  return { schema, called };
}

type Request = { context: object; variables: Record<string, unknown> };
const ways = {
  compiled: (schema: GraphQLSchema, document: DocumentNode, request: Request) => {
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    return executeCompiled(compileOperation(schema, document, operation), request);
  },
  "graphql-js": (schema: GraphQLSchema, document: DocumentNode, { context, variables }: Request) =>
    execute({ schema, document, contextValue: context, variableValues: variables }),
};

type Question = { viewer?: Viewer; values?: number; variables?: Record<string, unknown> };

/** Asks in one way. A request that ends over its budget has its one error. */
async function ask(
  way: keyof typeof ways,
  query: string,
  { viewer = guest, values = 50, variables = {} }: Question = {},
) {
  const { schema, called } = openSchema();
  const budget = openBudget(manualRuntime(0), { values, rows: 0, ms: 1_000 });
  const ended = new Promise<string>((resolve) => {
    const end = (error: Error & { extensions: Readonly<Record<string, unknown>> }) =>
      resolve(`${error.extensions.code} ${error.message}`);
    budget.onEnd = end;
  });
  let count = 0;
  const reads = memoize(() => {
    count += 1;
    return count;
  });
  const context = { viewer, budget, loaders: { reads } };
  const run = async () => {
    const { data, errors = [] } = await ways[way](schema, parse(query), { context, variables });
    const refused = errors.map(({ path, extensions: { code }, message }) => [path?.join("."), code ?? message]);
    return { data: JSON.parse(JSON.stringify(data)), refused, called, messages: errors.map(({ message }) => message) };
  };
  const answer = await Promise.race([run(), ended]);
  return typeof answer === "string" ? { ended: answer.split(" ")[0], called } : answer;
}

const entities = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Tin { size lid } } }";
const references = (count: number, of: object) => ({ r: Array(count).fill(of) });
const customer = userWith("user_1");
const noTin = { data: { _entities: [null] } };
const long = `text: "long"`;
const tooMany = `texts: [${Array(2_001).fill('"x"').join(" ")}]`;

/** Each rule of a guard by itself, and those where several would refuse. */
const cases: [rule: string, query: string, question: Question, answer: object][] = [
  ["a viewer", "{ mine }", {}, { data: { mine: null }, refused: [["mine", "UNAUTHENTICATED"]], called: [] }],
  [
    "a scope",
    "{ theirs }",
    { viewer: customer },
    { data: { theirs: null }, refused: [["theirs", "FORBIDDEN"]], called: [] },
  ],
  ["a text", `{ open(${long}) }`, {}, { data: { open: null }, refused: [["open", "BAD_USER_INPUT"]], called: [] }],
  ["a list", `{ open(${tooMany}) }`, {}, { data: { open: null }, refused: [["open", "BAD_USER_INPUT"]], called: [] }],
  [
    "a text of a field with its own refusal",
    `mutation { note(note: { ${long} }) { ... on ValidationError { message } } }`,
    {},
    { data: { note: { message: "At most 3 characters." } }, refused: [], called: [] },
  ],
  ["the viewer of a mutation", "mutation { keep }", {}, { refused: [["keep", "UNAUTHENTICATED"]], called: [] }],
  [
    "the number of references",
    entities,
    { variables: references(1_001, { __typename: "Tin", id: "1" }) },
    {
      data: null,
      refused: [["_entities", "TOO_MANY_REFERENCES"]],
    },
  ],
  [
    "the number of references under two aliases",
    "query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }",
    { values: 5_000, variables: references(501, { __typename: "Tin", id: "1" }) },
    { data: null, refused: [["b", "TOO_MANY_REFERENCES"]] },
  ],
  [
    "the key of a reference",
    entities,
    { variables: references(1, { __typename: "Tin", id: 1 }) },
    { data: null, refused: [["_entities", "BAD_USER_INPUT"]] },
  ],
  [
    "the viewer of an entity",
    entities,
    { variables: references(1, { __typename: "Safe", id: "1" }) },
    { ...noTin, refused: [["_entities.0", "UNAUTHENTICATED"]] },
  ],
  [
    "the value of an external field, but not of one that the viewer may not read",
    entities,
    { variables: references(1, { __typename: "Tin", id: "1", size: "wide", lid: "flat" }) },
    {
      data: { _entities: [{ __typename: "Tin", size: null, lid: null }] },
      refused: [
        ["_entities.0.size", "BAD_USER_INPUT"],
        ["_entities.0.lid", "UNAUTHENTICATED"],
      ],
    },
  ],
  [
    "the value of an external field that the viewer may read",
    entities,
    { viewer: customer, variables: references(1, { __typename: "Tin", id: "1", size: 1, lid: "flat" }) },
    {
      data: { _entities: [{ __typename: "Tin", size: 1, lid: null }] },
      refused: [["_entities.0.lid", "BAD_USER_INPUT"]],
    },
  ],
  [
    "the calls of resolvers",
    "{ a: open b: open c: open }",
    { values: 11 },
    {
      ended: "OPERATION_TOO_EXPENSIVE",
      called: ["open", "open"],
    },
  ],
  ["the items of a list", "{ many }", { values: 6 }, { ended: "OPERATION_TOO_EXPENSIVE", called: ["many"] }],
  [
    "the fields of a list's items",
    "{ tins { id } }",
    { values: 27 },
    { ended: "OPERATION_TOO_EXPENSIVE", called: ["tins"] },
  ],
  ["a viewer before a text", `{ mine(${long}) }`, {}, { refused: [["mine", "UNAUTHENTICATED"]], called: [] }],
  [
    "a text before the items of a list",
    `{ many(${long}) }`,
    { values: 6 },
    {
      refused: [["many", "BAD_USER_INPUT"]],
      called: [],
    },
  ],
  [
    "the budget before a viewer and a text",
    `{ mine(${long}) }`,
    { values: 3 },
    {
      ended: "OPERATION_TOO_EXPENSIVE",
      called: [],
    },
  ],
  [
    "nothing, within all limits",
    `{ mine(text: "one") many }`,
    { viewer: customer, values: 11 },
    {
      data: { mine: 1, many: [1, 2, 3] },
      refused: [],
      called: ["mine", "many"],
    },
  ],
  [
    "nothing, but loaders are cleared after each mutation, even a failed one",
    "mutation { a: read b: read(fails: true) c: read }",
    {},
    { data: { a: 1, b: null, c: 3 }, refused: [["b", "failed read 2"]] },
  ],
];

test.each(cases)("%s is refused alike, compiled and by graphql-js", async (_rule, query, question, answer) => {
  const compiled = await ask("compiled", query, question);
  expect(compiled).toMatchObject(answer);
  expect(await ask("graphql-js", query, question)).toEqual(compiled);
});
