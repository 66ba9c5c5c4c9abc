/** Coordinates: for every field of a concrete type, the strictest type of its copies, its owners and its required fields. */
import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from "graphql";
import type { Copy, Subgraph } from "./copies.ts";

/** A type as values are made for it: nullable only where every copy is nullable. */
export type Shape = { nonNull: boolean; element: Shape | undefined };

export type Coordinate = {
  type: string;
  name: string;
  shape: Shape;
  named: string;
  /** Concrete types that every copy can return, in order of their names; empty for leaves. */
  possible: readonly string[];
  /** Enum values that every copy knows. */
  enumValues: readonly string[];
  /** The subgraphs whose copy counts. */
  owners: readonly string[];
  requires: SelectionSetNode | undefined;
  /** Whether copies differ in nullability: then the planner's choice decides how far a null spreads. */
  uneven: boolean;
};

export type Schemas = { client: GraphQLSchema; full: GraphQLSchema };

/** Collects the coordinates of all concrete types, by `Type.field`. */
export function readCoordinates(subgraphs: readonly Subgraph[], schemas: Schemas): ReadonlyMap<string, Coordinate> {
  const byCoordinate = new Map<string, { subgraph: Subgraph; copy: Copy }[]>();
  for (const subgraph of subgraphs) {
    for (const copy of subgraph.copies) {
      const concrete = subgraph.interfaceObjects.has(copy.type) ? possibleIn(schemas.full, copy.type) : [copy.type];
      for (const type of concrete) {
        const key = `${type}.${copy.field.name}`;
        byCoordinate.set(key, [...(byCoordinate.get(key) ?? []), { subgraph, copy }]);
      }
    }
  }
  return new Map([...byCoordinate].map(([key, copies]) => [key, readCoordinate(key, copies, schemas)]));
}

function readCoordinate(
  key: string,
  copies: readonly { subgraph: Subgraph; copy: Copy }[],
  { client, full }: Schemas,
): Coordinate {
  const [type = "", name = ""] = key.split(".");
  const valid = copies.filter(({ copy }) => !copy.external && !copy.overridden);
  const counted = valid.length > 0 ? valid : copies;
  const types = counted.map(({ copy }) => copy.field.type);
  const named = getNamedType(types[0])?.name ?? "";
  const common = (sets: readonly (readonly string[])[]) =>
    (sets[0] ?? []).filter((each) => sets.every((set) => set.includes(each))).toSorted();
  const possible = counted.map(({ subgraph, copy }) => {
    const own = getNamedType(copy.field.type).name;
    return subgraph.interfaceObjects.has(own) ? possibleIn(full, own) : possibleIn(subgraph.schema, own);
  });
  const enums = counted.map(({ subgraph }) => enumValuesIn(subgraph.schema, named));
  return {
    type,
    name,
    shape: strictest(types),
    named,
    possible: common([...possible, Object.keys(client.getTypeMap())]),
    enumValues: common([...enums, enumValuesIn(client, named)]),
    owners: counted.map(({ subgraph }) => subgraph.name),
    requires: counted.find(({ copy }) => copy.requires)?.copy.requires,
    uneven: new Set(types.map((each) => nullability(each))).size > 1,
  };
}

/** The concrete types of a type: itself, or its members. */
export function possibleIn(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  if (isObjectType(type)) return [name];
  return isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [];
}

function enumValuesIn(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
}

function strictest(types: readonly GraphQLOutputType[]): Shape {
  const nullable = types.map((type) => (isNonNullType(type) ? type.ofType : type));
  const elements = nullable.flatMap((type) => (isListType(type) ? [type.ofType] : []));
  return { nonNull: types.some(isNonNullType), element: elements.length > 0 ? strictest(elements) : undefined };
}

function nullability(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${nullability(type.ofType)}!`;
  return isListType(type) ? `[${nullability(type.ofType)}]` : "";
}
