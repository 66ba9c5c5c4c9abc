/** The fields of the client schema, and the shortest way from an entry to each type. */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from "graphql";

/** A field on the way from Query or Mutation to a type. */
type Step = { parent: string; field: string };

export type Atlas = {
  /** Every field of every object type that can be selected, such as `Product.title`. */
  coordinates: readonly string[];
  /** The steps from an entry to this type; undefined if nothing leads to it. */
  pathTo(type: string): readonly Step[] | undefined;
  field(parent: string, name: string): GraphQLField<unknown, unknown>;
};

/** Reads the fields and finds the paths. */
export function openAtlas(schema: GraphQLSchema): Atlas {
  const paths = findPaths(schema);
  const reachable = [...paths.keys()].filter((name) => isObjectType(schema.getType(name)));
  return {
    coordinates: reachable.flatMap((type) => fieldsOf(schema, type).map(({ name }) => `${type}.${name}`)),
    pathTo: (type) => paths.get(type),
    field: (parent, name) => {
      const found = fieldsOf(schema, parent).find((field) => field.name === name);
      if (!found) throw new Error(`${parent}.${name} is not a field of the schema`);
      return found;
    },
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
function findPaths(schema: GraphQLSchema): Map<string, readonly Step[]> {
  const paths = new Map<string, readonly Step[]>();
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    if (!root) continue;
    paths.set(root.name, []);
    const queue = [root.name];
    for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
      const path = paths.get(parent) ?? [];
      for (const field of fieldsOf(schema, parent)) {
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
