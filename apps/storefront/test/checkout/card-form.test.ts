/** The card form of a provider: its token is that of one attempt with one card. */
import { afterEach, expect, test, vi } from "vitest";
import { openCardForm } from "../../pages/checkout/stripe/card-form.ts";

afterEach(() => vi.unstubAllGlobals());

/** A form on a script that counts its tokens; `change` is what a buyer does to the card. */
function openForm() {
  vi.stubGlobal("getComputedStyle", () => ({ color: "", backgroundColor: "", borderTopColor: "", fontFamily: "" }));
  const handlers = new Map<string, () => void>();
  const options: unknown[] = [];
  let made = 0;
  const element = { on: (name: string, handler: () => void) => handlers.set(name, handler), mount: () => undefined };
  const elements = {
    create: () => element,
    submit: async () => ({ selectedPaymentMethod: "card" }),
    update: async (changed: unknown) => void options.push(changed),
  };
  const stripe = {
    elements: (given: unknown) => {
      options.push(given);
      return elements;
    },
    createConfirmationToken: async () => {
      made += 1;
      return { confirmationToken: { id: `ctoken_${made}` } };
    },
  };
  const open: (...parts: unknown[]) => ReturnType<typeof openCardForm> = Object.assign(openCardForm);
  const terms = { amountMinor: 1_990, currency: "EUR", isSaved: false };
  const form = open(stripe, {}, terms, { onReady: () => undefined, onFail: () => undefined });
  return { form, options, change: () => handlers.get("change")?.() };
}

test("the same press sends the same token; another card or another attempt sends another one", async () => {
  const { form, change } = openForm();
  expect(await form.makeToken(0)).toEqual({ token: "ctoken_1" });
  expect(await form.makeToken(0)).toEqual({ token: "ctoken_1" });
  change();
  expect(await form.makeToken(0)).toEqual({ token: "ctoken_2" });
  expect(await form.makeToken(1)).toEqual({ token: "ctoken_3" });
});

test("the form knows the terms of the payment, and a change of them makes another token", async () => {
  const { form, options } = openForm();
  await form.makeToken(0);
  form.update({ amountMinor: 2_490, isSaved: true });
  expect(await form.makeToken(0)).toEqual({ token: "ctoken_2" });
  expect(options).toMatchObject([
    { mode: "payment", captureMethod: "manual", currency: "eur", amount: 1_990, setupFutureUsage: null },
    { amount: 2_490, setupFutureUsage: "on_session" },
  ]);
});
