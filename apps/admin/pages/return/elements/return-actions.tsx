/** The buttons of a return, as far as the graph says that they can be pressed now, and the dialog of each. */
import { Button } from "@hansa/front/elements";
import { useState } from "react";
import type { ReturnAction, ReturnDecision } from "../../../generated/graphql.ts";
import { ChangeDialog } from "../../../shop/changes/change-dialog.tsx";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { lateForm } from "../../../shop/changes/late-form.tsx";
import { TextArea } from "../../../shop/changes/text-area.tsx";
import { decide } from "../actions.ts";
import type { FormProps, Return } from "../return.ts";
import { texts } from "../texts.ts";

const ReceiveForm = lateForm(async () => (await import("./receive-form.tsx")).ReceiveForm);
const CloseForm = lateForm(async () => (await import("./close-form.tsx")).CloseForm);
const ReturnedForm = lateForm(async () => (await import("../../refund/returned-form.tsx")).ReturnedForm);

const changes: Readonly<Record<ReturnAction, { press: string; title: string; hint: string }>> = {
  APPROVE: { press: texts.approve, title: texts.approveTitle, hint: texts.approveHint },
  REJECT: { press: texts.reject, title: texts.rejectTitle, hint: texts.rejectHint },
  RECEIVE: { press: texts.receive, title: texts.receiveTitle, hint: texts.receiveHint },
  REFUND: { press: texts.refund, title: texts.refundTitle, hint: texts.refundHint },
  CLOSE: { press: texts.close, title: texts.closeTitle, hint: texts.closeHint },
};

export function ReturnActions({ of }: { of: Return }) {
  const [open, setOpen] = useState<ReturnAction>();
  const onClose = () => setOpen(undefined);
  return (
    <div className="flex flex-wrap gap-2 sm:ms-auto">
      {of.nextActions.map((name, index) => (
        <Button key={name} look={index === 0 ? "primary" : "secondary"} onClick={() => setOpen(name)}>
          {changes[name].press}
        </Button>
      ))}
      <ChangeDialog title={open && changes[open].title} hint={open ? changes[open].hint : ""} onClose={onClose}>
        {(beside) => (open ? <ActionForm action={open} of={of} onDone={onClose} beside={beside} /> : null)}
      </ChangeDialog>
    </div>
  );
}

function ActionForm({ action, ...props }: FormProps & { action: ReturnAction }) {
  switch (action) {
    case "APPROVE":
    case "REJECT":
      return <DecisionForm decision={action} {...props} />;
    case "RECEIVE":
      return <ReceiveForm {...props} />;
    case "CLOSE":
      return <CloseForm {...props} />;
    case "REFUND": {
      const { of, ...rest } = props;
      const lines = of.parts.map(({ line, refundable }) => ({ ...line, left: refundable }));
      return <ReturnedForm of={{ orderId: of.order.id, returnId: of.id, lines }} name={`refund ${of.id}`} {...rest} />;
    }
  }
}

function DecisionForm({ decision, of: { id }, ...rest }: FormProps & { decision: ReturnDecision }) {
  return (
    <ChangeForm
      {...rest}
      press={changes[decision].press}
      keptAs={`${decision} ${id}`}
      act={(typed) => decide({ returnId: id, decision, note: typed("note").trim() })}
    >
      {(faults) => <TextArea label={texts.answer} name="note" maxLength={500} fault={faults.get("note")} />}
    </ChangeForm>
  );
}
