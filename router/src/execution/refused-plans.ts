/** Refusal of operations that cannot be planned or compiled, and of plans that would compute a field from another's value. */
import { graphqlError } from "@hansa/kit/graphql";
import { isErrorCode } from "@hansa/kit/runtime";
import {
  BREAK,
  type DocumentNode,
  doTypesOverlap,
  GraphQLError,
  type GraphQLSchema,
  isCompositeType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { PlanDependencies, Supply } from "./plan.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Refuses a plan in which two fields of an object require one field with different arguments: the planner fetches it once, so that one of
 * them would be computed from the other's value.
 */
export function refuseContested(
  schema: GraphQLSchema,
  { contested }: Requirements,
  dependencies: PlanDependencies,
): void {
  if (contested.size === 0) return;
  const supplies = [...dependencies.values()].flatMap((each) => each.supplies.filter(({ args }) => args !== undefined));
  for (const [{ fields }, { place: above }] of dependencies) {
    for (const { name, conditions, requires } of fields) {
      for (const required of requires) {
        const place = above + required.path;
        const isOther = (supply: Supply) =>
          supply.place === place && supply.args !== required.args && mayMeet(schema, conditions, supply.conditions);
        if (!supplies.some(isOther)) continue;
        throw graphqlError(
          "OPERATION_NOT_SUPPORTED",
          `The field "${name}" requires "${required.path}" with other arguments than a field beside it.`,
        );
      }
    }
  }
}

/** The refusal of an operation that cannot be compiled: one of a wrong plan, or a known failure of the planner, whose errors have no code. */
export function refusalOf(error: unknown): GraphQLError | undefined {
  if (error instanceof GraphQLError && isErrorCode(error.extensions.code)) return error;
  if (error instanceof RangeError || /Too many options|exceeds limit/.test(String(error))) {
    return graphqlError("OPERATION_TOO_LARGE", "The operation is too complex to be planned.");
  }
  // An interface object without a type that implements its interface.
  const [, condition] = /Cannot add fragment of condition "(\w+)"/.exec(String(error)) ?? [];
  if (condition !== undefined)
    return graphqlError("OPERATION_NOT_SUPPORTED", `No type has the requested fields of "${condition}".`);
  const isCircular = /would create a cycle/.test(String(error));
  return isCircular ? graphqlError("OPERATION_NOT_SUPPORTED", "The requested fields need each other.") : undefined;
}

/** Failures of the planner about objects of an interface, as it names it, whose types their subgraph does not know: it has an interface object. */
const untypedObjects = [
  /should have an edge from (\w+)\(.*\) for __typename/,
  /add selection of field "(\w+)\.__typename" to selection set/,
];

/**
 * The refusal of an operation with a fragment on objects whose type its subgraph does not know, such as one on an interface with a key below an
 * interface object. `error` is that of the planner.
 */
export function refusalOfFragment(
  schema: GraphQLSchema,
  document: DocumentNode,
  error: unknown,
): GraphQLError | undefined {
  const fault = String(error instanceof GraphQLError ? error.originalError?.cause : error);
  const [type] = untypedObjects.flatMap((form) => form.exec(fault)?.[1] ?? []);
  const found = type === undefined ? undefined : findFragment(schema, document, type);
  if (!found) return undefined;
  const message = `The fragment on "${found.condition}" in the field "${found.field}" cannot be planned: the types of its objects are not known there.`;
  return graphqlError("OPERATION_NOT_SUPPORTED", message, {}, new Error(fault));
}

/** The first fragment among the selections on a type, and the field whose objects these are. */
function findFragment(
  schema: GraphQLSchema,
  document: DocumentNode,
  type: string,
): { field: string; condition: string } | undefined {
  const types = new TypeInfo(schema);
  const fields: string[] = [];
  let found: ReturnType<typeof findFragment>;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter: ({ name }) => void fields.push(`${types.getParentType()?.name}.${name.value}`),
        leave: () => void fields.pop(),
      },
      InlineFragment: ({ typeCondition }) => {
        const field = fields.at(-1);
        if (types.getParentType()?.name !== type || !typeCondition || field === undefined) return undefined;
        found = { field, condition: typeCondition.name.value };
        return BREAK;
      },
    }),
  );
  return found;
}

/** Whether one object may satisfy both lists of type conditions. */
function mayMeet(schema: GraphQLSchema, some: readonly string[], others: readonly string[]): boolean {
  return some.every((one) =>
    others.every((other) => {
      const [type, otherType] = [schema.getType(one), schema.getType(other)];
      return !isCompositeType(type) || !isCompositeType(otherType) || doTypesOverlap(schema, type, otherType);
    }),
  );
}
