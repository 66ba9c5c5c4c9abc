/** Requirements of fetches, read from the supergraph: the values that `@requires` names, and the keys that a subgraph resolves. */
import { graphqlError } from "@hansa/kit/graphql";
import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { PlannedSelection, Supergraph } from "../planning/elastic.ts";

/** A value that a field requires of another subgraph: its path below the object, and its arguments. */
export type Requirement = { path: string; args: string };

export type Requirements = {
  /** The requirements of a field that this subgraph resolves. */
  of: (subgraph: string, type: string, field: string) => readonly Requirement[];
  /** Whether a subgraph declares a field as another's, and provides it nowhere. */
  isExternal: (subgraph: string, type: string, field: string) => boolean;
  /** The names of fields that are required with different arguments. */
  contested: ReadonlySet<string>;
  /** The keys by which a subgraph finds objects of a type, if it declares others that it does not resolve. */
  resolvableKeys: (subgraph: string, type: string) => readonly SelectionSetNode[] | undefined;
};

const joinSpecification = "https://specs.apollo.dev/join";

/** Opens the requirements of a supergraph; each field is read when it is first asked for. */
export function openRequirements(supergraph: Supergraph, fullSchema: GraphQLSchema): Requirements {
  const graphs = supergraph.subgraphNameToGraphEnumValue();
  const join = supergraph.schema.coreFeatures?.getByIdentity(joinSpecification);
  const [onField, onType] = [join?.directiveNameInSchema("field"), join?.directiveNameInSchema("type")];
  const known = new Map<string, readonly Requirement[]>();
  const provided = findProvided(fullSchema, onField);
  return {
    of: (subgraph, typeName, fieldName) => {
      const key = `${subgraph} ${typeName}.${fieldName}`;
      const found = known.get(key);
      if (found) return found;
      const type = fullSchema.getType(typeName);
      const sets = readFieldSets(fieldOf(type, fieldName)?.astNode, onField, graphs.get(subgraph));
      const requirements = sets.flatMap((set) => requirementsIn(fullSchema, type, set, ""));
      known.set(key, requirements);
      return requirements;
    },
    isExternal: (subgraph, typeName, fieldName) => {
      const graph = graphs.get(subgraph);
      const applied = directivesOf(fieldOf(fullSchema.getType(typeName), fieldName)?.astNode, onField, graph);
      return applied.some(isMarkedExternal) && !provided.has(`${graph} ${fieldName}`);
    },
    contested: findContested(fullSchema, onField),
    resolvableKeys: (subgraph, typeName) => {
      const applied = directivesOf(fullSchema.getType(typeName)?.astNode, onType, graphs.get(subgraph));
      if (!applied.some(isUnresolvable)) return undefined;
      return applied.filter((directive) => !isUnresolvable(directive)).flatMap((key) => fieldSet(key, "key"));
    },
  };
}

/** Refuses to fetch a field from a subgraph that only requires it of another: the planner takes its declaration for the field. */
export function refuseExternal(requirements: Requirements, subgraph: string, type: string, field: string): void {
  if (!requirements.isExternal(subgraph, type, field)) return;
  throw graphqlError(
    "OPERATION_NOT_SUPPORTED",
    `The field "${type}.${field}" cannot be fetched for a field that requires it.`,
  );
}

/** Refuses a fetch of entities by a key that the subgraph declares only for references. */
export function refuseUnresolvable(
  requirements: Requirements,
  subgraph: string,
  representations: readonly PlannedSelection[],
): void {
  for (const representation of representations) {
    if (representation.kind !== "InlineFragment" || !representation.typeCondition) continue;
    const keys = requirements.resolvableKeys(subgraph, representation.typeCondition);
    if (!keys || keys.some((key) => covers(representation.selections, key))) continue;
    throw graphqlError(
      "OPERATION_NOT_SUPPORTED",
      `No subgraph can resolve the requested fields of "${representation.typeCondition}".`,
    );
  }
}

/** Refuses a field that requires what its subgraph is neither sent nor asked for beside it, because it provides that there itself. */
export function refuseUnsent(
  requires: readonly Requirement[],
  at: { field: string; sent: readonly PlannedSelection[]; beside: readonly SelectionNode[] },
): void {
  for (const { path } of requires) {
    const names = path.split(".");
    if (isSent(at.sent, names) || isSelected(at.beside, names)) continue;
    throw graphqlError(
      "OPERATION_NOT_SUPPORTED",
      `The operation cannot be planned: the field "${at.field}" is fetched before the fields that it requires.`,
    );
  }
}

