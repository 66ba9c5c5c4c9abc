/** The outcome of a change that was made, with the warning about a text that was stored. */
import type { ChangeOutcome } from "@hansa/front/islands";
import { changeTexts } from "../graph/change.ts";

type Warnings = readonly { code: string }[];

export function doneOutcome(warnings: Warnings = []): ChangeOutcome {
  const isCard = warnings.some(({ code }) => code === "CARD_NUMBER");
  return { isSuccess: true, text: isCard ? changeTexts.cardNumber : changeTexts.done };
}
