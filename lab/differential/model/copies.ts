/** Copies of fields: every definition of a field in a subgraph, with the directives that decide whose value counts. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from "graphql";
import type { SubgraphSource } from "../../../router/src/graph/composition/sources.ts";

export type Copy = {
  subgraph: string;
  /** The type in the supergraph: `Query` and `Mutation` for root types, an interface for an interface object. */
  type: string;
  field: GraphQLField<unknown, unknown>;
  external: boolean;
  /** Another subgraph took this field over. */
  overridden: boolean;
  requires: SelectionSetNode | undefined;
};

export type Subgraph = {
  name: string;
  schema: GraphQLSchema;
  copies: readonly Copy[];
  /** Sets of key fields, by type. */
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  interfaceObjects: ReadonlySet<string>;
  /** Names of fields that some `@provides` of this subgraph names: its external copies of them are valid. */
  provided: ReadonlySet<string>;
};

const rootNames = { query: "Query", mutation: "Mutation" };

/** Reads the subgraphs. A copy that `@override(from:)` names has no owner any more. */
export function readSubgraphSchemas(sources: readonly SubgraphSource[]): Subgraph[] {
  const read = sources.map(readSubgraph);
  const taken = new Set(
    read.flatMap(({ copies }) =>
      copies.flatMap(({ type, field }) => {
        const from = argumentOf(directiveOf(field, "override"), "from");
        return from === undefined ? [] : [`${from} ${type}.${field.name}`];
      }),
    ),
  );
  return read.map((subgraph) => ({
    ...subgraph,
    copies: subgraph.copies.map((copy) => ({
      ...copy,
      overridden: taken.has(`${subgraph.name} ${copy.type}.${copy.field.name}`),
    })),
  }));
}

function readSubgraph({ name, sdl }: SubgraphSource): Subgraph {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) });
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("_"));
  const objects = types.filter(isObjectType);
  const copies = objects.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => !field.name.startsWith("_"))
      .map((field) => ({
        subgraph: name,
        type: supergraphName(schema, type.name),
        field,
        external: directiveOf(field, "external") !== undefined,
        overridden: false,
        requires: fieldSet(directiveOf(field, "requires")),
      })),
  );
  const keyed = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  return {
    name,
    schema,
    copies,
    keys: new Map(keyed.map((type) => [type.name, directivesOf(type, "key").flatMap((key) => fieldSet(key) ?? [])])),
    interfaceObjects: new Set(
      objects.filter((type) => directivesOf(type, "interfaceObject").length > 0).map((type) => type.name),
    ),
    provided: new Set(
      copies.flatMap(({ field }) => fieldNames(fieldSet(directiveOf(field, "provides")) ?? emptySelection)),
    ),
  };
}

const emptySelection: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** The name of a type in the supergraph, where root types have their standard names. */
export function supergraphName(schema: GraphQLSchema, name: string): string {
  if (schema.getQueryType()?.name === name) return rootNames.query;
  return schema.getMutationType()?.name === name ? rootNames.mutation : name;
}

/** The names of all fields of a selection, at any depth. */
function fieldNames({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => [
    ...(selection.kind === Kind.FIELD ? [selection.name.value] : []),
    ...("selectionSet" in selection && selection.selectionSet ? fieldNames(selection.selectionSet) : []),
  ]);
}

function directivesOf({ astNode, extensionASTNodes }: GraphQLNamedType, name: string): ConstDirectiveNode[] {
  const nodes = [...(astNode ? [astNode] : []), ...extensionASTNodes];
  return nodes.flatMap((node) => (node.directives ?? []).filter((directive) => directive.name.value === name));
}

function directiveOf({ astNode }: GraphQLField<unknown, unknown>, name: string): ConstDirectiveNode | undefined {
  return astNode?.directives?.find((directive) => directive.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function fieldSet(directive: ConstDirectiveNode | undefined): SelectionSetNode | undefined {
  const fields = argumentOf(directive, "fields");
  if (fields === undefined) return undefined;
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : undefined;
}
