/** The steps that a buyer can take with an order now: cancel it, return goods, withdraw from it, add it to the account. */
import { Button, buttonClass, Field, Message } from "@hansa/front/elements";
import { formatDate } from "@hansa/front/format";
import { Form, forgetTyped, type Typed, useChange } from "@hansa/front/islands";
import { useState } from "react";
import type {
  StorefrontOrderCancelMutation,
  StorefrontOrderClaimMutation,
  StorefrontOrderQuery,
  StorefrontReturnRequestMutation,
} from "../../../generated/graphql.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { graph } from "../../../shop/graph.ts";
import { isSignedIn } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import { OrderCancelDocument, OrderClaimDocument, ReturnRequestDocument } from "../documents.ts";
import { orderTexts } from "../texts.ts";

type Order = NonNullable<StorefrontOrderQuery["order"]>;
type Refusal = "tooLate" | "tooMany" | "periodOver" | "failed" | "unknown";
type OpenForm = "cancel" | "return" | undefined;

type OrderActionsProps = {
  order: Order;
  language: Language;
  token: string | null;
  withdrawalLink: string;
  /** Reads the order again. */
  onChange(): Promise<void>;
};

export function OrderActions({ order, language, token, withdrawalLink, onChange }: OrderActionsProps) {
  const texts = orderTexts[language];
  const [form, setForm] = useState<OpenForm>();
  const { isBusy, isSuccess, text, send } = useChange(texts.unknown);
  const guest = token === null ? {} : { guestToken: token };
  const options = token === null ? {} : { guest: [token] };

  function act(step: () => Promise<Refusal | undefined>): Promise<void> {
    return send(async () => {
      const refusal = await step().catch(() => "unknown" as const);
      await onChange();
      if (refusal !== undefined) return { text: texts[refusal] };
      setForm(undefined);
      return undefined;
    }, texts.done);
  }

  async function cancel(): Promise<Refusal | undefined> {
    const input = { orderId: order.id, ...guest, idempotencyKey: `cancel:${order.id}` };
    return refusedCancel((await graph.send(OrderCancelDocument, { input }, options)).data?.orderCancel);
  }

  async function requestReturn(quantities: Quantities, reason: string): Promise<Refusal | undefined> {
    const parts = Object.entries(quantities).flatMap(([lineId, quantity]) =>
      quantity > 0 ? [{ lineId, quantity }] : [],
    );
    const idempotencyKey = `return:${order.id}:${order.returns.length}`;
    const input = { orderId: order.id, ...guest, parts, ...(reason ? { reason } : {}), idempotencyKey };
    const refusal = refusedReturn((await graph.send(ReturnRequestDocument, { input }, options)).data?.returnRequest);
    if (refusal === undefined) forgetTyped(keptReturn(order));
    return refusal;
  }

  async function claim(guestToken: string): Promise<Refusal | undefined> {
    const input = { orderId: order.id, guestToken, idempotencyKey: `claim:${order.id}` };
    return refusedClaim((await graph.send(OrderClaimDocument, { input })).data?.orderClaim);
  }

  const canCancel = order.nextActions.includes("CANCEL");
  const canReturn = order.nextActions.includes("REQUEST_RETURN");
  const { withdrawalClosesAt } = order;
  const mayWithdraw =
    order.state !== "CANCELLED" && !(withdrawalClosesAt && Date.parse(withdrawalClosesAt) < graph.now());
  return (
    <div className="space-y-4">
      <Message kind={isSuccess ? "success" : "fault"}>{text}</Message>
      {form === "cancel" && canCancel ? (
        <div className="rounded-2xl border border-line p-5">
          <p className="mb-4">{texts.cancelSure}</p>
          <div className="flex flex-wrap gap-3">
            <Button isBusy={isBusy} onClick={() => void act(cancel)}>
              {texts.cancelYes}
            </Button>
            <Button look="secondary" isBusy={isBusy} onClick={() => setForm(undefined)}>
              {texts.keep}
            </Button>
          </div>
        </div>
      ) : null}
      {form === "return" && canReturn ? (
        <ReturnForm
          order={order}
          language={language}
          isBusy={isBusy}
          onSend={(quantities, reason) => void act(() => requestReturn(quantities, reason))}
          onBack={() => setForm(undefined)}
        />
      ) : null}
      <div className="flex flex-wrap gap-3">
        {canCancel && form !== "cancel" ? (
          <Button look="secondary" onClick={() => setForm("cancel")}>
            {texts.cancel}
          </Button>
        ) : null}
        {canReturn && form !== "return" ? (
          <Button look="secondary" onClick={() => setForm("return")}>
            {texts.requestReturn}
          </Button>
        ) : null}
        {token !== null && !order.customer && isSignedIn() ? (
          <Button look="secondary" isBusy={isBusy} onClick={() => void act(() => claim(token))}>
            {texts.claim}
          </Button>
        ) : null}
        {mayWithdraw ? (
          <a
            href={`${withdrawalLink}${withdrawalLink.includes("?") ? "&" : "?"}order=${order.number}`}
            className={buttonClass("quiet")}
          >
            {texts.withdraw}
          </a>
        ) : null}
      </div>
      {mayWithdraw && withdrawalClosesAt ? (
        <p className="text-sm text-muted">
          {texts.withdrawUntil(formatDate(Date.parse(withdrawalClosesAt) - 1, language))}
        </p>
      ) : null}
    </div>
  );
}

