/** Selections of one operation with fragments inlined, conditions resolved and internal names: the source of the planned document and of the response. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { type Denies, deniesNothing } from "../access/guards.ts";
import { signInFields } from "../access/sign-in-fields.ts";
import { forwardedDirectives, isCondition, unforwarded } from "./directives.ts";

/**
 * Names in planned documents. A client's alias may be the name of a key, and a field with arguments may be required by a subgraph with
 * other arguments: both are renamed, so that they never meet the planner's own selections.
 */
export type InternalNames = {
  /** Begins each internal name; no field of the supergraph begins with it. */
  prefix: string;
  /** The coordinates of fields that are renamed even without an alias. */
  renamed: ReadonlySet<string>;
};

export type SelectionSource = {
  schema: GraphQLSchema;
  names: InternalNames;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The values of the variables of `@skip` and `@include`. */
  conditions: Readonly<Record<string, unknown>>;
  /** The fields with their arguments and directives that a response name stands for; filled while the selections are read. */
  variants: Map<string, string[]>;
  /** Whether the viewer is denied a field. */
  denies: Denies;
  /** The coordinates of denied fields, by their nodes; filled likewise. */
  denied: Map<SelectionNode, string>;
};

/** Denied fields with their coordinates. They are selected, and not fetched. */
export type DeniedFields = ReadonlyMap<SelectionNode, string>;

/**
 * Reads the selections of a valid operation. Fields that `@skip` or `@include` exclude are left out. Where the type of the objects is known,
 * a fragment is replaced by its selections.
 */
export function readSelections(
  source: SelectionSource,
  parent: GraphQLCompositeType,
  { selections }: SelectionSetNode,
  possible: readonly GraphQLObjectType[] = possibleTypes(source.schema, parent),
): readonly SelectionNode[] {
  return selections.flatMap((node): readonly SelectionNode[] => {
    if (!isIncluded(node, source.conditions)) return [];
    if (node.kind === Kind.FIELD) return [readField(source, parent, node)];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : source.fragments.get(node.name.value);
    if (!fragment) return [];
    const { typeCondition } = fragment;
    const condition = typeCondition && source.schema.getType(typeCondition.name.value);
    const type = isCompositeType(condition) ? condition : parent;
    if (!typeCondition || appliesToAll(source.schema, type, parent))
      return readSelections(source, parent, fragment.selectionSet, possible);
    // The planner refuses fragments in fragments that no object satisfies together.
    const applicable = possibleTypes(source.schema, type).filter((each) => possible.includes(each));
    if (applicable.length === 0) return [];
    const below = readSelections(source, type, fragment.selectionSet, applicable);
    return below.length > 0 ? [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: selectionSet(below) }] : [];
  });
}

/** A selection set of these nodes. */
export function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

function readField(source: SelectionSource, parent: GraphQLCompositeType, node: FieldNode): FieldNode {
  const { kind, name, arguments: nodes = [] } = node;
  const { prefix, renamed } = source.names;
  const responseName = nameOf(node);
  const hasAlias = responseName !== name.value;
  const directives = forwardedDirectives(node);
  if (isMeta(node)) {
    if (directives.length > 0) throw unforwarded(directives, name.value);
    return { ...node, ...(hasAlias ? aliasOf(prefix + responseName) : {}) };
  }
  const field = isUnionType(parent) ? undefined : parent.getFields()[name.value];
  if (!field) throw new Error(`the validated operation selects ${parent.name}.${name.value}, which does not exist`);
  // A key with a directive would be another value than the one that other subgraphs need.
  const isRenamed = hasAlias || directives.length > 0 || renamed.has(`${parent.name}.${name.value}`);
  const alias = isRenamed ? aliasOf(renameField(source, node, responseName)) : {};
  const type = getNamedType(field.type);
  const coordinate = `${parent.name}.${name.value}`;
  const read = { kind, name, arguments: nodes, ...(directives.length > 0 ? { directives } : {}), ...alias };
  if (source.denies(coordinate)) {
    source.denied.set(read, coordinate);
    return read;
  }
  if (!node.selectionSet || !isCompositeType(type)) return read;
  const below = signInFields.has(coordinate) ? { ...source, denies: deniesNothing } : source;
  return { ...read, selectionSet: selectionSet(readSelections(below, type, node.selectionSet)) };
}

