/**
 * Response of an operation: compiled once from its selections, then written as JSON text from the data of each execution. Fields come in the
 * order of the specification, null propagates to the nearest field that may be null, and each error has its path.
 */
import {
  type FieldNode,
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
  Kind,
  type SelectionNode,
  TypeNameMetaFieldDef,
} from "graphql";
import { isData, isFailure, misfit } from "./data/data.ts";
import { needsType } from "./documents/planned-document.ts";
import { clientName, type InternalNames, isMeta, nameOf } from "./documents/selections.ts";
import { leafWriter, writeAscii, writeByte, writeText } from "./json-output.ts";
import { report, reportFailure, reportUntyped, type Writing } from "./writing.ts";

/** Writes a value; false if it failed, so that the next value above that may be null is null. The nearest value that may be null discards what it has written. */
export type WriteValue = (writing: Writing, value: unknown) => boolean;

/** A field of the response; `name` is its name in the data. */
type Field = { responseName: string; key: string; name: string; write: WriteValue };

/** The schema of clients, and the names of fields in the data. */
type Source = { clientSchema: GraphQLSchema; names: InternalNames };

/** Compiles the response of an operation; its writer takes the data of the root. */
export function compileResponse(
  source: Source,
  root: GraphQLObjectType,
  selections: readonly SelectionNode[],
): WriteValue {
  return objectWriter(source, root, selections);
}

function typeWriter(source: Source, type: GraphQLOutputType, selections: readonly SelectionNode[]): WriteValue {
  return isNonNullType(type)
    ? nonNullWriter(namedOrListWriter(source, type.ofType, selections))
    : nullableWriter(namedOrListWriter(source, type, selections));
}

function namedOrListWriter(source: Source, type: GraphQLOutputType, selections: readonly SelectionNode[]): WriteValue {
  if (isListType(type)) return listWriter(typeWriter(source, type.ofType, selections));
  if (isNonNullType(type)) return typeWriter(source, type, selections);
  if (!isLeafType(type)) return objectWriter(source, type, selections);
  const write = leafWriter(type);
  return (writing, value) =>
    isFailure(value) ? reportFailure(writing, value) : write(writing.output, value) || report(writing, misfit);
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
    if (!Array.isArray(value)) return isFailure(value) ? reportFailure(writing, value) : report(writing, misfit);
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

function objectWriter(source: Source, type: GraphQLCompositeType, selections: readonly SelectionNode[]): WriteValue {
  const fieldsOf = fieldsByType(source, type, selections);
  return (writing, value) => {
    if (!isData(value)) return isFailure(value) ? reportFailure(writing, value) : report(writing, misfit);
    const fields = fieldsOf(value.__typename);
    if (!fields) return reportUntyped(writing, value);
    const { output, path } = writing;
    writeByte(output, openBrace);
    for (const { responseName, key, name, write } of fields) {
      writeAscii(output, key);
      path.push(responseName);
      const isWritten = write(writing, value[name]);
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
  source: Source,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): (name: unknown) => readonly Field[] | undefined {
  const { clientSchema: schema } = source;
  if (!isAbstractType(type) || !needsType(schema, type, selections)) {
    let fields: readonly Field[] | undefined;
    // A subgraph may give the root types other names.
    const isNamed = isObjectType(type) && !rootTypes(schema).includes(type);
    return (name) => {
      if (isNamed && name !== undefined && name !== type.name) return undefined;
      fields ??= compileFields(source, type, selections);
      return fields;
    };
  }
  const known = new Map<unknown, readonly Field[]>();
  return (name) => {
    const compiled = known.get(name);
    if (compiled) return compiled;
    const own = typeof name === "string" ? schema.getType(name) : undefined;
    if (!isObjectType(own) || !schema.isSubType(type, own)) return undefined;
    const fields = compileFields(source, own, selections);
    known.set(name, fields);
    return fields;
  };
}

function rootTypes(schema: GraphQLSchema): readonly unknown[] {
  return [schema.getQueryType(), schema.getMutationType()];
}

function compileFields(
  source: Source,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): readonly Field[] {
  const groups = new Map<string, FieldNode[]>();
  groupFields(source, type, selections, groups);
  return [...groups].flatMap(([responseName, [first, ...others]], index): Field[] => {
    if (!first) return [];
    const key = `${index === 0 ? "" : ","}${JSON.stringify(responseName)}:`;
    const name = nameOf(first);
    if (first.name.value === TypeNameMetaFieldDef.name) {
      const text = `"${type.name}"`;
      return [{ responseName, key, name, write: ({ output }) => writeAscii(output, text) }];
    }
    if (isMeta(first)) {
      const write: WriteValue = ({ output, introspection }) => writeText(output, introspection.get(name) ?? "null");
      return [{ responseName, key, name, write }];
    }
    const field = isUnionType(type) ? undefined : type.getFields()[first.name.value];
    if (!field) throw new Error(`the operation selects ${type.name}.${first.name.value}, which does not exist`);
    const below = [first, ...others].flatMap((node) => node.selectionSet?.selections ?? []);
    return [{ responseName, key, name, write: typeWriter(source, field.type, below) }];
  });
}

/** Groups the selections that apply to objects of this type by their response name, in the order of the specification. */
function groupFields(
  source: Source,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
  groups: Map<string, FieldNode[]>,
): void {
  const { clientSchema: schema, names } = source;
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      const responseName = clientName(names, nameOf(node));
      const group = groups.get(responseName);
      if (group) group.push(node);
      else groups.set(responseName, [node]);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = schema.getType(node.typeCondition?.name.value ?? "");
      const applies =
        condition === type || (isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type));
      if (applies) groupFields(source, type, node.selectionSet.selections, groups);
    }
  }
}
