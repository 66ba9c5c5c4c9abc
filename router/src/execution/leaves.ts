/** Leaf values as JSON text, by the type of the client's schema; undefined for a value that the type does not have. */
import { type GraphQLEnumType, type GraphQLLeafType, isEnumType } from "graphql";

export type WriteLeaf = (value: unknown) => string | undefined;

const [minInt, maxInt] = [-(2 ** 31), 2 ** 31 - 1];

const builtIn: Readonly<Record<string, WriteLeaf>> = {
  String: (value) => (typeof value === "string" ? writeString(value) : undefined),
  ID: (value) =>
    typeof value === "string" ? writeString(value) : Number.isSafeInteger(value) ? `"${String(value)}"` : undefined,
  Boolean: (value) => (typeof value === "boolean" ? String(value) : undefined),
  Int: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= minInt && value <= maxInt
      ? String(value)
      : undefined,
  Float: (value) => (typeof value === "number" && Number.isFinite(value) ? String(value) : undefined),
};

/** A text without the characters that JSON escapes: control characters, quotes, backslashes and lone surrogates. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** The text of a string. One without special characters is quoted here: a call of `JSON.stringify` takes three times as long. */
function writeString(value: string): string {
  return plain.test(value) ? `"${value}"` : JSON.stringify(value);
}

/** How values of this type are written. A custom scalar may be any JSON. */
export function leafWriter(type: GraphQLLeafType): WriteLeaf {
  return isEnumType(type) ? enumWriter(type) : (builtIn[type.name] ?? writeAny);
}

function writeAny(value: unknown): string | undefined {
  return typeof value === "string" ? writeString(value) : JSON.stringify(value);
}

function enumWriter(type: GraphQLEnumType): WriteLeaf {
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
  return (value) => texts.get(value);
}
