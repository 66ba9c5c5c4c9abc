/** The process of the attacker: plays recipes one after the other, as it is told. */

import { sendRequest } from "@hansa/client/graphql-client";
import { z } from "zod";
import { openFetch } from "../addresses.ts";
import type { Means, Targets } from "../recipes/recipe.ts";
import { recipeNamed } from "../recipes/recipes.ts";
import { attack } from "./attack.ts";
import { type AttackCommand, type AttackReport, attackCommand } from "./messages.ts";

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

process.on("message", (message) => {
  void play(attackCommand.parse(message)).catch((error) => tell({ kind: "failed", fault: String(error) }));
});
process.once("disconnect", () => process.exit(0));

function tell(report: AttackReport): void {
  process.send?.(report);
}

async function play({ recipe: name, url, localAddress, atOnce, ms, account, order }: AttackCommand): Promise<void> {
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
  tell({ kind: "begun" });
  tell({ kind: "over", answers: await attack({ url, localAddress, manner: recipe.manner, atOnce, ms, next }) });
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
