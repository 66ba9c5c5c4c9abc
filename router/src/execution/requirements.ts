/** Requirements of fields: the values of other subgraphs that `@requires` names, read from the supergraph. */
import {
  type FieldDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from "graphql";
import type { Supergraph } from "../elastic.ts";

/** The paths of the values that a field requires when this subgraph resolves it. */
export type Requirements = (subgraph: string) => (type: string, field: string) => readonly string[];

const joinSpecification = "https://specs.apollo.dev/join";

/** Opens the requirements of a supergraph; each field is read when it is first asked for. */
export function openRequirements(supergraph: Supergraph, fullSchema: GraphQLSchema): Requirements {
  const graphs = supergraph.subgraphNameToGraphEnumValue();
  const directive = supergraph.schema.coreFeatures?.getByIdentity(joinSpecification)?.directiveNameInSchema("field");
  const known = new Map<string, readonly string[]>();
  return (subgraph) => (typeName, fieldName) => {
    const key = `${subgraph} ${typeName}.${fieldName}`;
    const found = known.get(key);
    if (found) return found;
    const type = fullSchema.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    const paths = field?.astNode ? readRequirements(field.astNode, directive, graphs.get(subgraph)) : [];
    known.set(key, paths);
    return paths;
  };
}

function readRequirements(
  { directives = [] }: FieldDefinitionNode,
  name: string | undefined,
  graph: string | undefined,
): readonly string[] {
  return directives.flatMap((directive) => {
    if (directive.name.value !== name) return [];
    const argumentOf = (argument: string) => directive.arguments?.find((given) => given.name.value === argument)?.value;
    const [owner, required] = [argumentOf("graph"), argumentOf("requires")];
    if (owner?.kind !== Kind.ENUM || owner.value !== graph || required?.kind !== Kind.STRING) return [];
    const [definition] = parse(`{ ${required.value} }`, { noLocation: true }).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? pathsIn(definition.selectionSet, "") : [];
  });
}

function pathsIn({ selections }: SelectionSetNode, above: string): string[] {
  return selections.flatMap((node): string[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) return pathsIn(node.selectionSet, above);
    const path = above + node.name.value;
    return node.selectionSet ? pathsIn(node.selectionSet, `${path}.`) : [path];
  });
}
