/** Guarded fields beside every sibling, in the schemas of all services: a refusal is a coded answer and leaves no rejection unhandled. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
} from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { compileOperation } from "../../src/execution/compile.ts";
import { executeCompiled } from "../../src/execution/execute.ts";
import { guardedSchema } from "../../src/graphql/schema.ts";
import type { Viewer } from "../../src/identity/identity.ts";
import { guest, temporaryFolder, userWith } from "../../testing/subgraph-client.ts";
import { serviceNames } from "../support/processes.ts";

const customer = userWith("user_1");
/** One of the items settles at once and the others after other work, as what is loaded does. */
const items = [{ item: 0 }, { item: 1 }, { item: 2 }];
type Item = (typeof items)[number];

/** The schema of a service with a list of each type to begin at, every field answered by something of its type. */
function openSchema(service: string): { schema: GraphQLSchema; types: GraphQLObjectType[] } {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const sdl = readFileSync(path.join(import.meta.dirname, `../../../../subgraphs/${service}/schema.graphql`), "utf8");
  const plain = guardedSchema(written(folder.path, sdl), {}).schema;
  const types = Object.values(plain.getTypeMap()).filter(isObjectType).filter(isOwn);
  const lists = types.filter((type) => !isRoot(type)).map(({ name }) => `all${name}: [${name}!]! @public`);
  const resolvers: Record<string, Record<string, unknown>> = Object.fromEntries(
    types.map((type) => [
      type.name,
      Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, answer(plain, field)])),
    ]),
  );
  resolvers.Query = { ...resolvers.Query };
  for (const { name } of types) if (!isRoot({ name })) resolvers.Query[`all${name}`] = () => items;
  const { schema } = guardedSchema(written(folder.path, `${sdl}\nextend type Query { ${lists.join(" ")} }`), resolvers);
  return { schema, types };
}

function written(folder: string, sdl: string): string {
  const file = path.join(folder, "schema.graphql");
  writeFileSync(file, sdl);
  return file;
}

function isOwn({ name }: { name: string }): boolean {
  return !name.startsWith("_") && name !== "Mutation";
}

function isRoot({ name }: { name: string }): boolean {
  return name === "Query";
}

function answer(schema: GraphQLSchema, { type }: GraphQLField<unknown, unknown>) {
  const value = sampleOf(schema, type);
  return (parent: Item | undefined) =>
    parent?.item === 1 ? value : new Promise((resolve) => setImmediate(() => resolve(value)));
}

function sampleOf(schema: GraphQLSchema, type: GraphQLOutputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [];
  if (isAbstractType(inner)) return { __typename: schema.getPossibleTypes(inner)[0]?.name };
  if (isObjectType(inner)) return { item: 2 };
  if (isEnumType(inner)) return inner.getValues()[0]?.value;
  return inner.name === "Boolean" ? true : inner.name === "String" || inner.name === "ID" ? "x" : 1;
}

function isGuarded(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): boolean {
  const nodes = [type.astNode, ...type.extensionASTNodes, field.astNode, getNamedType(field.type).astNode];
  const names = nodes.flatMap((node) => (node && "directives" in node ? (node.directives ?? []) : []));
  return names.some(({ name }) => ["authenticated", "requiresScopes", "policy"].includes(name.value));
}

/** A selection of the field with what it needs below it and as arguments. */
function selected(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${literal(type)}`);
  const below = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  return `${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}${below}`;
}

function literal(type: GraphQLInputType): string {
  const inner = isNonNullType(type) ? getNullableType(type) : type;
  if (isListType(inner)) return "[]";
  if (isEnumType(inner)) return String(inner.getValues()[0]?.name);
  if (isInputObjectType(inner)) {
    const needed = Object.values(inner.getFields()).filter(isRequiredInputField);
    return `{ ${needed.map((field) => `${field.name}: ${literal(field.type)}`).join(", ")} }`;
  }
  return inner.name === "Boolean" ? "true" : inner.name === "Int" || inner.name === "Float" ? "1" : '"x"';
}

/** Every guarded field of the type beside every other one, in both orders. */
function* pairsOf(type: GraphQLObjectType): Generator<string> {
  const fields = Object.values(type.getFields());
  for (const guarded of fields.filter((field) => isGuarded(type, field)))
    for (const sibling of fields.filter((field) => field !== guarded)) {
      yield `${selected(guarded)} ${selected(sibling)}`;
      yield `${selected(sibling)} ${selected(guarded)}`;
    }
}

test.each(serviceNames)(
  "in %s every guarded field beside every sibling, in both orders, is refused with a code and leaves no rejection unhandled",
  async (service) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const { schema, types } = openSchema(service);
    let requests = 0;
    for (const type of types)
      for (const pair of pairsOf(type))
        for (const viewer of [guest, customer] satisfies Viewer[]) {
          const document = parse(isRoot(type) ? `{ ${pair} }` : `{ all${type.name} { ${pair} } }`);
          const operation = getOperationAST(document);
          if (!operation) throw new Error("no operation");
          const compiled = compileOperation(schema, document, operation);
          const { errors = [] } = await executeCompiled(compiled, { context: { viewer }, variables: {} });
          const codes = new Set(errors.map(({ extensions, message }) => extensions.code ?? message));
          const allowed = viewer === guest ? ["UNAUTHENTICATED"] : ["FORBIDDEN"];
          expect({ pair, codes: [...codes].filter((code) => !allowed.includes(String(code))) }).toEqual({
            pair,
            codes: [],
          });
          if (viewer === guest) expect({ pair, refused: codes.size }).toEqual({ pair, refused: 1 });
          requests += 1;
        }
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    expect(requests).toBeGreaterThan(0);
  },
);
