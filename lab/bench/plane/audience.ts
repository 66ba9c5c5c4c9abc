/** The audience of a shop: its customers and catalogue, from which requests are made. Shops of two commits have ids of their own. */
import { buildSchema, type GraphQLSchema } from "graphql";
import { z } from "zod";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { type Catalogue, readCatalogue } from "../operations/catalogue.ts";
import { type Body, bodiesOf, type OperationName } from "../operations/operation.ts";
import { type Trimmed, trimText } from "../operations/trimmed-text.ts";
import type { BuiltCommit } from "../shop/commits.ts";
import { findViewers } from "../shop/viewers.ts";
import type { Target } from "../targets/targets.ts";

/** `schema` is that of another commit; undefined: the shop is ours. */
export type Audience = { catalogue: Catalogue; viewers: readonly string[]; schema?: GraphQLSchema };

/** The requests of an operation to a shop, and the names of fields that they leave out because its schema lacks them. */
export type Requests = { bodies: readonly Body[]; viewers: readonly string[]; lacking: ReadonlySet<string> };

/** Customers who send requests have at least so many orders: about as many as a page shows. */
const minOrders = 6;

const request = z.looseObject({ query: z.string() });

/** Reads the audience of the shop behind a target. Tokens are signed with the key of `shop`, which the shops of a run share. */
export async function readAudience(shop: Shop, { port }: Pick<Target, "port">, built?: BuiltCommit): Promise<Audience> {
  const graph = { url: `http://127.0.0.1:${port}/graphql` };
  const viewers = await findViewers(shop, graph, minOrders);
  const catalogue = await readCatalogue(graph, viewers.length);
  return { catalogue, viewers, ...(built ? { schema: buildSchema(built.schema) } : {}) };
}

/** The requests of an operation to each target: those on one shop have the same ones. */
export function requestsFor(
  name: OperationName,
  audienceOf: (target: Target) => Audience,
): (target: Target) => Requests {
  const known = new Map<Audience, Requests>();
  return (target) => {
    const audience = audienceOf(target);
    const requests = known.get(audience) ?? requestsOf(name, audience);
    known.set(audience, requests);
    return requests;
  };
}

function requestsOf(name: OperationName, { catalogue, viewers, schema }: Audience): Requests {
  const bodies = bodiesOf(name, catalogue);
  if (!schema) return { bodies, viewers, lacking: new Set() };
  const lacking = new Set<string>();
  const known = new Map<string, Trimmed>();
  const trim = (body: string) => {
    const { query, ...others } = request.parse(JSON.parse(body));
    const trimmed = known.get(query) ?? trimText(query, schema);
    known.set(query, trimmed);
    for (const field of trimmed.lacking) lacking.add(field);
    return JSON.stringify({ query: trimmed.text, ...others });
  };
  const trimmed = bodies.map(({ steps, viewer }) => ({
    steps: steps.map((step) => ({ ...step, body: trim(step.body) })),
    viewer,
  }));
  return { bodies: trimmed, viewers, lacking };
}
