/**
 * Execution of compiled operations, with the results and errors that graphql-js gives. Values are written into their place as they come,
 * instead of through a promise for each level.
 */
import {
  defaultFieldResolver,
  defaultTypeResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getVariableValues,
  isAbstractType,
  isObjectType,
  locatedError,
  OperationTypeNode,
} from "graphql";
import type { CompiledOperation, FieldPlan, ObjectPlan, ValuePlan } from "./compile.ts";

export type ExecutionInput = {
  rootValue?: unknown;
  context: unknown;
  variables: Readonly<Record<string, unknown>> | undefined;
};

/** An object or list of the result, and its place in the one above. */
type Frame = {
  container: Record<string | number, unknown> | unknown[];
  parent: Frame | undefined;
  key: string | number;
  isNullable: boolean;
  /** A value in it that may not be null failed, so that it is no part of the result. */
  isDropped: boolean;
};

/** A place in the result that a value is written into, and the field that it belongs to. */
type Place = { frame: Frame; key: string | number; field: FieldPlan };

type Run = {
  compiled: CompiledOperation;
  rootValue: unknown;
  context: unknown;
  variables: { [variable: string]: unknown };
  errors: GraphQLError[];
  isNull: boolean;
  /** Values that are still awaited, and what continues when there are none. */
  pending: number;
  onIdle: () => void;
  /** By the plan's id. */
  infos: (GraphQLResolveInfo | undefined)[];
  arguments: ({ [argument: string]: unknown } | undefined)[];
};

const maxCoercionErrors = 50;

/** Executes the operation. It settles when every resolver has; root fields of a mutation run one after the other. */
export function executeCompiled(
  compiled: CompiledOperation,
  { rootValue, context, variables }: ExecutionInput,
): ExecutionResult | Promise<ExecutionResult> {
  const { schema, operation } = compiled;
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, {
    maxErrors: maxCoercionErrors,
  });
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
    const place: Place = { frame, key: plan.responseName, field: plan };
    write(frame, plan.responseName, undefined);
    try {
      const value = resolve(run, plan, source);
      if (isPromise(value)) awaitValue(run, place, plan.value, value);
      else complete(run, place, plan.value, value);
    } catch (error) {
      fail(run, place, plan.value, error);
    }
    if (frame.isDropped) return;
  }
}

function resolve(run: Run, plan: FieldPlan, source: unknown): unknown {
  const { field } = plan;
  const given = run.arguments[plan.id] ?? readArguments(run, plan);
  return (field.resolve ?? defaultFieldResolver)(source, given, run.context, infoOf(run, plan));
}

function readArguments(run: Run, plan: FieldPlan): { [argument: string]: unknown } {
  const [node] = plan.nodes;
  const given = plan.fixedArguments ?? (node ? getArgumentValues(plan.field, node, run.variables) : {});
  run.arguments[plan.id] = given;
  return given;
}

/** The information for resolvers: one object for all objects of a type, so its path names the field only. */
function infoOf(run: Run, plan: FieldPlan): GraphQLResolveInfo {
  const known = run.infos[plan.id];
  if (known) return known;
  const { schema, operation, fragments } = run.compiled;
  const { name, nodes, field, parentType, responseName } = plan;
  const info: GraphQLResolveInfo = {
    fieldName: name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType,
    path: { prev: undefined, key: responseName, typename: parentType.name },
    schema,
    fragments,
    rootValue: run.rootValue,
    operation,
    variableValues: run.variables,
  };
  run.infos[plan.id] = info;
  return info;
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
    const serialized = plan.leaf.serialize(value);
    if (serialized === null || serialized === undefined) {
      throw new Error(`Expected \`${plan.leaf.name}.serialize(value)\` to return non-nullable value.`);
    }
    write(frame, key, serialized);
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
    else openObject(run, place, plan, value, objectType);
    return;
  }
  if (!isAbstractType(plan.type)) throw new Error(`no type for ${String(plan.type)}`);
  const resolveType = plan.type.resolveType ?? defaultTypeResolver;
  const name = resolveType(value, run.context, infoOf(run, place.field), plan.type);
  if (!isPromise(name)) openObject(run, place, plan, value, runtimeType(run, place, plan, name));
  else
    afterwards(run, place, plan, name, (known) =>
      openObject(run, place, plan, value, runtimeType(run, place, plan, known)),
    );
}

/** Continues with the result of a promise that is not the value itself, in the same place. */
function afterwards<Result>(
  run: Run,
  place: Place,
  plan: ValuePlan,
  promise: PromiseLike<Result>,
  next: (result: Result) => void,
): void {
  run.pending += 1;
  promise.then(
    (result) => {
      try {
        next(result);
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

function checkType(
  run: Run,
  place: Place,
  plan: Extract<ValuePlan, { kind: "object" }>,
  { value, objectType }: { value: unknown; objectType: GraphQLObjectType },
): void {
  const verdict = objectType.isTypeOf?.(value, run.context, infoOf(run, place.field)) ?? true;
  const proceed = (isOfType: boolean) => {
    if (!isOfType) throw new GraphQLError(`Expected value of type "${objectType.name}" but got: ${String(value)}.`);
    openObject(run, place, plan, value, objectType);
  };
  if (isPromise(verdict)) afterwards(run, place, plan, verdict, proceed);
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

function openObject(
  run: Run,
  { frame, key }: Place,
  { isNullable, fieldsOf }: Extract<ValuePlan, { kind: "object" }>,
  value: unknown,
  type: GraphQLObjectType,
): void {
  const container = {};
  write(frame, key, container);
  executeFields(run, { container, parent: frame, key, isNullable, isDropped: false }, value, fieldsOf(type));
}

/** Records the error of a value, and writes null into the nearest place that may be null. */
function fail(run: Run, { frame, key, field }: Place, { isNullable }: ValuePlan, error: unknown): void {
  if (isDropped(frame)) return;
  run.errors.push(locatedError(error, [...field.nodes], pathTo(frame, key)));
  if (isNullable) write(frame, key, null);
  else drop(run, frame);
}

function drop(run: Run, frame: Frame): void {
  frame.isDropped = true;
  const { parent, key, isNullable } = frame;
  if (!parent) run.isNull = true;
  else if (isNullable) write(parent, key, null);
  else drop(run, parent);
}

/** Whether this container is part of the result no more. */
function isDropped(frame: Frame): boolean {
  for (let each: Frame | undefined = frame; each; each = each.parent) if (each.isDropped) return true;
  return false;
}

function pathTo(frame: Frame, key: string | number): (string | number)[] {
  const path = [key];
  for (let each = frame; each.parent; each = each.parent) path.push(each.key);
  return path.reverse();
}

function write({ container }: Frame, key: string | number, value: unknown): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else if (key === "__proto__")
    Object.defineProperty(container, key, { value, enumerable: true, writable: true, configurable: true });
  else container[key] = value;
}

function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === "function";
}
