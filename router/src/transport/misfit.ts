/** Check of the structure of fetched data: the executor would fail on a mismatch as a whole, or replace it by null silently. */
import {
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { isRecord } from "./envelope.ts";

/**
 * The first misfit in words; undefined if objects, lists and type names are where the schema has them. Scalars are left to the executor, which
 * checks each by its type. `schema` is the supergraph's.
 */
export function findMisfit(schema: GraphQLSchema, document: DocumentNode, data: unknown): string | undefined {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const misfit = inObject(
      schema,
      data,
      schema.getRootType(definition.operation) ?? undefined,
      definition.selectionSet,
    );
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

type Type = GraphQLOutputType | undefined;

function inObject(
  schema: GraphQLSchema,
  value: unknown,
  type: Type,
  { selections }: SelectionSetNode,
): string | undefined {
  if (!isRecord(value)) return `a ${kindOf(value)} where an object belongs`;
  const { __typename: name } = value;
  if (name !== undefined && name !== null && typeof name !== "string") return `a ${kindOf(name)} for __typename`;
  const named = typeof name === "string" ? schema.getType(name) : type;
  const owner = isObjectType(named) || isInterfaceType(named) ? named : undefined;
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
      const narrowed = owner ?? (isCompositeType(condition) ? condition : undefined);
      const misfit = inObject(schema, value, narrowed, selection.selectionSet);
      if (misfit !== undefined) return misfit;
      continue;
    }
    const { alias, name: field, selectionSet } = selection;
    if (!selectionSet) continue;
    const key = alias?.value ?? field.value;
    const below = Object.hasOwn(value, key) ? value[key] : undefined;
    const misfit = inField(schema, below, owner?.getFields()[field.value]?.type, selectionSet);
    if (misfit !== undefined) return `${key}: ${misfit}`;
  }
  return undefined;
}

function inField(schema: GraphQLSchema, value: unknown, type: Type, set: SelectionSetNode): string | undefined {
  if (value === undefined || value === null) return undefined;
  const nullable = type && getNullableType(type);
  // Fields that only subgraphs have, such as `_entities`, have no type here: their value says whether it is a list.
  const isList = nullable ? isListType(nullable) : Array.isArray(value);
  if (!isList) return inObject(schema, value, nullable, set);
  if (!Array.isArray(value)) return `a ${kindOf(value)} where a list belongs`;
  const inner = isListType(nullable) ? nullable.ofType : undefined;
  for (const element of value) {
    const misfit = inField(schema, element, inner, set);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
