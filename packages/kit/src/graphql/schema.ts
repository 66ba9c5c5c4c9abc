/** A subgraph's schema: its SDL and resolvers, with access rules, input limits and the request budget in front of every resolver. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type DocumentNode,
  defaultFieldResolver,
  GraphQLError,
  type GraphQLSchema,
  isObjectType,
  parse,
} from "graphql";
import { type AccessReport, assertEnforced, enforceAccess } from "./access.ts";
import { boundResolvers } from "./bounded-schema.ts";
import { clearLoaders } from "./loaders.ts";
import { requireExternalValues } from "./operation/external-fields.ts";
import { limitInputs } from "./operation/input-limits.ts";
import { limitReferences } from "./operation/references.ts";

type ResolverMap = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

type BuiltSchema = {
  schema: GraphQLSchema;
  access: AccessReport;
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
  const build = () => guard(typeDefs, resolvers, check);
  return { ...build(), hash: sdlHash(sdl), buildAgain: () => build().schema };
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

function guard(
  typeDefs: DocumentNode,
  resolvers: object,
  check: (schema: GraphQLSchema) => void,
): Pick<BuiltSchema, "schema" | "access"> {
  const schema = buildSubgraphSchema({ typeDefs, resolvers: asResolverMap(resolvers) });
  check(schema);
  // Inside the access rules: viewers without access learn nothing of the limits.
  limitInputs(schema);
  const access = enforceAccess(schema);
  assertEnforced(schema, typeDefs);
  limitReferences(schema);
  requireExternalValues(schema);
  clearLoadersAfterMutations(schema);
  boundResolvers(schema);
  return { schema, access };
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

/** Clears the loaders after each mutation, even a failed one: later mutations and the response read the changed rows. */
function clearLoadersAfterMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const inner = field.resolve ?? defaultFieldResolver;
    field.resolve = async (parent, args, context, info) => {
      try {
        return await inner(parent, args, context, info);
      } finally {
        if (typeof context === "object" && context !== null && typeof context.loaders === "object")
          clearLoaders(context.loaders);
      }
    };
  }
}

/** The other cast: buildSubgraphSchema does not accept resolvers whose context is typed, as codegen types them. */
function asResolverMap(resolvers: object): ResolverMap {
  return resolvers as ResolverMap;
}
