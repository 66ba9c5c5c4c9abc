/** Dialogs over the page. The browser keeps the focus in them, closes them by Escape, and returns the focus to the control that opened them. */
import { type ReactNode, useLayoutEffect, useRef } from "react";

type DialogProps = {
  /** The name by which a screen reader announces it. */
  label: string;
  isOpen: boolean;
  /** Called when it was closed: by the browser, or because `isOpen` has become false. */
  onClose(): void;
  /** Neither Escape nor a press beside it closes it. */
  mustStay?: boolean;
  className?: string;
  children: ReactNode;
};

/** Its content exists while it is open. */
export function Dialog({ label, isOpen, onClose, mustStay = false, className = "", children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      // A press beside it closes it too, in browsers that know this.
      closedby={mustStay ? "none" : "any"}
      onCancel={(event) => {
        if (mustStay) event.preventDefault();
      }}
      onClose={onClose}
      className={`border-line bg-surface text-text ${className}`}
    >
      {isOpen ? children : null}
    </dialog>
  );
}
