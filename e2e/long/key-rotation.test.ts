/** Rotating keys under load: no request is refused while two keys are live, and the old ones are refused afterwards. */
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findAvailableVariant, signIn } from "@hansa/client/buyer";
import { CartCreateDocument, MeDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { type Caller, processes, serviceNames } from "@hansa/contracts/processes";
import { graphPurpose, type KeySet, readKeySet, signAssertion, signRequest } from "@hansa/kit/identity";
import { beforeAll, expect, test } from "vitest";
import { readFolder } from "../../cli/host/keys/key-folder.ts";
import { rotateKeys } from "../../cli/host/keys/rotation.ts";
import { directUrl, internalUrl, type Shop, sharedShop } from "../../cli/testing/shop.ts";

/** A process on a busy machine looks at its file later than once a second. */
const pauses = { add: 4_000, use: 4_000 };

let shop: Shop;
let folder: string;
beforeAll(async () => {
  shop = await sharedShop();
  folder = path.join(shop.data, "keys");
});

const keySets = () =>
  new Map<Caller, KeySet>(
    [...readFolder(folder)].map(([name, variables]) => [name, readKeySet(name, processes, variables)]),
  );

/** A buyer who continues until stopped: reads of three services, and a write for which one service calls another. */
async function buy(signal: AbortSignal, as: { token: string }, variantId: string, refused: string[]): Promise<number> {
  let requests = 0;
  while (!signal.aborted) {
    const me = await executeDocument(shop.url, MeDocument, {}, as);
    const input = { lines: [{ variantId, quantity: 1 }], currency: "EUR" };
    const cart = await executeDocument(shop.url, CartCreateDocument, { input }, as);
    for (const { status, errors } of [me, cart]) {
      requests += 1;
      if (status !== 200 || errors.length > 0) refused.push(`${status} ${JSON.stringify(errors)}`);
    }
    await pause(20);
  }
  return requests;
}

async function status(url: string, headers: object, body: string): Promise<number> {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response.status;
}

/** The status that each service answers to the router and to a peer with these keys. */
async function responsesTo(sets: Map<Caller, KeySet>): Promise<number[]> {
  const body = '{"query":"{ __typename }"}';
  const request = JSON.stringify({ after: 0, limit: 1, waitMs: 0 });
  const router = sets.get("router");
  const [signingKey] = router?.signingKeys ?? [];
  const responses: number[] = [];
  for (const service of serviceNames) {
    const asRouter = router?.outgoing.get(service);
    const peer = service === "users" ? "orders" : "users";
    const asPeer = sets.get(peer)?.outgoing.get(service);
    if (!asRouter || !asPeer || !signingKey) throw new Error("a key is missing");
    const now = Date.now();
    const assertion = signAssertion(signingKey, { viewer: { kind: "guest" }, guest: [] }, service, now);
    const graph = signRequest(asRouter, { requestId: "r", purpose: graphPurpose, assertion }, body, now);
    const events = signRequest(asPeer, { requestId: "r", purpose: "/internal/events" }, request, now);
    responses.push(await status(directUrl(shop, service), graph, body));
    responses.push(await status(`${internalUrl(shop, service)}/internal/events`, events, request));
  }
  return responses;
}

test("two rotations under load refuse no request, and the earlier keys are invalid afterwards", async () => {
  const { id } = await findAvailableVariant(shop);
  const as = await signIn(shop, "CUSTOMER");
  await requireData(executeDocument(shop.url, MeDocument, {}, as));
  const before = keySets();
  expect(await responsesTo(before)).toEqual(Array(8).fill(200));

  const logged = new Map(serviceNames.map((service) => [service, shop.output(service).length]));
  const stopping = new AbortController();
  const refused: string[] = [];
  const buyers = Array.from({ length: 4 }, () => buy(stopping.signal, as, id, refused));
  const middle: Map<Caller, KeySet>[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await rotateKeys(folder, Date.now, pauses, () => undefined);
    middle.push(keySets());
  }
  await pause(pauses.use);
  stopping.abort();
  const requests = (await Promise.all(buyers)).reduce((sum, count) => sum + count, 0);

  expect(requests).toBeGreaterThan(50);
  expect(refused).toEqual([]);
  for (const service of serviceNames)
    expect(shop.output(service).slice(logged.get(service))).not.toContain("too old or not good");
  const [first, second] = middle;
  if (!first || !second) throw new Error("there were no rotations");
  expect(await responsesTo(second)).toEqual(Array(8).fill(200));
  for (const old of [before, first]) expect(await responsesTo(old)).toEqual(Array(8).fill(401));
});
