/** Promotion mutations: creates, changes and ends promotions. */
import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { PromotionEndInput, PromotionSaveInput } from "../../generated/resolvers.ts";
import { findPromotion, insertPromotion, isCodeTaken, updatePromotion } from "../../store/promotions/promotions.ts";
import { findSettings } from "../../store/settings/settings.ts";
import { findMethodsByIds } from "../../store/settings/shipping.ts";
import type { PromotionRow } from "../../store/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isStale, versionConflict } from "../settings/version-conflict.ts";
import { readPeriod } from "./period.ts";
import { checkChange, checkPromotion, draftPromotion } from "./validation.ts";

/** Creates or changes a promotion. Started checkouts keep the terms of their start. */
export function savePromotion(
  context: Context,
  input: PromotionSaveInput,
): Promise<MutationResult<"PromotionSaveResult">> {
  const { store, runtime, viewer } = context;
  const now = runtime.now();
  return store.write("save-promotion", async (tx): Promise<MutationResult<"PromotionSaveResult">> => {
    const before = input.id ? await findPromotion(tx, input.id) : newPromotion(runtime.newId("promo"), now);
    if (!before) return notFound("promotion", ["input", "id"]);
    if (input.id && isStale(before, input)) return versionConflict(before);
    const { currencies, timeZone } = await findSettings(tx);
    const { problems: periodProblems, ...period } = readPeriod(input, timeZone);
    const promotion = draftPromotion(before, { ...input, ...period });
    const problems = [
      ...periodProblems,
      ...checkPromotion(currencies, before, promotion),
      ...checkChange(before, promotion),
      ...(await checkMethods(tx, before, promotion)),
    ];
    if (await isCodeTaken(tx, promotion, now)) {
      problems.push(problem("code", "TAKEN", "Another promotion that has not ended has this code."));
    }
    if (problems.length > 0) return invalid(problems);
    if (input.id && isDeepStrictEqual(promotion, before)) return { __typename: "PromotionSaved", promotion };
    const summary = `Saved ${promotion.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "promotion.saved", subjectId: promotion.id, summary });
    if (!input.id) {
      await insertPromotion(tx, promotion);
      return { __typename: "PromotionSaved", promotion };
    }
    const { usesTaken: _uses, createdAt: _created, ...change } = promotion;
    return { __typename: "PromotionSaved", promotion: await updatePromotion(tx, { ...change, updatedAt: now }) };
  });
}

/** Problems of newly named shipping methods: they have to exist. A method that is removed later stays named. */
async function checkMethods(
  tx: Tx,
  before: PromotionRow,
  { shippingMethodIds }: PromotionRow,
): Promise<InputProblem[]> {
  const named = shippingMethodIds.filter((id) => !before.shippingMethodIds.includes(id));
  const known = new Set((await findMethodsByIds(tx, named)).map(({ id }) => id));
  return shippingMethodIds.flatMap((id, index) =>
    named.includes(id) && !known.has(id)
      ? [problem(`shippingMethodIds.${index}`, "UNKNOWN_METHOD", "The shop has no such shipping method.")]
      : [],
  );
}

/** Ends a promotion now, also one that has not started. An ended one stays unchanged. */
export function endPromotion(
  { store, runtime, viewer }: Context,
  { id }: PromotionEndInput,
): Promise<MutationResult<"PromotionEndResult">> {
  const now = runtime.now();
  return store.write("end-promotion", async (tx): Promise<MutationResult<"PromotionEndResult">> => {
    const promotion = await findPromotion(tx, id);
    if (!promotion) return notFound("promotion", ["input", "id"]);
    if (promotion.endsAt !== null && promotion.endsAt <= now) return { __typename: "PromotionEnded", promotion };
    await recordAudit(runtime, tx, viewer, { action: "promotion.ended", subjectId: id, summary: `Ended ${id}.` });
    const { version, startsAt } = promotion;
    const change = { id, version, startsAt: Math.min(startsAt, now), endsAt: now, updatedAt: now };
    return { __typename: "PromotionEnded", promotion: await updatePromotion(tx, change) };
  });
}

/** The defaults of a new promotion. */
function newPromotion(id: string, now: number): PromotionRow {
  return {
    id,
    version: 1,
    label: "",
    code: null,
    percentOff: null,
    amountsOff: [],
    freeShipping: false,
    combines: true,
    collectionIds: [],
    variantIds: [],
    minimumSubtotals: [],
    countries: [],
    shippingMethodIds: [],
    maximumDiscounts: [],
    usesPerCustomer: null,
    usesTotal: null,
    usesTaken: 0,
    startsAt: now,
    endsAt: null,
    createdAt: now,
    updatedAt: now,
  };
}
