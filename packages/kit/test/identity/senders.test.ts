/** Senders: one for each network or API client, whose accounts are told apart inside it, and passed on from request to request. */

import { expect, test } from "vitest";
import { z } from "zod";
import { signRequest, type Viewer } from "../../src/identity/identity.ts";
import { developmentRing, outgoingKeys } from "../../src/identity/keys/key-ring.ts";
import { verifyPeers } from "../../src/identity/keys/viewer-assertions.ts";
import { openSenders } from "../../src/identity/senders.ts";
import { operation } from "../../src/rpc/contract.ts";
import { callPeer, type PeerRequest } from "../../src/rpc/peers.ts";
import { type Sender, shopSender } from "../../src/runtime/fairness/sender.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { asShop, withTrace } from "../../src/runtime/trace.ts";
import { processes } from "../support/processes.ts";

const senderOf = openSenders(new Uint8Array(32).fill(1));
const guest: Viewer = { kind: "guest" };
const user = (id: string): Viewer => ({ kind: "user", id, role: "CUSTOMER", scopes: [], sessionId: "ses_1" });
const client = (id: string): Viewer => ({ kind: "client", id, scopes: [] });
const at = (address: string | null, viewer: Viewer = guest) => senderOf({ viewer, from: { address, agent: null } });

test("a hundred accounts and addresses of one network are one sender, and another network is another one", () => {
  const one = at("192.0.2.1");
  for (let count = 0; count < 100; count += 1) expect(at("192.0.2.1", user(`usr_${count}`)).id).toBe(one.id);
  expect(at("2001:db8::1").id).toBe(at("2001:db8:0:0:ffff::2").id);
  expect(new Set([one, at("192.0.2.2"), at("2001:db8::1"), at(null)].map(({ id }) => id)).size).toBe(4);
});

test("accounts of a network are told apart, guests and API clients have none", () => {
  const [one, other] = [at("192.0.2.1", user("usr_1")), at("192.0.2.1", user("usr_2"))];
  expect(one.account).not.toBe(other.account);
  expect([at("192.0.2.1").account, at("192.0.2.1", client("api_1")).account]).toEqual(["", ""]);
});

test("an API client is one sender wherever it calls from, and services are the shop", () => {
  expect(at("192.0.2.1", client("api_1"))).toEqual(at("192.0.2.2", client("api_1")));
  expect(at("192.0.2.1", client("api_1")).id).not.toBe(at("192.0.2.1", client("api_2")).id);
  expect(at(null, { kind: "service", name: "orders" })).toBe(shopSender);
});

test("a sender holds no address and no id, equal keys give equal senders, and others give others", () => {
  const sender = at("192.0.2.1", user("usr_1"));
  expect(JSON.stringify(sender)).toMatch(/^\{"id":"[\w-]{16}","account":"[\w-]{16}"\}$/);
  const from = { address: "192.0.2.1", agent: null };
  const madeWith = (byte: number) => openSenders(new Uint8Array(32).fill(byte))({ viewer: user("usr_1"), from });
  expect(madeWith(1)).toEqual(sender);
  expect(madeWith(2).id).not.toBe(sender.id);
});

const count = operation({ name: "count", callers: ["orders"], input: z.object({}), output: z.object({}) });

/** The sender that users finds in a call of orders. */
async function senderAtPeer(run: (call: () => Promise<unknown>) => Promise<unknown>): Promise<Sender | undefined> {
  const sent: PeerRequest[] = [];
  const transport = async (_callee: unknown, request: PeerRequest) => {
    sent.push(request);
    return { status: 200, body: "{}" };
  };
  const ring = developmentRing("orders", processes);
  await run(() =>
    callPeer({ callee: "users", ring, transport, runtime: systemRuntime, metrics: createMetrics() }, count, {}),
  );
  const [request] = sent;
  if (!request) throw new Error("nothing was sent");
  const { "hansa-claims": claims, "hansa-signature": signature } = request.headers;
  const verify = verifyPeers(developmentRing("users", processes), systemRuntime);
  return verify({ claims, signature }, Buffer.from(request.body))?.sender;
}

test("a call of a peer names the sender of its request; jobs, shared work and work outside of requests are the shop's", async () => {
  const sender = at("192.0.2.1", user("usr_1"));
  const trace = { requestId: "req_1", entry: "graphql", sender } as const;
  expect(await senderAtPeer((call) => withTrace(trace, call))).toEqual(sender);
  expect(await senderAtPeer((call) => withTrace(trace, () => asShop(call)))).toEqual(shopSender);
  expect(await senderAtPeer((call) => withTrace({ ...trace, entry: "job" }, call))).toEqual(shopSender);
  expect(await senderAtPeer((call) => call())).toEqual(shopSender);
  expect(await senderAtPeer((call) => withTrace({ requestId: "req_1", entry: "graphql" }, call))).toBeUndefined();
});

test("a claimed sender is signed: another one is refused", () => {
  const request = { requestId: "req_1", purpose: "/internal/count", sender: at("192.0.2.1") };
  const signed = signRequest(
    outgoingKeys(developmentRing("orders", processes), "users"),
    request,
    "{}",
    systemRuntime.now(),
  );
  const claims = JSON.parse(Buffer.from(signed["hansa-claims"], "base64url").toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, sender: at("192.0.2.2") })).toString("base64url");
  const verify = verifyPeers(developmentRing("users", processes), systemRuntime);
  const signature = signed["hansa-signature"];
  expect(verify({ claims: signed["hansa-claims"], signature }, Buffer.from("{}"))?.sender).toEqual(request.sender);
  expect(verify({ claims: forged, signature }, Buffer.from("{}"))).toBeUndefined();
});
