/** Changes of directives that composition carries into the supergraph and clients do not see: tags, costs, list sizes and our own. */
import { type ConstDirectiveNode, isTypeDefinitionNode, Kind, parse, print } from "graphql";
import type { Change } from "./change.ts";

/** Directives that join the subgraphs, and those that the schema of clients and the access rules are made from. */
const comparedElsewhere =
  /^(join__.*|link|inaccessible|deprecated|specifiedBy|oneOf|authenticated|requiresScopes|policy)$/;

/**
 * Compares the directives of the elements that both supergraphs have. A tag that is added is safe; other changes are dangerous: graphs that are
 * cut by tags show more or less, and gateways with cost limits refuse more or less.
 */
export function findDirectiveChanges(before: string, after: string): Change[] {
  const earlier = directivesByCoordinate(before);
  const later = directivesByCoordinate(after);
  return [...earlier].flatMap(([coordinate, had]) => {
    const has = later.get(coordinate);
    return has === undefined ? [] : compareDirectives(coordinate, had, has);
  });
}

function compareDirectives(coordinate: string, had: readonly string[], has: readonly string[]): Change[] {
  const lost = had.filter((text) => !has.includes(text));
  const added = has.filter((text) => !had.includes(text));
  return [
    ...lost.map((text): Change => {
      const message = `The directive ${text} was removed.`;
      return { level: "dangerous", kind: `${codeOf(text)}_REMOVED`, coordinate, message };
    }),
    ...added.map((text): Change => {
      const level = nameOf(text) === "tag" ? "safe" : "dangerous";
      return { level, kind: `${codeOf(text)}_ADDED`, coordinate, message: `The directive ${text} was added.` };
    }),
  ];
}

function nameOf(text: string): string {
  return /^@(\w+)/.exec(text)?.[1] ?? "";
}

function codeOf(text: string): string {
  return nameOf(text)
    .replace(/(?<=[a-z])(?=[A-Z])/g, "_")
    .toUpperCase();
}

/** The printed directives of every element of a supergraph; an element without any has an empty list. */
function directivesByCoordinate(supergraph: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) =>
    found.set(coordinate, directives.filter(({ name }) => !comparedElsewhere.test(name.value)).map(print));
  for (const type of parse(supergraph, { noLocation: true }).definitions.filter(isTypeDefinitionNode)) {
    const name = type.name.value;
    note(name, type.directives);
    if (type.kind === Kind.ENUM_TYPE_DEFINITION)
      for (const value of type.values ?? []) note(`${name}.${value.name.value}`, value.directives);
    if (type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      for (const field of type.fields ?? []) note(`${name}.${field.name.value}`, field.directives);
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      note(`${name}.${field.name.value}`, field.directives);
      for (const given of field.arguments ?? [])
        note(`${name}.${field.name.value}(${given.name.value}:)`, given.directives);
    }
  }
  return found;
}
