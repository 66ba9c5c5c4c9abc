/** Changes of the schema that clients see, as GraphQL Inspector judges them. */
import { CriticalityLevel, diff, type Change as InspectedChange } from "@graphql-inspector/core";
import { type GraphQLSchema, type ResolvedSchemaElement, resolveSchemaCoordinate } from "graphql";
import type { Change, Level } from "./change.ts";

const levels: Record<CriticalityLevel, Level> = {
  [CriticalityLevel.Breaking]: "breaking",
  [CriticalityLevel.Dangerous]: "dangerous",
  [CriticalityLevel.NonBreaking]: "safe",
};

/** Finds the changes between two schemas. The parts of an added element are no changes of their own: no operation uses them yet. */
export async function findSchemaChanges(before: GraphQLSchema, after: GraphQLSchema): Promise<Change[]> {
  const found: readonly InspectedChange[] = await diff(before, after);
  return found
    .map(({ type, path, message, criticality }) => ({
      level: levels[criticality.level],
      kind: String(type),
      coordinate: coordinateOf(path),
      message,
    }))
    .filter((change) => !isPartOfAddition(before, change) && !change.kind.startsWith("DIRECTIVE_USAGE_"));
}

/** The coordinate of a path such as `Query.product.id`. Paths of deprecations end with the directive. */
function coordinateOf(path = "schema"): string {
  const [type = "", member, argument] = path.replace(/(?<=.)\.@.*$/, "").split(".");
  if (member === undefined) return type;
  if (type.startsWith("@")) return `${type}(${member}:)`;
  return argument === undefined ? `${type}.${member}` : `${type}.${member}(${argument}:)`;
}

function isPartOfAddition(before: GraphQLSchema, { kind, coordinate }: Change): boolean {
  const element = findElement(before, coordinate);
  return element === "none" || (element === undefined && kind.includes("_DESCRIPTION_"));
}

/** The element; undefined if its container has no such element, and `none` if there is not even the container. */
function findElement(schema: GraphQLSchema, coordinate: string): ResolvedSchemaElement | undefined | "none" {
  try {
    return resolveSchemaCoordinate(schema, coordinate);
  } catch {
    return "none";
  }
}
