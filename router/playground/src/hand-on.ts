/** Ids between tabs: an answer of the purchase fills in the variables of the tabs that follow it. */

/** A value of the answer at `from`, or a new idempotency key, goes to a variable of the operation `to`. */
type HandOn = { from: string | typeof newKey; to: string; at: string };
export type Handed = { operation: string; at: string[]; value: string | null };

const newKey = Symbol("a new idempotency key");

const handOns: Readonly<Record<string, readonly HandOn[]>> = {
  B1_FillCart: [
    { from: "cartCreate.cart.id", to: "B2_StartCheckout", at: "input.cartId" },
    { from: newKey, to: "B2_StartCheckout", at: "input.idempotencyKey" },
  ],
  B2_StartCheckout: [
    { from: "checkoutStart.checkout.id", to: "B3_Address", at: "input.checkoutId" },
    { from: "checkoutStart.checkout.id", to: "B4_Pay", at: "shipping.checkoutId" },
    { from: "checkoutStart.checkout.id", to: "B4_Pay", at: "payment.checkoutId" },
    { from: "checkoutStart.checkout.id", to: "B4_Pay", at: "order.checkoutId" },
    { from: newKey, to: "B4_Pay", at: "payment.idempotencyKey" },
    { from: newKey, to: "B4_Pay", at: "order.idempotencyKey" },
  ],
  B3_Address: [{ from: "checkoutUpdate.checkout.shippingOptions.0.id", to: "B4_Pay", at: "shipping.shippingOptionId" }],
  B4_Pay: [
    { from: "checkoutComplete.order.number", to: "B5_PaidOrder", at: "number" },
    { from: "checkoutComplete.guestToken", to: "B5_PaidOrder", at: "token" },
  ],
};

/** Finds what the answer to an operation hands on. An answer without the first of its ids, such as a refusal, hands on nothing. */
export function findHanded(operation: string, data: unknown): Handed[] {
  const wanted = handOns[operation] ?? [];
  const found = wanted.map(({ from }) => (from === newKey ? crypto.randomUUID() : valueAt(data, from.split("."))));
  if (typeof found[0] !== "string") return [];
  return wanted.flatMap(({ to, at }, index) => {
    const value = found[index];
    return typeof value === "string" || value === null ? [{ operation: to, at: at.split("."), value }] : [];
  });
}

/** Fills in what was handed to an operation. Variables that are no JSON object are left alone. */
export function fillIn(variables: string, operation: string, handed: readonly Handed[]): string {
  const own = handed.filter((each) => each.operation === operation);
  const parsed = own.length > 0 ? parseObject(variables) : undefined;
  if (!parsed) return variables;
  for (const { at, value } of own) setAt(parsed, at, value);
  return JSON.stringify(parsed, null, 2);
}

/** The ids by which a guest may see the order: those in the variables of the purchase's tabs. */
export function heldByTabs(tabs: readonly { name: string; variables: string }[]): string[] {
  const valueIn = (name: string, at: string[]): unknown => {
    const tab = tabs.find((each) => each.name === name);
    return tab && valueAt(parseObject(tab.variables), at);
  };
  const held = [valueIn("B3_Address", ["input", "checkoutId"]), valueIn("B5_PaidOrder", ["token"])];
  return held.flatMap((value) => (typeof value === "string" && /^[^\s,]+$/.test(value) ? [value] : []));
}

function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  return isObject(value) ? valueAt(Reflect.get(value, step), rest) : undefined;
}

function setAt(target: object, [step, ...rest]: readonly string[], value: string | null): void {
  if (step === undefined) return;
  const below: unknown = Reflect.get(target, step);
  if (rest.length === 0) Reflect.set(target, step, value);
  else if (isObject(below)) setAt(below, rest, value);
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
