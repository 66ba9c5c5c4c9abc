/** A subgraph's schema: the SDL, its resolvers, and the rules of the SDL enforced in front of them. */
import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { type AccessReport, enforceAccess } from "./access.ts";

type ResolverMap = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

/** Builds and guards the schema; throws when a door has no rule, or a rule no guard. */
export function subgraphSchema(
  sdlFile: URL | string,
  resolvers: object,
): { schema: GraphQLSchema; access: AccessReport } {
  const typeDefs = parse(readFileSync(sdlFile, "utf8"));
  const schema = buildSubgraphSchema({ typeDefs, resolvers: asResolverMap(resolvers) });
  return { schema, access: enforceAccess(schema) };
}

/** The other cast: buildSubgraphSchema does not accept resolvers whose context is typed, as codegen types them. */
function asResolverMap(resolvers: object): ResolverMap {
  return resolvers as ResolverMap;
}
