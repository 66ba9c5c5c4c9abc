/**
 * Response of an operation: compiled once from its selections, then written as JSON text from the data of each execution. Fields come in the
 * order of the specification, null propagates to the nearest field that may be null, and each error has its path.
 */
import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import { isData, isFailure, misfit } from "./data/data.ts";
import { needsType } from "./documents/planned-document.ts";
import type { Selection } from "./documents/selections.ts";
import { leafWriter, writeAscii, writeByte, writeText } from "./json-output.ts";
import { fail, report, reportUntyped, type Writing } from "./writing.ts";

/** Writes a value; false if it failed, so that the next value above that may be null is null. The nearest value that may be null discards what it has written. */
export type WriteValue = (writing: Writing, value: unknown) => boolean;

type Field = { responseName: string; key: string; source: string; write: WriteValue };

/** Compiles the response of an operation; its writer takes the data of the root. */
export function compileResponse(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  selections: readonly Selection[],
): WriteValue {
  return objectWriter(schema, root, selections);
}

function typeWriter(schema: GraphQLSchema, type: GraphQLOutputType, selections: readonly Selection[]): WriteValue {
  return isNonNullType(type)
    ? nonNullWriter(namedOrListWriter(schema, type.ofType, selections))
    : nullableWriter(namedOrListWriter(schema, type, selections));
}

function namedOrListWriter(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  selections: readonly Selection[],
): WriteValue {
  if (isListType(type)) return listWriter(typeWriter(schema, type.ofType, selections));
  if (isNonNullType(type)) return typeWriter(schema, type, selections);
  if (!isLeafType(type)) return objectWriter(schema, type, selections);
  const write = leafWriter(type);
  return (writing, value) =>
    isFailure(value) ? fail(writing, value) : write(writing.output, value) || report(writing, misfit);
}

function nullableWriter(write: WriteValue): WriteValue {
  return (writing, value) => {
    const { output } = writing;
    if (value === null) return writeAscii(output, "null");
    const start = output.length;
    if (value === undefined ? report(writing, misfit) : write(writing, value)) return true;
    writing.leaving = undefined;
    output.length = start;
    return writeAscii(output, "null");
  };
}

function nonNullWriter(write: WriteValue): WriteValue {
  return (writing, value) => {
    if (value === null || value === undefined) return report(writing, misfit);
    if (write(writing, value)) return true;
    if (writing.leaving !== "object") return false;
    writing.leaving = undefined;
    return report(writing, misfit);
  };
}

const [comma, openBracket, closeBracket, openBrace, closeBrace] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

function listWriter(write: WriteValue): WriteValue {
  return (writing, value) => {
    if (!Array.isArray(value)) return isFailure(value) ? fail(writing, value) : report(writing, misfit);
    const { output, path } = writing;
    writeByte(output, openBracket);
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) writeByte(output, comma);
      path.push(index);
      const isWritten = write(writing, value[index]);
      path.pop();
      if (!isWritten) return false;
    }
    writeByte(output, closeBracket);
    return true;
  };
}

function objectWriter(schema: GraphQLSchema, type: GraphQLCompositeType, selections: readonly Selection[]): WriteValue {
  const fieldsOf = fieldsByType(schema, type, selections);
  return (writing, value) => {
    if (!isData(value)) return isFailure(value) ? fail(writing, value) : report(writing, misfit);
    const fields = fieldsOf(value.__typename);
    if (!fields) return reportUntyped(writing, value);
    const { output, path } = writing;
    writeByte(output, openBrace);
    for (const { responseName, key, source, write } of fields) {
      writeAscii(output, key);
      path.push(responseName);
      const isWritten = write(writing, value[source]);
      path.pop();
      if (isWritten) continue;
      if (writing.leaving === "field") writing.leaving = "object";
      return false;
    }
    writeByte(output, closeBrace);
    return true;
  };
}

/** The fields to write for each type of object, compiled when the first such object comes. */
function fieldsByType(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
): (name: unknown) => readonly Field[] | undefined {
  if (!isAbstractType(type) || !needsType(schema, type, selections)) {
    let fields: readonly Field[] | undefined;
    // A subgraph may give the root types other names.
    const isNamed = isObjectType(type) && !rootTypes(schema).includes(type);
    return (name) => {
      if (isNamed && name !== undefined && name !== type.name) return undefined;
      fields ??= compileFields(schema, type, selections);
      return fields;
    };
  }
  const known = new Map<unknown, readonly Field[]>();
  return (name) => {
    const compiled = known.get(name);
    if (compiled) return compiled;
    const own = typeof name === "string" ? schema.getType(name) : undefined;
    if (!isObjectType(own) || !schema.isSubType(type, own)) return undefined;
    const fields = compileFields(schema, own, selections);
    known.set(name, fields);
    return fields;
  };
}

function rootTypes(schema: GraphQLSchema): readonly unknown[] {
  return [schema.getQueryType(), schema.getMutationType()];
}

function compileFields(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
): readonly Field[] {
  const groups = new Map<string, Exclude<Selection, { kind: "fragment" }>[]>();
  groupFields(schema, type, selections, groups);
  return [...groups].map(([responseName, [first, ...others]], index): Field => {
    const key = `${index === 0 ? "" : ","}${JSON.stringify(responseName)}:`;
    if (first?.kind === "introspection") {
      const write: WriteValue = ({ output, introspection }) =>
        writeText(output, introspection.get(responseName) ?? "null");
      return { responseName, key, source: "", write };
    }
    if (first?.kind !== "field") {
      const text = `"${type.name}"`;
      return { responseName, key, source: "", write: ({ output }) => writeAscii(output, text) };
    }
    const { node, internalName } = first;
    const field = isUnionType(type) ? undefined : type.getFields()[node.name.value];
    if (!field) throw new Error(`the operation selects ${type.name}.${node.name.value}, which does not exist`);
    const below = [first, ...others].flatMap((each) => (each.kind === "field" ? (each.selections ?? []) : []));
    return { responseName, key, source: internalName, write: typeWriter(schema, field.type, below) };
  });
}

/** Groups the selections that apply to objects of this type by their response name, in the order of the specification. */
function groupFields(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
  groups: Map<string, Exclude<Selection, { kind: "fragment" }>[]>,
): void {
  for (const selection of selections) {
    if (selection.kind === "fragment") {
      const applies =
        selection.type === type ||
        (isAbstractType(selection.type) && !isUnionType(type) && schema.isSubType(selection.type, type));
      if (applies) groupFields(schema, type, selection.selections, groups);
    } else {
      const group = groups.get(selection.responseName);
      if (group) group.push(selection);
      else groups.set(selection.responseName, [selection]);
    }
  }
}
