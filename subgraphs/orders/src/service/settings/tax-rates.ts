/** Tax rates by place and class: each applies from its start, and a started rate never changes. */

import { isDeepStrictEqual } from "node:util";
import { readRegion } from "@hansa/commerce/address/postal-address";
import { readRate } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { hasScope } from "@hansa/kit/identity";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { TaxRateDeleteInput, TaxRateSaveInput } from "../../generated/resolvers.ts";
import {
  addTaxRate,
  changeTaxRate,
  findAllTaxRates,
  findConflictingRate,
  findLatestPricing,
  findTaxRate,
  removeTaxRate,
} from "../../store/settings/tax-rates.ts";
import type { TaxRateRow } from "../../store/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { checkRequired, checkText } from "./validation.ts";

/** All rates, of one country if given. */
export function listTaxRates({ store }: Context, country: string | null | undefined): Promise<TaxRateRow[]> {
  return store.read((db) => findAllTaxRates(db, country ?? undefined));
}

/** The rate if the viewer has the scope `settings:read`; null otherwise. */
export async function findVisibleTaxRate({ loaders, viewer }: Context, id: string): Promise<TaxRateRow | null> {
  return hasScope(viewer, "settings:read") ? loaders.taxRateById.load(id) : null;
}

/**
 * Creates a rate, or changes one that has not started. Every rate starts in the future: totals are frozen with the rates of a timestamp, and
 * computed again when the order is placed, so the rates of a past timestamp must never change.
 */
export async function saveTaxRate(
  { store, runtime, viewer }: Context,
  input: TaxRateSaveInput,
): Promise<MutationResult<"TaxRateSaveResult">> {
  return store.write("save-tax-rate", async (tx) => {
    // A checkout that was priced by a slightly faster clock must not find this rate when its order is placed.
    const now = Math.max(runtime.now(), await findLatestPricing(tx));
    const before = input.id ? await findTaxRate(tx, input.id) : undefined;
    if (input.id && !before) return notFound("tax rate", ["input", "id"]);
    if (before && before.startsAt <= now) return refuseRateInUse(before);
    const problems = checkRate(input, now);
    if (problems.length > 0) return invalid(problems);

    const draft = draftOf(before ?? newRate(runtime.newId("rate"), now), input);
    const region = readRegion(draft.country, draft.region);
    if (region.problems.length > 0)
      return invalid(region.problems.map(({ field, code, message }) => problem(field, code, message)));
    const taxRate = { ...draft, region: region.value };
    const rival = await findConflictingRate(tx, taxRate);
    if (rival && rival.id !== taxRate.id) return invalid([startTakenProblem(rival)]);
    if (before && isDeepStrictEqual(taxRate, before)) return { __typename: "TaxRateSaved", taxRate };
    if (!before) await addTaxRate(tx, taxRate);
    else if (!(await changeTaxRate(tx, taxRate, now))) return refuseRateInUse(before);
    const summary = `Saved ${taxRate.id}: ${taxRate.rate} in a million from ${new Date(taxRate.startsAt).toISOString()} on.`;
    await recordAudit(runtime, tx, viewer, { action: "taxRate.saved", subjectId: taxRate.id, summary });
    return { __typename: "TaxRateSaved", taxRate };
  });
}

/** Removes a rate that has not started. */
export function deleteTaxRate(
  { store, runtime, viewer }: Context,
  { id }: TaxRateDeleteInput,
): Promise<MutationResult<"TaxRateDeleteResult">> {
  return store.write("delete-tax-rate", async (tx) => {
    const taxRate = await findTaxRate(tx, id);
    if (!taxRate) return notFound("tax rate", ["input", "id"]);
    const now = Math.max(runtime.now(), await findLatestPricing(tx));
    if (!(await removeTaxRate(tx, id, now))) return refuseRateInUse(taxRate);
    await recordAudit(runtime, tx, viewer, { action: "taxRate.deleted", subjectId: id, summary: `Deleted ${id}.` });
    return { __typename: "TaxRateDeleted", id };
  });
}

/** The start of the next rate of the same place and class; null if there is none. */
export async function findEnd({ loaders }: Context, rate: TaxRateRow): Promise<number | null> {
  const history = await loaders.taxHistoryOfCountry.load(rate.country);
  const later = history.filter(
    ({ region, taxClass, startsAt }) =>
      region === rate.region && taxClass === rate.taxClass && startsAt > rate.startsAt,
  );
  return later.reduce<number | null>((first, { startsAt }) => Math.min(first ?? startsAt, startsAt), null);
}

/** The defaults of a new rate. */
function newRate(id: string, now: number): TaxRateRow {
  return { id, name: "", country: "", region: null, taxClass: "standard", rate: 0, startsAt: now + 1 };
}

function draftOf(
  before: TaxRateRow,
  { name, country, region, taxClass, rate, startsAt }: TaxRateSaveInput,
): TaxRateRow {
  return {
    id: before.id,
    name: name?.trim() ?? before.name,
    country: country ?? before.country,
    region: region === undefined ? before.region : region?.trim() || null,
    taxClass: taxClass ?? before.taxClass,
    rate: (typeof rate === "string" ? readRate(rate) : undefined) ?? before.rate,
    startsAt: startsAt ?? before.startsAt,
  };
}

function checkRate({ id, name, country, rate, startsAt }: TaxRateSaveInput, now: number): InputProblem[] {
  const fraction = "A rate is a fraction from 0 to 1 with at most six digits behind the point.";
  return [
    ...(id ? [] : checkRequired({ name, country, rate })),
    ...(typeof name === "string" ? checkText("name", name) : []),
    ...(typeof rate === "string" && readRate(rate) === undefined ? [problem("rate", "OUT_OF_RANGE", fraction)] : []),
    ...(typeof startsAt === "number" && startsAt <= now
      ? [problem("startsAt", "IN_THE_PAST", "A rate starts later than now.")]
      : []),
  ];
}

function startTakenProblem({ name }: TaxRateRow): InputProblem {
  return problem("startsAt", "TAKEN", `${name} is for the same place and class, and starts at the same moment.`);
}

function refuseRateInUse(taxRate: TaxRateRow) {
  const message = `${taxRate.name} has started. Make a rate that starts later.`;
  return { ...refusal("TaxRateInUseError", "TAX_RATE_IN_USE", message, ["input", "id"]), taxRate };
}
