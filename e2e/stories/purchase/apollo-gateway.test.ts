/** Purchases through Apollo's gateway, in a shop that `npm start -- --gateway apollo` runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  signIn,
  startPayment,
} from "../../../lab/client/buyer.ts";
import { MeDocument } from "../../../lab/client/documents/purchase.ts";
import { errorCodeOf, executeDocument, requireData, sendRequest } from "../../../lab/client/graphql-client.ts";
import { findFreePorts } from "../../../tools/host/processes/ports.ts";
import { root } from "../../../tools/host/shop.mjs";

const data = mkdtempSync(path.join(inject("shopFolders"), "shop-"));
let child: ChildProcess;
let shop: { url: string };

beforeAll(async () => {
  cpSync(inject("seededData"), data, { recursive: true });
  const port = await findFreePorts(24_500);
  child = spawn(process.execPath, ["tools/start/main.ts", "--gateway", "apollo"], {
    cwd: root,
    env: { ...process.env, HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  shop = { url: `http://127.0.0.1:${port}/graphql` };
  await untilReady();
});
afterAll(async () => {
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
  rmSync(data, { recursive: true, force: true });
});

test("a guest buys, and reads the order with its token", async () => {
  const something = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, something.id, 2));
  expect((await startPayment(shop, checkoutId, "tok_ok")).__typename).toBe("PaymentStarted");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  expect(order).toMatchObject({ state: "CONFIRMED", settlement: "PAID", lines: [{ sku: something.sku, quantity: 2 }] });
  const seen = await readOrderByToken(shop, order.number, undefined, { guest: [order.guestToken ?? ""] });
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: order.totals.total.minor } },
  ]);
  await expect(readOrderByToken(shop, order.number)).rejects.toThrow("cannot be seen");
});

test("a customer buys with a token, and finds the order in the account", async () => {
  const as = await signIn(shop, "CUSTOMER");
  const { id } = await findAvailableVariant(shop, "tea");
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id, 1, as), as);
  await startPayment(shop, checkoutId, "tok_ok", as);
  const order = requireOrder(await completeCheckout(shop, checkoutId, as));
  expect(order).toMatchObject({ state: "CONFIRMED", guestToken: undefined });
  const { me } = await requireData(executeDocument(shop.url, MeDocument, {}, as));
  expect(me?.orders?.nodes[0]).toEqual({ number: order.number, state: "CONFIRMED" });
});

test("a token that users did not issue is refused, and a guest has no account", async () => {
  const forged = await executeDocument(shop.url, MeDocument, {}, { token: "forged.forged.forged" });
  expect([errorCodeOf(forged), forged.data?.me ?? null]).toEqual(["UNAUTHENTICATED", null]);
  const { me } = await requireData(executeDocument(shop.url, MeDocument, {}));
  expect(me).toBeNull();
});

test("a sign-in stands once in an operation", async () => {
  const { errors } = await sendRequest(shop.url, { query: "mutation { a: login b: login }" });
  expect(errors.map(({ extensions }) => extensions?.code)).toEqual(["OPERATION_TOO_LARGE"]);
});

test("node, which our router answers itself, is not in the graph", async () => {
  const { errors } = await sendRequest(shop.url, { query: `{ node(id: "prod_1") { id } }` });
  expect(errors.map(({ extensions }) => extensions?.code)).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
});

function untilReady(): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += String(chunk);
        if (output.includes("Hansa is ready")) resolve();
      });
    }
    child.once("exit", () => reject(new Error(`It ended before it was ready:\n${output}`)));
  });
}
