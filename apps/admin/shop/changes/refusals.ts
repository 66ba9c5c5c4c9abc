/** Refusals of changes to an order, its returns and withdrawals, as a form shows them: at their field, or beside the button. */
import { type Amount, formatAmount } from "@hansa/front/format";
import type { ChangeOutcome } from "@hansa/front/islands";
import type { InvalidTransitionCause, QuantityExceededCause } from "../../generated/graphql.ts";
import { changeTexts } from "../graph/change.ts";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";
import { type FieldOf, faultsAt, fieldAmong, problemsOutcome } from "./problems.ts";
import { unitsField } from "./units.ts";

const texts = textsOf("refusals")[language];
const transitionCauses: Readonly<Record<InvalidTransitionCause, string>> = textsOf("transitionCauses")[language];
const quantityCauses: Readonly<Record<QuantityExceededCause, string>> = textsOf("quantityCauses")[language];

type Refused =
  | { __typename: "InvalidTransitionError"; blockedBy: InvalidTransitionCause }
  | { __typename: "QuantityExceededError"; line: { id: string }; maximum: number; cause: QuantityExceededCause }
  | { __typename: "AmountExceededError"; path: readonly string[] | null; maximumAmount: Amount }
  | { __typename: "ValidationError"; problems: readonly { path: readonly string[]; code: string }[] }
  | { __typename: "NotFoundError" | "ReturnTransitionError" | "WithdrawalTransitionError" };

/** Without `fieldOf` the form has fields of units alone. */
export function refusedOutcome(refused: Refused, fieldOf: FieldOf = fieldAmong()): ChangeOutcome {
  switch (refused.__typename) {
    case "ValidationError":
      return problemsOutcome(refused, fieldOf);
    case "QuantityExceededError": {
      const text = `${texts.left(refused.maximum)} ${quantityCauses[refused.cause]}`;
      return faultsAt([{ field: unitsField(refused.line.id), text }]);
    }
    case "AmountExceededError": {
      const text = texts.atMost(formatAmount(refused.maximumAmount, language));
      return faultsAt([{ field: refused.path ? fieldOf(refused.path) : undefined, text }]);
    }
    case "InvalidTransitionError":
      return { text: transitionCauses[refused.blockedBy] };
    case "NotFoundError":
    case "ReturnTransitionError":
    case "WithdrawalTransitionError":
      return { text: changeTexts.changed };
  }
}
