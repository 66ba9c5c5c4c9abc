/** Projects the schema of a subgraph for gateways that compose by themselves and know no access directives: fields, types and keys stay. */
import { type ASTNode, type DirectiveNode, Kind, parse, print, type ValueNode, visit } from "graphql";

/** The directives by which subgraphs are joined, and those of GraphQL itself. */
const joining = ["extends", "external", "interfaceObject", "key", "override", "provides", "requires", "shareable"];
const kept = new Set(["deprecated", "link", "oneOf", "specifiedBy", ...joining]);
const federation = "https://specs.apollo.dev/federation/";

/** Returns the schema of a subgraph with the directives by which subgraphs are joined: without access, cost, tags and our own. */
export function projectSubgraph(sdl: string): string {
  const projected: ASTNode = visit(parse(sdl), {
    [Kind.DIRECTIVE_DEFINITION]: () => null,
    [Kind.DIRECTIVE]: {
      enter: (node) => (kept.has(node.name.value) && !linksOther(node) ? undefined : null),
      leave: (node) => (node.name.value === "link" ? withJoiningImports(node) : undefined),
    },
  });
  return print(projected);
}

function linksOther({ name, arguments: given = [] }: DirectiveNode): boolean {
  const isFederation = ({ value }: { value: ValueNode }) =>
    value.kind === Kind.STRING && value.value.startsWith(federation);
  return name.value === "link" && !given.some((each) => each.name.value === "url" && isFederation(each));
}

function withJoiningImports(node: DirectiveNode): DirectiveNode {
  const isJoining = (value: ValueNode) => value.kind === Kind.STRING && joining.includes(value.value.slice(1));
  const given = node.arguments?.map((each) =>
    each.value.kind === Kind.LIST
      ? { ...each, value: { ...each.value, values: each.value.values.filter(isJoining) } }
      : each,
  );
  return { ...node, ...(given ? { arguments: given } : {}) };
}
