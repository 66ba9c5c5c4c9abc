/** Shipping methods of a zone: carrier, delivery time, and rates by currency, value and weight. */
import { isDeepStrictEqual } from "node:util";
import { maxAmountMinor } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { hasScope } from "@hansa/kit/identity";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { ShippingMethodSaveInput, ShippingRateInput } from "../../generated/resolvers.ts";
import { findSettings } from "../../store/settings/settings.ts";
import {
  addMethod,
  changeMethod,
  findAllMethods,
  findMethod,
  findRatesByMethods,
  findZonesByIds,
  replaceRates,
} from "../../store/settings/shipping.ts";
import type { ShippingMethodRow, ShippingRateRow, ShippingTaxBasis } from "../../store/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { shippingTaxBasisOf } from "./notices.ts";
import { checkRequired, checkText } from "./validation.ts";
import { isStale, versionConflict } from "./version-conflict.ts";

const maxRates = 200;
const maxGrams = 10_000_000;
const maxDays = 365;

/** All methods of all zones, the oldest first. */
export function listMethods({ store }: Context): Promise<ShippingMethodRow[]> {
  return store.read((db) => findAllMethods(db));
}

/** The method if the viewer has the scope `settings:read`; null otherwise. */
export async function findVisibleMethod({ loaders, viewer }: Context, id: string): Promise<ShippingMethodRow | null> {
  return hasScope(viewer, "settings:read") ? loaders.methodById.load(id) : null;
}

/** Creates or changes a method; absent fields stay. Without a difference nothing changes. */
export async function saveMethod(
  context: Context,
  input: ShippingMethodSaveInput,
): Promise<MutationResult<"ShippingMethodSaveResult">> {
  const { store, runtime, viewer } = context;
  return store.write("save-shipping-method", async (tx) => {
    const before = input.id ? await findMethod(tx, input.id) : undefined;
    if (input.id && !before) return notFound("shipping method", ["input", "id"]);
    if (before && isStale(before, input)) return versionConflict(before);
    const settings = await findSettings(tx);
    const draft = draftOf(before ?? newMethod(runtime.newId("method"), shippingTaxBasisOf(settings)), input);
    const { zoneId, carrier, label, etaDaysMin, etaDaysMax, rates } = input;
    const problems = [
      ...(before ? [] : checkRequired({ zoneId, carrier, label, etaDaysMin, etaDaysMax, rates })),
      ...checkMethod(draft, input),
      ...(rates ? checkRates(rates, settings.currencies) : []),
    ];
    if (problems.length > 0) return invalid(problems);
    const [zone] = await findZonesByIds(tx, [draft.zoneId]);
    if (!zone) return notFound("shipping zone", ["input", "zoneId"]);

    if (before && isDeepStrictEqual(draft, before) && (await hasRates(tx, before.id, rates)))
      return { __typename: "ShippingMethodSaved", method: before };
    if (!before) await addMethod(tx, draft);
    const method = before ? await changeMethod(tx, draft) : draft;
    if (!method) throw new Error("a shipping method changed inside the transaction that read it");
    if (rates) {
      const rows = rates.map((rate) => ({ methodId: method.id, ...stepOf(rate), minor: rate.amountMinor }));
      await replaceRates(tx, method.id, rows);
    }
    const summary = `Saved ${method.id} as version ${method.version}.`;
    await recordAudit(runtime, tx, viewer, { action: "shippingMethod.saved", subjectId: method.id, summary });
    return { __typename: "ShippingMethodSaved", method };
  });
}

/** The defaults of a new method. */
function newMethod(id: string, taxBasis: ShippingTaxBasis): ShippingMethodRow {
  const nothing = { zoneId: "", carrier: "", label: "", etaDaysMin: 0, etaDaysMax: maxDays };
  return { id, version: 1, ...nothing, taxClass: "standard", taxBasis, active: true };
}