/** Whether this is a key by which its subgraph refers to objects of others and finds none. */
export function isUnresolvable(directive: ConstDirectiveNode): boolean {
  const value = argumentOf(directive, "resolvable");
  return value?.kind === Kind.BOOLEAN && !value.value;
}

/** The arguments of a field as one text, defaults applied, so that equal ones are equal texts. */
export function argumentsText(definition: GraphQLField<unknown, unknown>, node: FieldNode): string {
  return JSON.stringify(getArgumentValues(definition, node));
}

/** The field of an object or interface type; undefined if there is none. */
export function fieldOf(type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function findContested(schema: GraphQLSchema, directive: string | undefined): ReadonlySet<string> {
  const texts = new Map<string, string>();
  const contested = new Set<string>();
  for (const { type, field } of fieldsOf(schema)) {
    for (const set of readFieldSets(field.astNode, directive)) {
      for (const { path, args } of requirementsIn(schema, type, set, "")) {
        const name = path.slice(path.lastIndexOf(".") + 1);
        if ((texts.get(name) ?? args) !== args) contested.add(name);
        texts.set(name, args);
      }
    }
  }
  return contested;
}

/** The fields that some `@provides` of a subgraph names, as `GRAPH field`. */
function findProvided(schema: GraphQLSchema, directive: string | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { field } of fieldsOf(schema)) {
    for (const applied of directivesOf(field.astNode, directive, undefined)) {
      const graph = argumentOf(applied, "graph");
      for (const set of fieldSet(applied, "provides")) {
        visit(set, {
          Field: ({ name }) => void found.add(`${graph?.kind === Kind.ENUM ? graph.value : ""} ${name.value}`),
        });
      }
    }
  }
  return found;
}

function fieldsOf(schema: GraphQLSchema) {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  return types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
}

function isMarkedExternal(directive: ConstDirectiveNode): boolean {
  const value = argumentOf(directive, "external");
  return value?.kind === Kind.BOOLEAN && value.value;
}

function readFieldSets(
  node: FieldDefinitionNode | null | undefined,
  name: string | undefined,
  graph?: string,
): SelectionSetNode[] {
  return directivesOf(node, name, graph).flatMap((directive) => fieldSet(directive, "requires"));
}

/** The directives of this name that are applied for a subgraph, or for any. */
function directivesOf(
  node: { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined,
  name: string | undefined,
  graph: string | undefined,
): ConstDirectiveNode[] {
  return (node?.directives ?? []).filter((directive) => {
    const owner = argumentOf(directive, "graph");
    return directive.name.value === name && owner?.kind === Kind.ENUM && (graph ?? owner.value) === owner.value;
  });
}

function fieldSet(directive: ConstDirectiveNode, argument: string): SelectionSetNode[] {
  const value = argumentOf(directive, argument);
  if (value?.kind !== Kind.STRING) return [];
  const [definition] = parse(`{ ${value.value} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [];
}

function argumentOf(directive: ConstDirectiveNode, name: string) {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

function requirementsIn(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | undefined,
  { selections }: SelectionSetNode,
  above: string,
): Requirement[] {
  return selections.flatMap((node): Requirement[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      return requirementsIn(schema, condition ? schema.getType(condition) : parent, node.selectionSet, above);
    }
    const field = fieldOf(parent, node.name.value);
    const path = above + node.name.value;
    const own = { path, args: field ? argumentsText(field, node) : "{}" };
    if (!node.selectionSet) return [own];
    return [own, ...requirementsIn(schema, field && getNamedType(field.type), node.selectionSet, `${path}.`)];
  });
}

function covers(selections: readonly PlannedSelection[] | undefined, key: SelectionSetNode): boolean {
  return key.selections.every((keyField) => {
    if (keyField.kind !== Kind.FIELD) return false;
    const found = selections?.find((each) => each.kind === "Field" && each.name === keyField.name.value);
    return found !== undefined && (!keyField.selectionSet || covers(found.selections, keyField.selectionSet));
  });
}

/** Whether a representation contains this path. */
function isSent(selections: readonly PlannedSelection[], path: readonly string[]): boolean {
  const [first, ...rest] = path;
  return selections.some((each) => {
    if (each.kind === "InlineFragment") return isSent(each.selections, path);
    return each.name === first && (rest.length === 0 || isSent(each.selections ?? [], rest));
  });
}

function isSelected(selections: readonly SelectionNode[], path: readonly string[]): boolean {
  const [first, ...rest] = path;
  return selections.some((each) => {
    if (each.kind === Kind.FRAGMENT_SPREAD) return false;
    const below = each.selectionSet?.selections ?? [];
    if (each.kind === Kind.INLINE_FRAGMENT) return isSelected(below, path);
    return each.name.value === first && (rest.length === 0 || isSelected(below, rest));
  });
}
