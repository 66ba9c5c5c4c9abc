/** A form with one text, which is all that a change needs. */
import type { ChangeOutcome } from "@hansa/front/islands";
import type { ReactNode } from "react";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { TextArea } from "../../../shop/changes/text-area.tsx";
import { textField } from "../actions.ts";

type TextChangeProps = {
  label: string;
  press: string;
  look?: "primary" | "secondary";
  /** The name under which this tab keeps what is typed. */
  keptAs: string;
  act(text: string): Promise<ChangeOutcome>;
  onDone?: () => void;
  /** Another control beside the button. */
  beside?: ReactNode;
};

export function TextChange({ label, act, ...rest }: TextChangeProps) {
  return (
    <ChangeForm {...rest} className="space-y-2" act={(typed) => act(typed(textField).trim())}>
      {(faults) => <TextArea label={label} name={textField} required maxLength={2000} fault={faults.get(textField)} />}
    </ChangeForm>
  );
}
