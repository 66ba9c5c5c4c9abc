/** The states of the account and of the pages around it. */
import { demoAccount } from "@hansa/client/demo-accounts";
import { signIn } from "../account.ts";
import { awaitIsland, type PageState, type Walk } from "./page-state.ts";

/** Pages of people who are not signed in: the state, the address, and the island. */
const outside: readonly { name: string; path: string; island: string }[] = [
  { name: "register: form", path: "/account/register", island: "register-view" },
  { name: "verify: without token", path: "/verify-email", island: "verify-email-view" },
  { name: "verify: password", path: "/verify-email#token=not-a-token", island: "verify-email-view" },
  { name: "reset: form", path: "/reset-password", island: "reset-password-view" },
  { name: "reset: new password", path: "/reset-password#token=not-a-token", island: "reset-password-view" },
  { name: "account: signed out", path: "/account", island: "account-overview" },
  { name: "sign-in: form", path: "/account/sign-in", island: "sign-in-view" },
];

/** Pages of an account: the state, the address, and a text that it shows. */
const inside: readonly { name: string; path: string; text: string }[] = [
  { name: "account: orders", path: "/account/orders", text: "Order 1" },
  { name: "account: addresses", path: "/account/addresses", text: "Add an address" },
  { name: "account: cards", path: "/account/cards", text: "Cards" },
  { name: "account: settings", path: "/account/settings", text: "Delete my account" },
];

export const account: Walk = async function* ({ origin, openPage }): AsyncGenerator<PageState> {
  const page = await openPage();
  for (const { name, path, island } of outside) {
    // Only another path is another document.
    await page.goto("about:blank");
    await page.goto(origin + path);
    await awaitIsland(page, island);
    yield { name, page };
  }
  const { email, password } = demoAccount("CUSTOMER");
  await signIn(page, { email, password: "no-such-password" });
  await page.getByText("E-mail or password is wrong", { exact: false }).waitFor();
  yield { name: "sign-in: refused", page };
  await signIn(page, { email, password });
  await page.getByText("Hello, Ada Brandis.").waitFor();
  yield { name: "account: overview", page };
  for (const { name, path, text } of inside) {
    await page.goto(origin + path);
    await page.getByText(text, { exact: false }).first().waitFor();
    await page.getByText("is being loaded").waitFor({ state: "detached" });
    yield { name, page };
  }
  await page.goto(`${origin}/account/addresses`);
  await page.getByRole("button", { name: "Add an address" }).click();
  await page.locator("input[name=line1]").waitFor();
  yield { name: "account: new address", page };
  await page.context().close();
};
