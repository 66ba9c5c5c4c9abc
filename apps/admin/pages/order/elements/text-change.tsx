/** A form with one text, which is all that a change needs. */
import { Button, Message } from "@hansa/front/elements";
import { type ChangeOutcome, Form, forgetTyped, useChange } from "@hansa/front/islands";
import { type ReactNode, useId } from "react";
import { textField } from "../actions.ts";
import { texts } from "../texts.ts";

type TextChangeProps = {
  label: string;
  press: string;
  look?: "primary" | "secondary";
  /** The name under which this tab keeps what is typed. */
  keptAs: string;
  act(text: string): Promise<ChangeOutcome>;
  onDone?(): void;
  /** Another control beside the button. */
  children?: ReactNode;
};

export function TextChange({ label, press, look = "primary", keptAs, act, onDone, children }: TextChangeProps) {
  const id = useId();
  const { isBusy, isSuccess, text, faults, send } = useChange(texts.unknown);
  const fault = faults.get(textField);

  async function make(typed: string, form: HTMLFormElement): Promise<ChangeOutcome> {
    const outcome = await act(typed.trim());
    if (outcome.isSuccess) {
      forgetTyped(keptAs);
      form.reset();
      onDone?.();
    }
    return outcome;
  }

  return (
    <Form keptAs={keptAs} className="space-y-2" onSend={(typed, form) => void send(() => make(typed(textField), form))}>
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
      <Message kind={isSuccess ? "success" : "fault"}>{text}</Message>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look={look} isBusy={isBusy}>
          {press}
        </Button>
        {children}
      </div>
    </Form>
  );
}
