/** Made-up data of a fetch: every field has a value, every list an item, and a list of a union or interface one item of each selected type. */
import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
} from "graphql";
import { z } from "zod";
import type { Data } from "../../execution/data/data.ts";
import { entitiesName, type Fetch, representationsName } from "../../execution/plan.ts";

/** The samples of one operation: `sample` chooses the types of unions and interfaces, `needed` is raised to the number with which each type is chosen. */
export type Sampling = { readonly schema: GraphQLSchema; sample: number; needed: number };

const representations = z.record(z.string(), z.unknown());
const typed = z.array(z.object({ __typename: z.string() }));

/** The data of a response to a fetch. */
export function sampleResponse(sampling: Sampling, { operation, variables, entities }: Fetch): Data {
  const sent = representations.parse(JSON.parse(variables));
  const data: Data = {};
  for (const [query, document] of operation.documents.entries()) {
    const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    if (definition?.kind !== Kind.OPERATION_DEFINITION) continue;
    const { selections } = definition.selectionSet;
    const root = sampling.schema.getRootType(definition.operation);
    if (entities.length === 0) return root ? sampleObject(sampling, root, selections, 1) : data;
    const below = selections.flatMap((each) => (each.kind === Kind.FIELD ? (each.selectionSet?.selections ?? []) : []));
    data[entitiesName(query)] = typed.parse(sent[representationsName(query)]).map(({ __typename }) => {
      const type = sampling.schema.getType(__typename);
      return isCompositeType(type) ? sampleObject(sampling, type, below, 1) : null;
    });
  }
  return data;
}

/** `above` is the number of combinations of types that the objects above have. */
function sampleObject(
  sampling: Sampling,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
  above: number,
): Data {
  if (!isAbstractType(type)) return objectOfType(sampling, type, selections, above);
  const types = selectedTypes(sampling.schema, type, selections);
  const combinations = above * types.length;
  sampling.needed = Math.max(sampling.needed, combinations);
  const chosen = types[Math.floor(sampling.sample / above) % types.length];
  return chosen ? objectOfType(sampling, chosen, selections, combinations) : {};
}

function objectOfType(
  sampling: Sampling,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  above: number,
): Data {
  const object: Data = {};
  const fields = new Map<string, { name: string; below: SelectionNode[] }>();
  collectFields(sampling.schema, type, selections, fields);
  for (const [responseName, { name, below }] of fields) {
    const field = type.getFields()[name];
    object[responseName] = field ? sampleValue(sampling, field.type, below, above) : type.name;
  }
  return object;
}

/** Collects the fields that are selected on objects of this type, by the names of their values. */
function collectFields(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  fields: Map<string, { name: string; below: SelectionNode[] }>,
): void {
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      if (applies(schema, node.typeCondition?.name.value, type))
        collectFields(schema, type, node.selectionSet.selections, fields);
    } else if (node.kind === Kind.FIELD) {
      const responseName = node.alias?.value ?? node.name.value;
      const field = fields.get(responseName) ?? { name: node.name.value, below: [] };
      field.below.push(...(node.selectionSet?.selections ?? []));
      fields.set(responseName, field);
    }
  }
}

function sampleValue(
  sampling: Sampling,
  type: GraphQLOutputType,
  below: readonly SelectionNode[],
  above: number,
): unknown {
  if (isNonNullType(type)) return sampleValue(sampling, type.ofType, below, above);
  if (isListType(type)) {
    const item = getNamedType(type);
    const isOneList = isCompositeType(isNonNullType(type.ofType) ? type.ofType.ofType : type.ofType);
    return isAbstractType(item) && isOneList
      ? selectedTypes(sampling.schema, item, below).map((each) => objectOfType(sampling, each, below, above))
      : [sampleValue(sampling, type.ofType, below, above)];
  }
  if (isCompositeType(type)) return sampleObject(sampling, type, below, above);
  if (isEnumType(type)) return type.getValues()[0]?.name;
  return leafValues[type.name] ?? "1";
}

const leafValues: Readonly<Record<string, unknown>> = { Int: 1, Float: 1, Boolean: true };

/** The types for which fragments select fields; one of all types if none does. */
function selectedTypes(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): readonly GraphQLObjectType[] {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const conditions = selections.flatMap((each) =>
    each.kind === Kind.INLINE_FRAGMENT ? (each.typeCondition?.name.value ?? []) : [],
  );
  const selected = possible.filter((each) => conditions.some((condition) => applies(schema, condition, each)));
  return selected.length > 0 ? selected : possible.slice(0, 1);
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  const known = condition === undefined ? type : schema.getType(condition);
  if (isObjectType(known)) return known.name === type.name;
  return (isInterfaceType(known) || isAbstractType(known)) && schema.isSubType(known, type);
}
