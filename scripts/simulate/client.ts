/** Somebody who asks the shop: they click twice, and ask again with the same key until they know, or have had enough. */
import type { Viewer } from "@hansa/kit/identity/identity";
import { checkoutQuery, type Mutation, type Payload, payload, type SeenOrder, seenCheckout } from "./mutations.ts";
import type { Life, Scheduler } from "./scheduler.ts";
import type { Shop } from "./shop.ts";

export type Client = {
  viewer: Viewer;
  /** What a guest holds: shown with every request. */
  guest: string[];
};

export type Asking = { shop: Shop; scheduler: Scheduler; told: (what: string) => void };

/** Their body: it outlives every service. */
export const body: Life = { name: "client", isAlive: true };

const patienceMs = 10_000;
const triesOfShoppers = 15;
const longestPauseMs = 1_500;
const doubleClicks = 0.15;

/** Waits a while, as people do. */
export function think({ scheduler }: Asking, ms: number): Promise<void> {
  return scheduler.sleep(body, scheduler.chance() * ms, "busy");
}

/** Asks until there is an answer that is none of "ask again"; all answers, of which clicking twice gives two. Empty: they gave up. */
export async function insist(asking: Asking, client: Client, mutation: Mutation, input: object): Promise<Payload[]> {
  const clicks = asking.scheduler.chance() < doubleClicks ? 2 : 1;
  const all = await Promise.all(Array.from({ length: clicks }, () => askOften(asking, client, mutation, input)));
  return all.filter((answer) => answer !== undefined);
}

/** Asks until there is an answer that is none of "ask again"; undefined: they gave up. */
export async function askOften(
  asking: Asking,
  client: Client,
  mutation: Mutation,
  input: object,
  mostTries = triesOfShoppers,
): Promise<Payload | undefined> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await askOnce(asking, client, mutation, input);
    if (answer && !isAskAgain(answer)) return answer;
    await think(asking, longestPauseMs);
  }
  return undefined;
}

/** Asks once; undefined if no answer came, or one that says that something is down. */
export async function askOnce(
  { shop, told }: Asking,
  { viewer, guest }: Client,
  { service, field, query }: Mutation,
  input: object,
): Promise<Payload | undefined> {
  try {
    const question = { query, variables: { input }, viewer, guest };
    const { data, code } = await shop.ask(service, question, patienceMs);
    const answer = code === undefined ? payload.parse(data?.[field]) : undefined;
    told(`${field}: ${code ?? answer?.__typename} ${answer?.order?.state ?? answer?.payment?.state ?? ""}`);
    return answer;
  } catch {
    told(`${field}: no answer`);
    return undefined;
  }
}

/** What came of a checkout, as far as it can be seen right now. */
export async function lookAt(
  { shop, told }: Asking,
  { viewer }: Client,
  id: string,
): Promise<{ state: string; order: SeenOrder | null } | undefined> {
  try {
    const question = { query: checkoutQuery, variables: { id }, viewer, guest: [id] };
    const { data } = await shop.ask("orders", question, patienceMs);
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
