/** Weights of fields and sizes of lists: the IBM cost directives of a supergraph, as composition merged them. */
import { type GraphQLField, type GraphQLNamedType, type GraphQLSchema, getNamedType, isLeafType } from "graphql";
import type { Schema } from "../../planning/elastic.ts";

/** The size of a list, as `@listSize` of its field tells it. */
export type ListSize = {
  /** The size where no slicing argument has a value. */
  assumed: number;
  /** The arguments whose values are the size. */
  slicing: readonly string[];
  /** The fields of the returned object whose lists have this size; none: the list is the field itself. */
  sized: ReadonlySet<string>;
};

/** Both by the coordinate of a field. */
export type Costs = {
  weights: ReadonlyMap<string, number>;
  sizes: ReadonlyMap<string, ListSize>;
};

/** Of a list that nothing sizes. Composition refuses it beside lists with sizes. */
export const unsized = 1;

/** Lists as long as the list of ids that they are asked for: composition takes only arguments of the type Int as slicing ones. */
const slicedByLists: ReadonlyMap<string, string> = new Map([["Query.nodes", "ids"]]);

/** The weight of each object below the root; that of a leaf is 0. */
const objectWeight = 1;
/** The weight of a field of `Mutation`. */
const mutationWeight = 10;

const costSpecification = "https://specs.apollo.dev/cost";

/** Reads the cost directives of a supergraph; both are empty where it has none. */
export function readCosts(schema: Schema): Costs {
  const { cost, listSize } = directiveNamesIn(schema);
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
    for (const field of type.fields()) {
      const argumentsOf = (name: string | undefined): Readonly<Record<string, unknown>> | undefined =>
        name === undefined ? undefined : field.appliedDirectivesOf(name)[0]?.arguments();
      const weight = argumentsOf(cost)?.weight;
      if (weight !== undefined) weights.set(field.coordinate, Number(weight));
      const size = argumentsOf(listSize);
      if (size) sizes.set(field.coordinate, readSize(field.coordinate, size));
    }
  }
  return { weights, sizes };
}

function readSize(
  coordinate: string,
  { assumedSize, slicingArguments, sizedFields }: Readonly<Record<string, unknown>>,
): ListSize {
  const listed = slicedByLists.get(coordinate);
  return {
    assumed: typeof assumedSize === "number" ? assumedSize : unsized,
    slicing: listed === undefined ? namesIn(slicingArguments) : [listed],
    sized: new Set(namesIn(sizedFields)),
  };
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The weight of a field of this type, once for each object that it returns. */
export function weightOf(
  { weights }: Costs,
  schema: GraphQLSchema,
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
): number {
  const own = weights.get(`${parent.name}.${field.name}`);
  if (own !== undefined) return own;
  if (parent === schema.getMutationType()) return mutationWeight;
  return isLeafType(getNamedType(field.type)) ? 0 : objectWeight;
}

/** The reasons to refuse a composition: lists of objects without a size, beside lists that have one, and weights of anything but fields. */
export function findUncosted(schema: Schema, { weights, sizes }: Costs): string[] {
  const { cost } = directiveNamesIn(schema);
  const weighted = cost === undefined ? [] : [...(schema.directive(cost)?.applications() ?? [])];
  const places = weighted.flatMap(({ parent }) => ("coordinate" in parent ? [String(parent.coordinate)] : []));
  const elsewhere = places.filter((coordinate) => !weights.has(coordinate));
  return [
    ...elsewhere.map((coordinate) => `${coordinate} has a @cost, which the router reads on fields alone`),
    ...(sizes.size > 0 ? findUnsized(schema, sizes) : []),
  ];
}

function findUnsized(schema: Schema, sizes: Costs["sizes"]): string[] {
  const fields = schema.objectTypes().flatMap((type) => [...type.fields()]);
  /** Whether every field that leads to the type gives its lists a size. */
  const isSizedAbove = (type: string, name: string) => {
    const leading = fields.filter((field) => typesOf(schema, namedIn(field.type)).includes(type));
    return leading.length > 0 && leading.every(({ coordinate }) => sizes.get(coordinate)?.sized.has(name));
  };
  return fields.flatMap(({ name, coordinate, type, parent }) => {
    const isListOfObjects = String(type).includes("[") && typesOf(schema, namedIn(type)).length > 0;
    if (!isListOfObjects || sizes.has(coordinate) || isSizedAbove(parent.name, name)) return [];
    return [`${coordinate} is a list of objects without a size: give it @listSize, or the field above it sizedFields`];
  });
}

function namedIn(type: unknown): string {
  return String(type).replace(/[[\]!]/g, "");
}

/** The types of object that a type has; none of a leaf, or of what federation adds. */
function typesOf(schema: Schema, name: string): string[] {
  const type = schema.type(name);
  if (type?.kind === "ObjectType") return [type.name];
  if (type?.kind === "InterfaceType") return type.possibleRuntimeTypes().map((each) => each.name);
  if (type?.kind === "UnionType") return type.types().map((each) => each.name);
  return [];
}

function directiveNamesIn(schema: Schema): Record<"cost" | "listSize", string | undefined> {
  const feature = schema.coreFeatures?.getByIdentity(costSpecification);
  return { cost: feature?.directiveNameInSchema("cost"), listSize: feature?.directiveNameInSchema("listSize") };
}
