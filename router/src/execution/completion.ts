/**
 * Completion of a response: compiled once from the selections of an operation, then its values are made from the data of each execution. Fields
 * come in the order of the specification, null propagates to the nearest field that may be null, and each error has its path. Characters are counted
 * on the way, because names, constants and values of one entity multiply here: the completion ends before a text could be made of them.
 */
import { measureLeaf, measureName } from "@hansa/kit/graphql";
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type SelectionNode,
  TypeNameMetaFieldDef,
} from "graphql";
import { type Costs, weightOf } from "./cost/costs.ts";
import { invalidValue, isData, isFailure } from "./data/data.ts";
import { isExcludedType, needsType } from "./documents/planned-document.ts";
import { type DeniedFields, groupFields, type InternalNames, isMeta, nameOf } from "./documents/selections.ts";
import { type CompleteLeaf, leafCompleter } from "./leaf-values.ts";
import { type Completion, failed, report, reportFailure, reportUntyped, spend } from "./response-errors.ts";

/** Completes a value; `failed` if neither the value nor null can stand in its place. */
export type CompleteValue = (completion: Completion, value: unknown) => unknown;

/** A field of the response. */
type Field = {
  responseName: string;
  /** Its name in the data. */
  name: string;
  /** Whether it is named `__proto__`. */
  isPrototype: boolean;
  /** Completes most values of a leaf without regard to their place. */
  leaf: CompleteLeaf | undefined;
  complete: CompleteValue;
};

/** The fields of one type of object; `length` is that of their names and of what stands around the values, `cost` that of the object and its leaves. */
type Fields = { fields: readonly Field[]; length: number; cost: number };

/** The schema of clients, what it lacks of the full one, the names of fields in the data, their weights, and the fields that are refused instead of read. */
type Source = {
  clientSchema: GraphQLSchema;
  fullSchema: GraphQLSchema;
  narrowed: ReadonlySet<string>;
  names: InternalNames;
  costs: Costs;
  denied: DeniedFields;
};

/** Compiles the response of an operation, which is completed from the data of the root. */
export function compileResponse(
  source: Source,
  root: GraphQLObjectType,
  selections: readonly SelectionNode[],
): CompleteValue {
  return objectCompleter(source, root, { selections, weight: 0 });
}

/** The selection of a value, and the weight of each object in it. */
type Selected = { selections: readonly SelectionNode[]; weight: number };

function typeCompleter(source: Source, type: GraphQLOutputType, selected: Selected): CompleteValue {
  return isNonNullType(type)
    ? nonNullCompleter(namedOrListCompleter(source, type.ofType, selected))
    : nullableCompleter(namedOrListCompleter(source, type, selected));
}

function namedOrListCompleter(source: Source, type: GraphQLOutputType, selected: Selected): CompleteValue {
  if (isListType(type)) return listCompleter(typeCompleter(source, type.ofType, selected));
  if (isNonNullType(type)) return typeCompleter(source, type, selected);
  if (!isLeafType(type)) return objectCompleter(source, type, selected);
  const complete = leafCompleter(type);
  return (completion, value) => {
    const completed = complete(value);
    if (completed === undefined) return reportInvalid(completion, value);
    spend(completion, measureLeaf(completed));
    return completed;
  };
}

/** Reports a value that failed, or that its type does not have. */
function reportInvalid(completion: Completion, value: unknown): typeof failed {
  return isFailure(value) ? reportFailure(completion, value) : report(completion, invalidValue);
}

function nullableCompleter(complete: CompleteValue): CompleteValue {
  return (completion, value) => {
    if (value === null) return completeNull(completion);
    const completed = value === undefined ? report(completion, invalidValue) : complete(completion, value);
    if (completed !== failed) return completed;
    completion.leaving = undefined;
    return completeNull(completion);
  };
}

function completeNull(completion: Completion): null {
  spend(completion, 4);
  return null;
}

function nonNullCompleter(complete: CompleteValue): CompleteValue {
  return (completion, value) => {
    if (value === null || value === undefined) return report(completion, invalidValue);
    const completed = complete(completion, value);
    if (completed === null) return report(completion, invalidValue);
    if (completed !== failed || completion.leaving !== "object") return completed;
    completion.leaving = undefined;
    return report(completion, invalidValue);
  };
}

function listCompleter(complete: CompleteValue): CompleteValue {
  return (completion, value) => {
    if (!Array.isArray(value)) return reportInvalid(completion, value);
    const { path } = completion;
    const list: unknown[] = [];
    // Its brackets, and a comma after each but the last.
    spend(completion, 1 + Math.max(1, value.length));
    for (let index = 0; index < value.length; index += 1) {
      path.push(index);
      const completed = complete(completion, value[index]);
      path.pop();
      if (completed === failed) return failed;
      list.push(completed);
    }
    return list;
  };
}

