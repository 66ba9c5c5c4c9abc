/** The client schema as one role sees it: the fields that it may select, and the shortest way from an entry to each type. */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import type { Access } from "./access.ts";
import type { Role } from "./operation.ts";

/** A field on the way from Query or Mutation to a type. */
export type Step = { parent: string; field: string };

export type Atlas = {
  schema: GraphQLSchema;
  role: Role;
  /** Every field of every object type that can be selected, such as `Product.title`. */
  coordinates: readonly string[];
  /** The steps from an entry to this type; undefined if nothing leads to it. */
  pathTo(type: string): readonly Step[] | undefined;
  /** The object types that may stand where this type is declared: itself, or the members of a union or interface. */
  possible(type: string): readonly string[];
  field(parent: string, name: string): GraphQLField<unknown, unknown>;
  fields(parent: string): readonly GraphQLField<unknown, unknown>[];
};

/** Reads the fields of a role once, as a search asks for paths thousands of times. */
export function openAtlas(schema: GraphQLSchema, role: Role, access: Access = () => true): Atlas {
  const open = (type: string) => fieldsOf(schema, type).filter(({ name }) => access(role, `${type}.${name}`));
  const paths = findPaths(schema, open);
  const reachable = [...paths.keys()].filter((name) => isObjectType(schema.getType(name)));
  return {
    schema,
    role,
    coordinates: reachable.flatMap((type) => open(type).map(({ name }) => `${type}.${name}`)),
    pathTo: (type) => paths.get(type),
    possible: (type) => possibleTypes(schema, type).map(({ name }) => name),
    field: (parent, name) => {
      const found = fieldsOf(schema, parent).find((field) => field.name === name);
      if (!found) throw new Error(`${parent}.${name} is not a field of the schema`);
      return found;
    },
    fields: open,
  };
}

function fieldsOf(schema: GraphQLSchema, type: string): GraphQLField<unknown, unknown>[] {
  const found = schema.getType(type);
  return isObjectType(found) || isInterfaceType(found) ? Object.values(found.getFields()) : [];
}

function possibleTypes(schema: GraphQLSchema, name: string): readonly GraphQLNamedType[] {
  const type = schema.getType(name);
  if (!type) throw new Error(`${name} is not a type of the schema`);
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

/** Breadth first, queries before mutations, so that reading is preferred to writing where both lead to a type. */
function findPaths(schema: GraphQLSchema, open: Atlas["fields"]): Map<string, readonly Step[]> {
  const paths = new Map<string, readonly Step[]>();
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    if (!root) continue;
    paths.set(root.name, []);
    const queue = [root.name];
    for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
      const path = paths.get(parent) ?? [];
      for (const field of open(parent)) {
        for (const { name } of possibleTypes(schema, getNamedType(field.type).name)) {
          if (paths.has(name) || !isObjectType(schema.getType(name))) continue;
          paths.set(name, [...path, { parent, field: field.name }]);
          queue.push(name);
        }
      }
    }
  }
  return paths;
}
