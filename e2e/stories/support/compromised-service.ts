/** The suite of a compromised service: the secrets of products open neither the router, nor an account, nor another service. */

import { createHmac, createSecretKey, generateKeyPairSync } from "node:crypto";
import { signIn } from "@hansa/client/buyer";
import { orders } from "@hansa/contracts/orders";
import { payments } from "@hansa/contracts/payments";
import { processes, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { users } from "@hansa/contracts/users";
import {
  type AssertedViewer,
  graphPurpose,
  type KeySet,
  type PairKey,
  readKeySet,
  signAssertion,
  signRequest,
} from "@hansa/kit/identity";
import type { Operation } from "@hansa/kit/rpc";
import { beforeAll, expect, test } from "vitest";
import { readFolder } from "../../../cli/host/keys/key-folder.ts";
import { servicesAt } from "../../../cli/testing/addresses.ts";
import {
  type CapturedRequest,
  openRecordingProxy,
  type RecordingProxy,
  signedHeaders,
} from "../../../cli/testing/recording-proxy.ts";
import { directUrl, internalUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";

const peers = ["users", "orders", "payments"] as const;
const contracts = { users, orders, payments };
const body = JSON.stringify({ query: "{ __typename }" });
const administrator: AssertedViewer = {
  viewer: { kind: "user", id: "user_1", role: "ADMIN", scopes: ["payments:write"], sessionId: "ses_1" },
  guest: [],
};

let shop: Shop;
let listener: RecordingProxy;
/** The environment file of products, as its process reads it. */
let held: KeySet;
/** Assertions that products received: a customer's and an administrator's. */
const captured: { who: string; request: CapturedRequest; assertion: string }[] = [];

/** Starts the shop with services of this access, and captures what products receives. */
async function compromise(access: "signed" | "bearer"): Promise<void> {
  shop = await sharedShop();
  if (access === "bearer") {
    for (const name of serviceNames) {
      await shop.kill(name);
      await shop.start(name, { HANSA_SUBGRAPH_ACCESS: access });
    }
  }
  listener = await openRecordingProxy(directUrl(shop, "products"));
  await shop.kill("router");
  await shop.start("router", {
    HANSA_SERVICES: servicesAt({ products: { graph: listener.url, internal: internalUrl(shop, "products") } }),
  });
  captured.length = 0;
  for (const role of ["CUSTOMER", "ADMIN"]) await capture(role);
  held = readKeySet("products", processes, readFolder(`${shop.data}/keys`).get("products") ?? {});
}

async function capture(role: string): Promise<void> {
  const { token } = await signIn(shop, role);
  listener.captured.length = 0;
  const response = await post(
    shop.url,
    { authorization: `Bearer ${token}` },
    '{"query":"{ products(first: 1) { nodes { id } } }"}',
  );
  expect(response.status).toBe(200);
  const [request] = listener.captured;
  const assertion = request?.headers["hansa-viewer"];
  if (!request || typeof assertion !== "string") throw new Error(`nothing was captured of ${role}`);
  captured.push({ who: role, request, assertion });
}

async function post(url: string, headers: Record<string, string>, body: string) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** Every secret that products holds, and the public viewer keys taken for secrets. */
function ownKeys(): PairKey[] {
  const outgoing = [...held.outgoing.values()].flat();
  const incoming = [...held.incoming].map(([id, { secret }]) => ({ id, secret }));
  const asSecrets = [...held.viewerKeys].map(([id, key]) => ({
    id,
    secret: createSecretKey(key.export({ format: "der", type: "spki" })),
  }));
  return [...outgoing, ...incoming, ...asSecrets];
}

/** Each of these secrets under every key id that products knows. */
function everyKey(): PairKey[] {
  const own = ownKeys();
  return own.flatMap(({ secret }) => own.map(({ id }) => ({ id, secret })));
}

/** Every candidate for an assertion: none, the captured ones, and those that products can sign itself. */
function everyAssertion(audience: string): (string | undefined)[] {
  const { privateKey } = generateKeyPairSync("ed25519");
  const forged = [...held.viewerKeys].map(([id, key]) => {
    const [text = ""] = signAssertion({ id, key: privateKey }, administrator, audience, Date.now()).split(".");
    const mac = createHmac("sha256", key.export({ format: "der", type: "spki" })).update(
      `hansa viewer assertion\n${text}`,
    );
    return [
      signAssertion({ id, key: privateKey }, administrator, audience, Date.now()),
      `${text}.${mac.digest("base64url")}`,
      `${text}.${captured[0]?.assertion.split(".")[1]}`,
    ];
  });
  return [undefined, ...captured.map(({ assertion }) => assertion), ...forged.flat()];
}

export type CompromiseOptions = {
  access: "signed" | "bearer";
  /** Every key that products can make up, or each secret with its own id alone. */
  keys: "every" | "own";
};

/** Defines the tests of a shop whose services have this access. */
export function testCompromise({ access, keys: tried }: CompromiseOptions): void {
  const keys = tried === "every" ? everyKey : ownKeys;

  beforeAll(async () => {
    await compromise(access);
    return () => listener.close();
  });

  test("products accepts the router's requests, and its own keys work where they are valid", async () => {
    expect(captured.map(({ who }) => who)).toEqual(["CUSTOMER", "ADMIN"]);
    for (const { request } of captured) {
      expect((await post(directUrl(shop, "products"), signedHeaders(request.headers), request.body)).status).toBe(200);
    }
    const body = JSON.stringify({ after: 0, limit: 1, waitMs: 0 });
    for (const peer of ["users", "orders"] as const) {
      const signed = signRequest(keysTo(peer), { requestId: "r", purpose: "/internal/events" }, body, Date.now());
      expect((await post(`${internalUrl(shop, peer)}/internal/events`, { ...signed }, body)).status).toBe(200);
    }
  });

  testImpersonation(keys);

  test("the key file of products holds no private half of a viewer key, and only keys of its own pairs", () => {
    const files = readFolder(`${shop.data}/keys`);
    const own = files.get("products") ?? {};
    // The id of the shop is no key: it opens nothing.
    expect(Object.keys(own).sort()).toEqual(["HANSA_PAIR_KEYS", "HANSA_SHOP_ID", "HANSA_VIEWER_KEYS"]);
    for (const entry of (own.HANSA_PAIR_KEYS ?? "").split(",")) {
      expect(entry.split(":")[0]?.split(">")).toContain("products");
    }
  });
}

function testImpersonation(keys: () => PairKey[]): void {
  test("it cannot act as the router: no key without an assertion opens the GraphQL server of a peer", async () => {
    const statuses = new Set<number>();
    for (const peer of peers) {
      for (const assertion of everyAssertion(peer)) {
        for (const key of keys()) {
          const request = { requestId: "r", purpose: graphPurpose, ...(assertion ? { assertion } : {}) };
          const headers = { ...signRequest([key], request, body, Date.now()) };
          statuses.add((await post(directUrl(shop, peer), headers, body)).status);
        }
      }
    }
    expect([...statuses]).toEqual([401]);
  });

  test("it cannot act as a customer or an administrator: captured requests are refused by every peer on both servers", async () => {
    for (const { request } of captured) {
      const headers = signedHeaders(request.headers);
      for (const peer of peers) {
        expect((await post(directUrl(shop, peer), headers, request.body)).status).toBe(401);
        for (const name of Object.keys(contracts[peer])) {
          expect((await post(`${internalUrl(shop, peer)}/internal/${name}`, headers, request.body)).status).toBe(401);
        }
      }
      expect((await post(`${internalUrl(shop, "products")}/internal/reserve`, headers, request.body)).status).toBe(401);
    }
  });

  test("it cannot act as an administrator through the router: an assertion is not a token, and the router trusts no header", async () => {
    for (const { assertion, request } of captured) {
      const asToken = await post(shop.url, { authorization: `Bearer ${assertion}` }, body);
      expect(asToken.status).toBe(401);
      const me = '{"query":"{ me { id } }"}';
      const asHeaders = await post(shop.url, signedHeaders(request.headers), me);
      expect(JSON.parse(asHeaders.text).data?.me ?? null).toBeNull();
    }
  });

  test("it cannot act as orders towards payments, nor as another service: every operation that is not its own is refused", async () => {
    const requested: string[] = [];
    for (const peer of peers) {
      for (const { name, callers } of Object.values<Operation>(contracts[peer])) {
        if (callers.some((caller) => caller === "products")) continue;
        requested.push(`${peer}.${name}`);
        const url = `${internalUrl(shop, peer)}/internal/${name}`;
        const body = JSON.stringify({ paymentId: "pay_1", amountMinor: 1, currency: "EUR", userId: "user_1" });
        const statuses = new Set<number>();
        for (const key of keys()) {
          const claimed = {
            requestId: "r",
            purpose: `/internal/${name}`,
            caller: "orders",
            viewer: { kind: "service", name: "orders" },
          };
          for (const assertion of [undefined, captured[1]?.assertion]) {
            const signed = signRequest([key], { ...claimed, assertion }, body, Date.now());
            statuses.add((await post(url, { ...signed }, body)).status);
          }
        }
        // 403: payments knows the key of products>payments, and products may not do this.
        expect({ name, statuses: [...statuses].filter((status) => status !== 401 && status !== 403) }).toEqual({
          name,
          statuses: [],
        });
      }
    }
    expect(requested).toEqual(expect.arrayContaining(["payments.capture", "payments.refund", "users.clientByKey"]));
  });
}

function keysTo(peer: ServiceName) {
  const keys = held.outgoing.get(peer);
  if (!keys) throw new Error(`products has no key towards ${peer}`);
  return keys;
}
