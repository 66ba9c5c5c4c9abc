/** Update of a checkout: sets addresses, shipping option and e-mail address, reprices it and extends its reservation. */
import { countryName } from "@hansa/commerce/address/countries";
import { territoryOf } from "@hansa/commerce/address/territories";
import { readEmail } from "@hansa/commerce/email-addresses";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CheckoutUpdateInput } from "../../generated/resolvers.ts";
import { extendReservation, findAddress } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { changeCheckout, reviseCheckout } from "../../store/checkout/checkouts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartLineRow, CheckoutRow, SettingsRow } from "../../store/tables.ts";
import { cartOf, findOwnCheckout, userIdOf } from "../access.ts";
import { checkoutExpired, checkoutLocked, countryNotServed } from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { findShippingOptions, priceCheckout } from "../pricing/checkout-pricing.ts";
import { chooseShipping, isAlreadySelected, parcelWeight } from "../pricing/shipping-options.ts";
import { frozenTermsOf, pricingTermsOf } from "../pricing/terms.ts";
import { isExtensionDue, reservationEnd } from "../reservation/expiry-times.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";
import { checkAddress, checkEmail, checkSavedAddress, checkTaxRegion, snapshotOf } from "../settings/addresses.ts";
import { findOfferedCountries, findServedCountries } from "../settings/served-countries.ts";
import { type AskedVatId, askAboutVatId, judgeVatId, withVatIdCheck } from "../vat-ids/check.ts";

type Updated = MutationResult<"CheckoutUpdateResult">;

/** Sets the given fields and keeps the others. Idempotent. */
export async function updateCheckout(context: Context, input: CheckoutUpdateInput): Promise<Updated> {
  const { store } = context;
  const problems = checkInput(input);
  if (problems.length > 0) return invalid(problems);
  const before = await store.read((db) => findOwnCheckout(context, db, input.checkoutId));
  if (!before) return notFound("checkout", ["input", "checkoutId"]);
  if (before.state !== "OPEN") return refuseClosedCheckout(context, before);

  const address = await findSelectedAddress(context, input);
  if (address === null) return notFound("address in your address book", ["input", "savedAddressId"]);
  const outdated = address && input.savedAddressId ? checkSavedAddress("savedAddressId", address) : [];
  if (outdated.length > 0) return invalid(outdated);
  const settings = await context.loaders.settings();
  const until = reservationEnd(store.now(), settings, { ...before, email: input.email || before.email });
  const isLost =
    isExtensionDue(before, until) && (await extendReservation(context, before.id, until)).outcome === "gone";
  if (isLost) return expireLostCheckout(context, before);
  const shippingAddress = address ?? before.shippingAddress;
  const billingAddress = billingAddressAfter(before, input);
  const asked = isRouted(before, input)
    ? await askAboutVatId(context, settings, { shippingAddress, billingAddress })
    : undefined;
  return store.write("update-checkout", (tx) =>
    applyUpdate(context, tx, input, { address, asked, reservedUntil: until }),
  );
}

/** The address, the answer of the register and the end of the reservation, which are found before the write. */
type Prepared = { address: AddressSnapshot | undefined; asked: AskedVatId | undefined; reservedUntil: number };

/** Whether the input decides the tax, as addresses and shipping do. An e-mail address does not, so it causes no repricing at new rates. */
function isRouted(before: CheckoutRow, input: CheckoutUpdateInput): boolean {
  const { savedAddressId, shippingAddress, billingAddress, shippingOptionId } = input;
  const isBillingRemoved = billingAddress === null && before.billingAddress !== null;
  return Boolean(savedAddressId || shippingAddress || billingAddress || shippingOptionId || isBillingRemoved);
}

/** The billing address after the change: null removes it. */
function billingAddressAfter(before: CheckoutRow, { billingAddress }: CheckoutUpdateInput): AddressSnapshot | null {
  if (billingAddress === undefined) return before.billingAddress;
  return billingAddress && snapshotOf(billingAddress);
}

