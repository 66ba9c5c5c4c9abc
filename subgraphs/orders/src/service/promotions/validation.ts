/** Validation of promotions: returns all problems of the input at once. */
import { type Money, maxAmountMinor, readRate } from "@hansa/commerce/money";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { PromotionSaveInput } from "../../generated/resolvers.ts";
import type { PromotionRow } from "../../store/tables.ts";
import { normaliseCode } from "../pricing/promotion-selection.ts";

const maxLabelLength = 200;
const maxTargets = 250;

/** The promotion with the input applied; absent fields keep their values or defaults. An invalid rate becomes zero. */
export function draftPromotion(before: PromotionRow, input: PromotionSaveInput): PromotionRow {
  const { label, code, rateOff, amountsOff, freeShipping, combines, collectionIds, variantIds } = input;
  const { minimumSubtotals, countries, shippingMethodIds, maximumDiscounts } = input;
  const { usesPerCustomer, usesTotal, startsAt, endsAt } = input;
  return {
    ...before,
    label: label.trim(),
    code: code === undefined ? before.code : code === null ? null : normaliseCode(code),
    percentOff: rateOff === undefined ? before.percentOff : rateOff === null ? null : (readRate(rateOff) ?? 0),
    amountsOff: amountsOff === undefined ? before.amountsOff : [...(amountsOff ?? [])],
    freeShipping: freeShipping ?? before.freeShipping,
    combines: combines ?? before.combines,
    collectionIds: collectionIds === undefined ? before.collectionIds : [...new Set(collectionIds)],
    variantIds: variantIds === undefined ? before.variantIds : [...new Set(variantIds)],
    minimumSubtotals: minimumSubtotals === undefined ? before.minimumSubtotals : [...(minimumSubtotals ?? [])],
    countries: countries === undefined ? before.countries : [...new Set(countries)],
    shippingMethodIds: shippingMethodIds === undefined ? before.shippingMethodIds : [...new Set(shippingMethodIds)],
    maximumDiscounts: maximumDiscounts === undefined ? before.maximumDiscounts : [...(maximumDiscounts ?? [])],
    usesPerCustomer: usesPerCustomer === undefined ? before.usesPerCustomer : usesPerCustomer,
    usesTotal: usesTotal === undefined ? before.usesTotal : usesTotal,
    startsAt: startsAt ?? before.startsAt,
    endsAt: endsAt === undefined ? before.endsAt : endsAt,
  };
}

/** All problems of a promotion by itself. Existing amounts in a currency that the shop no longer offers may stay. */
export function checkPromotion(
  currencies: readonly string[],
  before: PromotionRow,
  promotion: PromotionRow,
): InputProblem[] {
  const { label, code, percentOff, amountsOff, freeShipping, startsAt, endsAt } = promotion;
  const wasBefore = startsAt === before.startsAt && endsAt === before.endsAt;
  const isEmpty = percentOff === null && amountsOff.length === 0 && !freeShipping;
  const { collectionIds, variantIds, countries, shippingMethodIds } = promotion;
  const lists = { collectionIds, variantIds, countries, shippingMethodIds };
  return [
    ...problemIf(
      label === "" || label.length > maxLabelLength,
      "label",
      "LENGTH",
      `A label has 1 to ${maxLabelLength} characters.`,
    ),
    ...problemIf(code !== null && !isCode(code), "code", "FORMAT", "A code has 2 to 40 letters, digits, - or _."),
    ...problemIf(
      percentOff !== null && (percentOff < 1 || percentOff > 1_000_000),
      "rateOff",
      "RANGE",
      "A rate is a fraction above 0 and at most 1, with at most six digits behind the point.",
    ),
    ...problemIf(isEmpty, "rateOff", "NOTHING_OFF", "Give a rate, amounts or free shipping."),
    ...checkAmounts("amountsOff", amountsOff, [...currencies, ...currenciesOf(before.amountsOff)]),
    ...checkAmounts("minimumSubtotals", promotion.minimumSubtotals, [
      ...currencies,
      ...currenciesOf(before.minimumSubtotals),
    ]),
    ...checkAmounts("maximumDiscounts", promotion.maximumDiscounts, [
      ...currencies,
      ...currenciesOf(before.maximumDiscounts),
    ]),
    ...problemIf(
      shippingMethodIds.length > 0 && !freeShipping,
      "shippingMethodIds",
      "NO_FREE_SHIPPING",
      "Methods are named for free shipping only.",
    ),
    ...Object.entries(lists).flatMap(([field, ids]) =>
      problemIf(ids.length > maxTargets, field, "TOO_MANY", `At most ${maxTargets} can be named.`),
    ),
    ...problemIf(isBelowOne(promotion.usesPerCustomer), "usesPerCustomer", "TOO_SMALL", "A limit is one or more."),
    ...problemIf(isBelowOne(promotion.usesTotal), "usesTotal", "TOO_SMALL", "A limit is one or more."),
    ...problemIf(
      !wasBefore && endsAt !== null && endsAt <= startsAt,
      "endsAt",
      "BEFORE_START",
      "It must end after it starts.",
    ),
  ];
}

/** Problems of a change: once uses are taken, the code, the discount and the eligible goods are fixed. */
export function checkChange(before: PromotionRow, after: PromotionRow): InputProblem[] {
  const { usesTaken } = before;
  const locked = ["code", "percentOff", "amountsOff", "freeShipping", "collectionIds", "variantIds"] as const;
  const changed = locked.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  const message = "It has been used: end this promotion and make another.";
  return [
    ...(usesTaken === 0 ? [] : changed.map((field) => problem(inputField(field), "LOCKED", message))),
    ...problemIf(
      after.usesTotal !== null && after.usesTotal < usesTaken,
      "usesTotal",
      "BELOW_TAKEN",
      `${usesTaken} uses are taken already.`,
    ),
  ];
}

function problemIf(isInvalid: boolean, field: string, code: string, message: string): InputProblem[] {
  return isInvalid ? [problem(field, code, message)] : [];
}

function isBelowOne(limit: number | null): boolean {
  return limit !== null && limit < 1;
}

/** The input field of this column. */
function inputField(column: keyof PromotionRow): string {
  return column === "percentOff" ? "rateOff" : column;
}

function isCode(code: string): boolean {
  return /^[\p{L}\p{N}_-]{2,40}$/u.test(code);
}

function currenciesOf(amounts: readonly Money[]): string[] {
  return amounts.map(({ currency }) => currency);
}

function checkAmounts(field: string, amounts: readonly Money[], currencies: readonly string[]): InputProblem[] {
  return amounts.flatMap(({ minor, currency }, index) => [
    ...problemIf(minor < 1, `${field}.${index}.minor`, "TOO_SMALL", "An amount is above zero."),
    ...problemIf(
      minor > maxAmountMinor,
      `${field}.${index}.minor`,
      "TOO_LARGE",
      `An amount is at most ${maxAmountMinor}.`,
    ),
    ...problemIf(
      !currencies.includes(currency),
      `${field}.${index}.currency`,
      "NOT_OFFERED",
      "The shop does not sell in it.",
    ),
    ...problemIf(
      amounts.findIndex((other) => other.currency === currency) < index,
      `${field}.${index}.currency`,
      "TWICE",
      "There is one amount for each currency.",
    ),
  ]);
}
