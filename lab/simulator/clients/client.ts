/** Simulated client: repeats requests under the same idempotency key until they are settled or it gives up. */
import type { Viewer } from "@hansa/kit/identity/identity";
import type { Life, Scheduler } from "../scheduler.ts";
import type { Shop } from "../shop/shop.ts";
import { checkoutQuery, type Mutation, type Payload, payload, type SeenOrder, seenCheckout } from "./mutations.ts";

export type Client = {
  viewer: Viewer;
  /** The guest tokens, sent with every request. */
  guest: string[];
};

export type ClientContext = { shop: Shop; scheduler: Scheduler; told: (what: string) => void };

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

/** Asks until there is an answer that is none of "ask again"; all answers, of which clicking twice gives two. Empty: they gave up. */
export async function sendUntilSettled(
  asking: ClientContext,
  client: Client,
  mutation: Mutation,
  input: object,
): Promise<Payload[]> {
  const clicks = asking.scheduler.chance() < doubleClicks ? 2 : 1;
  const all = await Promise.all(Array.from({ length: clicks }, () => sendWithRetries(asking, client, mutation, input)));
  return all.filter((answer) => answer !== undefined);
}

/** Asks until there is an answer that is none of "ask again"; undefined: they gave up. */
export async function sendWithRetries(
  asking: ClientContext,
  client: Client,
  mutation: Mutation,
  input: object,
  mostTries = shopperAttempts,
): Promise<Payload | undefined> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await sendOnce(asking, client, mutation, input);
    if (answer && !isAskAgain(answer)) return answer;
    await think(asking, maxPauseMs);
  }
  return undefined;
}

/** Asks once; undefined if no answer came, or one that says that something is down. */
export async function sendOnce(
  { shop, told }: ClientContext,
  { viewer, guest }: Client,
  { service, field, query }: Mutation,
  input: object,
): Promise<Payload | undefined> {
  try {
    const question = { query, variables: { input }, viewer, guest };
    const { data, code } = await shop.ask(service, question, timeoutMs);
    const answer = code === undefined ? payload.parse(data?.[field]) : undefined;
    told(`${field}: ${code ?? answer?.__typename} ${answer?.order?.state ?? answer?.payment?.state ?? ""}`);
    return answer;
  } catch {
    told(`${field}: no answer`);
    return undefined;
  }
}

/** The state of a checkout as far as it is visible now. */
export async function readCheckout(
  { shop, told }: ClientContext,
  { viewer }: Client,
  id: string,
): Promise<{ state: string; order: SeenOrder | null } | undefined> {
  try {
    const question = { query: checkoutQuery, variables: { id }, viewer, guest: [id] };
    const { data } = await shop.ask("orders", question, timeoutMs);
    const seen = seenCheckout.parse(data).checkout ?? undefined;
    told(`checkout: ${seen?.state} ${seen?.order?.state ?? ""}`);
    return seen;
  } catch {
    told("checkout: no answer");
    return undefined;
  }
}

function isAskAgain({ __typename }: Payload): boolean {
  return __typename === "IdempotencyInProgressError" || __typename === "ProviderUnavailableError";
}
