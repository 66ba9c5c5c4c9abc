/** The process of the attacker: plays recipes one after the other, as it is told. */

import { sendRequest } from "@hansa/client/graphql-client";
import { z } from "zod";
import { serveParent } from "../../harness/helper-process.ts";
import { openFetch } from "../../harness/load.ts";
import type { Means, Targets } from "../recipes/recipe.ts";
import { recipeNamed } from "../recipes/recipes.ts";
import { attack } from "./attack.ts";
import { type Answers, type AttackCommand, attackCommand } from "./attacker.ts";

const catalogueText = `{
  products(first: 100) { nodes { id slug media(first: 1) { url } variants(first: 10) { nodes { id sku stockStatus } } } }
  collections(first: 50) { nodes { id slug } }
}`;
const text = z.string();
const catalogueFound = z.object({
  products: z.object({
    nodes: z.array(
      z.object({
        ...{ id: text, slug: text, media: z.array(z.object({ url: text })) },
        variants: z.object({ nodes: z.array(z.object({ id: text, sku: text, stockStatus: text })) }),
      }),
    ),
  }),
  collections: z.object({ nodes: z.array(z.object({ id: text, slug: text })) }),
});

/** The attack that was prepared last. */
let prepared: (() => Promise<Answers>) | undefined;

serveParent(async (request) => {
  if (request === "attack") return prepared?.();
  prepared = await prepare(attackCommand.parse(request));
  return undefined;
});
process.once("disconnect", () => process.exit(0));

async function prepare(command: AttackCommand): Promise<() => Promise<Answers>> {
  const { recipe: name, url, localAddress, atOnce, ms, account, order } = command;
  const recipe = recipeNamed(name);
  const { fetch, close } = openFetch(localAddress);
  const ask: Means["ask"] = async ({ query, variables = {} }, token) => {
    const request = { query, variables, as: { token }, send: fetch };
    const { data, errors } = await sendRequest<Record<string, unknown>>(url, request);
    if (data === null || errors.length > 0) throw new Error(`${name} is not prepared: ${JSON.stringify(errors)}`);
    return data;
  };
  const next = await recipe.open({ targets: await findTargets(ask, order), account, ask });
  close();
  return () => attack({ url, localAddress, manner: recipe.manner, atOnce, ms, next });
}

async function findTargets(ask: Means["ask"], order: Targets["order"]): Promise<Targets> {
  const { products, collections } = catalogueFound.parse(await ask({ query: catalogueText }));
  return {
    products: products.nodes.map(({ id, slug, media: [picture] }) => {
      return { id, slug, picture: picture && new URL(picture.url, "http://127.0.0.1").pathname };
    }),
    variants: products.nodes.flatMap(({ variants }) =>
      variants.nodes.filter(({ stockStatus }) => stockStatus === "IN_STOCK"),
    ),
    collections: collections.nodes,
    order,
  };
}
