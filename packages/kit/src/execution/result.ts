/** The result of one execution while it is built: its containers, and the effect of a failed value on them. */
import { type GraphQLError, type GraphQLResolveInfo, locatedError } from "graphql";
import type { CompiledOperation, FieldPlan, ValuePlan } from "./compile.ts";

/** An object or list of the result, and its place in the one above. */
export type Frame = {
  container: Record<string | number, unknown> | unknown[];
  parent: Frame | undefined;
  key: string | number;
  isNullable: boolean;
  /** A value in it that may not be null failed, so that it is no part of the result. */
  isDropped: boolean;
};

/** A place in the result that a value is written into, and the field that it belongs to. */
export type Place = { frame: Frame; key: string | number; field: FieldPlan };

export type Run = {
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

/** Records the error of a value, and writes null into the nearest place that may be null. */
export function fail(run: Run, { frame, key, field }: Place, { isNullable }: ValuePlan, error: unknown): void {
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
export function isDropped(frame: Frame): boolean {
  for (let each: Frame | undefined = frame; each; each = each.parent) if (each.isDropped) return true;
  return false;
}

function pathTo(frame: Frame, key: string | number): (string | number)[] {
  const path = [key];
  for (let each = frame; each.parent; each = each.parent) path.push(each.key);
  return path.reverse();
}

/** Writes a value into its place. A field may be named `__proto__`. */
export function write({ container }: Frame, key: string | number, value: unknown): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else if (key === "__proto__")
    Object.defineProperty(container, key, { value, enumerable: true, writable: true, configurable: true });
  else container[key] = value;
}

/** Whether a resolver gave a promise. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Whether a resolver gave a list. */
export function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === "function";
}
