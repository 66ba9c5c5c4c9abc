/** Projects the supergraph for other gateways: without the security features, which they do not know, and without the router's own subgraph. */
import { type ASTNode, type DirectiveNode, type DocumentNode, Kind, type NameNode, parse, print, visit } from "graphql";

/** The names of removed features: their directives, and definitions that begin with such a name and two underscores. */
const securityFeatures = ["authenticated", "requiresScopes", "policy"];

/** The router answers `node` and `nodes` in its own process. */
const ownSubgraph = "nodes";

/** Returns the supergraph of the services alone, without security features. */
export function projectSupergraph(sdl: string): string {
  return print(withoutSecurity(withoutSubgraph(parse(sdl), ownSubgraph)));
}

function withoutSecurity(supergraph: DocumentNode): ASTNode {
  const removeOwn = (node: { name: NameNode }) => (isOfSecurity(node.name.value) ? null : undefined);
  return visit(supergraph, {
    [Kind.DIRECTIVE]: (node) => (isOfSecurity(node.name.value) || linksSecurity(node) ? null : undefined),
    [Kind.DIRECTIVE_DEFINITION]: removeOwn,
    [Kind.SCALAR_TYPE_DEFINITION]: removeOwn,
  });
}

function isOfSecurity(name: string): boolean {
  return securityFeatures.some((feature) => name === feature || name.startsWith(`${feature}__`));
}

function linksSecurity({ name, arguments: nodes = [] }: DirectiveNode): boolean {
  return (
    name.value === "link" &&
    nodes.some((each) => each.name.value === "for" && each.value.kind === Kind.ENUM && each.value.value === "SECURITY")
  );
}

/** Removes a subgraph with the fields that only it has. Its types must exist in other subgraphs, too, as those of `nodes` do. */
function withoutSubgraph(supergraph: DocumentNode, name: string): DocumentNode {
  const graph = graphNameOf(supergraph, name);
  const isOfGraph = ({ name, arguments: nodes = [] }: DirectiveNode) =>
    name.value.startsWith("join__") &&
    nodes.some((each) => each.name.value === "graph" && each.value.kind === Kind.ENUM && each.value.value === graph);
  return visit(supergraph, {
    [Kind.ENUM_VALUE_DEFINITION]: ({ name }) => (name.value === graph ? null : undefined),
    [Kind.FIELD_DEFINITION]: ({ directives = [] }) => {
      const joins = directives.filter(({ name }) => name.value === "join__field");
      return joins.length > 0 && joins.every(isOfGraph) ? null : undefined;
    },
    [Kind.DIRECTIVE]: (node) => (isOfGraph(node) ? null : undefined),
  });
}

/** The value of the enum `join__Graph` that stands for a subgraph. */
function graphNameOf({ definitions }: DocumentNode, subgraph: string): string | undefined {
  const graphs = definitions.find(
    (each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === "join__Graph",
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return undefined;
  const named = graphs.values?.find(({ directives = [] }) =>
    directives.some(({ arguments: nodes = [] }) =>
      nodes.some(({ name, value }) => name.value === "name" && value.kind === Kind.STRING && value.value === subgraph),
    ),
  );
  return named?.name.value;
}
