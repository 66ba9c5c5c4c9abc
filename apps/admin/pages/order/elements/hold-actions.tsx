/** The buttons that hold an order, or release it, as far as the graph says that this can be done now. */
import { Button } from "@hansa/front/elements";
import { useState } from "react";
import { ChangeDialog } from "../../../shop/changes/change-dialog.tsx";
import { hold, release } from "../actions.ts";
import type { Order } from "../order.ts";
import { texts } from "../texts.ts";
import { TextChange } from "./text-change.tsx";

const actions = {
  HOLD: { press: texts.hold, title: texts.holdTitle, hint: texts.holdHint, label: texts.reason, act: hold },
  RELEASE_HOLD: {
    press: texts.release,
    title: texts.releaseTitle,
    hint: texts.releaseHint,
    label: texts.findings,
    act: release,
  },
} as const;

export function HoldActions({ order }: { order: Order }) {
  const [open, setOpen] = useState<keyof typeof actions>();
  const shown = (["HOLD", "RELEASE_HOLD"] as const).filter((name) => order.nextActions.includes(name));
  const close = () => setOpen(undefined);
  return (
    <>
      {shown.map((name) => (
        <Button key={name} look="secondary" onClick={() => setOpen(name)}>
          {actions[name].press}
        </Button>
      ))}
      <ChangeDialog title={open && actions[open].title} hint={open ? actions[open].hint : ""} onClose={close}>
        {(back) =>
          open ? (
            <TextChange
              label={actions[open].label}
              press={actions[open].press}
              keptAs={`${open}-${order.id}`}
              act={(text) => actions[open].act(order.id, text)}
              onDone={close}
              beside={back}
            />
          ) : null
        }
      </ChangeDialog>
    </>
  );
}
