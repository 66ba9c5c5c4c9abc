/** The scalars that all subgraphs share, with their validation. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { isCountry } from "./address/countries.ts";
import { isCurrency } from "./money.ts";

/** No scalar needs more characters; `isCurrency` compares with a list. */
const maxScalarLength = 40;

/** ISO 8601 in UTC outside, epoch milliseconds inside. */
const DateTime = scalar("DateTime", {
  write: (value) => {
    if (typeof value !== "number") throw new TypeError(`a time must be epoch milliseconds, not ${typeof value}`);
    return new Date(value).toISOString();
  },
  read: (value) => {
    const isTime = typeof value === "string" && value.length <= maxScalarLength && isoTime.test(value) && isDay(value);
    const at = isTime ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(at)) throw new GraphQLError("Give a time as ISO 8601 with its zone: 2026-01-31T08:00:00Z.");
    return at;
  },
});

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Whether the calendar has the day that this time begins with: Date.parse takes 30 February for 2 March. */
function isDay(time: string): boolean {
  const day = time.slice(0, "2026-01-31".length);
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

/** An integer from −(2^53 − 1) to 2^53 − 1. */
const MinorUnits = scalar("MinorUnits", {
  write: (value) => value,
  read: (value) => {
    if (typeof value !== "number" || !Number.isSafeInteger(value))
      throw new GraphQLError("Give an amount in whole minor units.");
    return value;
  },
});

/** Three capital letters of ISO 4217. */
const CurrencyCode = scalar("CurrencyCode", {
  write: (value) => value,
  read: (value) => {
    if (typeof value !== "string" || !isCurrency(value))
      throw new GraphQLError("Give a currency of ISO 4217, such as EUR.");
    return value;
  },
});

/** Two capital letters that ISO 3166-1 assigns to a country. */
const CountryCode = scalar("CountryCode", {
  write: (value) => value,
  read: (value) => {
    if (typeof value !== "string" || !isCountry(value))
      throw new GraphQLError("Give a country of ISO 3166-1, such as DE.");
    return value;
  },
});

/** A decimal number as text. */
const Decimal = scalar("Decimal", decimalText("Give a decimal number as text, such as 12.50."));

/** A rate as a decimal fraction, as text; its service says which are in range. */
const Rate = scalar("Rate", decimalText("Give a rate as a decimal fraction, such as 0.19 for 19 %."));

/** The scalars for a subgraph's resolvers: a subgraph may use only those that its SDL declares. */
export const scalars = { DateTime, MinorUnits, CurrencyCode, CountryCode, Decimal, Rate };

type Both = { write: (value: unknown) => unknown; read: (value: unknown) => unknown };

/** Text of a decimal number, of which any other value is refused with this message. */
function decimalText(message: string): Both {
  return {
    write: (value) => value,
    read: (value) => {
      if (typeof value !== "string" || value.length > maxScalarLength || !/^-?\d+(\.\d+)?$/.test(value))
        throw new GraphQLError(message);
      return value;
    },
  };
}

function scalar(name: string, { write, read }: Both): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    serialize: write,
    parseValue: read,
    parseLiteral: (node) => read(literal(node)),
  });
}

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.STRING ? node.value : undefined;
}
