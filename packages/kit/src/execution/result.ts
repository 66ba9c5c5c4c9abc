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
  /** The characters that the data may still have; less than 0 once the execution has stopped, so that nothing more is resolved or written. */
  left: number;
  isNull: boolean;
  /** Values that are still awaited, and what continues when there are none. */
  pending: number;
  onIdle: () => void;
  /** By the plan's id. */
  infos: (GraphQLResolveInfo | undefined)[];
  arguments: ({ [argument: string]: unknown } | undefined)[];
};

/** The length of a null. */
export const nullLength = 4;
/** The brace or bracket that opens an object or list. Their members count the comma or bracket that follows; empty ones have the other bracket. */
export const bracketLength = 1;

/** Counts characters of the data. The execution stops at the first beyond its allowance: what waits for its end continues at once. */
export function spend(run: Run, characters: number): void {
  run.left -= characters;
  if (run.left < 0) run.onIdle();
}

/** Whether nothing is awaited any more: every value is written, or the execution has stopped. */
export function isSettled({ pending, left }: Run): boolean {
  return pending === 0 || left < 0;
}

/** Waits until the execution is settled. */
export function whenIdle(run: Run): Promise<void> {
  return new Promise((resolve) => {
    run.onIdle = resolve;
  });
}

/** Records the error of a value, and writes null into the nearest place that may be null. */
export function fail(run: Run, { frame, key, field }: Place, { isNullable }: ValuePlan, error: unknown): void {
  if (run.left < 0 || isDropped(frame)) return;
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

/** Writes a null into its place. */
export function writeNull(run: Run, { frame, key }: Place): void {
  spend(run, nullLength);
  write(frame, key, null);
}

/** Writes an empty object into its place, for the values of its fields. */
export function openFrame(run: Run, { frame, key }: Place, { isNullable }: ValuePlan): Frame {
  const container = {};
  spend(run, bracketLength);
  write(frame, key, container);
  return { container, parent: frame, key, isNullable, isDropped: false };
}

/** Whether a resolver gave a promise. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Whether a resolver gave a list. */
export function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === "function";
}