function objectCompleter(source: Source, type: GraphQLCompositeType, selected: Selected): CompleteValue {
  const fieldsOf = fieldsByType(source, type, selected);
  return (completion, value) => {
    if (!isData(value)) return reportInvalid(completion, value);
    const compiled = fieldsOf(value.__typename);
    if (!compiled) return reportUntyped(completion, value);
    if (compiled === "excluded") return completeNull(completion);
    const object: Record<string, unknown> = {};
    let { length } = compiled;
    for (const field of compiled.fields) {
      const fieldValue = value[field.name];
      const leaf = fieldValue === null ? undefined : field.leaf?.(fieldValue);
      if (leaf !== undefined) length += measureLeaf(leaf);
      const completed = leaf === undefined ? completeField(completion, field, fieldValue) : leaf;
      if (completed === failed) return failed;
      if (field.isPrototype) defineOwn(object, field.responseName, completed);
      else object[field.responseName] = completed;
    }
    completion.cost.units += compiled.cost;
    spend(completion, length);
    return object;
  };
}

function completeField(completion: Completion, { responseName, complete }: Field, value: unknown): unknown {
  completion.path.push(responseName);
  const completed = complete(completion, value);
  completion.path.pop();
  if (completed === failed && completion.leaving === "field") completion.leaving = "object";
  return completed;
}

/** Assigned, this name would set the prototype. */
function defineOwn(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

/**
 * The fields to complete for each type of object, compiled when the first such object comes. `excluded`: the type is in the graph, and not in the
 * contract of the client.
 */
function fieldsByType(
  source: Source,
  type: GraphQLCompositeType,
  selected: Selected,
): (name: unknown) => Fields | "excluded" | undefined {
  const { clientSchema: schema, narrowed } = source;
  const { selections } = selected;
  if (!isAbstractType(type) || !needsType({ schema, narrowed }, type, selections)) {
    let fields: Fields | undefined;
    // A subgraph may give the root types other names.
    const isNamed = isObjectType(type) && !rootTypes(schema).includes(type);
    return (name) => {
      if (isNamed && name !== undefined && name !== type.name) return undefined;
      fields ??= compileFields(source, type, selected);
      return fields;
    };
  }
  const known = new Map<unknown, Fields>();
  return (name) => {
    const compiled = known.get(name);
    if (compiled) return compiled;
    const own = typeof name === "string" ? schema.getType(name) : undefined;
    if (!isObjectType(own) || !schema.isSubType(type, own))
      return isExcludedType(source, type, name) ? "excluded" : undefined;
    const fields = compileFields(source, own, selected);
    known.set(name, fields);
    return fields;
  };
}

/** Completes a field that the viewer is denied: with its refusal, and null where it may be. */
function deniedCompleter(type: GraphQLOutputType, coordinate: string): CompleteValue {
  return (completion) => {
    report(completion, completion.refusalOf(coordinate));
    return isNonNullType(type) ? failed : completeNull(completion);
  };
}

function completeTypename(completion: Completion, name: string): string {
  spend(completion, measureLeaf(name));
  return name;
}

function rootTypes(schema: GraphQLSchema): readonly unknown[] {
  return [schema.getQueryType(), schema.getMutationType()];
}

function compileFields(source: Source, type: GraphQLCompositeType, { selections, weight }: Selected): Fields {
  const groups = new Map<string, FieldNode[]>();
  let cost = weight;
  groupFields({ schema: source.clientSchema, names: source.names }, type, selections, groups);
  const fields = [...groups].flatMap(([responseName, [first, ...others]]): Field[] => {
    if (!first) return [];
    const known = { responseName, name: nameOf(first), isPrototype: responseName === "__proto__", leaf: undefined };
    if (first.name.value === TypeNameMetaFieldDef.name)
      return [{ ...known, complete: (completion) => completeTypename(completion, type.name) }];
    if (isMeta(first)) return [{ ...known, complete: ({ introspection }) => introspection[known.name] ?? null }];
    const field = isUnionType(type) ? undefined : type.getFields()[first.name.value];
    if (!field) throw new Error(`the operation selects ${type.name}.${first.name.value}, which does not exist`);
    const coordinate = source.denied.get(first);
    if (coordinate !== undefined) return [{ ...known, complete: deniedCompleter(field.type, coordinate) }];
    const below = [first, ...others].flatMap((node) => node.selectionSet?.selections ?? []);
    const bare = getNullableType(field.type);
    const leaf = isLeafType(bare) ? leafCompleter(bare) : undefined;
    const own = weightOf(source.costs, source.clientSchema, type, field);
    if (below.length === 0) cost += own;
    return [{ ...known, leaf, complete: typeCompleter(source, field.type, { selections: below, weight: own }) }];
  });
  const names = fields.reduce((length, { responseName }) => length + measureName(responseName), 0);
  return { fields, length: 1 + Math.max(1, names), cost };
}
