/** A subgraph's schema: its SDL and resolvers, with a guard in front of every resolver. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type DocumentNode, GraphQLError, type GraphQLSchema, isObjectType, parse } from "graphql";
import { assertEnforced, guardFields } from "./field-guard.ts";

type ResolverMap = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

type BuiltSchema = {
  schema: GraphQLSchema;
  /** The SHA-256 of the SDL, as hexadecimal digits: it tells which version of its schema a process serves. */
  hash: string;
  /** Builds an equal schema with resolvers of its own. */
  buildAgain(): GraphQLSchema;
};

/** Builds the schema of a service: a guarded schema. Throws when a field that needs a resolver has none, too. */
export function subgraphSchema(sdlFile: URL | string, resolvers: object): BuiltSchema {
  return guardedSchema(sdlFile, resolvers, assertServed);
}

/**
 * Builds a schema with access rules and limits in front of every resolver; throws when an entry point has no access rule, or a rule no guard.
 * `check` is called before that.
 */
export function guardedSchema(
  sdlFile: URL | string,
  resolvers: object,
  check: (schema: GraphQLSchema) => void = () => {},
): BuiltSchema {
  const sdl = readFileSync(sdlFile, "utf8");
  const typeDefs = parseSdl(sdl, sdlFile);
  const buildAgain = () => {
    const schema = buildSubgraphSchema({ typeDefs, resolvers: asResolverMap(resolvers) });
    check(schema);
    guardFields(schema);
    assertEnforced(schema, typeDefs);
    return schema;
  };
  return { schema: buildAgain(), hash: sdlHash(sdl), buildAgain };
}

/** Parses the SDL. Throws with the place of a mistake. */
function parseSdl(sdl: string, file: URL | string): DocumentNode {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [place] = error.locations ?? [];
    throw new Error(`${file}:${place?.line}:${place?.column}: ${error.message}`, { cause: error });
  }
}

/** The hash of a schema's SDL, as a subgraph shows it on its `/health`. */
function sdlHash(sdl: string): string {
  return createHash("sha256").update(sdl).digest("hex");
}

/**
 * Queries and mutations have no object to take a value from, and a value takes no arguments: without a resolver such a field would be wrong for every
 * request. Whether an object has the property of any other field is known before that: `npm run check` compares the types.
 */
function assertServed(schema: GraphQLSchema): void {
  const entries = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);
  const unserved = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith("__"))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ resolve, args }) => resolve === undefined && (entries.has(type.name) || args.length > 0))
        .map((field) => `${type.name}.${field.name}`),
    );
  if (unserved.length > 0) throw new Error(`no resolver: ${unserved.join(", ")}`);
}

/** The other cast: buildSubgraphSchema does not accept resolvers whose context is typed, as codegen types them. */
function asResolverMap(resolvers: object): ResolverMap {
  return resolvers as ResolverMap;
}
