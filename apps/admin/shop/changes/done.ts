/** The outcome of a change that was made, with the warning about a text that was stored. */
import { changeTexts } from "../graph/change.ts";
import type { FormOutcome } from "./change-form.tsx";

type Warnings = readonly { code: string }[];

export function doneOutcome(warnings: Warnings = []): FormOutcome {
  const isCard = warnings.some(({ code }) => code === "CARD_NUMBER");
  return isCard
    ? { isSuccess: true, isToRead: true, text: changeTexts.cardNumber }
    : { isSuccess: true, text: changeTexts.done };
}
