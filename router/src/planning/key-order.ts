/** Order of keys: the planner sends a subgraph's first key with required fields, even if the subgraph does not resolve it. */
import { type ConstDirectiveNode, type DocumentNode, Kind, parse } from "graphql";
import { isUnresolvable } from "../execution/requirements.ts";

/** Parses a supergraph, and puts the keys of a type that a subgraph resolves before those that it does not. */
export function parseSupergraph(sdl: string): DocumentNode {
  const document = parse(sdl, { noLocation: true });
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? { ...definition, directives: orderKeys(definition.directives ?? []) }
        : definition,
    ),
  };
}

/** Only the keys of one subgraph change places among themselves: the order of subgraphs decides between equal plans. */
function orderKeys(directives: readonly ConstDirectiveNode[]): readonly ConstDirectiveNode[] {
  if (!directives.some(isUnresolvable)) return directives;
  const resolvedFirst = [...directives.filter((key) => !isUnresolvable(key)), ...directives.filter(isUnresolvable)];
  return directives.flatMap((directive) => {
    const at = resolvedFirst.findIndex((key) => groupOf(key) === groupOf(directive));
    return resolvedFirst.splice(at, 1);
  });
}

function groupOf({ name, arguments: nodes = [] }: ConstDirectiveNode): string {
  const graph = nodes.find((argument) => argument.name.value === "graph")?.value;
  return `${name.value} ${graph?.kind === Kind.ENUM ? graph.value : ""}`;
}
