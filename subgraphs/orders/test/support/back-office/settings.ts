/** Settings for tests, as the back office reads and saves them: each mutation returns the whole member of its union. */
import { userWith } from "@hansa/kit/testing";
import { z } from "zod";
import { scopesOf } from "../../../../users/src/service/roles/roles.ts";
import type { Sender, Shop } from "../shop.ts";

type Role = Parameters<typeof scopesOf>[0];

/** A member of staff with the scopes of this role in users. */
export function colleague(role: Role): Sender {
  return { viewer: userWith(`user_${role.toLowerCase()}`, scopesOf(role), role) };
}

const settings = `{ version name currencies country captureMode pricesIncludeTax senderEmail supportEmail lowStockThreshold compareAtRule shippingTaxBasis payableSteps { minor currency } updatedAt
  legalName legalAddress { line1 line2 city region regionName postalCode country } vatId timeZone reverseCharge reverseChargeCheck exportPrices distanceSales invoiceRetentionYears withdrawalDays latePaymentHours
  rateLimits { cartsPerNetwork declinesPerCheckout declinesPerNetwork declinesPerSavedMethod unaskedMailsPerAddress }
  reservationLimits { accountUnits accountPercent guestPercent guestMinimum guestMaximum cartUnits promotionUses }
  retentionDays { guestCarts unpaidCheckouts unconfirmedAccounts }
  cartLimits { lines unitsPerLine } reservationSeconds { afterStep inAll withoutEmail } returnDays logo favicon accentColor themeColor }`;
const method = `{ id version zone { id name } carrier label etaDaysMin etaDaysMax taxClass taxBasis active rates { fromSubtotal { minor currency } upToGrams price { minor currency } } }`;
const zone = `{ id version name countries methods ${method} }`;
const page = `{ slug language kind title bodyHtml published version updatedAt }`;
const taxRate = `{ id name country region taxClass rate startsAt endsAt changeable }`;

const refused = `... on UserError { code message path } ... on ValidationError { problems { path code } }`;
const conflict = `... on VersionConflictError { currentVersion }`;

/** The selected fields of the results of each mutation. */
const responses = {
  shopSettingsUpdate: `... on ShopSettingsSaved { settings ${settings} } ${refused} ${conflict}`,
  shopPageSave: `... on ShopPageSaved { page ${page} } ${refused} ${conflict}`,
  shopPageDelete: `... on ShopPageDeleted { slug language } ${refused} ${conflict}`,
  shippingZoneSave: `... on ShippingZoneSaved { zone ${zone} } ${refused} ${conflict}
    ... on ShippingCountryTakenError { taken { country zone { id name } } }`,
  shippingZoneDelete: `... on ShippingZoneDeleted { id } ... on UserError { code message path } ${conflict}`,
  shippingMethodSave: `... on ShippingMethodSaved { method ${method} } ${refused} ${conflict}`,
  taxRateSave: `... on TaxRateSaved { taxRate ${taxRate} } ${refused} ... on TaxRateInUseError { taxRate ${taxRate} }`,
  taxRateDelete: `... on TaxRateDeleted { id } ... on UserError { code message path }
    ... on TaxRateInUseError { taxRate ${taxRate} }`,
} as const;

export type Saving = keyof typeof responses;

const shownMethod = z.looseObject({ id: z.string(), version: z.number() });
const shownZone = z.looseObject({ id: z.string(), version: z.number() });
const shownRate = z.looseObject({ id: z.string(), startsAt: z.string() });
const member = z.looseObject({
  __typename: z.string(),
  code: z.string().optional(),
  settings: z.looseObject({ version: z.number() }).optional(),
  zone: shownZone.optional(),
  method: shownMethod.optional(),
  page: z.looseObject({ version: z.number() }).optional(),
  taxRate: shownRate.optional(),
  problems: z.array(z.object({ path: z.array(z.string()), code: z.string() })).optional(),
});

export type Saved = z.infer<typeof member>;

/** Sends a mutation as the given viewer, by default an administrator; throws with the whole response if there were errors. */
export async function save(
  s: Pick<Shop, "query">,
  field: Saving,
  input: Record<string, unknown>,
  sender: Sender = colleague("ADMIN"),
): Promise<Saved> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ${responses[field]} } }`;
  const response = await s.query(text, { input }, sender);
  const found = member.safeParse(response.data?.[field]);
  if (!found.success || response.errors) throw new Error(`no member in ${JSON.stringify(response)}`);
  return found.data;
}

/** The problems of a refusal, by field. */
export function faults({ problems }: Saved): string[] {
  return (problems ?? []).map(({ path, code }) => `${path.slice(1).join(".")} ${code}`);
}

const lists = {
  shopSettings: settings,
  shopPages: `{ slug language kind title published version updatedAt }`,
  shippingZones: zone,
  shippingMethods: method,
  taxRates: taxRate,
} as const;

/** The result of a back office query with all its fields, as an administrator. */
export async function read(s: Pick<Shop, "query">, field: keyof typeof lists, args = ""): Promise<unknown> {
  const response = await s.query(`{ ${field}${args} ${lists[field]} }`, {}, colleague("ADMIN"));
  if (response.errors) throw new Error(JSON.stringify(response.errors));
  return response.data?.[field];
}
