/** Limits of a graph: constants for the shop, which must not block its own router, and settings for a foreign graph. */
import { type OperationLimits, usualLimits } from "@hansa/kit/graphql";
import { z } from "zod";

export type GraphLimits = OperationLimits & {
  /** The most tokens of a document; longer ones are refused before they are parsed to the end. */
  tokens: number;
  /** The most bytes of all subgraph responses to one request, the most characters of the response to the client, and the most bytes of its text. */
  responseBytes: number;
};

/** Our largest page needs 400 tokens and 100 kB. */
export const shopLimits: GraphLimits = { ...usualLimits, tokens: 4_000, responseBytes: 1024 * 1024 };

/** The greatest values: levels are followed by functions that call themselves, and a response is one string. */
const greatest: GraphLimits = {
  fields: 1_000_000,
  objects: 1_000_000,
  repeats: 1_000_000,
  directives: 1_000_000,
  depth: 200,
  tokens: 1_000_000,
  responseBytes: 256 * 1024 * 1024,
};

const number = (name: keyof GraphLimits) =>
  z.coerce.number().int().min(1).max(greatest[name]).default(shopLimits[name]);

const limits = z.strictObject({
  fields: number("fields"),
  objects: number("objects"),
  repeats: number("repeats"),
  directives: number("directives"),
  depth: number("depth"),
  tokens: number("tokens"),
  responseBytes: number("responseBytes"),
});

/** Limits in words such as `fields=5000,objects=800`; those that are not named are the shop's. */
export const limitList = z
  .string()
  .transform((text): Record<string, unknown> => Object.fromEntries(text.split(",").map(readEntry)))
  .pipe(limits);

function readEntry(text: string): [string, string] {
  const [name = "", value = ""] = text.split("=", 2);
  return [name.trim(), value.trim()];
}

/** The most levels of a subgraph's response: twice those that an operation may have, for its lists, and what stands around the data. */
export function responseLevels({ depth }: GraphLimits): number {
  return 2 * depth + 20;
}
