/** The fields that guests or customers may select, by the access directives of the composed schema. */
import { type ConstDirectiveNode, Kind, parse } from "graphql";

/** Directives that only staff and API clients satisfy: customers have no scope and no policy. */
const staffDirectives = new Set(["requiresScopes", "policy"]);

/** Reads the directives of a supergraph's fields and of their types; answers whether a field such as `Product.title` is public. */
export function readPublicFields(supergraph: string): (coordinate: string) => boolean {
  const ofStaff = new Set<string>();
  for (const definition of parse(supergraph).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const isTypeOfStaff = definition.directives?.some(isOfStaff);
    for (const field of definition.fields ?? [])
      if (isTypeOfStaff || field.directives?.some(isOfStaff))
        ofStaff.add(`${definition.name.value}.${field.name.value}`);
  }
  return (coordinate) => !ofStaff.has(coordinate);
}

function isOfStaff({ name }: ConstDirectiveNode): boolean {
  return staffDirectives.has(name.value);
}
