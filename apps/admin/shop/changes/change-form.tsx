/** The form of a change: its fields, what the last press has led to, and the button, which says what it does. */
import { Button, type ButtonLook, Message } from "@hansa/front/elements";
import { type ChangeOutcome, Form, forgetSent, keptText, type Typed, useChange } from "@hansa/front/islands";
import type { ReactNode } from "react";
import { changeTexts } from "../graph/change.ts";

/** `isToRead`: the text of the success matters, and the form stays until it is closed. */
export type FormOutcome = ChangeOutcome & { isToRead?: boolean };

export type ChangeFormProps = {
  /** The name under which this tab keeps what is typed. */
  keptAs: string;
  /** Undefined: there is nothing to press. */
  press: string | undefined;
  look?: ButtonLook;
  /** The words for an unknown outcome; by default those for a change that can be sent again. */
  lost?: string;
  className?: string;
  act(typed: Typed): Promise<FormOutcome>;
  /** Called for a success after which nothing is left to read or to send here, while the form still stands. */
  onDone?(): void;
  onTyped?(typed: Typed): void;
  /** Another control beside the button. */
  beside?: ReactNode;
  /** The fields, with their faults by name. */
  children(faults: ReadonlyMap<string, string>): ReactNode;
};

export function ChangeForm(props: ChangeFormProps) {
  const { keptAs, press, look = "primary", lost = changeTexts.unknown, className = "space-y-4" } = props;
  const { act, onDone, onTyped, beside, children } = props;
  const { isBusy, isSuccess, text, faults, send } = useChange(lost);

  async function make(typed: Typed, form: HTMLFormElement): Promise<ChangeOutcome> {
    const sent = keptText(keptAs);
    const outcome = await act(typed);
    // Text that was typed since the press stays.
    if (!outcome.isSuccess || !forgetSent(keptAs, sent)) return outcome;
    form.reset();
    // A form that was left meanwhile leads nowhere: the person is elsewhere by now.
    if (form.isConnected && !outcome.isToRead) onDone?.();
    return outcome;
  }

  return (
    <Form
      keptAs={keptAs}
      className={className}
      {...(onTyped ? { onTyped } : {})}
      onSend={(typed, form) => void send(() => make(typed, form))}
    >
      {children(faults)}
      <Message kind={isSuccess ? "success" : "fault"}>{text}</Message>
      <div className="flex flex-wrap items-center gap-4">
        {press === undefined ? null : (
          <Button type="submit" look={look} isBusy={isBusy}>
            {press}
          </Button>
        )}
        {beside}
      </div>
    </Form>
  );
}
