/** Schemas for other gateways: the supergraph of the four services, and the schema of each for gateways that compose by themselves. */
import { readFileSync } from "node:fs";
import { serviceNames } from "@hansa/contracts/processes";
import { type ASTNode, type DirectiveNode, Kind, parse, print, type ValueNode, visit } from "graphql";
import { projectSupergraph } from "../apollo-gateway/projection.ts";
import { graphFiles, readSubgraphs } from "../graph/composition/sources.ts";

/** The files by name: `supergraph.graphql`, which has the first of these addresses of each service, and `products.graphql` and so on. */
export function schemasForOthers(
  root: string,
  addresses: Readonly<Record<string, readonly string[]>>,
): { name: string; text: string }[] {
  const projected = projectSupergraph(readFileSync(graphFiles(root).supergraph, "utf8"));
  const supergraph = Object.entries(addresses).reduce(
    (text, [name, [first]]) => text.replace(`"hansa:${name}"`, JSON.stringify(first)),
    projected,
  );
  const services = readSubgraphs(root).filter(({ name }) => serviceNames.some((service) => service === name));
  return [
    { name: "supergraph.graphql", text: supergraph },
    ...services.map(({ name, sdl }) => ({ name: `${name}.graphql`, text: projectSubgraph(sdl) })),
  ];
}

/** The directives by which subgraphs are joined, and those of GraphQL itself. */
const joining = ["extends", "external", "interfaceObject", "key", "override", "provides", "requires", "shareable"];
const retained = new Set(["deprecated", "link", "oneOf", "specifiedBy", ...joining]);
const federation = "https://specs.apollo.dev/federation/";

/** Returns the schema of a subgraph with the directives by which subgraphs are joined: without access, cost, tags and our own. */
function projectSubgraph(sdl: string): string {
  const projected: ASTNode = visit(parse(sdl), {
    [Kind.DIRECTIVE_DEFINITION]: () => null,
    [Kind.DIRECTIVE]: {
      enter: (node) => (retained.has(node.name.value) && !linksOther(node) ? undefined : null),
      leave: (node) => (node.name.value === "link" ? withJoiningImports(node) : undefined),
    },
  });
  return print(projected);
}

function linksOther({ name, arguments: nodes = [] }: DirectiveNode): boolean {
  const isFederation = ({ value }: { value: ValueNode }) =>
    value.kind === Kind.STRING && value.value.startsWith(federation);
  return name.value === "link" && !nodes.some((each) => each.name.value === "url" && isFederation(each));
}

function withJoiningImports(node: DirectiveNode): DirectiveNode {
  const isJoining = (value: ValueNode) => value.kind === Kind.STRING && joining.includes(value.value.slice(1));
  const joiningArguments = node.arguments?.map((each) =>
    each.value.kind === Kind.LIST
      ? { ...each, value: { ...each.value, values: each.value.values.filter(isJoining) } }
      : each,
  );
  return { ...node, ...(joiningArguments ? { arguments: joiningArguments } : {}) };
}
