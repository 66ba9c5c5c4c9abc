/** A form with one text, which is all that a change needs. */
import type { ChangeOutcome } from "@hansa/front/islands";
import { type ReactNode, useId } from "react";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
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
  const id = useId();
  return (
    <ChangeForm {...rest} className="space-y-2" act={(typed) => act(typed(textField).trim())}>
      {(faults) => {
        const fault = faults.get(textField);
        return (
          <>
            <label htmlFor={id} className="block text-sm font-medium">
              {label}
            </label>
            <textarea
              id={id}
              name={textField}
              rows={3}
              required
              maxLength={2000}
              aria-invalid={fault ? true : undefined}
              aria-describedby={fault ? `${id}-fault` : undefined}
              className="block w-full rounded-lg border border-line-strong bg-surface px-3 py-2 aria-invalid:border-fault"
            />
            {fault ? (
              <p id={`${id}-fault`} className="text-sm text-fault">
                {fault}
              </p>
            ) : null}
          </>
        );
      }}
    </ChangeForm>
  );
}
