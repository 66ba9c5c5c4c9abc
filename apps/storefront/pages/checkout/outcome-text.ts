/** Texts of the outcomes of a step that need the buyer's attention. */
import type { Language } from "../../shop/texts.ts";
import type { StepOutcome } from "./actions.ts";
import { checkoutTexts } from "./texts.ts";

type Refusal = Exclude<StepOutcome, { kind: "saved" | "read again" | "expired" | "ordered" | "redirect" | "problems" }>;

export function outcomeText(outcome: Refusal, language: Language): string {
  const texts = checkoutTexts[language];
  switch (outcome.kind) {
    case "declined":
      return outcome.retryable ? texts.declinedRetry : texts.declined;
    case "not payable":
      return outcome.reason === "INCOMPLETE" ? texts.incomplete : texts.inProgress;
    case "refused":
      return outcome.text;
    case "not confirmed":
      return texts.notConfirmed;
    case "not served":
      return texts.notServed;
    case "used up":
      return texts.usedUp;
    case "provider away":
      return texts.providerAway;
    case "too often":
      return texts.tooOften;
    case "in progress":
    case "busy":
      return texts.inProgress;
    case "failed":
      return texts.failed;
  }
}
