/** The page on which a withdrawal is recorded that came by letter, e-mail or telephone: the order is found first. */
import { Button, Field } from "@hansa/front/elements";
import { Form } from "@hansa/front/islands";
import { Away } from "../../shop/elements/away.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { Panel } from "../../shop/elements/panel.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { addressOf } from "../../shop/places/address.ts";
import { lastList } from "../../shop/places/last-list.ts";
import { showTime } from "../../shop/times.ts";
import type { PageProps } from "../page.ts";
import { WithdrawnOrderDocument } from "./documents.ts";
import { RecordForm } from "./elements/record-form.tsx";
import { texts } from "./texts.ts";

export function RecordPage({ place }: PageProps) {
  const number = new URLSearchParams(place.search).get("order")?.trim() ?? "";
  const isAsked = number !== "";
  const reading = useReading(WithdrawnOrderDocument, { number }, { main: "order", isAsked });
  const order = isAsked ? reading.data?.order : undefined;
  const { name, city, country } = order?.shippingAddress ?? {};

  return (
    <>
      <a href={lastList(addressOf("/withdrawals"))} className="text-muted hover:text-text">
        ‹ {texts.back}
      </a>
      <div className="mt-1">
        <PageTitle title={texts.recordTitle} isWhole={!isAsked || reading.data !== undefined} />
      </div>
      <p className="mt-1 max-w-prose text-muted">{texts.recordHint}</p>
      <Form key={number} action={addressOf("/withdrawals/record")} className="mt-4 flex max-w-md items-end gap-3">
        <Field
          label={texts.orderNumber}
          name="order"
          defaultValue={number}
          required
          maxLength={40}
          className="flex-1"
        />
        <Button type="submit" look="secondary">
          {texts.findOrder}
        </Button>
      </Form>
      {isAsked && reading.isAway ? <Away part={order ? "ordersKept" : "orders"} className="mt-4" /> : null}
      {order ? (
        <div className="mt-4 max-w-2xl">
          <Panel title={texts.recordFor(order.number)} aside={showTime(order.placedAt)}>
            <div className="space-y-3 px-4 py-3">
              {name ? <p className="wrap-anywhere">{[name, city, country].filter(Boolean).join(", ")}</p> : null}
              <RecordForm key={order.id} order={order} />
            </div>
          </Panel>
        </div>
      ) : isAsked && (reading.isRefused || order === null) ? (
        <p role="status" className="mt-4">
          {texts.noOrder}
        </p>
      ) : isAsked && !reading.isAway ? (
        <p role="status" className="mt-4 text-muted">
          {texts.loading}
        </p>
      ) : null}
    </>
  );
}
