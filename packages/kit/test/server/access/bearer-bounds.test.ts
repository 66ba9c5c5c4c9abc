/** Bounds where bearer access is on: what one large request, and ten thousand small ones, can fill. */
import { once } from "node:events";
import { Agent, request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { bodyOf, hello, openBearerService } from "../../support/bearer-service.ts";
import { json } from "../../support/service.ts";

test("one large body is refused at a megabyte, however it is sent, and others are answered", async () => {
  const { origin, post } = await openBearerService();
  const large = bodyOf(`{ hello } #${"x".repeat(1024 * 1024)}`);
  expect((await post(large)).status).toBe(413);
  const sent = request(`${origin}/graphql`, { method: "POST", headers: json });
  const answering = once(sent, "response");
  sent.on("error", () => {});
  for (let at = 0; at < large.length; at += 65_536) sent.write(large.slice(at, at + 65_536));
  sent.end();
  const [response] = await answering;
  expect(response.statusCode).toBe(413);
  response.resume();
  expect((await post(hello)).status).toBe(200);
});

/** The most bytes that clients can fill: documents take 32 MB, tokens, hosts and what is measured with them the rest. */
const maxFilledBytes = 80 * 2 ** 20;

test("ten thousand small requests, each with another document, token, host and id, fill a bounded part of the memory", {
  timeout: 300_000,
}, async () => {
  const { origin, bearer } = await openBearerService();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const statuses = new Map<number | undefined, number>();
  const ask = async (index: number) => {
    // Its document takes 25 kB of memory.
    const fields = Array.from({ length: 16 }, (_, at) => `f${at}_${index}: hello(text: "${index}")`);
    const token = await bearer({ sub: `user_${index}`, sid: `ses_${index}` });
    const headers = { ...json, ...token, host: `h${index}.localhost`, "x-request-id": `request-${index}` };
    const sent = request(`${origin}/graphql`, { method: "POST", agent, headers });
    sent.end(bodyOf(`{ ${fields.join(" ")} }`));
    const [response] = await once(sent, "response");
    response.resume();
    await once(response, "end");
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
  };
  const askMany = async (from: number, to: number) => {
    for (let at = from; at < to; at += 16)
      await Promise.all(Array.from({ length: Math.min(16, to - at) }, (_, offset) => ask(at + offset)));
  };
  await askMany(0, 16);
  const before = usedBytes();
  await askMany(16, 10_000);
  const filled = usedBytes() - before;
  agent.destroy();
  expect([...statuses]).toEqual([[200, 10_000]]);
  expect(filled).toBeLessThan(maxFilledBytes);
});

/** The bytes of live objects. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
