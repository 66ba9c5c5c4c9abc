/** The states of cart, checkout, order and withdrawal, as a guest meets them. */
import { addProduct, awaitOrder, guest, order } from "../shopper.ts";
import { awaitIsland, type PageState, type Walk } from "./page-state.ts";

const person = { ...guest, email: "states@hansa.example" };

export const purchase: Walk = async function* ({ origin, openPage }): AsyncGenerator<PageState> {
  const page = await openPage();
  await page.goto(`${origin}/cart`);
  await page.getByText("Your cart is empty.").waitFor();
  yield { name: "cart: empty", page };
  await page.goto(`${origin}/checkout`);
  await page.getByText("There is no checkout.").waitFor();
  yield { name: "checkout: none", page };

  await addProduct(page, origin, "chart-table-lamp");
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("heading", { name: /Tidemark Mug/ }).waitFor();
  yield { name: "cart: goods", page };
  await page.getByLabel("Code").fill("NO-SUCH-CODE");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("This code is not known.").first().waitFor();
  yield { name: "cart: code refused", page };
  await page.getByRole("button", { name: /^Remove Chart Table Lamp/ }).click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  yield { name: "cart: line removed", page };

  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.waitForURL("**/checkout");
  await page.getByLabel("E-mail").waitFor();
  yield { name: "checkout: contact", page };
  await page.getByLabel("E-mail").fill(person.email);
  for (const name of ["firstName", "lastName", "line1", "city"] as const)
    await page.locator(`input[name=${name}]`).fill(person[name]);
  await page.locator("input[name=postalCode]").fill("no code");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.getByText("This does not have the form that the country uses.").waitFor();
  yield { name: "checkout: address refused", page };
  await page.locator("input[name=postalCode]").fill(person.postalCode);
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.locator("input[name=shipping]").first().waitFor();
  yield { name: "checkout: shipping", page };
  await page.locator("input[name=shipping]").first().check();
  await page.getByLabel("Test card").waitFor();
  yield { name: "checkout: payment", page };
  await page.getByRole("button", { name: "Use another billing address" }).click();
  await page.locator("input[name=company]").waitFor();
  yield { name: "checkout: billing address", page };
  await page.getByRole("button", { name: "Use the shipping address" }).click();
  await order(page, "tok_declined");
  await page.getByText("The card was declined.").waitFor();
  yield { name: "checkout: declined", page };
  await order(page, "tok_second_step");
  await page.getByText("Your bank asks for a confirmation.").waitFor();
  yield { name: "checkout: second step", page };
  await page.getByRole("button", { name: "Confirm the test payment" }).click();
  const number = await awaitOrder(page);
  yield { name: "order: confirmed", page };

  const stranger = await openPage();
  await stranger.goto(`${origin}/orders/${number}`);
  await stranger.getByRole("status").first().waitFor();
  yield { name: "order: a stranger's", page: stranger };
  await stranger.goto(`${origin}/withdrawal`);
  await awaitIsland(stranger, "withdrawal-form");
  yield { name: "withdrawal: form", page: stranger };
  await stranger.getByLabel("Order number").fill(number);
  await stranger.getByLabel("E-mail of the order").fill(person.email);
  await stranger.getByLabel("Last name of the buyer").fill(person.lastName);
  await stranger.getByRole("button", { name: "Confirm withdrawal" }).click();
  await stranger.getByText("a mail is on its way").waitFor();
  yield { name: "withdrawal: received, by link", page: stranger };
  await stranger.goto(`${origin}/withdrawal/confirm`);
  await awaitIsland(stranger, "withdrawal-confirmation");
  yield { name: "withdrawal: confirmation without token", page: stranger };
  await stranger.context().close();

  await page.getByRole("link", { name: "Withdraw from contract here" }).first().click();
  await page.getByLabel("Units of").first().waitFor();
  yield { name: "withdrawal: units of an order", page };
  await page.getByRole("button", { name: "Confirm withdrawal" }).click();
  await page.getByText("Your withdrawal was received.").waitFor();
  yield { name: "withdrawal: received", page };
  await page.getByRole("link", { name: "To the order" }).click();
  await page.getByText("Money was refunded.").waitFor();
  yield { name: "order: withdrawn", page };
  await page.context().close();
};