async function applyUpdate(
  context: Context,
  tx: Tx,
  input: CheckoutUpdateInput,
  { address, asked, reservedUntil }: Prepared,
): Promise<Updated> {
  const before = await findOwnCheckout(context, tx, input.checkoutId);
  if (!before) return notFound("checkout", ["input", "checkoutId"]);
  if (before.state === "EXPIRED") return checkoutExpired(await cartOf(tx, before));
  if (before.state !== "OPEN") return checkoutLocked(before);

  const [lines, settings] = await Promise.all([
    findLinesByCarts(tx, [before.cartId]),
    isRouted(before, input) ? findSettings(tx) : undefined,
  ]);
  const shippingAddress = address ?? before.shippingAddress;
  const billingAddress = billingAddressAfter(before, input);
  const now = context.runtime.now();
  const selling = { checkout: before, lines, settings, now };
  const refused = await refuseAddress(tx, input, selling, shippingAddress ?? billingAddress);
  if (refused) return refused;
  const requestedId = input.shippingOptionId ?? before.shipping?.id;
  const { shipping, cheapestShippingMinor } = isAlreadySelected(before, shippingAddress, requestedId)
    ? before
    : chooseShipping(await findShippingOptions(tx, lines, { ...before, shippingAddress }), requestedId);
  if (input.shippingOptionId && !shipping) {
    return invalid([problem("shippingOptionId", "NOT_OFFERED", "This way of sending is not offered for the address.")]);
  }
  const email = input.email ? readEmail(input.email) : before.email;
  const pricedAt = settings ? now : before.pricedAt;
  const frozen = await frozenTermsOf(tx, before);
  // A checkout keeps the meaning of its prices from its start.
  const { pricesIncludeTax } = frozen;
  const vatIdCheck = settings ? judgeVatId(settings, { shippingAddress, billingAddress }, asked) : before.vatIdCheck;
  const pricingTerms = settings
    ? withVatIdCheck({ ...pricingTermsOf(settings, before.currency), pricesIncludeTax }, vatIdCheck)
    : frozen;
  const destination = { shippingAddress, billingAddress, shipping };
  const conditions = { promotions: before.promotions, at: pricedAt, terms: pricingTerms };
  const { totals, discounts, isTaxable } = await priceCheckout(tx, lines, destination, conditions);
  // A billing address that is given first does not decide where shipped goods go.
  const place = parcelWeight(lines) === null ? (shippingAddress ?? billingAddress) : shippingAddress;
  if (settings && place && !isTaxable) return refusePlace(tx, input, { ...selling, settings }, place);
  const checkout = await reviseCheckout(tx, before.id, {
    email,
    shippingAddress,
    billingAddress,
    shipping,
    cheapestShippingMinor,
    reservedUntil: Math.max(reservedUntil, before.reservedUntil),
    ...totals,
    discounts,
    vatIdCheck,
    pricingTerms,
    pricedAt,
  });
  if (!checkout) throw new Error("a checkout changed state inside the transaction that read it");
  return { __typename: "CheckoutSaved", checkout };
}

/** A checkout with the goods that it sells. The settings are known where the place of taxation may change. */
type Selling = {
  checkout: CheckoutRow;
  lines: readonly CartLineRow[];
  settings: SettingsRow | undefined;
  now: number;
};

