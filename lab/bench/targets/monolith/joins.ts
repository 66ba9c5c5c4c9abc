/** Joins of entities in one process: a service that resolves a field of another's entity gets its own value of it, by a representation. */

import {
  defaultFieldResolver,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { z } from "zod";
import { type ShopService, shopServices } from "../../../../cli/host/shop-services.ts";
import type { MonolithContext, ServiceSchemas } from "./context.ts";
import type { TypeOwnership } from "./ownership.ts";

type Info = GraphQLResolveInfo;
type PromiseOrValue<Value> = Promise<Value> | Value;
type Join = { type: string; service: ShopService; requires: SelectionSetNode | undefined };

export type Joins = {
  /** Whether values of this type come from another service than this one. */
  isForeign(type: string, service: ShopService): boolean;
  /** Whether a field of this service may give an entity of another. */
  mayGiveForeign(gives: GraphQLNamedType, service: ShopService): boolean;
  /** The value that a service has of an entity of another. */
  join(value: unknown, join: Join, context: MonolithContext, info: Info): Promise<unknown>;
  /** Replaces the entities among values of a service by those of the services that they come from. */
  convert(
    value: unknown,
    from: { gives: GraphQLNamedType; service: ShopService },
    context: MonolithContext,
    info: Info,
  ): Promise<unknown>;
  /** The name of the type of a value; at once where the resolver of its service says so, since graphql-jit waits for none. */
  typeOf(value: unknown, abstract: string, context: MonolithContext, info: Info): PromiseOrValue<string | undefined>;
};

type Reference = { __typename: string; id: unknown };
type ResolveReference = (reference: Reference, context: object, info: Info) => unknown;
const extensions = z.object({
  subgraph: z.object({ resolveReference: z.custom<ResolveReference>((value) => typeof value === "function") }),
});
const typed = z.object({ __typename: z.string() });

export function openJoins(
  services: ServiceSchemas,
  ownership: ReadonlyMap<string, TypeOwnership>,
  merged: GraphQLSchema,
): Joins {
  const homeOf = (type: string) => ownership.get(type)?.home;
  const isForeign: Joins["isForeign"] = (type, service) => (homeOf(type) ?? service) !== service;

  const join: Joins["join"] = async (value, { type, service, requires }, context, info) => {
    const required = requires && (await select(merged, type, { value, selection: requires, context, info }));
    const id = await resolveField(merged, type, "id", { value, context, info });
    return findEntity(service, { __typename: type, id, ...Object(required) }, context, info);
  };

  const findEntity = (service: ShopService, reference: Reference, context: MonolithContext, info: Info) => {
    const own = services[service].getType(reference.__typename);
    const resolve = extensions.safeParse(own?.extensions.apollo).data?.subgraph.resolveReference;
    return resolve ? resolve(reference, context.of(service), info) : reference;
  };

  const typeOf: Joins["typeOf"] = (value, abstract, context, info) => {
    const named = typed.safeParse(value);
    if (named.success) return named.data.__typename;
    for (const service of shopServices) {
      const type = services[service].getType(abstract);
      const resolve = isAbstractType(type) ? type.resolveType : undefined;
      const found = isAbstractType(type) && resolve?.(value, context.of(service), info, type);
      if (found) return found;
    }
    return undefined;
  };

  const convert: Joins["convert"] = async (given, from, context, info) => {
    const value = await given;
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return Promise.all(value.map((item) => convert(item, from, context, info)));
    const { gives, service } = from;
    const type = isAbstractType(gives) ? await typeOf(value, gives.name, context, info) : gives.name;
    const home = type === undefined ? undefined : homeOf(type);
    if (type === undefined || home === undefined || home === service) return value;
    const ownType = services[service].getType(type);
    const resolveId = (isObjectType(ownType) && ownType.getFields().id?.resolve) || defaultFieldResolver;
    const id = await resolveId(value, {}, context.of(service), { ...info, fieldName: "id" });
    const found = await findEntity(home, { __typename: type, id }, context, info);
    return isAbstractType(gives) && typeof found === "object" && found !== null
      ? { ...found, __typename: type }
      : found;
  };

  return {
    isForeign,
    mayGiveForeign: (gives, service) => {
      const types = isAbstractType(gives) ? merged.getPossibleTypes(gives) : [gives];
      return types.some(({ name }) => isForeign(name, service));
    },
    join,
    convert,
    typeOf,
  };
}

type Selected = { value: unknown; selection: SelectionSetNode; context: MonolithContext; info: Info };

/** The selected fields of a value, resolved one after the other. */
async function select(
  merged: GraphQLSchema,
  type: string,
  { value, selection, context, info }: Selected,
): Promise<unknown> {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value))
    return Promise.all(value.map((item) => select(merged, type, { value: item, selection, context, info })));
  const fields: Record<string, unknown> = {};
  for (const field of selection.selections) {
    if (field.kind !== Kind.FIELD) continue;
    const name = field.name.value;
    const own = await resolveField(merged, type, name, { value, context, info });
    const ownType = merged.getType(type);
    const gives = isObjectType(ownType) ? ownType.getFields()[name]?.type : undefined;
    fields[name] =
      field.selectionSet && gives
        ? await select(merged, getNamedType(gives).name, { value: own, selection: field.selectionSet, context, info })
        : own;
  }
  return fields;
}

/** One field of a value, without arguments. */
function resolveField(
  merged: GraphQLSchema,
  type: string,
  name: string,
  { value, context, info }: Omit<Selected, "selection">,
): unknown {
  const own = merged.getType(type);
  const resolve = (isObjectType(own) && own.getFields()[name]?.resolve) || defaultFieldResolver;
  return resolve(value, {}, context, { ...info, fieldName: name });
}
