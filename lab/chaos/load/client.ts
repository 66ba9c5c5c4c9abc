/** Chaos client: repeats requests under the same idempotency key until they are settled, and renews its session. */
import { setTimeout as pause } from "node:timers/promises";
import { LoginDocument } from "@hansa/client/documents/purchase";
import type { TypedDocumentString } from "@hansa/client/generated/graphql";
import { errorCodeOf, type Graph, sendRequest } from "@hansa/client/graphql-client";
import { isType, type Payload, type Route, rootFieldOf } from "@hansa/client/mutation";
import { isRetryable } from "@hansa/client/retries";
import { type Chance, chanceOf } from "@hansa/kit/testing";
import { z } from "zod";
import { count } from "../../harness/load.ts";
import type { Account } from "../../harness/small-shop.ts";
import type { ShopSetup } from "../processes/shop-setup.ts";
import type { Counters } from "./counters.ts";
import { fingerprint, type Journal, type JournalRequest, type JournalResponse } from "./journal.ts";

/** State that all clients of the load share. */
export type Load = {
  graph: Graph;
  journal: Journal;
  counters: Counters;
  goods: ShopSetup;
  /** From then on no client begins anything new. */
  isClosing: () => boolean;
  /** From then on no client waits for a response any more. */
  isOver: () => boolean;
};

/** Opens a client of a run; without an account it is a guest. */
export function openClient(load: Load, seed: number, name: string, account: Account | null): Client {
  return { load, name, chance: chanceOf(seed, name), account, session: null };
}

export type Client = {
  load: Load;
  name: string;
  chance: Chance;
  /** Null: a guest. */
  account: Account | null;
  session: { token: string; until: number } | null;
};

/** A mutation, or a query whose only field may be null. */
type Document<Field extends Payload, Variables> = TypedDocumentString<Record<string, Field | null>, Variables>;

/** `lost`: no response, so the outcome is unknown. `error`: a response with an error instead of data. */
type Reply<Field> =
  | { kind: "answer"; response: Field }
  | { kind: "error"; code: string }
  | { kind: "nothing" | "lost" };

const settleTimeoutMs = 45_000;
/** Longer than the router waits for a subgraph, as a buyer's browser would. */
const timeoutMs = 15_000;
const firstPauseMs = 150;
const maxPauseMs = 2_000;
const shareOfDuplicates = 0.2;
/** An access token is good for five minutes. */
const tokenMs = 4 * 60_000;

/** Sends a mutation or a query until it is settled; undefined if nothing settled it in time. */
export async function sendUntilSettled<Field extends Payload, Variables>(
  client: Client,
  document: Document<Field, Variables>,
  variables: Variables,
): Promise<Field | undefined> {
  const { counters, journal } = client.load;
  const giveUpAt = performance.now() + settleTimeoutMs;
  const isKeyed = keyOf(client, variables) !== undefined;
  const clicksTwice = isKeyed && client.chance.happens(shareOfDuplicates);
  let sent = 0;
  let last = "nothing";
  for (let tries = 0; performance.now() < giveUpAt && !client.load.isOver(); tries += 1) {
    const clicks = clicksTwice && tries === 0 ? 2 : 1;
    const replies = await Promise.all(
      Array.from({ length: clicks }, () => sendWithJournal(client, document, variables)),
    );
    sent += clicks;
    for (const reply of replies) {
      if (reply.kind !== "nothing" && (reply.kind !== "answer" || isRetryable(reply.response))) continue;
      if (isKeyed) countKey(counters, sent);
      return reply.kind === "answer" ? reply.response : undefined;
    }
    last = describe(replies[0]);
    await pause(Math.min(firstPauseMs * 2 ** tries, maxPauseMs) * (0.5 + Math.random()));
  }
  if (isKeyed) countKey(counters, sent);
  counters.abandonedCalls.push(`${rootFieldOf(document)}: ${last}`);
  await journal.note(`${client.name} gives up on ${rootFieldOf(document)}: ${last}`);
  return undefined;
}

/** The client has given up a mutation. */
export class UnansweredError extends Error {}

/** Sends mutations until they are settled; throws UnansweredError where the client gives up. */
export function routeOf(client: Client): Route {
  return {
    send: async (document, input) => {
      const response = await sendUntilSettled(client, document, { input });
      if (response === undefined) throw new UnansweredError(`${rootFieldOf(document)} has no answer`);
      return response;
    },
  };
}

