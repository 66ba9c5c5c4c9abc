/** The provider is given its faults after each start, with another seed each time. */
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openProviderSwitch } from "../faults/provider-faults.ts";
import { programOf } from "../processes/names.ts";

const faultPlan = z.looseObject({ seed: z.int(), lost: z.number().optional() });

test("a provider that was killed is told the same faults again, under another seed; the same run tells the same", async () => {
  const received: z.infer<typeof faultPlan>[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(faultPlan.parse(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("no port");
  const port = bound.port - programOf("provider").publicPort(0);
  for (const _run of [1, 2]) {
    const provider = openProviderSwitch(port, 7);
    await provider.begin();
    await provider.turn({ lost: 0.5 });
    await provider.begin();
  }
  const seeds = received.map(({ seed }) => seed);
  expect(received.map(({ lost }) => lost)).toEqual([undefined, 0.5, 0.5, undefined, 0.5, 0.5]);
  expect(seeds[1]).toBe(seeds[0]);
  expect(seeds[2]).not.toBe(seeds[1]);
  expect(seeds.slice(3)).toEqual(seeds.slice(0, 3));
});
