/** The router at the internal server: accepted by operations that name it as a caller, and by no others. */
import { expect, test } from "vitest";
import { callPeer, sendRequest } from "../../src/rpc/peers.ts";
import { contract, service } from "../support/service.ts";

test("the router gets a response to its own operation", async () => {
  const { peer } = await service();
  expect(await callPeer(peer("router"), contract.recognise, {})).toEqual({ known: true });
});

const request = { path: "/internal/events", name: "events", waitMs: 100 };

test("services cannot call the router's operation, nor the router theirs, nor can it consume events", async () => {
  const { peer } = await service();
  await expect(callPeer(peer("orders"), contract.recognise, {})).rejects.toThrow("403");
  await expect(callPeer(peer("router"), contract.count, { tins: 1 })).rejects.toThrow("403");
  const page = { after: 0, limit: 1, waitMs: 0 };
  await expect(sendRequest(peer("router"), request, page)).rejects.toThrow("403");
  expect(await sendRequest(peer("orders"), request, page)).toMatchObject({ events: [] });
});

test.each([
  ["a person in the graph", { kind: "user", id: "user_1", role: "ADMIN", scopes: [], sessionId: "ses_1" }, undefined],
  [
    "a person at the internal listener",
    { kind: "user", id: "user_1", role: "ADMIN", scopes: [], sessionId: "s" },
    "/internal/recognise",
  ],
  ["another service", { kind: "service", name: "orders" }, "/internal/recognise"],
  ["the router in the graph", null, undefined],
] as const)(
  "a signature of the router for %s opens nothing at the internal listener",
  async (_whom, viewer, purpose) => {
    const { internal, sign } = await service();
    const claimed = viewer?.kind === "user" ? { ...viewer, scopes: [] } : viewer;
    const headers = sign("{}", { viewer: claimed, ...(purpose ? { purpose } : {}) });
    const response = await internal.inject({ method: "POST", url: "/internal/recognise", headers, payload: "{}" });
    expect(response.statusCode).toBe(401);
  },
);
