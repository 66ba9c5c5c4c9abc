/** The declaration of a withdrawal: the order that this browser may see, what is sent, and what the shop's answer means for the form. */
import { buttonClass } from "@hansa/front/elements";
import { formatDate, formatDateTime } from "@hansa/front/format";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import type { StorefrontWithdrawalDeclareMutation, StorefrontWithdrawalOrderQuery } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { readGuest } from "../../shop/cart/guest.ts";
import { graph } from "../../shop/graph.ts";
import type { Language } from "../../shop/texts.ts";
import { withdrawalTexts } from "./texts.ts";

const OrderDocument = graphql(`
  query StorefrontWithdrawalOrder($number: String!, $token: String) {
    order(number: $number, guestToken: $token) {
      number
      email
      shippingAddress { lastName }
      billingAddress { lastName }
      lines { id title quantity cancelled refunded partlyRefunded returned isWithdrawable }
    }
  }
`);

const WithdrawalDeclareDocument = graphql(`
  mutation StorefrontWithdrawalDeclare($input: WithdrawalDeclareInput!) {
    withdrawalDeclare(input: $input) {
      __typename
      ... on WithdrawalReceived { reference receivedAt order { number } }
      ... on WithdrawalClosedError { cause closedAt line { title } }
      ... on ValidationError { problems { path message } }
    }
  }
`);

export type KnownOrder = NonNullable<StorefrontWithdrawalOrderQuery["order"]>;

type Answer = StorefrontWithdrawalDeclareMutation["withdrawalDeclare"];

/** The order with this number, if this browser may see it. Undefined for everybody else, and while the shop does not answer. */
export async function readKnownOrder(number: string): Promise<KnownOrder | undefined> {
  const token = tokenOf(number);
  const variables = { number, token: token ?? null };
  const response = await graph.send(OrderDocument, variables, guestOf(token)).catch(() => undefined);
  return response?.data?.order ?? undefined;
}

/** Sends what was typed; of an order that is known, the units that were chosen. Throws if it is not known whether the shop received it. */
export async function declareWithdrawal(
  order: KnownOrder | undefined,
  typed: Typed,
  idempotencyKey: string,
): Promise<Answer> {
  const orderNumber = order?.number ?? typed("number").trim();
  const token = tokenOf(orderNumber);
  const parts = order?.lines.flatMap(({ id }) => {
    const quantity = Number(typed(`units of ${id}`));
    return quantity > 0 ? [{ lineId: id, quantity }] : [];
  });
  const input = {
    orderNumber,
    email: typed("email").trim(),
    lastName: typed("lastName").trim(),
    ...(parts ? { parts } : {}),
    ...(token ? { guestToken: token } : {}),
    idempotencyKey,
  };
  const answer = (await graph.send(WithdrawalDeclareDocument, { input }, guestOf(token))).data?.withdrawalDeclare;
  if (!answer) throw new Error("it is not known whether the declaration was received");
  return answer;
}

/** The shop's answer as the form shows it. `orderLink` has the place of a number in it. */
export function outcomeOf(answer: Answer, language: Language, orderLink: string): ChangeOutcome {
  const texts = withdrawalTexts[language];
  switch (answer.__typename) {
    case "WithdrawalReceived":
      return {
        isSuccess: true,
        text: (
          <>
            <p className="font-medium">{texts.received}</p>
            <p>{texts.reference(answer.reference, formatDateTime(answer.receivedAt, language))}</p>
            <p>{answer.order ? texts.done : texts.mail}</p>
            {answer.order ? (
              <a href={orderLink.replace("NUMBER", answer.order.number)} className={buttonClass("quiet")}>
                {texts.toOrder}
              </a>
            ) : null}
          </>
        ),
      };
    case "WithdrawalClosedError": {
      const { cause, closedAt, line } = answer;
      if (cause === "PERIOD_OVER" && closedAt)
        return { text: texts.PERIOD_OVER(line.title, formatDate(closedAt, language)) };
      return { text: cause === "EXCLUDED" ? texts.EXCLUDED(line.title) : texts.NOTHING_LEFT(line.title) };
    }
    case "ValidationError":
      return {
        text: texts.failed,
        faults: new Map(answer.problems.map(({ path, message }) => [path.at(-1) ?? "", message])),
      };
    case "RateLimitedError":
      return { text: texts.tooOften };
    case "IdempotencyInProgressError":
    case "IdempotencyKeyReusedError":
      return { text: texts.unknown };
  }
}

/** The token of an order that this browser has as a guest. */
function tokenOf(number: string): string | undefined {
  return readGuest().orders?.find((each) => each.number === number)?.token;
}

function guestOf(token: string | undefined): { guest?: string[] } {
  return token === undefined ? {} : { guest: [token] };
}

/** Units that may still be withdrawn from, as far as the page knows: the shop decides. */
export function openUnits(line: KnownOrder["lines"][number]): number {
  const { quantity, cancelled, refunded, partlyRefunded, isWithdrawable } = line;
  return isWithdrawable ? Math.max(0, quantity - cancelled - refunded + partlyRefunded) : 0;
}
