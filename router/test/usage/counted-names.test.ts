/** Counted names: one guest takes half of the places for the names of operations and clients, and the shop's own names find one. */
import { systemRuntime } from "@hansa/kit/runtime";
import { expect, test } from "vitest";
import { openClients } from "../../src/control/usage/clients.ts";
import { type NameUser, openCountedNames } from "../../src/identity/counted-names.ts";
import { createRouterMetrics } from "../../src/metrics.ts";

const guestOf = (network: string): NameUser => ({ viewer: { kind: "guest" }, sender: { id: network, account: "" } });
const greedy = guestOf("greedy");
const person: NameUser = {
  viewer: { kind: "user", id: "user_1", sessionId: "ses_1", role: "CUSTOMER", scopes: [] },
  sender: { id: "home", account: "a" },
};
const client: NameUser = {
  viewer: { kind: "client", id: "client_1", scopes: [] },
  sender: { id: "partner", account: "" },
};
const invent = (hasPlace: (name: string, user: NameUser) => boolean, count: number): number =>
  Array.from({ length: count }, (_, index) => hasPlace(`Invented${index}`, greedy)).filter(Boolean).length;

test("one guest's names take half of the places, however many it makes up", () => {
  const hasPlace = openCountedNames(300);
  expect(invent(hasPlace, 5_000)).toBe(150);
  expect(hasPlace("Page", guestOf("home"))).toBe(false);
});

test.each([
  ["a signed-in person", [person]],
  ["an API client", [client]],
  ["guests of two networks", [guestOf("home"), guestOf("office")]],
  ["a name of ours", [undefined]],
])("a name of %s has a place after 5,000 made-up ones", (_by, users) => {
  const hasPlace = openCountedNames(300);
  invent(hasPlace, 5_000);
  expect(users.map((user) => hasPlace("Page", user)).at(-1)).toBe(true);
  expect(hasPlace("Page", greedy)).toBe(true);
});

test("one guest's use of a name again and again is that of one guest", () => {
  const hasPlace = openCountedNames(300);
  invent(hasPlace, 150);
  expect(Array.from({ length: 10 }, () => hasPlace("Again", greedy))).not.toContain(true);
});

test("all places together are bounded", () => {
  const hasPlace = openCountedNames(300);
  const taken = Array.from({ length: 1_000 }, (_, index) => hasPlace(`Page${index}`, person)).filter(Boolean);
  expect(taken).toHaveLength(300);
});

test("the metrics count the operations of people by name beside 5,000 made-up ones", async () => {
  const metrics = createRouterMetrics(systemRuntime.monotonic);
  for (let at = 0; at < 5_000; at += 1)
    metrics.countRequest({ operation: `Invented${at}`, identity: greedy }, 200, 0.001);
  metrics.countRequest({ operation: "Page", identity: person }, 200, 0.001);
  metrics.countErrors({ operation: "Page", identity: person });
  const text = await metrics.registry.metrics();
  expect(text).toContain('hansa_router_requests_total{operation="Page",status="200"} 1');
  expect(text).toContain('hansa_router_operation_errors_total{operation="Page"} 1');
  expect(text).toContain('hansa_router_requests_total{operation="(other)",status="200"} 4850');
});

test("clients of people are told apart beside 5,000 made-up ones, in each week", () => {
  const clientOf = openClients();
  const ask = (name: string, user: NameUser, week: number) =>
    clientOf({ headers: { "graphql-client-name": name }, user }, week).name;
  for (const week of [1, 2]) {
    const kept = Array.from({ length: 5_000 }, (_, at) => ask(`c${at}`, greedy, week)).filter(
      (name) => name !== "(other)",
    );
    expect(kept).toHaveLength(150);
    expect(ask("web", person, week)).toBe("web");
  }
});
