/** Transfer of ids between tabs: a response of the purchase fills in the variables of the following tabs, a refusal the reason. */

/** A value of the response at `from`, or a new idempotency key, goes to the variable `at` of the operation `to`. */
type IdTransfer = { from: string | typeof newKey; to: string; at: string };
export type TransferredId = { operation: string; at: string[]; value: string | null };

const newKey = Symbol("a new idempotency key");

const idTransfers: Readonly<Record<string, readonly IdTransfer[]>> = {
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

/** A response of the router, as far as it decides what the following tabs get. */
type Answer = { data?: unknown; errors?: readonly { message: string }[] };

/**
 * Finds the ids that the response to an operation transfers. If the first of them is missing, as in a refusal, each variable gets the step to run
 * and the reason instead: the following tabs would otherwise go on with ids of an earlier purchase, or be refused for a reason of their own.
 */
export function findTransferredIds(operation: string, answer: Answer): TransferredId[] {
  const transfers = idTransfers[operation] ?? [];
  const found = transfers.map(({ from }) =>
    from === newKey ? crypto.randomUUID() : valueAt(answer.data, from.split(".")),
  );
  const isRefused = transfers.length > 0 && typeof found[0] !== "string";
  const refusal = isRefused ? `run ${operation.slice(0, 2)} first: ${describeRefusal(answer)}` : "";
  return transfers.flatMap(({ from, to, at }, index) => {
    const value = isRefused && from !== newKey ? refusal : found[index];
    return typeof value === "string" || value === null ? [{ operation: to, at: at.split("."), value }] : [];
  });
}

/** The step that variables wait for, in the words that stand in the place of an id; undefined if they are complete. */
export function findMissingStep(variables: unknown): string | undefined {
  if (typeof variables === "string") return /^run B\d first/.test(variables) ? variables : undefined;
  if (!isObject(variables)) return undefined;
  return Object.values(variables)
    .map(findMissingStep)
    .find((found) => found !== undefined);
}

/** The first refusal or error in a response, for people. */
function describeRefusal({ data, errors = [] }: Answer): string {
  const members = isObject(data) ? Object.values(data).filter(isObject) : [];
  const [refused] = members
    .map((member) => [valueAt(member, ["__typename"]), valueAt(member, ["message"])])
    .filter(([type]) => typeof type === "string" && type.endsWith("Error"));
  if (refused) return `it was refused with ${refused[0]}. ${refused[1] ?? ""}`.trim();
  const [error] = errors;
  return error ? `it failed. ${error.message}` : "its answer lacks the id.";
}

/** Fills in the ids transferred to an operation. Variables that are no JSON object are left unchanged. */
export function fillVariables(variables: string, operation: string, handed: readonly TransferredId[]): string {
  const own = handed.filter((each) => each.operation === operation);
  const parsed = own.length > 0 ? parseObject(variables) : undefined;
  if (!parsed) return variables;
  for (const { at, value } of own) setAt(parsed, at, value);
  return JSON.stringify(parsed, null, 2);
}

/** Finds the guest tokens in the variables of the purchase's tabs, by which a guest may see the order. */
export function findGuestTokens(tabs: readonly { name: string; variables: string }[]): string[] {
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
