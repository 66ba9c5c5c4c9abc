/**
 * Execution of compiled operations, with the results and errors that graphql-js gives. Values are written into their place as they come,
 * instead of through a promise for each level.
 */
import {
  defaultTypeResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLObjectType,
  getVariableValues,
  isAbstractType,
  isObjectType,
  OperationTypeNode,
} from "graphql";
import type { CompiledOperation, FieldPlan, ObjectPlan, ValuePlan } from "./compile.ts";
import { infoOf, resolve, serialize } from "./resolve.ts";
import { type Frame, fail, isDropped, isIterable, isPromise, type Place, type Run, write } from "./result.ts";

export type ExecutionInput = {
  rootValue?: unknown;
  context: unknown;
  variables: Readonly<Record<string, unknown>> | undefined;
};

const maxCoercionErrors = 50;

/** Executes the operation. It settles when every resolver has; root fields of a mutation run one after the other. */
export function executeCompiled(
  compiled: CompiledOperation,
  { rootValue, context, variables }: ExecutionInput,
): ExecutionResult | Promise<ExecutionResult> {
  const { schema, operation } = compiled;
  const { variableDefinitions: definitions = [] } = operation;
  const coerced =
    definitions.length === 0
      ? { coerced: {} }
      : getVariableValues(schema, definitions, variables ?? {}, { maxErrors: maxCoercionErrors });
  if (coerced.errors) return { errors: coerced.errors };
  const run: Run = {
    compiled,
    rootValue,
    context,
    variables: coerced.coerced,
    errors: [],
    isNull: false,
    pending: 0,
    onIdle: () => undefined,
    infos: [],
    arguments: [],
  };
  const data: Record<string, unknown> = {};
  const root: Frame = { container: data, parent: undefined, key: "", isNullable: true, isDropped: false };
  const plans = compiled.rootFields(run.variables);
  const result = (): ExecutionResult => {
    const { errors } = run;
    const own = { data: run.isNull ? null : data };
    return errors.length > 0 ? { errors, ...own } : own;
  };
  if (operation.operation === OperationTypeNode.MUTATION) return executeSerially(run, root, plans).then(result);
  executeFields(run, root, rootValue, plans);
  return run.pending === 0 ? result() : whenIdle(run).then(result);
}

async function executeSerially(run: Run, root: Frame, plans: ObjectPlan): Promise<void> {
  for (const plan of plans) {
    executeFields(run, root, run.rootValue, [plan]);
    if (run.pending > 0) await whenIdle(run);
    if (root.isDropped) return;
  }
}

function whenIdle(run: Run): Promise<void> {
  return new Promise((resolve) => {
    run.onIdle = resolve;
  });
}

function executeFields(run: Run, frame: Frame, source: unknown, plans: ObjectPlan): void {
  for (const plan of plans) {
    try {
      const value = resolve(run, plan, source);
      if (!isSimple(value) || !writeLeaf(frame, plan, value)) executeValue(run, frame, plan, value);
    } catch (error) {
      fail(run, placeOf(frame, plan), plan.value, error);
    }
    if (frame.isDropped) return;
  }
}