type Quantities = Readonly<Record<string, number>>;

type ReturnFormProps = {
  order: Order;
  language: Language;
  isBusy: boolean;
  onSend(quantities: Quantities, reason: string): void;
  onBack(): void;
};

/** Only goods that can be returned. */
function ReturnForm({ order, language, isBusy, onSend, onBack }: ReturnFormProps) {
  const texts = orderTexts[language];
  const [units, setUnits] = useState(0);
  const lines = order.lines.filter(({ delivered, returned }) => delivered > returned);
  const quantitiesIn = (typed: Typed): Quantities =>
    Object.fromEntries(lines.map(({ id }) => [id, Number(typed(`units of ${id}`))]));
  return (
    <Form
      keptAs={keptReturn(order)}
      className="space-y-4 rounded-2xl border border-line p-5"
      onTyped={(typed) => setUnits(Object.values(quantitiesIn(typed)).reduce((sum, each) => sum + each, 0))}
      onSend={(typed) => onSend(quantitiesIn(typed), typed("reason").trim())}
    >
      {lines.map(({ id, title, delivered, returned }) => (
        <label key={id} className="flex min-h-12 items-center justify-between gap-4 border-b border-line">
          <span lang={catalogueLang()} className="min-w-0 wrap-anywhere">
            {title}
          </span>
          <input
            type="number"
            min={0}
            max={delivered - returned}
            aria-label={texts.returnUnits(title)}
            name={`units of ${id}`}
            defaultValue={0}
            className="min-h-11 w-20 rounded-full border border-line-strong bg-surface px-3 text-center"
          />
        </label>
      ))}
      <Field label={texts.reason} name="reason" maxLength={500} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isBusy} disabled={units === 0}>
          {texts.sendReturn}
        </Button>
        <Button look="secondary" isBusy={isBusy} onClick={onBack}>
          {texts.back}
        </Button>
      </div>
    </Form>
  );
}

/** The name under which this tab keeps what is typed, until the return is requested. */
function keptReturn({ id }: Pick<Order, "id">): string {
  return `return ${id}`;
}

function refusedCancel(result: StorefrontOrderCancelMutation["orderCancel"] | undefined): Refusal | undefined {
  switch (result?.__typename) {
    case "OrderCancelled":
      return undefined;
    case "InvalidTransitionError":
      return "tooLate";
    case "ValidationError":
    case "NotFoundError":
      return "failed";
    case "IdempotencyKeyReusedError":
    case "IdempotencyInProgressError":
    case undefined:
      return "unknown";
  }
}

function refusedReturn(result: StorefrontReturnRequestMutation["returnRequest"] | undefined): Refusal | undefined {
  switch (result?.__typename) {
    case "ReturnRequested":
      return undefined;
    case "QuantityExceededError":
      return "tooMany";
    case "ReturnPeriodOverError":
      return "periodOver";
    case "ValidationError":
    case "NotFoundError":
      return "failed";
    case "IdempotencyKeyReusedError":
    case "IdempotencyInProgressError":
    case undefined:
      return "unknown";
  }
}

function refusedClaim(result: StorefrontOrderClaimMutation["orderClaim"] | undefined): Refusal | undefined {
  switch (result?.__typename) {
    case "OrderClaimed":
      return undefined;
    case "NotFoundError":
    case "ValidationError":
      return "failed";
    case "IdempotencyKeyReusedError":
    case "IdempotencyInProgressError":
    case undefined:
      return "unknown";
  }
}
