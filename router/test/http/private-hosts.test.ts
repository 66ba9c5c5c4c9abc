/** The router's internal port answers no web page whose name was made to resolve to this machine. */
import { sendRaw } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { startRouter } from "../support/router.ts";
import { startOrders, startProducts } from "../support/subgraphs.ts";

test("status, metrics, health and graph are for names of this machine alone", async () => {
  const subgraphs = [await startProducts(), await startOrders()];
  const router = await startRouter(subgraphs);
  onTestFinished(async () => {
    await router.close();
    for (const subgraph of subgraphs) await subgraph.stop();
  });
  const origin = await router.internal.listen({ host: "127.0.0.1", port: 0 });
  const statusFor = async (path: string, host: string) =>
    (await sendRaw(origin, [`GET ${path} HTTP/1.1`, `host: ${host}`])).status;
  for (const path of ["/status", "/metrics", "/health", "/graph", "/ready"]) {
    expect([path, await statusFor(path, "evil.example:4010")]).toEqual([path, 403]);
    expect([path, await statusFor(path, "localhost:4010")]).toEqual([path, 200]);
  }
});
