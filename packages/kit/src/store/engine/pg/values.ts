/** Values as SQLite gives them: numbers for every numeric type, 1 and 0 for booleans, and text for all else. */
import type { CustomTypesConfig } from "pg";

/** The object ids of PostgreSQL's own types, which never change (pg_type.dat). */
const types = { bool: 16, int8: 20, int2: 21, int4: 23, oid: 26, float4: 700, float8: 701, numeric: 1700 };

const whole = new Set([types.int8, types.int2, types.int4, types.oid]);
const fractional = new Set([types.float4, types.float8, types.numeric]);

/** The parsers of the driver, by the type of a column of the response. */
export const typeParsers: CustomTypesConfig = {
  getTypeParser: (type: number) => {
    if (whole.has(type)) return integerOf;
    if (fractional.has(type)) return Number;
    return type === types.bool ? booleanOf : textOf;
  },
};

/** Throws above 2^53: the store has no such number, and rounding one would be a wrong amount. */
function integerOf(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the store returned ${text}, which is no safe integer`);
  return value;
}

function booleanOf(text: string): number {
  return text === "t" ? 1 : 0;
}

function textOf(text: string): string {
  return text;
}
