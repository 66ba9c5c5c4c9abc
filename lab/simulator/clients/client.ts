/** Simulated client: repeats requests under the same idempotency key until they are settled or it gives up. */

import { CheckoutStateDocument } from "@hansa/client/documents/purchase";
import type { CheckoutStateQuery, TypedDocumentString } from "@hansa/client/generated/graphql";
import { checkoutsIn } from "@hansa/client/graphql-client";
import { fieldOf, type MutationDocument, type Payload, rootFieldOf } from "@hansa/client/mutation";
import { isRetryable } from "@hansa/client/retries";
import type { Viewer } from "@hansa/kit/identity";
import { z } from "zod";
import { subgraphOf } from "../../../cli/host/in-process-client.ts";
import type { Life, Scheduler } from "../scheduler.ts";
import type { Shop } from "../shop/shop.ts";

export type Client = {
  viewer: Viewer;
  /** The guest tokens, sent with every request. */
  guest: string[];
};

export type ClientContext = {
  shop: Shop;
  scheduler: Scheduler;
  told: (what: string) => void;
  /** The attempts after which a client gives up. */
  maxAttempts?: number;
};

/** Their body: it outlives every service. */
export const clientLife: Life = { name: "client", isAlive: true };

const timeoutMs = 10_000;
const shopperAttempts = 15;
const maxPauseMs = 1_500;
const doubleClicks = 0.15;

/** Waits a while, as people do. */
export function think({ scheduler }: ClientContext, ms: number): Promise<void> {
  return scheduler.sleep(clientLife, scheduler.chance() * ms, "busy");
}

/** Sends it until it is settled; all responses, of which clicking twice gives two. Empty: they gave up. */
export async function sendUntilSettled<Result extends Payload, Input>(
  asking: ClientContext,
  client: Client,
  mutation: MutationDocument<Result, Input>,
  input: Input,
): Promise<Result[]> {
  const clicks = asking.scheduler.chance() < doubleClicks ? 2 : 1;
  const all = await Promise.all(Array.from({ length: clicks }, () => sendWithRetries(asking, client, mutation, input)));
  return all.filter((response) => response !== undefined);
}

/** Sends it until it is settled; undefined: they gave up. */
export async function sendWithRetries<Result extends Payload, Input>(
  asking: ClientContext,
  client: Client,
  mutation: MutationDocument<Result, Input>,
  input: Input,
): Promise<Result | undefined> {
  const { maxAttempts = shopperAttempts } = asking;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const response = await sendOnce(asking, client, mutation, input);
    if (response && !isRetryable(response)) return response;
    await think(asking, maxPauseMs);
  }
  return undefined;
}

const withState = z.object({ state: z.string() });
const shown = z.object({ order: withState.optional(), payment: withState.optional() });

/** Sends it once; undefined if no response came, or one that says that something is down. */
export async function sendOnce<Result extends Payload, Input>(
  asking: ClientContext,
  client: Client,
  mutation: MutationDocument<Result, Input>,
  input: Input,
): Promise<Result | undefined> {
  const field = rootFieldOf(mutation);
  try {
    const { data, code } = await execute(asking, client, mutation, { input });
    const response = code === undefined && data ? fieldOf(data) : undefined;
    const { order, payment } = shown.safeParse(response).data ?? {};
    asking.told(`${field}: ${code ?? response?.__typename} ${order?.state ?? payment?.state ?? ""}`);
    return response;
  } catch {
    asking.told(`${field}: no answer`);
    return undefined;
  }
}

/** An order, as a client sees it at its checkout. */
export type SeenOrder = NonNullable<NonNullable<CheckoutStateQuery["checkout"]>["order"]>;

/** The state of a checkout as far as it is visible now. */
export async function readCheckout(
  asking: ClientContext,
  { viewer }: Client,
  id: string,
): Promise<CheckoutStateQuery["checkout"] | undefined> {
  try {
    const { data } = await execute(asking, { viewer, guest: [id] }, CheckoutStateDocument, { id });
    const seen = data?.checkout ?? undefined;
    asking.told(`checkout: ${seen?.state} ${seen?.order?.state ?? ""}`);
    return seen;
  } catch {
    asking.told("checkout: no answer");
    return undefined;
  }
}

/** The schema vouches for the shape of the data. */
async function execute<Result, Variables extends Record<string, unknown>>(
  { shop }: ClientContext,
  { viewer, guest }: Client,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<{ data: Result | null; code: string | undefined }> {
  const request = { query: document.toString(), variables, viewer, guest: [...guest, ...checkoutsIn(variables)] };
  const { data, code } = await shop.ask(subgraphOf(document), request, timeoutMs);
  return { data: z.custom<Result | null>().parse(data), code };
}