function isSimple(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Writes the value of a field without fields of its own; false if it is not one. Most values are, and need nothing else. */
function writeLeaf(frame: Frame, plan: FieldPlan, value: unknown): boolean {
  if (plan.value.kind !== "leaf") return false;
  write(frame, plan.responseName, serialize(plan.value.leaf, value));
  return true;
}

function executeValue(run: Run, frame: Frame, plan: FieldPlan, value: unknown): void {
  const place = placeOf(frame, plan);
  if (!isPromise(value)) complete(run, place, plan.value, value);
  else {
    // The order of the fields is that of the selection.
    write(frame, plan.responseName, undefined);
    awaitValue(run, place, plan.value, value);
  }
}

function placeOf(frame: Frame, plan: FieldPlan): Place {
  return { frame, key: plan.responseName, field: plan };
}

function awaitValue(run: Run, place: Place, plan: ValuePlan, value: PromiseLike<unknown>): void {
  run.pending += 1;
  value.then(
    (settled) => {
      try {
        if (!isDropped(place.frame)) complete(run, place, plan, settled);
      } catch (error) {
        fail(run, place, plan, error);
      }
      settle(run);
    },
    (error) => {
      fail(run, place, plan, error);
      settle(run);
    },
  );
}

function settle(run: Run): void {
  run.pending -= 1;
  if (run.pending === 0) run.onIdle();
}

/** Writes a value into its place, as its type says. Throws if the type does not have it. */
function complete(run: Run, place: Place, plan: ValuePlan, value: unknown): void {
  if (value instanceof Error) throw value;
  const { frame, key, field } = place;
  if (value === null || value === undefined) {
    if (!plan.isNullable) {
      throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.name}.`);
    }
    write(frame, key, null);
  } else if (plan.kind === "leaf") {
    write(frame, key, serialize(plan.leaf, value));
  } else if (plan.kind === "list") completeList(run, place, plan, value);
  else completeObject(run, place, plan, value);
}

function completeList(
  run: Run,
  { frame, key, field }: Place,
  { item, isNullable }: Extract<ValuePlan, { kind: "list" }>,
  value: unknown,
): void {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value) || !isIterable(value)) {
    throw new GraphQLError(
      `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.name}".`,
    );
  }
  const container: unknown[] = [];
  const inner: Frame = { container, parent: frame, key, isNullable, isDropped: false };
  write(frame, key, container);
  let index = 0;
  for (const each of value) {
    const place: Place = { frame: inner, key: index, field };
    container.push(null);
    try {
      if (isPromise(each)) awaitValue(run, place, item, each);
      else complete(run, place, item, each);
    } catch (error) {
      fail(run, place, item, error);
    }
    if (inner.isDropped) return;
    index += 1;
  }
}

function completeObject(run: Run, place: Place, plan: Extract<ValuePlan, { kind: "object" }>, value: unknown): void {
  const { objectType } = plan;
  if (objectType) {
    if (objectType.isTypeOf) checkType(run, place, plan, { value, objectType });
    else executeFields(run, openFrame(place, plan), value, plan.fieldsOf(objectType));
    return;
  }
  if (!isAbstractType(plan.type)) throw new Error(`no type for ${String(plan.type)}`);
  const resolveType = plan.type.resolveType ?? defaultTypeResolver;
  const name = resolveType(value, run.context, infoOf(run, place.field), plan.type);
  if (!isPromise(name)) {
    executeFields(run, openFrame(place, plan), value, plan.fieldsOf(runtimeType(run, place, plan, name)));
    return;
  }
  const opened = name.then((known) =>
    executeFields(run, openFrame(place, plan), value, plan.fieldsOf(runtimeType(run, place, plan, known))),
  );
  awaitObject(run, place, plan, opened);
}

/** Waits until an object whose type was not known at once is opened. */
function awaitObject(run: Run, place: Place, plan: ValuePlan, opened: PromiseLike<void>): void {
  run.pending += 1;
  write(place.frame, place.key, undefined);
  opened.then(
    () => settle(run),
    (error) => {
      fail(run, place, plan, error);
      settle(run);
    },
  );
}

function checkType(
  run: Run,
  place: Place,
  plan: Extract<ValuePlan, { kind: "object" }>,
  { value, objectType }: { value: unknown; objectType: GraphQLObjectType },
): void {
  const verdict = objectType.isTypeOf?.(value, run.context, infoOf(run, place.field)) ?? true;
  const proceed = (isOfType: boolean) => {
    if (!isOfType) throw new GraphQLError(`Expected value of type "${objectType.name}" but got: ${String(value)}.`);
    executeFields(run, openFrame(place, plan), value, plan.fieldsOf(objectType));
  };
  if (isPromise(verdict)) awaitObject(run, place, plan, verdict.then(proceed));
  else proceed(verdict);
}

function runtimeType(
  { compiled: { schema } }: Run,
  { field }: Place,
  { type }: ValuePlan,
  name: unknown,
): GraphQLObjectType {
  const known = typeof name === "string" ? schema.getType(name) : undefined;
  if (!isObjectType(known) || !isAbstractType(type) || !schema.isSubType(type, known)) {
    throw new GraphQLError(
      `Abstract type "${String(type)}" must resolve to one of its Object types at runtime for field "${field.parentType.name}.${field.name}".`,
    );
  }
  return known;
}

/** Writes an empty object into its place, for the values of its fields. */
function openFrame({ frame, key }: Place, { isNullable }: ValuePlan): Frame {
  const container = {};
  write(frame, key, container);
  return { container, parent: frame, key, isNullable, isDropped: false };
}
