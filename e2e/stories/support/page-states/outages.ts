/** The states of pages while a service is away. Each service is back when its states were looked at. */
import { addProduct, prepareCheckout } from "../shopper.ts";
import { awaitIsland, type PageState, type Walk } from "./page-state.ts";

export const outages: Walk = async function* ({
  origin,
  openPage,
  shop,
  killStorefront,
  startStorefront,
}): AsyncGenerator<PageState> {
  try {
    const page = await openPage();
    await addProduct(page, origin, "tidemark-mug");

    await shop.kill("products");
    // The first visitor's browser has the page of before.
    const other = await openPage();
    await other.goto(`${origin}/products/tidemark-mug`);
    await other.getByText("prices and stock may have changed since", { exact: false }).waitFor();
    yield { name: "product: kept, products away", page: other };
    await other.context().close();
    await page.goto(`${origin}/search?q=lamp`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    yield { name: "503: search, products away", page };
    await page.goto(`${origin}/cart`);
    await page.getByRole("heading", { name: /Tidemark Mug/ }).waitFor();
    yield { name: "cart: products away", page };
    await shop.start("products");

    await prepareCheckout(page, origin);
    await shop.kill("payments");
    await page.goto(`${origin}/checkout`);
    await page.getByText("Payments cannot be reached at the moment.", { exact: false }).waitFor();
    yield { name: "checkout: payments away", page };
    await shop.start("payments");

    await shop.kill("orders");
    await page.goto(`${origin}/products/tidemark-mug`);
    await awaitIsland(page, "buy-box");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("alert").waitFor();
    yield { name: "product: orders away", page };
    for (const path of ["cart", "checkout", "orders/100001"]) {
      await page.goto(`${origin}/${path}`);
      await page.getByRole("alert").waitFor();
      yield { name: `${path.split("/")[0]}: orders away`, page };
    }
    await page.goto(`${origin}/withdrawal`);
    await awaitIsland(page, "withdrawal-form");
    await page.getByLabel("Order number").fill("100001");
    await page.getByLabel("E-mail of the order").fill("states@hansa.example");
    await page.getByLabel("Last name of the buyer").fill("Hopper");
    await page.getByRole("button", { name: "Confirm withdrawal" }).click();
    await page.getByRole("alert").waitFor();
    yield { name: "withdrawal: orders away", page };
    await shop.start("orders");

    await shop.kill("users");
    await page.goto(`${origin}/account`);
    await page.getByText("Accounts cannot be reached at the moment.", { exact: false }).waitFor();
    yield { name: "account: users away", page };
    await shop.start("users");

    await killStorefront();
    await page.goto(origin);
    await page.getByRole("heading", { level: 1 }).waitFor();
    yield { name: "503: storefront away", page };
    await page.context().close();
  } finally {
    await Promise.all([shop.restore(), killStorefront().then(startStorefront)]);
  }
};
