/** Guards of fields: each rule refuses alike in compiled execution and in graphql-js, and where several refuse, the same one wins. */
import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema, getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";
import { compileOperation } from "../../src/execution/compile.ts";
import { executeCompiled } from "../../src/execution/execute.ts";
import { memoize } from "../../src/graphql/loaders.ts";
import { toGraphqlError } from "../../src/graphql/operation/coded-errors.ts";
import type { Viewer } from "../../src/identity/identity.ts";
import type { CodedError } from "../../src/runtime/errors.ts";
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

type Context = { loaders: { reads(key: undefined): number } };

/** Opens the schema; `called` are the fields whose resolvers were called. */
function openSchema() {
  const called: string[] = [];
  const noted = (values: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const resolver = () => {
          called.push(name);
          return value;
        };
        return [name, resolver];
      }),
    );
  const read = (_parent: unknown, { fails }: { fails?: boolean }, { loaders }: Context) => {
    const count = loaders.reads(undefined);
    if (fails) throw new Error(`failed read ${count}`);
    return count;
  };
  const byReference = { __resolveReference: (reference: object) => reference };
  const tins = Array(12).fill({ id: "1" });
  const { schema } = build(sdl, {
    Query: noted({ mine: 1, theirs: 1, open: 1, many: [1, 2, 3], tins }),
    Mutation: { ...noted({ note: { __typename: "Done" }, keep: 1 }), read },
    Tin: byReference,
    Safe: byReference,
  });
  return { schema, called };
}

type Request = { context: object; variables: Record<string, unknown> };
const modes = {
  compiled: (schema: GraphQLSchema, document: DocumentNode, request: Request) => {
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    return executeCompiled(compileOperation(schema, document, operation), request);
  },
  "graphql-js": (schema: GraphQLSchema, document: DocumentNode, { context, variables }: Request) =>
    execute({ schema, document, contextValue: context, variableValues: variables }),
};

type Asked = { viewer?: Viewer; values?: number; variables?: Record<string, unknown> };

/** Asks in one way; `errors` are the places and codes. A request that ends over its budget has its one error. */
async function ask(mode: keyof typeof modes, query: string, { viewer = guest, values = 50, variables = {} }: Asked) {
  const { schema, called } = openSchema();
  const budget = openBudget(manualRuntime(0), { values, rows: 0, ms: 1_000, responseBytes: 1_000 });
  const ended = new Promise<ExecutionResult>((resolve) => {
    const end = (error: CodedError) => resolve({ errors: [toGraphqlError(error)] });
    budget.onEnd = end;
  });
  let count = 0;
  const reads = memoize(() => {
    count += 1;
    return count;
  });
  const request = { context: { viewer, budget, loaders: { reads } }, variables };
  const { data = null, errors = [] } = await Promise.race([modes[mode](schema, parse(query), request), ended]);
  return {
    data: JSON.parse(JSON.stringify(data)),
    errors: errors.map(({ path = [], extensions: { code = "none" } }) => `${path.join(".")} ${code}`.trim()),
    messages: errors.map(({ message }) => message),
    called,
  };
}

const customer = userWith("user_1");
const entities = "_entities(representations: $r) { __typename";
const one = `query ($r: [_Any!]!) { ${entities} ... on Tin { size lid } } }`;
const two = `query ($r: [_Any!]!) { a: ${entities} } b: ${entities} } }`;
const references = (count: number, of: object) => ({ r: Array(count).fill({ __typename: "Tin", id: "1", ...of }) });
const long = `text: "long"`;
const tooMany = `texts: [${Array(2_001).fill('"x"').join(" ")}]`;
const refusedNote = `mutation { note(note: { ${long} }) { ... on ValidationError { message } } }`;
const tin = (fields: object) => ({ data: { _entities: [{ __typename: "Tin", ...fields }] } });
const expensive = ["OPERATION_TOO_EXPENSIVE"];

/** Each rule of a guard by itself, and those where several would refuse. No resolver is called where the response names none. */
const cases: [name: string, query: string, request: Asked, errors: string[], response?: object][] = [
  ["a guest where a person is required", "{ mine }", {}, ["mine UNAUTHENTICATED"]],
  ["a missing scope", "{ theirs }", { viewer: customer }, ["theirs FORBIDDEN"]],
  ["a text beyond its limit", `{ open(${long}) }`, {}, ["open BAD_USER_INPUT"]],
  ["a list beyond its limit", `{ open(${tooMany}) }`, {}, ["open BAD_USER_INPUT"]],
  ["a text with a refusal as a value", refusedNote, {}, [], { data: { note: { message: "At most 3 characters." } } }],
  ["a mutation that the viewer may not run", "mutation { keep }", {}, ["keep UNAUTHENTICATED"]],
  ["1,001 references", one, { variables: references(1_001, {}) }, ["_entities TOO_MANY_REFERENCES"]],
  [
    "501 references twice",
    two,
    { values: 9_000, variables: references(501, {}) },
    ["b TOO_MANY_REFERENCES"],
    { data: null },
  ],
  ["a key that is no text", one, { variables: references(1, { id: 1 }) }, ["_entities BAD_USER_INPUT"]],
  [
    "an entity that the viewer may not read",
    one,
    { variables: references(1, { __typename: "Safe" }) },
    ["_entities.0 UNAUTHENTICATED"],
  ],
  [
    "wrong external values for a guest",
    one,
    { variables: references(1, { size: "wide", lid: "flat" }) },
    ["_entities.0.size BAD_USER_INPUT", "_entities.0.lid UNAUTHENTICATED"],
    tin({ size: null, lid: null }),
  ],
  [
    "a wrong external value that the viewer may read",
    one,
    { viewer: customer, variables: references(1, { size: 1, lid: "flat" }) },
    ["_entities.0.lid BAD_USER_INPUT"],
    tin({ size: 1, lid: null }),
  ],
  ["too many calls", "{ a: open b: open c: open }", { values: 11 }, expensive, { called: ["open", "open"] }],
  ["too many items", "{ many }", { values: 6 }, expensive, { called: ["many"] }],
  ["too many fields of items", "{ tins { id } }", { values: 27 }, expensive, { called: ["tins"] }],
  ["a guest with a long text", `{ mine(${long}) }`, {}, ["mine UNAUTHENTICATED"]],
  ["a long text in front of too many items", `{ many(${long}) }`, { values: 6 }, ["many BAD_USER_INPUT"]],
  ["a spent budget with a guest and a long text", `{ mine(${long}) }`, { values: 3 }, expensive],
  [
    "a request within all limits",
    `{ mine(text: "one") many }`,
    { viewer: customer, values: 11 },
    [],
    { data: { mine: 1, many: [1, 2, 3] }, called: ["mine", "many"] },
  ],
  [
    "three mutations, with loaders cleared after each, even a failed one,",
    "mutation { a: read b: read(fails: true) c: read }",
    {},
    ["b none"],
    { data: { a: 1, b: null, c: 3 }, messages: ["failed read 2"] },
  ],
];

test.each(cases)(
  "%s has one answer, compiled and by graphql-js",
  async (_name, ...[query, request, errors, response]) => {
    const compiled = await ask("compiled", query, request);
    expect(compiled).toMatchObject({ errors, called: [], ...response });
    expect(await ask("graphql-js", query, request)).toEqual(compiled);
  },
);