function draftOf(before: ShippingMethodRow, input: ShippingMethodSaveInput): ShippingMethodRow {
  return {
    ...before,
    zoneId: input.zoneId ?? before.zoneId,
    carrier: input.carrier?.trim() ?? before.carrier,
    label: input.label?.trim() ?? before.label,
    etaDaysMin: input.etaDaysMin ?? before.etaDaysMin,
    etaDaysMax: input.etaDaysMax ?? before.etaDaysMax,
    taxClass: input.taxClass ?? before.taxClass,
    taxBasis: input.taxBasis ?? before.taxBasis,
    active: input.active ?? before.active,
  };
}

/** Whether these are the method's rates, in any order; absent rates count as equal. */
async function hasRates(db: Reader, methodId: string, input: readonly ShippingRateInput[] | null | undefined) {
  if (!input) return true;
  const rates = await findRatesByMethods(db, [methodId]);
  const known = rates.map((rate) => `${keyOf(rate)} ${rate.minor}`);
  const requested = input.map((rate) => `${keyOf(stepOf(rate))} ${rate.amountMinor}`);
  return isDeepStrictEqual(known.sort(), requested.sort());
}

type Step = Pick<ShippingRateRow, "currency" | "fromSubtotalMinor" | "upToGrams">;

function stepOf({ currency, fromSubtotalMinor, upToGrams }: ShippingRateInput): Step {
  return { currency, fromSubtotalMinor: fromSubtotalMinor ?? 0, upToGrams };
}

/** A method has one rate for each key. */
function keyOf({ currency, fromSubtotalMinor, upToGrams }: Step): string {
  return `${currency} ${fromSubtotalMinor} ${upToGrams}`;
}

function checkMethod(
  { etaDaysMin, etaDaysMax }: ShippingMethodRow,
  { carrier, label }: ShippingMethodSaveInput,
): InputProblem[] {
  const message = `Days are counted from 0 to ${maxDays}, and the earliest is not after the latest.`;
  return [
    ...(typeof carrier === "string" ? checkText("carrier", carrier) : []),
    ...(typeof label === "string" ? checkText("label", label) : []),
    ...(etaDaysMin < 0 || etaDaysMin > etaDaysMax ? [problem("etaDaysMin", "OUT_OF_RANGE", message)] : []),
    ...(etaDaysMax > maxDays ? [problem("etaDaysMax", "OUT_OF_RANGE", message)] : []),
  ];
}

function checkRates(rates: readonly ShippingRateInput[], currencies: readonly string[]): InputProblem[] {
  if (rates.length === 0 || rates.length > maxRates)
    return [problem("rates", "LENGTH", `A method has 1 to ${maxRates} rates.`)];
  const steps = rates.map((rate) => keyOf(stepOf(rate)));
  return rates.flatMap((rate, index) => {
    const { currency, upToGrams, amountMinor } = rate;
    const { fromSubtotalMinor } = stepOf(rate);
    const at = (field: string) => `rates.${index}.${field}`;
    return [
      ...(currencies.includes(currency)
        ? []
        : [problem(at("currency"), "NOT_OFFERED", `The shop sells in ${currencies.join(", ")}.`)]),
      ...(upToGrams < 1 || upToGrams > maxGrams
        ? [problem(at("upToGrams"), "OUT_OF_RANGE", `A weight is 1 to ${maxGrams} grams.`)]
        : []),
      ...(fromSubtotalMinor < 0 || fromSubtotalMinor > maxAmountMinor
        ? [problem(at("fromSubtotalMinor"), "OUT_OF_RANGE", "This is not what goods can cost.")]
        : []),
      ...(amountMinor < 0 || amountMinor > maxAmountMinor
        ? [problem(at("amountMinor"), "OUT_OF_RANGE", "This is not what sending can cost.")]
        : []),
      ...(steps.indexOf(steps[index] ?? "") < index
        ? [problem(at("upToGrams"), "DUPLICATE", "There is a rate for this currency, value and weight already.")]
        : []),
    ];
  });
}
