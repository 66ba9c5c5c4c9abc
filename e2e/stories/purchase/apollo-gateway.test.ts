/** Purchases and pages through Apollo's gateway, in a shop that `npm start -- --gateway apollo` runs, and its differences from our router. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  signIn,
  startPayment,
} from "@hansa/client/buyer";
import { CheckoutCompleteDocument, MeDocument } from "@hansa/client/documents/purchase";
import {
  errorCodeOf,
  executeDocument,
  type GraphqlResult,
  requireData,
  sendRequest,
} from "@hansa/client/graphql-client";
import { type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { root } from "../../../cli/host/shop.mjs";

const data = mkdtempSync(path.join(inject("shopFolders"), "shop-"));
let program: OwnedProgram;
let shop: { url: string };

beforeAll(async () => {
  cpSync(inject("seededData"), data, { recursive: true });
  const port = await findFreePorts(24_500);
  program = startOwned(process.execPath, ["cli/start/main.ts", "--gateway", "apollo"], {
    cwd: root,
    env: { ...process.env, HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
  });
  shop = { url: `http://127.0.0.1:${port}/graphql` };
  await program.printed("Hansa is ready");
});
afterAll(async () => {
  await program.stop("SIGINT");
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

test("every page of the playground has its golden shape", async () => {
  const smoke = ["lab/smoke/main.ts", "--shop", new URL("/", shop.url).href];
  const { stdout } = await promisify(execFile)(process.execPath, smoke, { cwd: root });
  expect(stdout).toMatch(/smoke: (\d+) of \1\n$/);
});

/** Each difference of docs/owners/other-gateways.md that Apollo's gateway has, with the test that finds it. */
const differences: Readonly<Record<string, () => Promise<void>>> = {
  "no `extensions.replayed`": async () => {
    const { id } = await findAvailableVariant(shop, "tea");
    const checkoutId = await prepareCheckout(shop, await fillCart(shop, id, 1));
    await startPayment(shop, checkoutId, "tok_ok");
    const order = requireOrder(await completeCheckout(shop, checkoutId, undefined, "replayed"));
    const again = await executeDocument(shop.url, CheckoutCompleteDocument, {
      input: { checkoutId, idempotencyKey: "replayed" },
    });
    expect(again).toMatchObject({ data: { checkoutComplete: { order: { number: order.number } } }, extensions: {} });
  },
  "no `node` and `nodes`": async () => {
    for (const query of [`{ node(id: "prod_1") { id } }`, `{ nodes(ids: ["prod_1"]) { id } }`])
      expect(codesOf(await sendRequest(shop.url, { query }))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  },
  "a refused token is an error of a field": async () => {
    const forged = await executeDocument(shop.url, MeDocument, {}, { token: "forged.forged.forged" });
    expect([forged.status, errorCodeOf(forged), forged.data?.me ?? null]).toEqual([200, "UNAUTHENTICATED", null]);
  },
};

test.each(Object.entries(differences))("a difference from our router: %s", (_name, find) => find());

test("the page about other gateways lists these differences, and no other, for all gateways or for this one", () => {
  const page = readFileSync(path.join(root, "docs/owners/other-gateways.md"), "utf8");
  const rows = [...page.matchAll(/^\| (.+?) \| (all|[a-z, -]+) \| .+ \|$/gm)].filter(
    ([, , gateways = ""]) => gateways === "all" || gateways.split(", ").includes("apollo"),
  );
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(differences));
});

test("a guest has no account", async () => {
  const { me } = await requireData(executeDocument(shop.url, MeDocument, {}));
  expect(me).toBeNull();
});

test("a sign-in stands once in an operation", async () => {
  const query = "mutation { a: login b: login }";
  expect(codesOf(await sendRequest(shop.url, { query }))).toEqual(["OPERATION_TOO_LARGE"]);
});

function codesOf({ errors }: GraphqlResult<unknown>): unknown[] {
  return errors.map(({ extensions }) => extensions?.code);
}
