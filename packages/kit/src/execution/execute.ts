/**
 * Execution of compiled operations, with the results and errors that graphql-js gives, and within the characters that a result may have.
 */
import { type ExecutionResult, OperationTypeNode } from "graphql";
import { toGraphqlError } from "../graphql/operation/coded-errors.ts";
import { coerceVariables, variableErrors } from "../graphql/operation/coerce-variables.ts";
import { responseTooLarge } from "../runtime/errors.ts";
import type { CompiledOperation, ObjectPlan } from "./compile.ts";
import { executeFields } from "./fields.ts";
import { bracketLength, type Frame, isSettled, type Run, spend, whenIdle } from "./result.ts";

export type ExecutionInput = {
  rootValue?: unknown;
  context: unknown;
  variables: Readonly<Record<string, unknown>> | undefined;
  /** The characters that the data may have, as `measureBody` counts them; those that they have are subtracted. Absent: any number. */
  allowance?: Allowance;
};

export type Allowance = { characters: number };

/** The most variables that the errors of one request name, as in the router. */
export const maxVariableErrors = 20;

/**
 * Executes the operation. It settles when every resolver has; root fields of a mutation run one after the other. Data beyond the allowance end the
 * execution at once, also in the middle of a list: the result is the one error about it.
 */
export function executeCompiled(
  compiled: CompiledOperation,
  { rootValue, context, variables, allowance = { characters: Number.POSITIVE_INFINITY } }: ExecutionInput,
): ExecutionResult | Promise<ExecutionResult> {
  const { schema, operation } = compiled;
  const { variableDefinitions: definitions = [] } = operation;
  const coerced =
    definitions.length === 0
      ? { coerced: {} }
      : coerceVariables(schema, definitions, variables ?? {}, { most: maxVariableErrors });
  if ("problems" in coerced) return { errors: variableErrors(coerced.problems) };
  const run: Run = {
    compiled,
    rootValue,
    context,
    variables: coerced.coerced,
    errors: [],
    left: allowance.characters,
    isNull: false,
    pending: 0,
    onIdle: () => undefined,
    infos: [],
    arguments: [],
  };
  const data: Record<string, unknown> = {};
  const root: Frame = { container: data, parent: undefined, key: "", isNullable: true, isDropped: false };
  const plans = compiled.rootFields(run.variables);
  spend(run, bracketLength);
  const result = (): ExecutionResult => {
    const { errors } = run;
    allowance.characters = run.left;
    if (run.left < 0) return { data: null, errors: [toGraphqlError(responseTooLarge())] };
    const own = { data: run.isNull ? null : data };
    return errors.length > 0 ? { errors, ...own } : own;
  };
  if (operation.operation === OperationTypeNode.MUTATION) return executeSerially(run, root, plans).then(result);
  executeFields(run, root, rootValue, plans);
  return isSettled(run) ? result() : whenIdle(run).then(result);
}

async function executeSerially(run: Run, root: Frame, plans: ObjectPlan): Promise<void> {
  for (const plan of plans) {
    executeFields(run, root, run.rootValue, [plan]);
    if (!isSettled(run)) await whenIdle(run);
    if (root.isDropped || run.left < 0) return;
  }
}
