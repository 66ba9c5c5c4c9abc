/** The definitions of a contract: those of the whole graph without excluded elements, and without types that nothing reaches then. */
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type TypeDefinitionNode,
  type TypeNode,
} from "graphql";
import type { Excludes } from "./tags.ts";

/** Nearly all types have this interface, so that it says of none that clients reach it. */
const nodeInterface = "Node";

/** The types of operations, as composition names them. */
const roots = ["Query", "Mutation", "Subscription"];

/** Cuts the definitions that clients of the whole graph see. */
export function cutDocument(document: DocumentNode, excludes: Excludes): DocumentNode {
  const definitions = document.definitions.flatMap((each) => cutDefinition(each, excludes));
  const reached = reachedTypes(definitions);
  return {
    ...document,
    definitions: definitions.filter((each) => !isTypeDefinitionNode(each) || reached.has(each.name.value)),
  };
}

function cutDefinition(node: DefinitionNode, excludes: Excludes): DefinitionNode[] {
  if (!isTypeDefinitionNode(node)) return [node];
  const type = node.name.value;
  const isKept = ({ name }: { name: { value: string } }) => !excludes(`${type}.${name.value}`);
  const isKeptType = ({ name }: { name: { value: string } }) => !excludes(name.value);
  if (excludes(type)) return [];
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = (node.fields ?? []).filter(isKept).map((field) => withoutArguments(type, field, excludes));
      return [{ ...node, fields, interfaces: (node.interfaces ?? []).filter(isKeptType) }];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [{ ...node, fields: (node.fields ?? []).filter(isKept) }];
    case Kind.ENUM_TYPE_DEFINITION:
      return [{ ...node, values: (node.values ?? []).filter(isKept) }];
    case Kind.UNION_TYPE_DEFINITION:
      return [{ ...node, types: (node.types ?? []).filter(isKeptType) }];
    default:
      return [node];
  }
}

function withoutArguments(type: string, field: FieldDefinitionNode, excludes: Excludes): FieldDefinitionNode {
  const coordinate = `${type}.${field.name.value}`;
  const kept = field.arguments?.filter(({ name }) => !excludes(`${coordinate}(${name.value}:)`));
  return kept?.length === field.arguments?.length ? field : { ...field, arguments: kept ?? [] };
}

/** The names of the types that operations and directives reach. */
function reachedTypes(definitions: readonly DefinitionNode[]): ReadonlySet<string> {
  const types = new Map(definitions.filter(isTypeDefinitionNode).map((type) => [type.name.value, type]));
  const implementations = implementationsIn(types);
  const reached = new Set<string>();
  const returned = new Set<string>();

  function reach(name: string): void {
    const type = types.get(name);
    if (!type || reached.has(name)) return;
    reached.add(name);
    for (const each of interfacesOf(type)) reach(each);
    for (const each of valueTypesOf(type)) reachValue(each);
  }

  /** A value of an interface may be of each of its types. */
  function reachValue(name: string): void {
    reach(name);
    if (name === nodeInterface || returned.has(name)) return;
    returned.add(name);
    for (const each of implementations.get(name) ?? []) reach(each);
  }

  for (const name of roots) reach(name);
  for (const each of definitions)
    if (each.kind === Kind.DIRECTIVE_DEFINITION) for (const { type } of each.arguments ?? []) reach(namedIn(type));
  return reached;
}

function implementationsIn(types: ReadonlyMap<string, TypeDefinitionNode>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, type] of types)
    for (const each of interfacesOf(type)) found.set(each, [...(found.get(each) ?? []), name]);
  return found;
}

function interfacesOf(type: TypeDefinitionNode): string[] {
  return "interfaces" in type ? (type.interfaces ?? []).map(({ name }) => name.value) : [];
}

/** The types of the fields and arguments of a type, or its members. */
function valueTypesOf(type: TypeDefinitionNode): string[] {
  if (type.kind === Kind.UNION_TYPE_DEFINITION) return (type.types ?? []).map(({ name }) => name.value);
  const fields = "fields" in type ? (type.fields ?? []) : [];
  return fields.flatMap((field) => [
    namedIn(field.type),
    ...("arguments" in field ? (field.arguments ?? []).map((each) => namedIn(each.type)) : []),
  ]);
}

/** The name in a type. */
export function namedIn(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedIn(type.type);
}