function aliasOf(value: string): Pick<FieldNode, "alias"> {
  return { alias: { kind: Kind.NAME, value } };
}

/** The name of a field in the data that its selection asks for. */
export function nameOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

/** Whether this is `__typename` or a field of the introspection, which no subgraph is asked for. */
export function isMeta({ name }: FieldNode): boolean {
  return name.value.startsWith("__");
}

/**
 * The internal name of a field. A response name may stand for several fields, arguments or directives, each for another type of object: these get
 * several names, because a subgraph may take both types for one.
 */
function renameField({ names, variants }: SelectionSource, node: FieldNode, responseName: string): string {
  const directives = forwardedDirectives(node).map(print);
  // The order of arguments means nothing.
  const field = `${node.name.value} ${[...(node.arguments ?? []).map(print).sort(), ...directives].join()}`;
  const fields = variants.get(responseName) ?? [];
  variants.set(responseName, fields);
  if (!fields.includes(field)) fields.push(field);
  const number = fields.indexOf(field);
  return `${names.prefix}${number === 0 ? "" : `${number}_`}${responseName}`;
}

/** Whether every object of the parent type satisfies the condition, whose fields are then fields of the parent. */
function appliesToAll(schema: GraphQLSchema, condition: GraphQLCompositeType, parent: GraphQLCompositeType): boolean {
  return (
    condition === parent || (isObjectType(parent) && isAbstractType(condition) && schema.isSubType(condition, parent))
  );
}

function isIncluded({ directives = [] }: SelectionNode, conditions: Readonly<Record<string, unknown>>): boolean {
  return directives.every(({ name, arguments: nodes = [] }) => {
    if (!isCondition(name.value)) return true;
    const value = nodes.find((argument) => argument.name.value === "if")?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? conditions[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    return (holds === true) === (name.value === "include");
  });
}

/** The names of the variables that conditions of these nodes and of their fragments read. */
export function conditionVariables(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  names: Set<string>,
): void {
  for (const node of set.selections) {
    for (const { name, arguments: nodes = [] } of node.directives ?? []) {
      if (!isCondition(name.value)) continue;
      for (const { value } of nodes) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    }
    const below = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)?.selectionSet : node.selectionSet;
    if (below) conditionVariables(below, fragments, names);
  }
}

/** The internal names for operations on this supergraph. */
export function internalNames(supergraph: GraphQLSchema): InternalNames {
  const fields = Object.values(supergraph.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  let prefix = "c_";
  for (let count = 1; fields.some(({ name }) => name.startsWith(prefix)); count += 1) prefix = `c${count}_`;
  return { prefix, renamed: fieldsWithArguments(supergraph) };
}

/** Coordinates of fields with arguments, and of the same fields of their interfaces and of the other types of these. */
function fieldsWithArguments(supergraph: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(supergraph.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const found = new Set<string>();
  for (let known = -1; found.size > known; ) {
    known = found.size;
    for (const type of types) {
      for (const { name, args } of Object.values(type.getFields())) {
        const family = type.getInterfaces().filter((each) => name in each.getFields());
        const coordinates = [type, ...family].map((each) => `${each.name}.${name}`);
        const isFound = args.length > 0 || name in Object.prototype || coordinates.some((each) => found.has(each));
        if (isFound) for (const coordinate of coordinates) found.add(coordinate);
      }
    }
  }
  return found;
}

/** The client's name for a name in subgraph data; other names stay as they are. */
export function clientName({ prefix }: InternalNames, name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length).replace(/^\d+_/, "") : name;
}

/** Groups the selections that apply to objects of this type by their response name, in the order of the specification. */
export function groupFields(
  source: Pick<SelectionSource, "schema" | "names">,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
  groups: Map<string, FieldNode[]>,
): void {
  const { schema, names } = source;
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
