/** Fields of one object: resolved, and their values written into their place as they come, instead of through a promise for each level. */
import { defaultTypeResolver, GraphQLError, type GraphQLObjectType, isAbstractType } from "graphql";
import { measureLeaf } from "../graphql/body-size.ts";
import type { FieldPlan, ObjectPlan, ValuePlan } from "./compile.ts";
import { infoOf, resolve, runtimeType, serialize } from "./resolve.ts";
import {
  bracketLength,
  type Frame,
  fail,
  isDropped,
  isIterable,
  isPromise,
  nullLength,
  openFrame,
  type Place,
  type Run,
  spend,
  write,
  writeNull,
} from "./result.ts";

/** Executes the fields of an object, and those below them. It returns before the values that are awaited have come. */
export function executeFields(run: Run, frame: Frame, source: unknown, plans: ObjectPlan): void {
  if (plans.length === 0) spend(run, bracketLength);
  for (const plan of plans) {
    if (run.left < 0) return;
    try {
      const value = resolve(run, plan, source);
      if (!isSimple(value) || !writeLeaf(run, frame, plan, value)) executeValue(run, frame, plan, value);
    } catch (error) {
      spend(run, plan.nameLength + nullLength);
      fail(run, placeOf(frame, plan), plan.value, error);
    }
    if (frame.isDropped) return;
  }
}

function isSimple(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Writes the value of a field without fields of its own; false if it is not one. Most values are, and need nothing else. */
function writeLeaf(run: Run, frame: Frame, plan: FieldPlan, value: unknown): boolean {
  if (plan.value.kind !== "leaf") return false;
  const serialized = serialize(plan.value.leaf, value);
  spend(run, plan.nameLength + measureLeaf(serialized));
  write(frame, plan.responseName, serialized);
  return true;
}

function executeValue(run: Run, frame: Frame, plan: FieldPlan, value: unknown): void {
  const place = placeOf(frame, plan);
  spend(run, plan.nameLength);
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
        if (run.left >= 0 && !isDropped(place.frame)) complete(run, place, plan, settled);
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
    writeNull(run, place);
  } else if (plan.kind === "leaf") {
    const serialized = serialize(plan.leaf, value);
    spend(run, measureLeaf(serialized));
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
  if (typeof value !== "object" || value === null || !isIterable(value)) {
    throw new GraphQLError(
      `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.name}".`,
    );
  }
  const container: unknown[] = [];
  const inner: Frame = { container, parent: frame, key, isNullable, isDropped: false };
  write(frame, key, container);
  spend(run, bracketLength);
  let index = 0;
  for (const each of value) {
    // The comma or bracket after it.
    spend(run, 1);
    if (run.left < 0) return;
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
  if (index === 0) spend(run, bracketLength);
}

function completeObject(run: Run, place: Place, plan: Extract<ValuePlan, { kind: "object" }>, value: unknown): void {
  const { objectType } = plan;
  if (objectType) {
    if (objectType.isTypeOf) checkType(run, place, plan, { value, objectType });
    else executeFields(run, openFrame(run, place, plan), value, plan.fieldsOf(objectType));
    return;
  }
  if (!isAbstractType(plan.type)) throw new Error(`no type for ${String(plan.type)}`);
  const resolveType = plan.type.resolveType ?? defaultTypeResolver;
  const name = resolveType(value, run.context, infoOf(run, place.field), plan.type);
  if (!isPromise(name)) {
    executeFields(run, openFrame(run, place, plan), value, plan.fieldsOf(runtimeType(run, place, plan, name)));
    return;
  }
  const opened = name.then((known) =>
    executeFields(run, openFrame(run, place, plan), value, plan.fieldsOf(runtimeType(run, place, plan, known))),
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
    executeFields(run, openFrame(run, place, plan), value, plan.fieldsOf(objectType));
  };
  if (isPromise(verdict)) awaitObject(run, place, plan, verdict.then(proceed));
  else proceed(verdict);
}
