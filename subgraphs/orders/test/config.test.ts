/** Configuration: reports every invalid variable at once; and the store supports the largest cart that the settings allow. */
import { processes } from "@hansa/contracts/processes";
import { ConfigError } from "@hansa/kit/runtime";
import { ownKeys } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { createBalance } from "../src/service/checkout/placement.ts";
import { findLinesByCarts, saveCartLines } from "../src/store/cart/carts.ts";
import { findLinesByOrders, findOrdersByIds, insertOrder } from "../src/store/order/orders.ts";
import { present } from "./support/mutations.ts";
import { bought } from "./support/purchase.ts";
import { shop } from "./support/shop.ts";

function faultsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
}

test("every invalid variable is reported at once", () => {
  const invalid = {
    HANSA_PUBLIC_URL: "ftp://kontor.example",
    HANSA_STOREFRONT_URL: "kontor",
    HANSA_MAIL_FROM: "The Shop",
    HANSA_MAIL_PER_SECOND: "many",
    HANSA_GUEST_SECRET: "short",
    HANSA_CAPTURE_MODE: "ON_FULFILMENT",
  };
  const faults = faultsOf(invalid);
  for (const name of Object.keys(invalid)) expect(faults).toContain(name);
});

test("production asks the register of VAT ids, and refuses the sandbox", () => {
  expect(readConfig({}).vatRegister).toBe("sandbox");
  expect(readConfig({ HANSA_VAT_REGISTER: "vies" }).vatRegister).toBe("vies");
  expect(faultsOf({ HANSA_ENV: "production", HANSA_VAT_REGISTER: "sandbox" })).toContain("HANSA_VAT_REGISTER");
  expect(faultsOf({ HANSA_ENV: "production" })).not.toContain("HANSA_VAT_REGISTER");
});

test("the sender of e-mail is accepted with and without a name", () => {
  const senderOf = (from: string) => readConfig({ HANSA_MAIL_FROM: from }).firstSettings.senderEmail;
  expect(["The Shop <us@hansa.example>", "us@hansa.example", " <us@hansa.example> "].map(senderOf)).toEqual(
    Array(3).fill("us@hansa.example"),
  );
});

test("a production shop needs its own secrets, for services and guests, and a mail transport", () => {
  const own = "a-secret-of-this-shop-and-no-other-one";
  const faults = faultsOf({ HANSA_ENV: "production" });
  expect(faults).toContain("HANSA_KEYS_FILE");
  expect(faults).toContain("HANSA_GUEST_SECRET");
  expect(faultsOf({ HANSA_ENV: "production", ...ownKeys("orders", processes) })).not.toContain("HANSA_KEYS_FILE");
  const secrets = { HANSA_ENV: "production", ...ownKeys("orders", processes), HANSA_GUEST_SECRET: own };
  expect(faultsOf(secrets)).toContain("HANSA_SMTP_URL");
  expect(faultsOf({ ...secrets, HANSA_SMTP_URL: "smtps://mail.example" })).toBe("none");
});

test("a cart with the highest number of lines that the settings allow, and its order, fit into the store", async () => {
  const s = await shop();
  const { cartId, orderId } = await bought(s);
  const { store } = s.running.service.deps;
  await store.write("the-largest-cart", async (tx) => {
    const [cartLine] = await findLinesByCarts(tx, [cartId]);
    const [order] = await findOrdersByIds(tx, [orderId]);
    const [line] = await findLinesByOrders(tx, [orderId]);
    const each = <Row>(row: (id: string, position: number) => Row) =>
      Array.from({ length: 2_000 }, (_, index) => row(`big_${index}`, index));
    await saveCartLines(
      tx,
      each((id, position) => ({ ...present(cartLine), id, variantId: id, position })),
    );
    const big = { ...present(order), id: "ord_big", number: "1", checkoutId: "chk_big", invoiceNumber: null };
    const lines = each((id, position) => ({ ...present(line), id, orderId: big.id, position }));
    await insertOrder(tx, big, lines);
    const free = lines.map((one) => ({ ...one, lineTotalMinor: 0 }));
    await createBalance(tx, big, free, { sentVariants: new Set(), paymentId: null, version: 1 });
  });
  expect(await s.rows("SELECT count(*) AS lines FROM order_lines WHERE order_id = 'ord_big'")).toEqual([
    { lines: 2_000 },
  ]);
  expect(await s.rows("SELECT count(*) AS counted FROM line_counters WHERE order_id = 'ord_big'")).toEqual([
    { counted: 2_000 },
  ]);
});
