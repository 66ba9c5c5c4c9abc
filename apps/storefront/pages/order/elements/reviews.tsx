/** Reviews of delivered goods by the account that bought them: one form for each product, behind a press. */
import { Button, Field, Message, SelectField } from "@hansa/front/elements";
import { Form, forgetSent, keptText, type Typed, useChange } from "@hansa/front/islands";
import { useState } from "react";
import type { StorefrontOrderQuery } from "../../../generated/graphql.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { graph } from "../../../shop/graph.ts";
import { isSignedIn } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import { ReviewSubmitDocument } from "../documents.ts";
import { orderTexts } from "../texts.ts";
import { Part } from "./part.tsx";

type Order = NonNullable<StorefrontOrderQuery["order"]>;

export function Reviews({ order, language }: { order: Order; language: Language }) {
  const texts = orderTexts[language];
  const [openId, setOpenId] = useState<string>();
  const { isBusy, isSuccess, text, send } = useChange(texts.unknown);
  const products = new Map(
    order.lines.flatMap(({ delivered, variant }) =>
      delivered > 0 && variant?.product.status === "ACTIVE"
        ? [[variant.product.id, variant.product.title] as const]
        : [],
    ),
  );
  if (products.size === 0 || !order.customer || !isSignedIn()) return null;

  async function submit(productId: string, typed: Typed) {
    const input = { productId, rating: Number(typed("rating")), title: typed("title").trim(), body: typed("body") };
    const sent = keptText(keptReview(productId));
    const { data } = await graph.send(ReviewSubmitDocument, { input });
    if (data?.reviewSubmit.__typename !== "ReviewSaved") return { text: data ? texts.failed : texts.unknown };
    if (forgetSent(keptReview(productId), sent)) setOpenId(undefined);
    return { isSuccess: true, text: texts.reviewSaved };
  }

  return (
    <Part title={texts.reviewTitle}>
      <Message kind={isSuccess ? "success" : "fault"} className="mb-4">
        {text}
      </Message>
      <ul className="space-y-3">
        {[...products].map(([id, title]) => (
          <li key={id}>
            {openId === id ? (
              <Form
                keptAs={keptReview(id)}
                className="space-y-4 rounded-2xl border border-line p-5"
                onSend={(typed) => void send(() => submit(id, typed))}
              >
                <p lang={catalogueLang()} className="font-medium wrap-anywhere">
                  {title}
                </p>
                <SelectField
                  label={texts.reviewStars}
                  name="rating"
                  defaultValue="5"
                  options={[5, 4, 3, 2, 1].map((stars) => ({ value: String(stars), label: texts.stars(stars) }))}
                />
                <Field label={texts.reviewHeadline} name="title" maxLength={120} />
                <label className="block text-sm font-medium">
                  {texts.reviewBody}
                  <textarea
                    name="body"
                    required
                    maxLength={5_000}
                    rows={4}
                    className="mt-1 block w-full rounded-lg border border-line-strong bg-surface p-3 text-base font-normal"
                  />
                </label>
                <div className="flex flex-wrap gap-3">
                  <Button type="submit" isBusy={isBusy}>
                    {texts.reviewSend}
                  </Button>
                  <Button look="secondary" isBusy={isBusy} onClick={() => setOpenId(undefined)}>
                    {texts.back}
                  </Button>
                </div>
              </Form>
            ) : (
              <Button look="secondary" className="wrap-anywhere" onClick={() => setOpenId(id)}>
                {texts.reviewOf(title)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The name under which this tab keeps what is typed, until it is sent. */
function keptReview(productId: string): string {
  return `review ${productId}`;
}
