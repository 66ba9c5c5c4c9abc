/** A network link forwards a request, delays it, cuts it off before its arrival, or loses its response. */
import { createServer } from "node:http";
import { chanceOf } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { type LinkFaultCounts, openLink } from "../faults/network-links.ts";

async function wire() {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(request.url ?? "");
    response.end("heard");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("no port");
  const count: LinkFaultCounts = { delay: 0, cut: 0, lose: 0 };
  const link = await openLink(bound.port, chanceOf(1, "test"), count);
  onTestFinished(() => {
    link.close();
    server.closeAllConnections();
    server.close();
  });
  const ask = async (path: string): Promise<string> => {
    const result = await fetch(`http://127.0.0.1:${link.port}${path}`, { method: "POST", body: path });
    return result.text();
  };
  return { received, link, count, ask };
}

test("a sound wire carries requests and answers, one after the other on one connection", async () => {
  const { received, ask, count } = await wire();
  expect([await ask("/1"), await ask("/2")]).toEqual(["heard", "heard"]);
  expect(received).toEqual(["/1", "/2"]);
  expect(count).toEqual({ delay: 0, cut: 0, lose: 0 });
});

test("a request that is cut off never arrives; an answer that is lost belongs to one that did", async () => {
  const { received, link, ask, count } = await wire();
  link.trouble({ kind: "cut", share: 1, mostMs: 0 });
  await expect(ask("/cut")).rejects.toThrow();
  expect(received).toEqual([]);
  link.trouble({ kind: "lose", share: 1, mostMs: 0 });
  await expect(ask("/lost")).rejects.toThrow();
  expect(received).toEqual(["/lost"]);
  link.trouble(undefined);
  expect(await ask("/sound")).toBe("heard");
  expect(count).toEqual({ delay: 0, cut: 1, lose: 1 });
});

test("a delayed request arrives all the same", async () => {
  const { link, ask, count } = await wire();
  link.trouble({ kind: "delay", share: 1, mostMs: 20 });
  expect(await ask("/late")).toBe("heard");
  expect(count.delay).toBe(1);
});
