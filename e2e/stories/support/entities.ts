/** Entities of the services' schemas: their fields, requests for them by reference, and forged references with a value for every field. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { ServiceName } from "@hansa/contracts/processes";
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";

const result = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })).default([]),
});

/** Asks a graph, with an access token or as a guest. */
export async function askGraph(url: string, token: string | undefined, query: string, variables: object) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return result.parse(await response.json());
}

export type Reference = { __typename: string; id: string } & Record<string, unknown>;

/** The entities of a service, those that it does not resolve included. */
export function entitiesOf(service: ServiceName): GraphQLObjectType[] {
  const sdl = readFileSync(path.join(root, `subgraphs/${service}/schema.graphql`), "utf8");
  const types = Object.values(buildSchema(sdl, { assumeValidSDL: true }).getTypeMap());
  return types.filter(isObjectType).filter((type) => hasDirective(type, "key"));
}

/** The names of the fields of a type with a directive. */
export function fieldsWith(type: GraphQLObjectType, directive: string): string[] {
  return fieldsOf(type).flatMap((field) => (hasDirective(field, directive) ? [field.name] : []));
}

function hasDirective({ astNode }: Pick<GraphQLObjectType | Field, "astNode">, wanted: string): boolean {
  return astNode?.directives?.some(({ name }) => name.value === wanted) ?? false;
}

type Field = GraphQLField<unknown, unknown>;

function fieldsOf(type: GraphQLObjectType): Field[] {
  return Object.values(type.getFields());
}

/** The most fields of one request: each repeats `_entities`, which a client may do sixteen times. */
const fieldsPerRequest = 12;

/**
 * Queries for each field of an entity by itself, under its name: one that is refused takes no other with it. Fields that other services resolve are
 * left out: asked for here, they are what the reference holds.
 */
export function queriesOf(type: GraphQLObjectType): string[] {
  const own = fieldsOf(type).filter((field) => !hasDirective(field, "external"));
  const fields = own.map(
    (field) => `${field.name}: _entities(representations: $r) { ... on ${type.name} { value: ${selectionOf(field)} } }`,
  );
  const count = Math.ceil(fields.length / fieldsPerRequest);
  return Array.from({ length: count }, (_, index) => {
    const some = fields.slice(index * fieldsPerRequest, (index + 1) * fieldsPerRequest);
    return `query ($r: [_Any!]!) { ${some.join(" ")} }`;
  });
}

/** A field with values for its required arguments, and the leaves of what it gives. */
function selectionOf({ name, args, type }: Field): string {
  const given = args.filter(isRequiredArgument).map((argument) => `${argument.name}: ${argumentOf(argument.type)}`);
  const named = getNamedType(type);
  const leaves = isObjectType(named) ? fieldsOf(named).filter(isPlainLeaf) : [];
  const below = isLeafType(named) ? "" : ` { __typename ${leaves.map((leaf) => leaf.name).join(" ")} }`;
  return `${name}${given.length > 0 ? `(${given.join(", ")})` : ""}${below}`;
}

function isPlainLeaf({ type, args }: Field): boolean {
  return isLeafType(getNamedType(type)) && args.length === 0;
}

function argumentOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return argumentOf(type.ofType);
  if (isListType(type)) return "[]";
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "NONE";
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{${fields.map((field) => `${field.name}: ${argumentOf(field.type)}`).join(", ")}}`;
  }
  return { Int: "1", Boolean: "true", CountryCode: '"DE"', CurrencyCode: '"EUR"' }[type.name] ?? '"none"';
}

/** The reference with a forged value for every other field of the entity, and for the fields of these. */
export function forge(type: GraphQLObjectType, reference: Reference): Reference {
  const values = fieldsOf(type).map((field) => [field.name, forgedValue(field.type, 2)]);
  return { ...Object.fromEntries(values), ...reference };
}

function forgedValue(type: GraphQLOutputType, depth: number): unknown {
  if (isNonNullType(type)) return forgedValue(type.ofType, depth);
  if (isListType(type)) return [forgedValue(type.ofType, depth)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isObjectType(type)) {
    const fields = depth > 0 ? fieldsOf(type) : [];
    const values = fields.map((field) => [field.name, forgedValue(field.type, depth - 1)]);
    return { __typename: type.name, ...Object.fromEntries(values) };
  }
  if (type.name === "Boolean") return true;
  if (["Int", "MinorUnits", "Float"].includes(type.name)) return 7;
  return { CurrencyCode: "EUR", CountryCode: "DE", DateTime: "2026-01-15T12:00:00.000Z" }[type.name] ?? "forged";
}
