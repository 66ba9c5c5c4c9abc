/** The shop's subgraphs with made-up data behind their real guards: every field has a value, every reference an object, in this process. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { showTo } from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
import {
  buildSchema,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  graphql,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { root } from "../../../cli/host/shop.mjs";
import { guardedSchema } from "../../../packages/kit/src/graphql/schema.ts";
import type { SendFetch } from "../../../router/src/execution/steps.ts";

/** The number of fetches, and the codes of the refusals. `types` are those of which objects of interfaces and unions are, where they can be. */
export type Asked = { fetches: number; refusals: string[]; types: readonly string[] };
type Context = { viewer: Viewer; types: readonly string[] };

const scalars: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  MinorUnits: 7,
  CurrencyCode: "EUR",
  CountryCode: "DE",
  DateTime: "2026-01-15T12:00:00.000Z",
  Decimal: "1.00",
  Rate: "0.19",
};

/** Opens the subgraphs of these names for a viewer. A sign-in shows the person `shown`, as users does. */
export function openMadeUpSubgraphs(
  names: readonly string[],
  shown: Viewer,
): (viewer: Viewer, asked: Asked) => SendFetch {
  const schemas = new Map(names.map((name) => [name, schemaOf(name, shown)]));
  return (viewer, asked) =>
    async ({ operation: { subgraph, query }, variables }) => {
      const schema = schemas.get(subgraph);
      if (!schema) throw new Error(`the plan names an unknown subgraph: ${subgraph}`);
      asked.fetches += 1;
      const contextValue: Context = { viewer, types: asked.types };
      const result = await graphql({ schema, source: query, variableValues: JSON.parse(variables), contextValue });
      const { data = null, errors = [] } = JSON.parse(JSON.stringify(result));
      return { data, errors: errors.map((error: SentError) => readError(error, asked)) };
    };
}

type SentError = { message: string; path?: (string | number)[]; extensions: Record<string, unknown> };

function readError({ message, path, extensions }: SentError, { refusals }: Asked) {
  if (extensions.code === undefined) throw new Error(`made-up data failed at ${path?.join(".")}: ${message}`);
  refusals.push(String(extensions.code));
  return { fault: { message, extensions }, path };
}

function schemaOf(name: string, shown: Viewer): GraphQLSchema {
  const file = path.join(root, name === "nodes" ? "router/nodes.graphql" : `subgraphs/${name}/schema.graphql`);
  const plain = buildSchema(readFileSync(file, "utf8"), { assumeValidSDL: true });
  const types = Object.values(plain.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith("__"));
  const resolvers = Object.fromEntries(types.filter(isObjectType).map((type) => [type.name, resolversOf(type, shown)]));
  return guardedSchema(file, resolvers).schema;
}

function resolversOf(type: GraphQLObjectType, shown: Viewer): object {
  const fields = Object.values(type.getFields()).map(({ name, type: of }) => [
    name,
    (_parent: unknown, _args: unknown, context: Context, { schema }: GraphQLResolveInfo) =>
      type.name === "Session" && name === "user" ? showTo(shown, { __typename: "User" }) : madeUp(of, schema, context),
  ]);
  const isEntity = type.astNode?.directives?.some((directive) => directive.name.value === "key") ?? false;
  return {
    ...Object.fromEntries(fields),
    ...(isEntity ? { __resolveReference: (reference: object) => ({ ...reference }) } : {}),
  };
}

/** A value of this type. A text names the viewer who gets it. */
function madeUp(type: GraphQLOutputType, schema: GraphQLSchema, context: Context): unknown {
  if (isNonNullType(type)) return madeUp(type.ofType, schema, context);
  if (isListType(type)) return [madeUp(type.ofType, schema, context), madeUp(type.ofType, schema, context)];
  if (isEnumType(type)) return type.getValues()[0]?.value;
  const { viewer, types } = context;
  if (isLeafType(type))
    return scalars[type.name] ?? `some ${type.name} for ${"id" in viewer ? viewer.id : viewer.kind}`;
  const named = getNamedType(type);
  if (!isAbstractType(named)) return { __typename: named.name };
  const possible = schema.getPossibleTypes(named).map(({ name }) => name);
  return { __typename: types.find((name) => possible.includes(name)) ?? possible[0] };
}
