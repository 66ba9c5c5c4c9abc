/** The operations of the benchmark: the text is a file of this folder, the variables rotate over the shop's products and customers. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Catalogue } from "./catalogue.ts";

export type OperationName = "account" | "product" | "tiny" | "search" | "profile" | "list" | "heavy";

/** The most fetches of one request, by subgraph. */
export type Fetches = Readonly<Record<string, number>>;

/** The variables of body number `index`. */
type Variables = (catalogue: Catalogue, index: number) => Record<string, unknown>;

const currencies = ["EUR", "USD", "GBP", "JPY"];
const countries = ["DE", "FR", "GB", "AT"];

export const operations: Readonly<Record<OperationName, { variables: Variables }>> = {
  account: {
    variables: ({ viewers }, index) => ({ orders: 8 + Math.floor(index / viewers) }),
  },
  product: {
    variables: ({ products }, index) => ({
      slug: pick(products, index).slug,
      currency: pick(currencies, Math.floor(index / products.length)),
      country: pick(countries, index),
    }),
  },
  tiny: {
    variables: ({ products }, index) => ({
      id: pick(products, index).id,
      currency: pick(currencies, Math.floor(index / products.length)),
    }),
  },
  search: {
    variables: ({ words }, index) => ({
      text: pick(words, index),
      first: 24 - (Math.floor(index / words.length) % 12),
      currency: pick(currencies, index),
    }),
  },
  profile: {
    variables: ({ viewers }, index) => ({ orders: 3 + Math.floor(index / viewers) }),
  },
  list: {
    variables: ({ products }, index) => ({
      first: 20,
      after: pick(products, index % (products.length - 20)).cursor,
      currency: pick(currencies, Math.floor(index / (products.length - 20))),
    }),
  },
  heavy: {
    variables: ({ products }, index) => ({
      first: 100,
      after: pick(products, index % (products.length - 100)).cursor,
      currency: pick(currencies, Math.floor(index / (products.length - 100))),
      country: pick(countries, Math.floor(index / (products.length - 100))),
    }),
  },
};

const declared = z.record(z.string(), z.record(z.string(), z.int()));

/** The most fetches of one request of each operation, as `fetches.json` declares them. */
export const declaredFetches = declared.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, "fetches.json"), "utf8")),
);

/** Bodies of one operation: enough that none repeats while an earlier one is answered. */
const bodiesPerOperation = 200;

/** One request of an operation, and the number of the customer who sends it. */
export type Body = { text: string; viewer: number };

/** The bodies of an operation, all different, each of the next customer. */
export function bodiesOf(name: OperationName, catalogue: Catalogue): Body[] {
  const query = readText(name);
  const bodies = Array.from({ length: bodiesPerOperation }, (_each, index) => ({
    text: JSON.stringify({ query, variables: operations[name].variables(catalogue, index) }),
    viewer: index % catalogue.viewers,
  }));
  const different = new Map(bodies.map((body) => [`${body.viewer} ${body.text}`, body]));
  if (different.size < bodiesPerOperation) {
    throw new Error(`the shop is too small: only ${different.size} different requests of ${name}`);
  }
  return bodies;
}

/** The text of an operation without comments. */
function readText(name: OperationName): string {
  const text = readFileSync(path.join(import.meta.dirname, `${name}.graphql`), "utf8");
  return text.replace(/^#.*\n/gm, "").trim();
}

function pick<Thing>(things: readonly Thing[], index: number): Thing {
  const thing = things[index % things.length];
  if (thing === undefined) throw new Error("there is nothing to choose from");
  return thing;
}
