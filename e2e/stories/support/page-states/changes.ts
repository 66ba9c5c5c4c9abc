/** The states of cart and account that follow from a change: of goods by the staff, or of an address by its owner. */
import { demoAccount } from "@hansa/client/demo-accounts";
import { signIn } from "../account.ts";
import { emptyShelf, setPrice } from "../shelf.ts";
import { addProduct } from "../shopper.ts";
import { awaitIsland, type PageState, type Walk } from "./page-state.ts";

export const changes: Walk = async function* (storefront): AsyncGenerator<PageState> {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "sealing-wax-and-stamp");
  await addProduct(page, origin, "saltpan-flakes");
  await setPrice(storefront, "sealing-wax-and-stamp", 2_500);
  await emptyShelf(storefront, "saltpan-flakes");
  await page.goto(`${origin}/cart`);
  await page.getByText("This is sold out.").waitFor();
  await page.getByText("The price has changed since you added it.").waitFor();
  yield { name: "cart: price changed, sold out", page };
  await page.goto(`${origin}/products/saltpan-flakes`);
  await awaitIsland(page, "buy-box");
  yield { name: "product: sold out", page };

  await page.goto(`${origin}/confirm-email`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  yield { name: "confirm e-mail: without token", page };
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, demoAccount("SUPPORT"));
  await page.waitForURL(`${origin}/account`);
  await page.goto(`${origin}/account/cards`);
  await page.getByText("is being loaded").waitFor({ state: "detached" });
  yield { name: "account: no cards", page };
  await page.context().close();
};
