/** Merges the schemas of the four services into one executable schema: entities are joined in the process, by the services' own reference resolvers. */

import {
  buildSchema,
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  isScalarType,
} from "graphql";
import { type ShopService, shopServices } from "../../../../cli/host/shop-services.ts";
import type { MonolithContext, ServiceSchemas } from "./context.ts";
import { type Joins, openJoins } from "./joins.ts";
import { readOwnership } from "./ownership.ts";

type Resolver = GraphQLFieldResolver<unknown, MonolithContext>;

/** Builds the schema that clients of the router see, on the services' resolvers. */
export function mergeSchemas(services: ServiceSchemas, clientSdl: string, supergraph: string): GraphQLSchema {
  const ownership = readOwnership(supergraph);
  const merged = buildSchema(clientSdl, { assumeValid: true });
  const joins = openJoins(services, ownership, merged);
  for (const type of Object.values(merged.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    if (isScalarType(type)) copyScalar(type, services);
    if (isAbstractType(type)) {
      type.resolveType = (value, context, info) => joins.typeOf(value, type.name, context, info);
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const owner = ownership.get(type.name)?.fields.get(field.name);
      // `node` and `nodes` belong to the router.
      if (!owner) continue;
      const ownType = services[owner.service].getType(type.name);
      const inner = isObjectType(ownType) ? ownType.getFields()[field.name]?.resolve : undefined;
      const resolve = resolverOf({ type: type.name, owner, inner, gives: getNamedType(field.type) }, joins);
      if (resolve) field.resolve = resolve;
    }
  }
  return merged;
}

type Field = {
  type: string;
  owner: { service: ShopService; requires: Parameters<Joins["join"]>[1]["requires"] };
  inner: GraphQLFieldResolver<unknown, unknown> | undefined;
  gives: GraphQLNamedType;
};

/** The resolver of a field; undefined where the default one does. */
function resolverOf({ type, owner, inner = defaultFieldResolver, gives }: Field, joins: Joins): Resolver | undefined {
  const { service, requires } = owner;
  const isJoined = joins.isForeign(type, service) || requires !== undefined;
  const isConverted = joins.mayGiveForeign(gives, service);
  if (!isJoined && !isConverted && inner === defaultFieldResolver) return undefined;

  const resolveOwn: Resolver = (parent, args, context, info) => inner(parent, args, context.of(service), info);
  const resolveJoined: Resolver = async (parent, args, context, info) => {
    const own = await joins.join(parent, { type, service, requires }, context, info);
    return own === null || own === undefined ? null : resolveOwn(own, args, context, info);
  };
  const resolve = isJoined ? resolveJoined : resolveOwn;
  if (!isConverted) return resolve;
  return async (parent, args, context, info) =>
    joins.convert(await resolve(parent, args, context, info), { gives, service }, context, info);
}

function copyScalar(type: GraphQLNamedType, services: ServiceSchemas): void {
  const own = shopServices.map((name) => services[name].getType(type.name)).find(isScalarType);
  if (!own || !isScalarType(type)) return;
  type.serialize = own.serialize;
  type.parseValue = own.parseValue;
  type.parseLiteral = own.parseLiteral;
}
