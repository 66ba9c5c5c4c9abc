/** Finds every list in the four schemas and builds a query for it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from "graphql";
import type { StoreName } from "../../tools/audit/stores.ts";
import { root } from "../../tools/host/shop.mjs";

/** A list: `Query.orders`, or one of an entity, such as `User.orders`. `of` is the entity's type, null for a list of Query. */
export type ListQuery = { name: string; service: StoreName; of: string | null; query: string };

const pageSize = 25;

/** Required arguments of lists, by name. A list that needs another argument is an error here, and is not left out. */
const usualArguments: Readonly<Record<string, string>> = { query: '"mug"' };

/** All lists of one service that are read a page at a time. */
export function listsOf(service: StoreName): ListQuery[] {
  const file = path.join(root, "subgraphs", service, "schema.graphql");
  const sdl = readFileSync(file, "utf8");
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) });
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return types.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => {
      if (!isConnection(field)) return [];
      const of = type.name === "Query" ? null : type.name;
      if (of !== null && !isEntity(sdl, of)) return [];
      return [{ name: `${type.name}.${field.name}`, service, of, query: queryFor(field, of) }];
    }),
  );
}

function queryFor(field: GraphQLField<unknown, unknown>, of: string | null): string {
  const page = `${field.name}(${[`first: ${pageSize}`, "after: $after", ...field.args.filter(isRequired).map(defaultArgument)].join(", ")}) {
    nodes { ${selectionOf(nodeTypeOf(field), 2).join(" ")} }
    pageInfo { hasNextPage endCursor }
  }`;
  return of === null
    ? `query ($after: String) { ${page} }`
    : `query ($after: String, $id: ID!) { _entities(representations: [{ __typename: "${of}", id: $id }]) { ... on ${of} { ${page} } } }`;
}

/** All that can be asked of a type without arguments, `depth` levels down: what has a list behind it is asked for as well. */
function selectionOf(type: GraphQLObjectType, depth: number): string[] {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequired) || isConnection(field) || isFromElsewhere(field)) return [];
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    if (!isObjectType(inner) || depth === 0) return [];
    const selection = selectionOf(inner, depth - 1);
    return selection.length > 0 ? [`${field.name} { ${selection.join(" ")} }`] : [];
  });
  return ["__typename", ...fields];
}

function isConnection({ type }: GraphQLField<unknown, unknown>): boolean {
  return getNamedType(type).name.endsWith("Connection");
}

function defaultArgument({ name }: { name: string }): string {
  const value = usualArguments[name];
  if (value === undefined) throw new Error(`no value is known for the variable "${name}" of a list`);
  return `${name}: ${value}`;
}

function isRequired({ type, defaultValue }: { type: unknown; defaultValue?: unknown }): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

/** Whether another service would have to send the value along. */
function isFromElsewhere({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return (astNode?.directives ?? []).some(({ name }) => name.value === "external" || name.value === "requires");
}

function isEntity(sdl: string, name: string): boolean {
  return new RegExp(`^type ${name}\\b[^{]*@key\\(fields: "id"\\)`, "m").test(sdl);
}

function nodeTypeOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType {
  const connection = getNamedType(field.type);
  const nodes = isObjectType(connection) ? connection.getFields().nodes : undefined;
  const node = nodes && getNamedType(unwrapped(nodes.type));
  if (!isObjectType(node)) throw new Error(`${field.name} is a connection without nodes`);
  return node;
}

function unwrapped(type: GraphQLOutputType): GraphQLOutputType {
  if (isNonNullType(type) || isListType(type)) return unwrapped(type.ofType);
  return type;
}
