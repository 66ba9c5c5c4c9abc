/** Chaos client: repeats requests under the same idempotency key until they are settled, and renews its session. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Chance } from "../../client/seeded-random.ts";
import type { Account, ShopSetup } from "../processes/shop-setup.ts";
import { type Counters, count } from "./counters.ts";
import { documents, type OperationName } from "./documents.ts";
import { type Answered, fingerprint, type Journal } from "./journal.ts";
import { type Graph, type Reply, sendOnce } from "./request.ts";

/** State that all clients of the load share. */
export type Load = {
  graph: Graph;
  journal: Journal;
  figures: Counters;
  goods: ShopSetup;
  /** From then on nobody begins anything new. */
  isClosing: () => boolean;
  /** From then on nobody waits for an answer any more. */
  isOver: () => boolean;
};

export type Client = {
  load: Load;
  name: string;
  chance: Chance;
  /** Null: a guest. */
  account: Account | null;
  session: { token: string; until: number } | null;
};

/** An intention under a key: everything but the key itself is the same each time it is sent. */
export type Key = { scope: string; key: string };
export type Settled = { typename: string; body: unknown };

const timeoutMs = 45_000;
const firstPauseMs = 150;
const maxPauseMs = 2_000;
const shareOfDuplicates = 0.2;
/** An access token is good for five minutes. */
const tokenMs = 4 * 60_000;

/** Refusals that say: the same again, a little later. */
const retryableRefusals = new Set(["IdempotencyInProgressError", "ProviderUnavailableError"]);

/** Asks until it is settled; undefined if nothing settled it within this client's patience. */
export async function sendUntilSettled(
  client: Client,
  operation: OperationName,
  variables: Record<string, unknown>,
  key?: Key,
): Promise<Settled | undefined> {
  const { figures, journal } = client.load;
  const giveUpAt = performance.now() + timeoutMs;
  const clicksTwice = key !== undefined && client.chance.happens(shareOfDuplicates);
  let sent = 0;
  let last = "nothing";
  for (let tries = 0; performance.now() < giveUpAt && !client.load.isOver(); tries += 1) {
    const clicks = clicksTwice && tries === 0 ? 2 : 1;
    const replies = await Promise.all(
      Array.from({ length: clicks }, () => sendWithJournal(client, operation, variables, key)),
    );
    sent += clicks;
    const settled = replies.find(isSettled);
    if (settled?.kind === "answer") {
      if (key) countKey(figures, sent);
      return { typename: settled.typename, body: settled.body };
    }
    last = describe(replies[0]);
    await pause(Math.min(firstPauseMs * 2 ** tries, maxPauseMs) * (0.5 + Math.random()));
  }
  if (key) countKey(figures, sent);
  figures.givenUp.push(`${operation}: ${last}`);
  await journal.note(`${client.name} gives up on ${operation}: ${last}`);
  return undefined;
}

/** Sends it once, with both lines of the journal around it. */
export async function sendWithJournal(
  client: Client,
  operation: OperationName,
  variables: Record<string, unknown>,
  key?: Key,
): Promise<Reply> {
  const { graph, journal, figures } = client.load;
  const token = await tokenOf(client);
  if (token === undefined) return { kind: "lost" };
  const args = key && { ...key, args: fingerprint(withoutKey(variables)) };
  const call = await journal.asked({ client: client.name, operation, ...args });
  const reply = await sendOnce(graph, documents[operation], variables, token ?? undefined);
  await journal.answered(call, factsOf(operation, reply));
  if (reply.kind !== "answer") count(figures.errors, describe(reply));
  if (reply.kind === "error" && reply.code === "UNAUTHENTICATED") client.session = null;
  return reply;
}

function isSettled(reply: Reply): boolean {
  return reply.kind === "answer" && !retryableRefusals.has(reply.typename);
}

function describe(reply: Reply | undefined): string {
  if (reply?.kind === "answer") return reply.typename;
  return reply?.kind === "error" ? reply.code : "lost";
}

function countKey(figures: Counters, sent: number): void {
  figures.keyed += 1;
  if (sent > 1) figures.repeated += 1;
}

const session = z.object({ accessToken: z.string() });

/** Null for a guest; undefined when nobody could sign in this moment. */
async function tokenOf(client: Client): Promise<string | null | undefined> {
  const { account, load } = client;
  if (!account) return null;
  if (client.session && client.session.until > performance.now()) return client.session.token;
  const { email, password } = account;
  const reply = await sendOnce(load.graph, documents.login, { input: { email, password } });
  const opened = session.safeParse(reply.kind === "answer" ? reply.body : undefined);
  if (!opened.success) return undefined;
  client.session = { token: opened.data.accessToken, until: performance.now() + tokenMs };
  return client.session.token;
}

const input = z.object({ input: z.looseObject({ idempotencyKey: z.unknown() }) });

function withoutKey(variables: Record<string, unknown>): unknown {
  const { idempotencyKey: _key, ...rest } = input.parse(variables).input;
  return rest;
}

const shown = z.object({
  __typename: z.string(),
  order: z.looseObject({ id: z.string(), state: z.string() }).optional(),
  refund: z.object({ id: z.string() }).optional(),
  checkout: z.object({ id: z.string() }).optional(),
  payment: z.object({ id: z.string() }).optional(),
  guestToken: z.string().nullish(),
  id: z.string().optional(),
  state: z.string().optional(),
});

/** The facts of a response, as the journal records them. */
function factsOf(operation: OperationName, reply: Reply): Answered {
  if (reply.kind === "lost") return { outcome: "lost" };
  if (reply.kind === "error") return { outcome: "error", code: reply.code };
  const seen = shown.safeParse(reply.body);
  if (!seen.success) return { outcome: reply.typename };
  const { order, refund, checkout, payment, guestToken, id, state } = seen.data;
  const facts: Answered = { outcome: reply.typename };
  if (operation === "order" && id !== undefined && state !== undefined) return { ...facts, orderId: id, state };
  if (refund) facts.refundId = refund.id;
  if (order) Object.assign(facts, { orderId: order.id, state: order.state });
  if (reply.typename.endsWith("Error")) return facts;
  if (order && operation === "checkoutComplete") {
    const { state: _state, ...lasting } = order;
    facts.same = fingerprint({ ...lasting, guestToken });
  } else if (checkout ?? payment) facts.same = fingerprint([checkout?.id, payment?.id]);
  return facts;
}
