/** The operations of the benchmark: their texts, and the variables that rotate over the shop's products and customers. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Comparison } from "../plane/comparable.ts";
import type { PlaneName } from "../plane/plane-name.ts";
import { type ScenarioName, scenarios } from "../public/scenarios.ts";
import type { Catalogue } from "./catalogue.ts";
import { purchaseSteps } from "./purchase.ts";
import { oneStep, type Step } from "./session.ts";
import { readOwnText, readPlaygroundText } from "./texts.ts";

export type OperationName =
  | "account"
  | "product"
  | "tiny"
  | "search"
  | "profile"
  | "list"
  | "heavy"
  | "purchase"
  | ScenarioName;

/** The variables of body number `index`. */
type Variables = (catalogue: Catalogue, index: number) => Record<string, unknown>;

type Operation = {
  planes: readonly PlaneName[];
  /** Operations of a later stage are measured after all of the earlier ones: they change what those would read. */
  stage: number;
  comparison: Comparison;
  /** The number of different sessions. */
  bodies: number;
  /** The connections of a closed loop; absent: as many as the others. */
  connections?: number;
  steps(catalogue: Catalogue, index: number): Step[];
};

/** Enough bodies that none repeats while an earlier one is answered. */
const bodiesPerOperation = 200;

const both: readonly PlaneName[] = ["router", "system"];

const currencies = ["EUR", "USD", "GBP", "JPY"];
const countries = ["DE", "FR", "GB", "AT"];
/** The products of a heavy page: the budget of a customer has room for 49. */
const heavyPage = 48;

/** An operation whose bodies differ in their variables. */
function read(text: string, variables: Variables): Operation {
  const steps = (catalogue: Catalogue, index: number) =>
    oneStep(JSON.stringify({ query: text, variables: variables(catalogue, index) }));
  return { planes: both, stage: 0, comparison: "exact", bodies: bodiesPerOperation, steps };
}

export const operations: Readonly<Record<OperationName, Operation>> = {
  account: read(readOwnText("account"), ({ viewers }, index) => ({ orders: 8 + Math.floor(index / viewers) })),
  product: read(readPlaygroundText("Q01_ProductPage"), ({ products }, index) => ({
    slug: pick(products, index).slug,
    currency: pick(currencies, Math.floor(index / products.length)),
    country: pick(countries, index),
  })),
  tiny: read(readOwnText("tiny"), ({ products }, index) => ({
    id: pick(products, index).id,
    currency: pick(currencies, Math.floor(index / products.length)),
  })),
  search: read(readPlaygroundText("Q02_Search"), ({ words }, index) => ({
    text: pick(words, index),
    first: 24 - (Math.floor(index / words.length) % 12),
    currency: pick(currencies, index),
  })),
  profile: read(readPlaygroundText("Q15_ProfilePage"), ({ viewers }, index) => ({
    orders: 3 + Math.floor(index / viewers),
  })),
  list: read(readOwnText("list"), ({ products }, index) => ({
    first: 20,
    after: pick(products, index % (products.length - 20)).cursor,
    currency: pick(currencies, Math.floor(index / (products.length - 20))),
  })),
  heavy: read(readOwnText("heavy"), ({ products }, index) => ({
    first: heavyPage,
    after: pick(products, index % (products.length - heavyPage)).cursor,
    currency: pick(currencies, Math.floor(index / (products.length - heavyPage))),
    country: pick(countries, Math.floor(index / (products.length - heavyPage))),
  })),
  purchase: {
    planes: ["system"],
    stage: 1,
    comparison: "new",
    // Every purchase is a new one, even of the same goods.
    bodies: 40,
    steps: ({ goods }, index) => purchaseSteps(pick(goods, index), 1 + (index % 3)),
  },
  query: scenario("query", 32),
  // Each response takes memory of eight megabytes, several times over.
  "big-response": scenario("big-response", 4),
  "many-plans": scenario("many-plans", 16),
};

/** A scenario of the public plane: one request, each time with another authorization. */
function scenario(name: ScenarioName, connections: number): Operation {
  const steps = () => oneStep(JSON.stringify({ query: scenarios[name].query }));
  return { planes: ["public"], stage: 0, comparison: "exact", bodies: 1, connections, steps };
}

export const operationNames = Object.keys(operations).filter((name): name is OperationName =>
  Object.hasOwn(operations, name),
);

const counts = z.record(z.string(), z.int());
const declared = z.record(z.string(), z.object({ fetches: counts, statements: counts.optional() }));

/** The most fetches and SQL statements of one session of each operation, as `counts.json` declares them. */
export const declaredCounts = declared.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, "counts.json"), "utf8")),
);

/** One session of an operation, and the number of the customer who sends it. */
export type Body = { steps: readonly Step[]; viewer: number };

/** The sessions of an operation, all different, each of the next customer. */
export function bodiesOf(name: OperationName, catalogue: Catalogue): Body[] {
  const { bodies: count, steps } = operations[name];
  const bodies = Array.from({ length: count }, (_each, index) => ({
    steps: steps(catalogue, index),
    viewer: index % catalogue.viewers,
  }));
  const different = new Map(bodies.map((body) => [JSON.stringify(body), body]));
  if (different.size < count) {
    throw new Error(`the shop is too small: only ${different.size} different requests of ${name}`);
  }
  return bodies;
}

function pick<Thing>(things: readonly Thing[], index: number): Thing {
  const thing = things[index % things.length];
  if (thing === undefined) throw new Error("there is nothing to choose from");
  return thing;
}
