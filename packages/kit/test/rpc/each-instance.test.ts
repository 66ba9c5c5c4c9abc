/** One request to each instance: answered, refused, garbled, endless and silent ones, all within the wait. */

import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import { verifyPeers } from "../../src/identity/keys/viewer-assertions.ts";
import { operation } from "../../src/rpc/contract.ts";
import { askEachInstance } from "../../src/rpc/each-instance.ts";
import { openInstances } from "../../src/rpc/instances/instances.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { startEndlessServer } from "../../testing/servers/endless-server.ts";
import { log } from "../support/event-source.ts";
import { processes } from "../support/processes.ts";

const tins = z.object({ tins: z.int() });
const report = operation({ name: "report-tins", callers: ["router"], input: z.object({}), output: tins });

/** The address of a server that answers so, until the test ends. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("the server has no port");
  return `http://127.0.0.1:${bound.port}`;
}

test("each instance is asked with a signature, and one without a valid answer in time has none", async () => {
  const verify = verifyPeers(developmentRing("orders", processes), systemRuntime);
  const good = await serve((request, response) => {
    request.on("data", (body: Buffer) => {
      const { "hansa-claims": claims, "hansa-signature": signature } = request.headers;
      const identity = verify({ claims, signature, viewer: undefined }, body);
      const isRouter = identity?.viewer.kind === "service" && identity.viewer.name === "router";
      response.end(JSON.stringify({ tins: isRouter && identity.purpose === "/internal/report-tins" ? 7 : 0 }));
    });
  });
  const refusing = await serve((_request, response) => response.writeHead(503).end('{"tins":1}'));
  const garbled = await serve((_request, response) => response.end("<tins>"));
  const silent = await serve(() => {});
  const endless = await startEndlessServer();
  onTestFinished(() => endless.close());
  const addresses = [good, refusing, garbled, silent, endless.origin, "http://127.0.0.1:9"];
  const instances = openInstances({ runtime: systemRuntime, log }, "service orders", addresses);
  onTestFinished(() => instances.close());
  const waits = new Map<() => void, number>();
  const startTimer = (ms: number, passed: () => void) => {
    waits.set(passed, ms);
    return () => void waits.delete(passed);
  };
  const call = { callee: "orders", instances, waitMs: 500 } as const;
  const asking = askEachInstance(
    { ring: developmentRing("router", processes), runtime: { ...systemRuntime, startTimer } },
    call,
    report,
    {},
  );
  // The wait is over once every other instance has answered.
  await expect.poll(() => [...waits.values()]).toEqual([500]);
  for (const passed of waits.keys()) passed();
  const responses = await asking;
  expect(responses).toEqual(
    addresses.map((address, index) => ({
      instance: new URL(address).host,
      response: index === 0 ? { tins: 7 } : undefined,
    })),
  );
});
