/** Refusal of operations that cannot be compiled, and of plans that would compute a field from another's value. */
import { graphqlError } from "@hansa/kit/graphql/operation/coded-errors";
import { isErrorCode } from "@hansa/kit/runtime/errors";
import { doTypesOverlap, GraphQLError, type GraphQLSchema, isCompositeType } from "graphql";
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
  if (/Cannot add fragment of condition/.test(String(error))) {
    return graphqlError("OPERATION_NOT_SUPPORTED", "No type has the requested fields.");
  }
  const isCircular = /would create a cycle/.test(String(error));
  return isCircular ? graphqlError("OPERATION_NOT_SUPPORTED", "The requested fields need each other.") : undefined;
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
