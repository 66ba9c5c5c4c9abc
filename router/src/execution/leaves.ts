/** Leaf values as JSON text, by the type of the client's schema; undefined for a value that the type does not have. */
import { type GraphQLEnumType, type GraphQLLeafType, isEnumType } from "graphql";

export type WriteLeaf = (value: unknown) => string | undefined;

const [minInt, maxInt] = [-(2 ** 31), 2 ** 31 - 1];

const builtIn: Readonly<Record<string, WriteLeaf>> = {
  String: (value) => (typeof value === "string" ? JSON.stringify(value) : undefined),
  ID: (value) =>
    typeof value === "string" ? JSON.stringify(value) : Number.isSafeInteger(value) ? `"${String(value)}"` : undefined,
  Boolean: (value) => (typeof value === "boolean" ? String(value) : undefined),
  Int: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= minInt && value <= maxInt
      ? JSON.stringify(value)
      : undefined,
  Float: (value) => (typeof value === "number" && Number.isFinite(value) ? JSON.stringify(value) : undefined),
};

/** How values of this type are written. A custom scalar may be any JSON. */
export function leafWriter(type: GraphQLLeafType): WriteLeaf {
  return isEnumType(type) ? enumWriter(type) : (builtIn[type.name] ?? JSON.stringify);
}

function enumWriter(type: GraphQLEnumType): WriteLeaf {
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
  return (value) => texts.get(value);
}
