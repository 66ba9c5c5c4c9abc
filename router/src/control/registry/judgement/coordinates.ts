/** Coordinates of the elements that the SDL of a subgraph defines. */
import { type ConstDirectiveNode, Kind, parse } from "graphql";

/** Types, fields, arguments, input fields and enum values; none of federation's own, and no field that another subgraph resolves. */
export function coordinatesIn(sdl: string): Set<string> {
  const found = new Set<string>();
  for (const definition of parse(sdl, { noLocation: true }).definitions) {
    if (!("name" in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const type = definition.name.value;
    if (isFederations(type)) continue;
    found.add(type);
    for (const { name } of ("values" in definition && definition.values) || []) found.add(`${type}.${name.value}`);
    for (const field of ("fields" in definition && definition.fields) || []) {
      const coordinate = `${type}.${field.name.value}`;
      if (isFederations(field.name.value) || isExternal(field.directives)) continue;
      found.add(coordinate);
      for (const { name } of ("arguments" in field && field.arguments) || [])
        found.add(`${coordinate}(${name.value}:)`);
    }
  }
  return found;
}

function isFederations(name: string): boolean {
  return name.startsWith("_") || name.includes("__");
}

function isExternal(directives: readonly ConstDirectiveNode[] = []): boolean {
  return directives.some(({ name }) => name.value === "external" || name.value === "federation__external");
}
