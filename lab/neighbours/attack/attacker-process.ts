/** The process of the attacker: plays recipes one after the other, as it is told. */

import { requireData, sendRequest } from "@hansa/client/graphql-client";
import { fieldOf } from "@hansa/client/mutation";
import { z } from "zod";
import { serveParent } from "../../harness/helper-process.ts";
import { openFetch } from "../../harness/load.ts";
import type { Means, Targets } from "../recipes/recipe.ts";
import { recipeNamed } from "../recipes/recipes.ts";
import { attack } from "./attack.ts";
import { type AttackCommand, attackCommand, type Responses } from "./attacker.ts";

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
let prepared: (() => Promise<Responses>) | undefined;

serveParent(async (request) => {
  if (request === "attack") return prepared?.();
  prepared = await prepare(attackCommand.parse(request));
  return undefined;
});
process.once("disconnect", () => process.exit(0));

async function prepare(command: AttackCommand): Promise<() => Promise<Responses>> {
  const { recipe: name, url, localAddress, atOnce, ms, account, order } = command;
  const recipe = recipeNamed(name);
  const { fetch, close } = openFetch(localAddress);
  const ask = <Data>(query: string, variables: object = {}) =>
    requireData(sendRequest<Data>(url, { query, variables, send: fetch }));
  const route: Means["route"] = {
    send: async (document, input) => fieldOf(await ask<Record<string, never>>(document.toString(), { input })),
  };
  const targets = { ...findTargets(await ask(catalogueText)), order };
  const next = await recipe.open({ targets, account, route });
  close();
  return () => attack({ url, localAddress, manner: recipe.manner ?? "answered", atOnce, ms, next });
}

function findTargets(data: unknown): Omit<Targets, "order"> {
  const { products, collections } = catalogueFound.parse(data);
  return {
    products: products.nodes.map(({ id, slug, media: [picture] }) => {
      return { id, slug, picture: picture && new URL(picture.url, "http://127.0.0.1").pathname };
    }),
    variants: products.nodes.flatMap(({ variants }) =>
      variants.nodes.filter(({ stockStatus }) => stockStatus === "IN_STOCK"),
    ),
    collections: collections.nodes,
  };
}
