/** Making promotions, changing them while that breaks no promise, and ending them. */
import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "@hansa/kit/audit";
import { invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Context } from "../../context.ts";
import type { PromotionEndInput, PromotionSaveInput } from "../../generated/resolvers.ts";
import { findPromotion, insertPromotion, isCodeTaken, updatePromotion } from "../../store/promotions.ts";
import { findSettings } from "../../store/settings.ts";
import type { PromotionRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { isStale, versionConflict } from "../settings/versions.ts";
import { checkChange, checkPromotion, drafted } from "./input.ts";

/** Makes a new promotion, or changes one. Checkouts that have begun keep the terms that they began with. */
export function savePromotion(context: Context, input: PromotionSaveInput): Promise<Answer<"PromotionSaveResult">> {
  const { store, world, viewer } = context;
  const now = world.now();
  return store.write("save-promotion", async (tx): Promise<Answer<"PromotionSaveResult">> => {
    const before = input.id ? await findPromotion(tx, input.id) : newPromotion(world.newId("promo"), now);
    if (!before) return notFound("promotion", ["input", "id"]);
    if (input.id && isStale(before, input)) return versionConflict(before);
    const promotion = drafted(before, input);
    const { currencies } = await findSettings(tx);
    const problems = [...checkPromotion(currencies, before, promotion), ...checkChange(before, promotion)];
    if (await isCodeTaken(tx, promotion, now)) {
      problems.push(problem("code", "TAKEN", "Another promotion that has not ended has this code."));
    }
    if (problems.length > 0) return invalid(problems);
    if (input.id && isDeepStrictEqual(promotion, before)) return { __typename: "PromotionSaved", promotion };
    const summary = `Saved ${promotion.id}.`;
    await recordAudit(tx, world, viewer, { action: "promotion.saved", subjectId: promotion.id, summary });
    if (!input.id) {
      await insertPromotion(tx, promotion);
      return { __typename: "PromotionSaved", promotion };
    }
    const { usesTaken: _taken, createdAt: _created, ...change } = promotion;
    return { __typename: "PromotionSaved", promotion: await updatePromotion(tx, { ...change, updatedAt: now }) };
  });
}

/** Ends a promotion now, also one that has not begun. One that has ended stays as it is. */
export function endPromotion(
  { store, world, viewer }: Context,
  { id }: PromotionEndInput,
): Promise<Answer<"PromotionEndResult">> {
  const now = world.now();
  return store.write("end-promotion", async (tx): Promise<Answer<"PromotionEndResult">> => {
    const promotion = await findPromotion(tx, id);
    if (!promotion) return notFound("promotion", ["input", "id"]);
    if (promotion.endsAt !== null && promotion.endsAt <= now) return { __typename: "PromotionEnded", promotion };
    await recordAudit(tx, world, viewer, { action: "promotion.ended", subjectId: id, summary: `Ended ${id}.` });
    const { version, startsAt } = promotion;
    const change = { id, version, startsAt: Math.min(startsAt, now), endsAt: now, updatedAt: now };
    return { __typename: "PromotionEnded", promotion: await updatePromotion(tx, change) };
  });
}

/** What a new promotion has where nothing is said. */
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
    usesPerCustomer: null,
    usesTotal: null,
    usesTaken: 0,
    startsAt: now,
    endsAt: null,
    createdAt: now,
    updatedAt: now,
  };
}
