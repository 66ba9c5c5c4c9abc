/** Mails about an order: which of them can be sent again, and the change that does it. */
import type { OrderMailResendInput } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { doneOutcome } from "../../shop/changes/done.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import { texts } from "./mail-texts.ts";
import type { Order } from "./order.ts";

export type Mail = Order["mails"][number];

const MailResendDocument = graphql(`
  mutation OfficeMailResend($input: OrderMailResendInput!) {
    orderMailResend(input: $input) {
      __typename
      ... on OrderMailQueued { mail { kind } }
      ... on InvalidTransitionError { blockedBy }
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code } }
    }
  }
`);

/** The last mail about each subject, and none to a former address, which is not kept. */
export function isSentAgain(mail: Mail, { email, mails }: Pick<Order, "email" | "mails">): boolean {
  const last = mails.findLast(({ kind, subjectId }) => kind === mail.kind && subjectId === mail.subjectId);
  return email !== null && mail.kind !== "CONTACT_FORMER" && last === mail;
}

export function resendMail(input: OrderMailResendInput): Promise<KnownOutcome> {
  return makeChange(
    MailResendDocument,
    { input },
    ({ orderMailResend }) => orderMailResend,
    (result) => {
      switch (result.__typename) {
        case "OrderMailQueued":
          return doneOutcome();
        case "RateLimitedError":
          return { text: texts.tooOften(Math.ceil(result.retryAfterMs / 60_000)) };
        case "InvalidTransitionError":
        case "ValidationError":
        case "NotFoundError":
          return refusedOutcome(result);
      }
    },
  );
}
