/** The sandbox as a process of its own: real sockets, kills, and a store that survives. */
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, type OwnedProgram, portOf, rowsOf, startOwned, temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { sandboxClient } from "../src/http/client.ts";
import { secrets, startTerms } from "../testing/test-sandbox.ts";

const program = fileURLToPath(new URL("../src/index.ts", import.meta.url));

test("it keeps its ledger over a kill, recognises a key again, and repeats a message until it is accepted", async () => {
  const received: string[] = [];
  const shop = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (body: string) => received.push(body));
    request.on("end", () => response.writeHead(received.length < 2 ? 503 : 200).end());
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const folder = temporaryFolder();
  const port = await freePort();
  const start = () => startSandbox(folder.path, port, `http://127.0.0.1:${portOf(shop.address())}/webhooks/sandbox`);
  let running = await start();
  onTestFinished(async () => {
    await running.stop("SIGTERM");
    shop.close();
    folder.remove();
  });
  const client = sandboxClient(`http://127.0.0.1:${port}`, secrets);
  const once = () => ({ key: "auth:chk_1:1", signal: new AbortController().signal });
  const first = await client.start(startTerms, once());

  await running.stop("SIGKILL");
  running = await start();
  expect(await client.start(startTerms, once())).toEqual(first);
  await expect.poll(() => received.length).toBeGreaterThanOrEqual(2);

  const place = { engine: "sqlite", file: join(folder.path, "payments", "sandbox-provider.db") } as const;
  expect(await rowsOf(place, "SELECT payment_id, state FROM sandbox_entries")).toEqual([
    { payment_id: "pay_1", state: "AUTHORIZED" },
  ]);
});

async function startSandbox(data: string, port: number, webhookUrl: string): Promise<OwnedProgram> {
  const sandbox = startOwned(process.execPath, [program], {
    env: {
      HANSA_DATA: data,
      HANSA_PORT: String(port - 15),
      HANSA_SANDBOX_WEBHOOK_SECRET: secrets.join(","),
      HANSA_SANDBOX_WEBHOOK_URL: webhookUrl,
      HANSA_LOG_LEVEL: "silent",
    },
  });
  const isHealthy = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await sandbox.until("it was healthy", isHealthy);
  return sandbox;
}
