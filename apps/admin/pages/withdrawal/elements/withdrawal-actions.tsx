/** The buttons of a withdrawal, as far as the graph says that they can be pressed now, and the dialog of each. */
import { Button } from "@hansa/front/elements";
import { type ReactNode, useState } from "react";
import type { WithdrawalAction } from "../../../generated/graphql.ts";
import { ChangeDialog } from "../../../shop/changes/change-dialog.tsx";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { lateForm } from "../../../shop/changes/late-form.tsx";
import { TextArea } from "../../../shop/changes/text-area.tsx";
import { changeTexts, type KnownOutcome } from "../../../shop/graph/change.ts";
import { pressOnce } from "../../../shop/graph/press.ts";
import type { Refundable } from "../../refund/returned.ts";
import { confirm, contest, recordProof } from "../actions.ts";
import { texts } from "../texts.ts";
import type { Withdrawal } from "../withdrawal.ts";

const ReturnedForm = lateForm(async () => (await import("../../refund/returned-form.tsx")).ReturnedForm);

const changes: Readonly<Record<WithdrawalAction, { press: string; title: string; hint: string }>> = {
  CONFIRM: { press: texts.confirm, title: texts.confirmTitle, hint: texts.confirmHint },
  RECORD_PROOF: { press: texts.proof, title: texts.proofTitle, hint: texts.proofHint },
  CONTEST: { press: texts.contest, title: texts.contestTitle, hint: texts.contestHint },
  REFUND: { press: texts.refund, title: texts.refundTitle, hint: texts.refundHint },
};

/** Those that bring it nearer to its end; the others are exceptions. */
const nextSteps: ReadonlySet<WithdrawalAction> = new Set(["CONFIRM", "REFUND"]);

export function WithdrawalActions({ of }: { of: Withdrawal }) {
  const [open, setOpen] = useState<WithdrawalAction>();
  const onClose = () => setOpen(undefined);
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {of.nextActions.map((name) => (
        <Button key={name} look={nextSteps.has(name) ? "primary" : "secondary"} onClick={() => setOpen(name)}>
          {changes[name].press}
        </Button>
      ))}
      <ChangeDialog title={open && changes[open].title} hint={open ? changes[open].hint : ""} onClose={onClose}>
        {(beside) => (open ? <ActionForm action={open} of={of} onDone={onClose} beside={beside} /> : null)}
      </ChangeDialog>
    </div>
  );
}

type FormProps = { action: WithdrawalAction; of: Withdrawal; onDone(): void; beside: ReactNode };

function ActionForm({ action, of, ...rest }: FormProps) {
  const name = `${action} ${of.id}`;
  const usual = { ...rest, press: changes[action].press, keptAs: name, lost: changeTexts.unknownOnce };
  const once = (make: (idempotencyKey: string) => Promise<KnownOutcome>) => pressOnce(name, make);
  switch (action) {
    case "CONFIRM":
    case "RECORD_PROOF": {
      const make = action === "CONFIRM" ? confirm : recordProof;
      return (
        <ChangeForm {...usual} act={() => once((idempotencyKey) => make({ withdrawalId: of.id, idempotencyKey }))}>
          {() => null}
        </ChangeForm>
      );
    }
    case "CONTEST":
      return (
        <ChangeForm
          {...usual}
          act={(typed) => {
            const note = typed("note").trim();
            return once((idempotencyKey) => contest({ withdrawalId: of.id, note, idempotencyKey }));
          }}
        >
          {(faults) => (
            <TextArea label={texts.reason} name="note" required maxLength={500} fault={faults.get("note")} />
          )}
        </ChangeForm>
      );
    case "REFUND":
      return <Refund of={of} name={name} {...rest} />;
  }
}

function Refund({ of, name, ...rest }: Omit<FormProps, "action"> & { name: string }) {
  // It stays while the withdrawal is read again.
  const [refundable] = useState(() => refundableOf(of));
  return refundable ? <ReturnedForm of={refundable} name={name} {...rest} /> : null;
}

/** The units of the first return that can be refunded, and the shipping that is due. */
function refundableOf({ order, returns, shippingDue }: Withdrawal): Refundable | undefined {
  if (!order) return undefined;
  const shipping = shippingDue && shippingDue.minor !== 0 ? { shippingDue } : {};
  const found = returns.find(({ nextActions }) => nextActions.includes("REFUND"));
  if (!found) return { orderId: order.id, lines: [], ...shipping };
  const lines = found.parts.map(({ line, refundable }) => ({ ...line, left: refundable }));
  return { orderId: order.id, returnId: found.id, lines, ...shipping };
}