/** Sends it once, with both lines of the journal around it. */
export async function sendWithJournal<Field extends Payload, Variables>(
  client: Client,
  document: Document<Field, Variables>,
  variables: Variables,
): Promise<Reply<Field>> {
  const { graph, journal, counters } = client.load;
  const token = await tokenOf(client);
  if (token === undefined) return { kind: "lost" };
  const operation = rootFieldOf(document);
  const call = await journal.recordRequest({ client: client.name, operation, ...keyOf(client, variables) });
  const reply = await sendOnce(graph, document, variables, token ?? undefined);
  await journal.recordResponse(call, factsOf(operation, reply));
  if (reply.kind === "error" || reply.kind === "lost") count(counters.errors, describe(reply));
  if (reply.kind === "error" && reply.code === "UNAUTHENTICATED") client.session = null;
  return reply;
}

async function sendOnce<Field extends Payload, Variables>(
  { url }: Graph,
  document: Document<Field, Variables>,
  variables: Variables,
  token: string | undefined,
): Promise<Reply<Field>> {
  const request = { query: document.toString(), variables, as: { token }, timeoutMs };
  const result = await sendRequest<Record<string, Field | null>>(url, request).catch(() => undefined);
  if (!result) return { kind: "lost" };
  const [response = null] = Object.values(result.data ?? {});
  if (response !== null) return { kind: "answer", response };
  const code = errorCodeOf(result);
  return code === undefined ? { kind: "nothing" } : { kind: "error", code };
}

function describe(reply: Reply<Payload> | undefined): string {
  if (reply?.kind === "answer") return reply.response.__typename;
  if (reply?.kind === "nothing") return "Nothing";
  return reply?.kind === "error" ? reply.code : "lost";
}

function countKey(counters: Counters, sent: number): void {
  counters.keyed += 1;
  if (sent > 1) counters.repeated += 1;
}

/** Null for a guest; undefined when sign-in is not possible at the moment. */
async function tokenOf(client: Client): Promise<string | null | undefined> {
  const { account, load } = client;
  if (!account) return null;
  if (client.session && client.session.until > performance.now()) return client.session.token;
  const { email, password } = account;
  const reply = await sendOnce(load.graph, LoginDocument, { input: { email, password } }, undefined);
  if (reply.kind !== "answer" || !isType(reply.response, "Session")) return undefined;
  client.session = { token: reply.response.accessToken, until: performance.now() + tokenMs };
  return client.session.token;
}

const keyed = z.object({
  input: z.looseObject({
    idempotencyKey: z.string(),
    checkoutId: z.string().optional(),
    cartId: z.string().optional(),
    orderId: z.string().optional(),
  }),
});

/** The key of a request, its scope, and a fingerprint of its other arguments: a guest's keys are those of the checkout, cart or order. */
function keyOf({ account }: Client, variables: unknown): Pick<JournalRequest, "key" | "scope" | "args"> | undefined {
  const { data } = keyed.safeParse(variables);
  if (!data) return undefined;
  const { idempotencyKey: key, ...args } = data.input;
  const scope = account?.userId ?? args.checkoutId ?? args.cartId ?? args.orderId ?? "";
  return { scope, key, args: fingerprint(args) };
}

const shown = z.object({
  __typename: z.string(),
  order: z
    .object({ id: z.string(), state: z.string(), number: z.unknown(), totals: z.unknown(), lines: z.unknown() })
    .partial({ number: true, totals: true, lines: true })
    .optional(),
  refund: z.object({ id: z.string() }).optional(),
  checkout: z.object({ id: z.string() }).optional(),
  payment: z.object({ id: z.string() }).optional(),
  guestToken: z.string().nullish(),
  id: z.string().optional(),
  state: z.string().optional(),
});

/** The facts of a response, as the journal records them. */
function factsOf(operation: string, reply: Reply<Payload>): JournalResponse {
  if (reply.kind === "lost") return { outcome: "lost" };
  if (reply.kind === "error") return { outcome: "error", code: reply.code };
  const outcome = describe(reply);
  const seen = shown.safeParse(reply.kind === "answer" ? reply.response : undefined);
  if (!seen.success) return { outcome };
  const { order, refund, checkout, payment, guestToken, id, state } = seen.data;
  const facts: JournalResponse = { outcome };
  if (operation === "order" && id !== undefined && state !== undefined) return { ...facts, orderId: id, state };
  if (refund) facts.refundId = refund.id;
  if (order) Object.assign(facts, { orderId: order.id, state: order.state });
  if (outcome.endsWith("Error")) return facts;
  if (order && operation === "checkoutComplete") {
    const { state: _state, ...lasting } = order;
    facts.same = fingerprint({ ...lasting, guestToken });
  } else if (checkout ?? payment) facts.same = fingerprint([checkout?.id, payment?.id]);
  return facts;
}