/** Refuses the address that decides the taxes if the shop does not sell there, or if its region is not precise enough. */
async function refuseAddress(
  tx: Tx,
  input: CheckoutUpdateInput,
  { checkout, lines, settings, now }: Selling,
  address: AddressSnapshot | null,
): Promise<Updated | undefined> {
  const isSent = parcelWeight(lines) !== null;
  const field = taxAddressField(input, isSent || checkout.shippingAddress !== null);
  if (field === undefined || address === null || !settings) return undefined;
  // A country that was accepted for this checkout remains accepted, even if the shop no longer serves it.
  const earlier = field === "billingAddress" ? checkout.billingAddress : checkout.shippingAddress;
  const { country } = address;
  const isAccepted = earlier?.country === country;
  if (!isAccepted && !(await findOfferedCountries(tx, settings, isSent)).includes(country)) {
    const served = await findServedCountries(tx, settings, { ...soldGoods(lines), now });
    return countryNotServed(countryName(country), country, served, countryPath(field));
  }
  const problems = await checkTaxRegion(tx, field === "savedAddressId" ? field : `${field}.region`, address);
  return problems.length > 0 ? invalid(problems) : undefined;
}

/** Refuses a place for whose taxes the shop has no rate. */
async function refusePlace(
  tx: Tx,
  input: CheckoutUpdateInput,
  { checkout, lines, settings, now }: Selling & { settings: SettingsRow },
  address: AddressSnapshot,
): Promise<Updated> {
  const served = await findServedCountries(tx, settings, { ...soldGoods(lines), now });
  const isShipped = parcelWeight(lines) !== null || checkout.shippingAddress !== null;
  const name = territoryOf(address).name ?? countryName(address.country);
  return countryNotServed(name, address.country, served, countryPath(taxAddressField(input, isShipped)));
}

function soldGoods(lines: readonly CartLineRow[]) {
  return { isSent: parcelWeight(lines) !== null, taxClasses: lines.map(({ taxClass }) => taxClass) };
}

/** The input field of the country; null if the input has none. */
function countryPath(field: ReturnType<typeof taxAddressField>): string[] | null {
  if (field === undefined) return null;
  return field === "savedAddressId" ? ["input", field] : ["input", field, "country"];
}

/** The input field that changes the place of taxation: the shipping address, or the billing address if nothing is shipped. */
function taxAddressField({ savedAddressId, shippingAddress, billingAddress }: CheckoutUpdateInput, isShipped: boolean) {
  if (shippingAddress) return "shippingAddress";
  if (savedAddressId) return "savedAddressId";
  return billingAddress && !isShipped ? "billingAddress" : undefined;
}

async function refuseClosedCheckout({ store }: Context, checkout: CheckoutRow): Promise<Updated> {
  if (checkout.state !== "EXPIRED") return checkoutLocked(checkout);
  return checkoutExpired(await store.read((db) => cartOf(db, checkout)));
}

/** Expires a checkout whose reservation was lost before its end. */
async function expireLostCheckout(context: Context, checkout: CheckoutRow): Promise<Updated> {
  const cart = await context.store.write("expire-lost-checkout", async (tx) => {
    await changeCheckout(tx, checkout.id, ["OPEN"], { state: "EXPIRED" });
    return cartOf(tx, checkout);
  });
  await releaseExpiredReservations(context, checkout.cartId);
  return checkoutExpired(cart);
}

/** The chosen shipping address; undefined if none was given, null if the saved address is not the viewer's. */
async function findSelectedAddress(
  context: Context,
  { savedAddressId, shippingAddress }: CheckoutUpdateInput,
): Promise<AddressSnapshot | null | undefined> {
  if (shippingAddress) return snapshotOf(shippingAddress);
  if (!savedAddressId) return undefined;
  const userId = userIdOf(context);
  const saved = userId === null ? null : await findAddress(context.peers, userId, savedAddressId);
  return saved && snapshotOf(saved);
}

function checkInput({ email, savedAddressId, shippingAddress, billingAddress }: CheckoutUpdateInput): InputProblem[] {
  return [
    ...(typeof email === "string" ? checkEmail("email", email) : []),
    ...(savedAddressId && shippingAddress
      ? [problem("savedAddressId", "NOT_BOTH", "Give a saved address or a new one, not both.")]
      : []),
    ...(shippingAddress ? checkAddress("shippingAddress", shippingAddress) : []),
    ...(billingAddress ? checkAddress("billingAddress", billingAddress) : []),
  ];
}
