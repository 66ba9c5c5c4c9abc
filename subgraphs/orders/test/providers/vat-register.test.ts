/** Registers of VAT ids: an answer of VIES is taken as it is, and no answer is none. */
import { once } from "node:events";
import { createServer } from "node:http";
import { createLog, createMetrics, withTrace } from "@hansa/kit/runtime";
import { manualRuntime } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { openVatRegister, type RegisterChoice } from "../../src/providers/vat-register.ts";

const noon = Date.UTC(2026, 0, 15, 12);

/** The register of a shop; `deadline` ends its calls. */
function registerOf(choice: RegisterChoice, deadline = new AbortController()) {
  const runtime = { ...manualRuntime(noon), deadline: () => deadline.signal };
  const log = createLog("orders", "silent");
  return { runtime, register: openVatRegister({ runtime, log, metrics: createMetrics() }, choice) };
}

/** A server that answers each request like this, and keeps their bodies. It answers nothing without a text. */
async function vies(status: number, text: string | undefined) {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      bodies.push(JSON.parse(Buffer.concat(parts).toString()));
      server.emit("kept");
      if (text !== undefined) response.writeHead(status, { "content-type": "application/json" }).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const received = async (requests: number) => {
    while (bodies.length < requests) await once(server, "kept");
  };
  return { bodies, received, choice: { vies: `http://127.0.0.1:${port}/check` } };
}

test("an id is asked for the seller, and the number of the request is kept", async () => {
  const { bodies, choice } = await vies(200, '{"valid":true,"requestIdentifier":"WAPIAAAA1","name":"FENWARP"}');
  const { register } = registerOf(choice);
  expect(await register.check("ATU13585627", "DE136695976")).toEqual({ state: "VALID", consultation: "WAPIAAAA1" });
  expect(bodies).toEqual([
    {
      countryCode: "AT",
      vatNumber: "U13585627",
      requesterMemberStateCode: "DE",
      requesterNumber: "136695976",
    },
  ]);
});

test.each([
  ["an unknown id", 200, '{"valid":false,"requestIdentifier":""}', "INVALID"],
  [
    "a member state that is away",
    200,
    '{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}',
    "UNAVAILABLE",
  ],
  ["too many requests", 429, "{}", "UNAVAILABLE"],
  ["a page of HTML", 200, "<html></html>", "UNAVAILABLE"],
  ["a long answer", 200, JSON.stringify({ valid: true, name: "x".repeat(30_000) }), "UNAVAILABLE"],
])("%s is %s %s: %s", async (_what, status, text, state) => {
  const { choice } = await vies(status, text);
  expect(await registerOf(choice).register.check("ATU13585627", null)).toEqual({ state, consultation: null });
});

test("silence until the deadline is no answer, and of the eight requests at once one sender has four", async () => {
  const { bodies, received, choice } = await vies(200, undefined);
  const deadline = new AbortController();
  const { register } = registerOf(choice, deadline);
  const checkAs = (id: string, vatId: string) =>
    withTrace({ requestId: id, entry: "graphql", sender: { id, account: "" } }, () => register.check(vatId, null));
  const greedy = Array.from({ length: 100 }, () => checkAs("greedy", "ATU13585627"));
  const victim = checkAs("victim", "ATU33864707");
  await received(5);
  expect(bodies.filter((body) => JSON.stringify(body).includes("U33864707"))).toHaveLength(1);
  deadline.abort();
  const states = (await Promise.all([...greedy, victim])).map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(["UNAVAILABLE"]));
  expect(bodies).toHaveLength(5);
});

test("an address without a listener is unavailable", async () => {
  expect((await registerOf({ vies: "http://127.0.0.1:1/check" }).register.check("ATU1", null)).state).toBe(
    "UNAVAILABLE",
  );
});

test("the sandbox knows ids that end in 1, denies others, and is away for 3 and late for 4", async () => {
  const { register, runtime } = registerOf("sandbox");
  const states = await Promise.all(
    ["1", "2", "3", "7"].map(async (end) => (await register.check(`ATU${end}`, null)).state),
  );
  expect(states).toEqual(["VALID", "INVALID", "UNAVAILABLE", "INVALID"]);
  const late = register.check("ATU4", null);
  await runtime.advance(3_000);
  expect((await late).state).toBe("UNAVAILABLE");
});
