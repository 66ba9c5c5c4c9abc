/** Stories with one service down: independent pages are complete, and others have nulls and coded errors. */
import { serviceNames } from "@hansa/kit/processes";
import { beforeAll, expect, test } from "vitest";
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
import { CartByIdDocument } from "../../../lab/client/documents/purchase.ts";
import { type Credentials, executeDocument } from "../../../lab/client/graphql-client.ts";
import { openPageClient, type Page, type PageAnswer, readPages } from "../../../lab/client/playground-pages.ts";
import { type ServiceName, type Shop, sharedShop } from "../../../lab/client/processes/shop.ts";

let shop: Shop;
let askPage: (page: Page) => Promise<PageAnswer>;
const healthy = new Map<string, PageAnswer>();

/** Which services a page's plan asks, and which of them give its root fields. */
const needs: Record<string, { roots: ServiceName[]; others: ServiceName[] }> = {
  Q01_ProductPage: { roots: ["products"], others: ["orders", "users"] },
  Q02_Search: { roots: ["products"], others: [] },
  Q03_Header: { roots: ["users"], others: ["orders"] },
  Q04_CartPage: { roots: ["orders"], others: ["products"] },
  Q05_CartMini: { roots: ["orders"], others: [] },
  Q07_CheckoutPage: { roots: ["users", "orders"], others: ["payments", "products"] },
  Q10_OrderHistory: { roots: ["users"], others: ["orders", "products"] },
  Q11_OrderTrack: { roots: ["orders"], others: [] },
  Q12_AdminOrder: { roots: ["orders"], others: ["users", "payments", "products"] },
  Q13_AdminLowStock: { roots: ["products"], others: ["orders"] },
  Q15_ProfilePage: { roots: ["users"], others: ["orders", "payments", "products"] },
  Q16_MyPayment: { roots: ["payments"], others: [] },
};

beforeAll(async () => {
  shop = await sharedShop();
  askPage = await openPageClient(shop);
  for (const page of pages()) healthy.set(page.name, await askPage(page));
});

function pages(): Page[] {
  return readPages(shop).filter((page) => page.isQuery);
}

test("every page that reads is listed here, and is complete while everything runs", () => {
  expect(
    pages()
      .map((page) => page.name)
      .sort(),
  ).toEqual(Object.keys(needs).sort());
  for (const [name, answer] of healthy) expect({ name, errors: answer.errors }).toEqual({ name, errors: [] });
});

/** A request in the second after a service is back may still be refused: the router pauses its calls for so long. */
async function everybodyIsReached(): Promise<void> {
  const usesAll = pages().filter(({ name }) => name === "Q07_CheckoutPage");
  expect(usesAll).toHaveLength(1);
  for (const page of usesAll)
    await expect.poll(async () => (await askPage(page)).errors, { timeout: 10_000 }).toEqual([]);
}

/** Without users, the router cannot know whether a staff session has ended. */
async function staffIsRefused(): Promise<void> {
  const staffPages = pages().filter(isOfStaff);
  expect(staffPages).not.toEqual([]);
  for (const page of staffPages) {
    const refusal = async () => {
      const { data, errors } = await askPage(page);
      return { data, codes: errors.map((error) => error.extensions.code) };
    };
    await expect.poll(refusal, { timeout: 10_000 }).toEqual({ data: null, codes: ["SESSION_UNVERIFIABLE"] });
  }
}

const isOfStaff = ({ identity }: Page) => identity !== "guest" && identity !== "customer";

for (const down of serviceNames) {
  test(`without ${down}, pages that do not need it are complete, and the others have nulls and coded errors only`, async () => {
    await shop.kill(down);
    try {
      if (down === "users") await staffIsRefused();
      for (const page of pages()) {
        if (down === "users" && isOfStaff(page)) continue;
        const { roots = [], others = [] } = needs[page.name] ?? {};
        const answer = await askPage(page);
        const before = healthy.get(page.name);
        if (!roots.includes(down) && !others.includes(down)) {
          expect({ page: page.name, ...answer }).toEqual({ page: page.name, ...before });
          continue;
        }
        const codes = new Set(answer.errors.map((error) => error.extensions.code));
        expect({ page: page.name, codes: [...codes] }).toEqual({ page: page.name, codes: ["SUBGRAPH_UNAVAILABLE"] });
        expectNullsOnly(page.name, answer.data, before?.data);
        if (!roots.includes(down))
          expect({ page: page.name, isEmpty: isEmpty(answer.data) }).toEqual({ page: page.name, isEmpty: false });
        expect(JSON.stringify(answer)).not.toMatch(/127\.0\.0\.1|localhost|ECONN|SQLITE|SELECT |\.ts:\d/);
      }
    } finally {
      await shop.start(down);
      await everybodyIsReached();
    }
  });
}

test("another person's cart is null without an error, one of an unavailable service is null with an error", async () => {
  const { id } = await findAvailableVariant(shop);
  const owner = { token: (await signIn(shop, "CUSTOMER")).token };
  const cartId = await fillCart(shop, id, 1, owner);
  const readCart = async (as: Credentials) => {
    const { data, errors } = await executeDocument(shop.url, CartByIdDocument, { id: cartId }, as);
    return { cart: data?.cart, codes: errors.map(({ extensions }) => extensions?.code) };
  };
  expect(await readCart(owner)).toEqual({ cart: { id: cartId }, codes: [] });
  expect(await readCart({})).toEqual({ cart: null, codes: [] });
  await shop.kill("orders");
  try {
    expect(await readCart(owner)).toEqual({ cart: null, codes: ["SUBGRAPH_UNAVAILABLE"] });
    expect(await readCart({})).toEqual({ cart: null, codes: ["SUBGRAPH_UNAVAILABLE"] });
  } finally {
    await shop.start("orders");
    await everybodyIsReached();
  }
});

test("an order is shown with the other three services down", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_ok");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  for (const down of ["products", "users", "payments"] as const) await shop.kill(down);
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: `query ($number: String!, $token: String) {
        order(number: $number, guestToken: $token) { number state totals { total { decimal } } lines { title quantity } shippingAddress { city } settlement payments { id } }
      }`,
      variables: { number: order.number, token: order.guestToken },
    }),
  });
  expect(await response.json()).toMatchObject({
    data: {
      order: {
        number: order.number,
        state: "CONFIRMED",
        lines: [{ quantity: 1 }],
        shippingAddress: { city: "Lübeck" },
        settlement: "PAID",
        payments: null,
      },
    },
    errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
  });
  for (const down of ["products", "users", "payments"] as const) await shop.start(down);
  expect((await readOrderByToken(shop, order.number, order.guestToken)).settlement).toBe("PAID");
});

/** Everything that is not null is what it was while everything ran. */
function expectNullsOnly(where: string, degraded: unknown, whole: unknown): void {
  if (degraded === null || degraded === undefined) return;
  if (Array.isArray(degraded) && Array.isArray(whole)) {
    expect({ where, length: degraded.length }).toEqual({ where, length: whole.length });
    for (const [index, entry] of degraded.entries()) expectNullsOnly(`${where}.${index}`, entry, whole[index]);
  } else if (typeof degraded === "object") {
    for (const [name, inner] of Object.entries(degraded)) {
      expectNullsOnly(
        `${where}.${name}`,
        inner,
        typeof whole === "object" && whole !== null ? Reflect.get(whole, name) : undefined,
      );
    }
  } else {
    expect({ where, value: degraded }).toEqual({ where, value: whole });
  }
}

function isEmpty(data: PageAnswer["data"]): boolean {
  return !data || Object.values(data).every((root) => root === null);
}
