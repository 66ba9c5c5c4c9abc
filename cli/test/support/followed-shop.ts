/** A shop that `npm start` runs with its logs and a collector of traces, purchases in it, and `hansa follow` over them. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import {
  address,
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { logLine } from "@hansa/contracts/log";
import { type OwnedProgram, portOf, startOwned } from "@hansa/kit/testing";
import { expect, inject } from "vitest";
import { findFreePorts } from "../../host/processes/ports.ts";
import { root } from "../../host/shop.mjs";

export type Line = ReturnType<typeof logLine.parse>;
export type Entry = { at: number; source: string; text: string; requestId?: string; traceId?: string };

/** An order and what grants access to it. */
export type Purchase = { number: string; checkoutId: string; guestToken: string };

/** The steps of a purchase: sources of its entries with their texts. */
export const purchaseSteps = [
  ["orders checkout", "checkout started"],
  ["products stock", "stock reserved, now committed"],
  ["payments payment", /^pay_\w+ of \d+\.\d\d EUR with sandbox started, attempt 1, now CAPTURED$/],
  ["payments call", /^call start stored, now done/],
  ["provider report", "authorized by API"],
  ["payments event", /^payment\.authorized, number \d+$/],
  ["orders timeline", "PLACED by CUSTOMER"],
  ["orders event", /^order\.placed, number \d+$/],
  ["orders log", /^info: order processing: work attempted .*work=COMMIT_STOCK/],
  ["payments call", /^call capture stored, now done/],
  ["provider report", "captured by API"],
  ["payments ledger", /^capture: \d+\.\d\d EUR to provider, transaction /],
  ["payments event", /^payment\.captured, number \d+$/],
  ["orders timeline", "PAYMENT_CAPTURED by SHOP"],
  ["orders timeline", "CONFIRMED by SHOP"],
  ["orders saga", "saga DONE, CONFIRMED"],
  ["orders event", /^order\.confirmed, number \d+$/],
] as const;

export type FollowedShop = Awaited<ReturnType<typeof openFollowedShop>>;

/** Prepares a shop on a copy of the seeded data; it does not run yet. */
export async function openFollowedShop() {
  const collector = createServer((_request, response) => void response.end("{}"));
  const data = mkdtempSync(path.join(inject("shopFolders"), "follow-"));
  const logs = path.join(data, "logs");
  let shop: OwnedProgram | undefined;
  cpSync(inject("seededData"), data, { recursive: true });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const port = await findFreePorts(31_400);
  const url = `http://127.0.0.1:${port}/graphql`;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ HANSA_PORT: String(port), HANSA_DATA: data, HANSA_LOG_LEVEL: "debug", CI: "true" },
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector.address())}`,
  };

  async function purchase(): Promise<Purchase> {
    const { id } = await findAvailableVariant({ url });
    const checkoutId = await prepareCheckout({ url }, await fillCart({ url }, id, 2));
    await startPayment({ url }, checkoutId, "tok_ok");
    const { number, guestToken, state } = requireOrder(await completeCheckout({ url }, checkoutId));
    expect(state).toBe("CONFIRMED");
    return { number, checkoutId, guestToken: guestToken ?? "" };
  }

  /** Every line of a process, which must have the schema. */
  function linesOf(name: string): Line[] {
    return readFileSync(path.join(logs, `${name}.log`), "utf8")
      .trim()
      .split("\n")
      .map((line) => logLine.parse(JSON.parse(line)));
  }

  function logFiles(): string[] {
    return readdirSync(logs).filter((name) => name.endsWith(".log"));
  }

  function follow(...args: string[]) {
    const command = ["cli/hansa.cjs", "follow", ...args];
    return spawnSync(process.execPath, command, { cwd: root, env: environment, encoding: "utf8" });
  }

  function followJson(...args: string[]): Entry[] {
    const { stdout, stderr, status } = follow(...args, "--json");
    expect([status, stderr]).toEqual([0, ""]);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  /** Starts it, and gives the process. */
  async function start(...args: string[]): Promise<OwnedProgram> {
    const command = ["cli/start/main.ts", ...args];
    shop = startOwned(process.execPath, command, { cwd: root, env: environment });
    await shop.printed(/^Hansa is ready/m);
    return shop;
  }

  const stop = async () => await shop?.stop("SIGINT");

  /** Stops all that runs. */
  async function close(): Promise<void> {
    await stop();
    collector.close();
  }

  return { data, logs, url, start, stop, close, purchase, linesOf, logFiles, follow, followJson };
}

export function entered(): string[] {
  return [address.line1, address.lastName, address.postalCode, "@hansa.example", "tok_ok"].map(String);
}

export function matches(found: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? found === wanted : wanted.test(found);
}
