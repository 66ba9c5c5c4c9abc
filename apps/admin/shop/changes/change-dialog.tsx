/** A dialog in which a change is made: what it is, what follows from it, and its form. */
import { Button, Dialog } from "@hansa/front/elements";
import type { ReactNode } from "react";
import { changeTexts } from "../graph/change.ts";

type ChangeDialogProps = {
  /** Undefined: it is closed. */
  title: string | undefined;
  hint: string;
  onClose(): void;
  /** The form, with the button that closes the dialog beside its own. */
  children(back: ReactNode): ReactNode;
};

export function ChangeDialog({ title, hint, onClose, children }: ChangeDialogProps) {
  return (
    <Dialog
      label={title ?? ""}
      isOpen={title !== undefined}
      onClose={onClose}
      className="m-auto w-full max-w-[min(32rem,calc(100%-1rem))] rounded-xl border p-6"
    >
      <h2 className="text-lg font-bold">{title}</h2>
      <p className="mt-1 mb-4 text-muted">{hint}</p>
      {children(
        <Button look="quiet" onClick={onClose}>
          {changeTexts.back}
        </Button>,
      )}
    </Dialog>
  );
}
