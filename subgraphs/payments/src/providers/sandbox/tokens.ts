/** What stands for a card at the sandbox, and what comes of each: the documented tokens. */

/** How paying with a token goes. */
export type Behaviour = {
  /** Where the payment stands once the token was given. */
  becomes: "AUTHORIZED" | "REQUIRES_ACTION" | "PROCESSING" | "FAILED";
  /** Why it failed; only where it does. */
  failure: { code: string; retryable: boolean } | null;
  /** How the answer to the call that took the token comes. */
  answer: "atOnce" | "slow" | "lost" | "afterTwoMessages";
  /** What comes of capturing the money. */
  capture: "taken" | "refused" | "takenAndAnswerLost";
  /** What comes of giving money back. Those that fail or come back do so the first time only. */
  refund:
    | "given"
    | "givenAndAnswerLost"
    | "givenLater"
    | "failsAtFirst"
    | "failsLaterAtFirst"
    | "comesBackAtFirst"
    | "refused";
  /** How the customer's bank decides the dispute that it opens once money was taken; null: it opens none. */
  dispute: "WON" | "LOST" | null;
  last4: string;
};

const works: Behaviour = {
  becomes: "AUTHORIZED",
  failure: null,
  answer: "atOnce",
  capture: "taken",
  refund: "given",
  dispute: null,
  last4: "4242",
};

function fails(code: string, retryable: boolean, last4: string): Behaviour {
  return { ...works, becomes: "FAILED", failure: { code, retryable }, last4 };
}

const behaviours: Readonly<Record<string, Behaviour>> = {
  /** Is authorised at once. */
  tok_ok: works,
  /** The bank says no, and will say it again. */
  tok_declined: fails("card_declined", false, "0002"),
  /** The bank says no; another day it may say yes. */
  tok_insufficient_funds: fails("insufficient_funds", true, "9995"),
  /** The bank wants to see the customer; confirm with one of the next two. */
  tok_second_step: { ...works, becomes: "REQUIRES_ACTION", last4: "3220" },
  /** The customer passed the second step. */
  tok_second_step_ok: { ...works, last4: "3220" },
  /** The customer did not pass it. */
  tok_second_step_failed: fails("authentication_failed", true, "3220"),
  /** Is authorised, and answered three seconds later. */
  tok_slow: { ...works, answer: "slow" },
  /** Is authorised, but the answer is lost the first time. */
  tok_lost_answer: { ...works, answer: "lost" },
  /** Is authorised, and the message about it comes before the answer, twice. */
  tok_double_webhook: { ...works, answer: "afterTwoMessages" },
  /** Is authorised, but the money cannot be taken. */
  tok_capture_refused: { ...works, capture: "refused" },
  /** Is authorised; the money is taken, but the answer to that is lost the first time. */
  tok_capture_lost_answer: { ...works, capture: "takenAndAnswerLost" },
  /** The bank takes five seconds to think; a message tells that it said yes. */
  tok_processing: { ...works, becomes: "PROCESSING" },
  /** Money is given back five seconds after it was asked for; a message tells. */
  tok_refund_pending: { ...works, refund: "givenLater", last4: "7726" },
  /** The first refund fails at once; the next one works. */
  tok_refund_fails: { ...works, refund: "failsAtFirst", last4: "5126" },
  /** The first refund is pending for five seconds and fails then; a message tells. The next one works. */
  tok_refund_fails_later: { ...works, refund: "failsLaterAtFirst", last4: "3155" },
  /** The first refund succeeds, and the bank sends it back five seconds later; a message tells. The next one stays. */
  tok_refund_comes_back: { ...works, refund: "comesBackAtFirst", last4: "5126" },
  /** The bank opens a dispute over what was taken five seconds after that, and decides it for the shop after five more; messages tell. */
  tok_dispute_won: { ...works, dispute: "WON", last4: "0259" },
  /** The same, decided for the customer. */
  tok_dispute_lost: { ...works, dispute: "LOST", last4: "0259" },
  /** The provider refuses to give anything back. */
  tok_refund_refused: { ...works, refund: "refused", last4: "1976" },
  /** Money is given back, but the answer to that is lost the first time. */
  tok_refund_lost_answer: { ...works, refund: "givenAndAnswerLost" },
};

const unknownToken = fails("invalid_token", false, "0000");

/** What comes of a token. One that is not in the list is declined. */
export function behaviourOf(token: string): Behaviour {
  return (Object.hasOwn(behaviours, token) ? behaviours[token] : undefined) ?? unknownToken;
}
