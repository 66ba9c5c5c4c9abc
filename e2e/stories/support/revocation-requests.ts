/** Requests of the stories of revocation: to the router, and to a service as the router or with the token itself. */

import { processes, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { graphPurpose, readKeySet, signAssertion, signRequest, type Viewer } from "@hansa/kit/identity";
import { expect } from "vitest";
import { z } from "zod";
import { readFolder } from "../../../cli/host/keys/key-folder.ts";
import { directUrl, type Shop } from "../../../cli/testing/shop.ts";
import { isLate, isSecondOver, type Served } from "./lateness.ts";

const result = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }) })).optional(),
});

async function post(url: string, headers: object, query: string, variables = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = result.parse(await response.json());
  return { status: response.status, data, code: errors?.[0]?.extensions.code };
}

const claims = z.object({ sub: z.string(), role: z.string(), scope: z.string(), sid: z.string() });

/** The claims of an access token. */
export function claimsOf(token: string) {
  return claims.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()));
}

export const read = "{ __typename products(first: 1) { nodes { id } } }";
export const write = `mutation { cartCreate(input: { currency: "EUR", lines: [] }) { __typename } }`;

export const logout = "mutation { logout(input: { everywhere: true }) { __typename } }";

export type Requests = ReturnType<typeof requestsTo>;

/** The requests to this shop. */
export function requestsTo(shop: Shop) {
  /** Asks the router with a token, or as a guest. */
  const ask = (token: string | undefined, query: string, variables = {}) =>
    post(shop.url, token ? { authorization: `Bearer ${token}` } : {}, query, variables);

  /** Asks a service as the router would for the holder of this token, with an assertion that is good. */
  async function askDirectly(service: ServiceName, token: string, query: string) {
    const router = readKeySet("router", processes, readFolder(`${shop.data}/keys`).get("router") ?? {});
    const [signingKey] = router.signingKeys;
    const keys = router.outgoing.get(service);
    if (!signingKey || !keys) throw new Error("the router has no keys");
    const { sub, role, scope, sid } = claimsOf(token);
    const scopes = scope.split(" ").filter(Boolean);
    const viewer: Viewer = { kind: "user", id: sub, role, scopes, sessionId: sid };
    const assertion = signAssertion(signingKey, { viewer, guest: [] }, service, Date.now());
    const body = JSON.stringify({ query });
    const headers = signRequest(keys, { requestId: "r", purpose: graphPurpose, assertion }, body, Date.now());
    const response = await fetch(directUrl(shop, service), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    const { errors } = result.parse(await response.json());
    return { status: response.status, code: errors?.[0]?.extensions.code };
  }

  /** Asks a service with the token itself, as another gateway would. */
  async function askAsBearer(service: ServiceName, token: string, query: string) {
    const { status, code } = await post(directUrl(shop, service), { authorization: `Bearer ${token}` }, query);
    return { status, code };
  }

  return { ask, askDirectly, askAsBearer };
}

/** How each place serves this token, or an assertion about its viewer, from now on. */
async function servedFor(requests: Requests, token: string): Promise<Record<string, Served>> {
  const places: Record<string, () => Promise<{ code: string | undefined }>> = {
    "router, query": () => requests.ask(token, read),
    "router, mutation": () => requests.ask(token, write),
    ...Object.fromEntries(
      serviceNames.flatMap((service) => [
        [service, () => requests.askDirectly(service, token, "{ __typename }")] as const,
        [`${service}, bearer`, () => requests.askAsBearer(service, token, "{ __typename }")] as const,
      ]),
    ),
  };
  const revokedAt = performance.now();
  const served = Object.entries(places).map(async ([name, send]) => {
    const last = { isAfterSecond: false, requests: 0 };
    for (;;) {
      const isAfterSecond = isSecondOver(revokedAt);
      const { code } = await send();
      if (code === "UNAUTHENTICATED") return [name, last] as const;
      last.isAfterSecond = isAfterSecond;
      last.requests += 1;
      if (isLate(last)) return [name, last] as const;
    }
  });
  return Object.fromEntries(await Promise.all(served));
}

/** Expects that within a second every place refuses this token. */
export async function expectRefusal(requests: Requests, token: string): Promise<void> {
  const served = await servedFor(requests, token);
  expect(Object.entries(served).filter(([, last]) => isLate(last))).toEqual([]);
  expect(await requests.ask(token, read)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
}
