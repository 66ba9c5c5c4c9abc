/** Arguments of fields: read once for all calls of a resolver that share them, and frozen, since a change by one would reach the others. */
import { type FieldNode, type GraphQLField, getArgumentValues, visit } from "graphql";

type Field = GraphQLField<unknown, unknown>;
type Variables = Readonly<Record<string, unknown>>;

/**
 * The arguments that all executions of a document share; undefined if a variable takes part in them, or if they do not fit: that is an error of their
 * field in each execution, so they are read again there.
 */
export function readFixedArguments(field: Field, node: FieldNode): Readonly<Record<string, unknown>> | undefined {
  if ((node.arguments ?? []).some(containsVariable)) return undefined;
  try {
    return readArguments(field, node, {});
  } catch {
    return undefined;
  }
}

function containsVariable(node: Parameters<typeof visit>[0]): boolean {
  let found = false;
  visit(node, {
    Variable: () => {
      found = true;
    },
  });
  return found;
}

/** The arguments of a field. Values of variables are not frozen: they belong to one request. Throws if an argument does not fit. */
export function readArguments(field: Field, node: FieldNode, variables: Variables): Record<string, unknown> {
  const values = getArgumentValues(field, node, variables);
  freeze(values, Object.values(variables));
  return values;
}

function freeze(value: unknown, exceptions: readonly unknown[]): void {
  if (typeof value !== "object" || value === null || exceptions.includes(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner, exceptions);
}
