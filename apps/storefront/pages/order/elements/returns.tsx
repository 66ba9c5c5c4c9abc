/** Returns of an order, a closed one with its outcome, and refunds. */
import { formatAmount } from "@hansa/front/format";
import type { StorefrontOrderQuery } from "../../../generated/graphql.ts";
import type { Language } from "../../../shop/texts.ts";
import { orderTexts } from "../texts.ts";
import { Part } from "./part.tsx";

type ReturnsProps = { order: NonNullable<StorefrontOrderQuery["order"]>; language: Language };

export function Returns({ order, language }: ReturnsProps) {
  const texts = orderTexts[language];
  return (
    <>
      {order.returns.length > 0 ? (
        <Part title={texts.returns}>
          <ul className="space-y-3">
            {order.returns.map(({ id, state, outcome, note, parts }) => (
              <li key={id} className="wrap-anywhere">
                {parts
                  .map(({ line, quantity, released }) => ({ title: line.title, units: quantity || released }))
                  .map(({ title, units }) => `${units} × ${title}`)
                  .join(", ")}
                <span className="block text-sm text-muted">
                  {texts[state]} {outcome && texts[outcome]} {note}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {order.refunds.length > 0 ? (
        <Part title={texts.refunds}>
          <ul className="space-y-1">
            {order.refunds.map(({ id, state, amount }) => (
              <li key={id}>
                {formatAmount(amount, language)} <span className="text-muted">{texts[state]}</span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
    </>
  );
}
