/** The settings that the command line changes, by name, each with how its value is typed. */
import type { ShopSettingsUpdateInput } from "@hansa/client/generated/graphql";
import { compareAtRules } from "@hansa/contracts/compare-at-rule";
import { UsageError } from "@hansa/kit/command-line";
import { z } from "zod";

type Change = (text: string) => ShopSettingsUpdateInput;

/** The word that removes an optional setting. */
export const nothing = "none";

const shippingTaxBases = ["CLASS", "GOODS_PROPORTIONAL", "GOODS_HIGHEST"] as const;
const netOrGross = ["GROSS", "NET"] as const;
const distanceSales = ["HOME", "DESTINATION"] as const;
const reverseChargeChecks = ["SERVICE", "FORM"] as const;
const captureModes = ["ON_PLACEMENT", "ON_FULFILMENT"] as const;

/** The change that a value means, by the name of the setting. Bounds are checked by the shop. */
const changes: Readonly<Record<string, Change>> = {
  name: (name) => ({ name }),
  currencies: (text) => ({ currencies: text.split(",").map((currency) => currency.trim()) }),
  country: (country) => ({ country }),
  captureMode: (text) => ({ captureMode: oneOf(captureModes, text) }),
  pricesIncludeTax: (text) => ({ pricesIncludeTax: flag(text) }),
  senderEmail: (senderEmail) => ({ senderEmail }),
  supportEmail: (text) => ({ supportEmail: optional(text) }),
  lowStockThreshold: (text) => ({ lowStockThreshold: whole(text) }),
  compareAtRule: (text) => ({ compareAtRule: oneOf(compareAtRules, text) }),
  shippingTaxBasis: (text) => ({ shippingTaxBasis: oneOf(shippingTaxBases, text) }),
  legalName: (text) => ({ legalName: optional(text) }),
  legalAddress: (text) => ({ legalAddress: text === nothing ? null : address(text) }),
  vatId: (text) => ({ vatId: optional(text) }),
  timeZone: (timeZone) => ({ timeZone }),
  reverseCharge: (text) => ({ reverseCharge: flag(text) }),
  reverseChargeCheck: (text) => ({ reverseChargeCheck: oneOf(reverseChargeChecks, text) }),
  exportPrices: (text) => ({ exportPrices: oneOf(netOrGross, text) }),
  distanceSales: (text) => ({ distanceSales: oneOf(distanceSales, text) }),
  invoiceRetentionYears: (text) => ({ invoiceRetentionYears: whole(text) }),
  withdrawalDays: (text) => ({ withdrawalDays: whole(text) }),
  latePaymentHours: (text) => ({ latePaymentHours: whole(text) }),
  returnDays: (text) => ({ returnDays: whole(text) }),
  logo: (text) => ({ logo: optional(text) }),
  favicon: (text) => ({ favicon: optional(text) }),
  accentColor: (text) => ({ accentColor: optional(text) }),
  themeColor: (text) => ({ themeColor: optional(text) }),
  "cartLimits.lines": (text) => ({ cartLimits: { lines: whole(text) } }),
  "cartLimits.unitsPerLine": (text) => ({ cartLimits: { unitsPerLine: whole(text) } }),
  "reservationSeconds.afterStep": (text) => ({ reservationSeconds: { afterStep: whole(text) } }),
  "reservationSeconds.inAll": (text) => ({ reservationSeconds: { inAll: whole(text) } }),
  "reservationSeconds.withoutEmail": (text) => ({ reservationSeconds: { withoutEmail: whole(text) } }),
  "reservationLimits.accountUnits": (text) => ({ reservationLimits: { accountUnits: whole(text) } }),
  "reservationLimits.accountPercent": (text) => ({ reservationLimits: { accountPercent: whole(text) } }),
  "reservationLimits.guestPercent": (text) => ({ reservationLimits: { guestPercent: whole(text) } }),
  "reservationLimits.guestMinimum": (text) => ({ reservationLimits: { guestMinimum: whole(text) } }),
  "reservationLimits.guestMaximum": (text) => ({ reservationLimits: { guestMaximum: whole(text) } }),
  "reservationLimits.cartUnits": (text) => ({ reservationLimits: { cartUnits: whole(text) } }),
  "reservationLimits.promotionUses": (text) => ({ reservationLimits: { promotionUses: whole(text) } }),
  "rateLimits.cartsPerNetwork": (text) => ({ rateLimits: { cartsPerNetwork: whole(text) } }),
  "rateLimits.declinesPerCheckout": (text) => ({ rateLimits: { declinesPerCheckout: whole(text) } }),
  "rateLimits.declinesPerNetwork": (text) => ({ rateLimits: { declinesPerNetwork: whole(text) } }),
  "rateLimits.declinesPerSavedMethod": (text) => ({ rateLimits: { declinesPerSavedMethod: whole(text) } }),
  "rateLimits.unaskedMailsPerAddress": (text) => ({ rateLimits: { unaskedMailsPerAddress: whole(text) } }),
  "retentionDays.guestCarts": (text) => ({ retentionDays: { guestCarts: whole(text) } }),
  "retentionDays.unpaidCheckouts": (text) => ({ retentionDays: { unpaidCheckouts: whole(text) } }),
  "retentionDays.unconfirmedAccounts": (text) => ({ retentionDays: { unconfirmedAccounts: whole(text) } }),
};

/** The names of all settings, in the order of the list. */
export const settingNames: readonly string[] = Object.keys(changes);

/** The change of one setting. Throws a UsageError for an unknown name, and for a value of another kind. */
export function changeOf(name: string, text: string): ShopSettingsUpdateInput {
  const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
  if (!change) throw new UsageError(`there is no setting ${name}: npm run hansa -- settings list names all of them.`);
  return change(text);
}

function optional(text: string): string | null {
  return text === nothing ? null : text;
}

function oneOf<Choice extends string>(choices: readonly Choice[], text: string): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`the value is one of ${choices.join(", ")}, not ${text}.`);
  return found;
}

function flag(text: string): boolean {
  return oneOf(["true", "false"], text) === "true";
}

function whole(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(number))
    throw new UsageError(`the value is a whole number, not ${text}.`);
  return number;
}

const addressInput = z.strictObject({
  line1: z.string(),
  line2: z.string().nullish(),
  city: z.string(),
  region: z.string().nullish(),
  postalCode: z.string(),
  country: z.string(),
});

/** Reads an address, which is replaced as a whole, from JSON. */
function address(text: string): z.output<typeof addressInput> {
  const read = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json);
      } catch {
        context.addIssue("no JSON");
        return z.NEVER;
      }
    })
    .pipe(addressInput)
    .safeParse(text);
  if (read.success) return read.data;
  throw new UsageError(
    'the value is JSON such as {"line1":"Kai 1","city":"Bremen","postalCode":"28195","country":"DE"}.',
  );
}
