/** The mails about an order, the newest first, with what became of each, and the dialog in which one is sent again. */
import { Button } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { useState } from "react";
import { ChangeDialog } from "../../../shop/changes/change-dialog.tsx";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { changeTexts } from "../../../shop/graph/change.ts";
import { pressOnce } from "../../../shop/graph/press.ts";
import { language } from "../../../shop/language.ts";
import { showTime } from "../../../shop/times.ts";
import { mailKinds, texts } from "../mail-texts.ts";
import { isSentAgain, type Mail, resendMail } from "../mails.ts";
import type { Order } from "../order.ts";

type MailsPanelProps = { order: Order; maySend: boolean };

export function MailsPanel({ order, maySend }: MailsPanelProps) {
  const { id, email, mails } = order;
  const [open, setOpen] = useState<Mail>();
  const close = () => setOpen(undefined);
  const keyOf = ({ kind, subjectId, queuedAt }: Mail) => ["mail", id, kind, subjectId, queuedAt].join(" ");
  return (
    <Panel title={texts.title}>
      {mails.length === 0 ? <p className="px-4 py-3 text-muted">{texts.none}</p> : null}
      <ol className="divide-y divide-line">
        {mails.toReversed().map((mail) => (
          <li key={keyOf(mail)} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2">
            <span className="min-w-0 wrap-anywhere">
              {mailKinds[mail.kind]} <span className="text-sm text-muted">{subjectOf(mail, order)}</span>
            </span>
            {maySend && isSentAgain(mail, order) ? (
              <Button
                look="quiet"
                aria-label={texts.againTitle(mailKinds[mail.kind])}
                className="-mx-1 text-sm"
                onClick={() => setOpen(mail)}
              >
                {texts.again}
              </Button>
            ) : null}
            <span className="ms-auto text-sm text-muted">
              <MailState mail={mail} />
            </span>
          </li>
        ))}
      </ol>
      <ChangeDialog
        title={open && texts.againTitle(mailKinds[open.kind])}
        hint={email === null ? "" : texts.againHint(email)}
        onClose={close}
      >
        {(back) =>
          open ? (
            <ChangeForm
              keptAs={keyOf(open)}
              press={texts.again}
              lost={changeTexts.unknownOnce}
              act={() =>
                pressOnce(keyOf(open), (idempotencyKey) =>
                  resendMail({ orderId: id, kind: open.kind, subjectId: open.subjectId, idempotencyKey }),
                )
              }
              onDone={close}
              beside={back}
            >
              {() => null}
            </ChangeForm>
          ) : null
        }
      </ChangeDialog>
    </Panel>
  );
}

/** The parcel or the amount that a mail is about, by which it differs from others of its kind. */
function subjectOf({ subjectId }: Mail, { fulfilments, refunds }: Order): string | undefined {
  const parcels = fulfilments.flatMap(({ shipments }) => shipments);
  const parcel = parcels.find(({ id }) => id === subjectId);
  if (parcel) return [parcel.carrier, parcel.trackingNumber].filter(Boolean).join(" ");
  const refund = refunds.find(({ id }) => id === subjectId);
  return refund && formatAmount(refund.amount, language);
}

function MailState({ mail: { queuedAt, sentAt, refusedAt } }: { mail: Mail }) {
  if (refusedAt) return <State text={texts.refused(showTime(refusedAt))} needsPerson />;
  return <>{sentAt ? texts.sent(showTime(sentAt)) : texts.waits(showTime(queuedAt))}</>;
}
