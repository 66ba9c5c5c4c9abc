/** The buttons that hold an order, or release it, as far as the graph says that this can be done now. */
import { Button, Dialog } from "@hansa/front/elements";
import { useState } from "react";
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
  return (
    <div className="flex flex-wrap gap-2 sm:ms-auto">
      {shown.map((name) => (
        <Button key={name} look="secondary" onClick={() => setOpen(name)}>
          {actions[name].press}
        </Button>
      ))}
      <Dialog
        label={open ? actions[open].title : ""}
        isOpen={open !== undefined}
        onClose={() => setOpen(undefined)}
        className="m-auto w-full max-w-[min(32rem,calc(100%-1rem))] rounded-xl border p-6"
      >
        {open ? (
          <>
            <h2 className="text-lg font-bold">{actions[open].title}</h2>
            <p className="mt-1 mb-4 text-muted">{actions[open].hint}</p>
            <TextChange
              label={actions[open].label}
              press={actions[open].press}
              keptAs={`${open}-${order.id}`}
              act={(text) => actions[open].act(order.id, text)}
              onDone={() => setOpen(undefined)}
            >
              <Button look="quiet" onClick={() => setOpen(undefined)}>
                {texts.cancel}
              </Button>
            </TextChange>
          </>
        ) : null}
      </Dialog>
    </div>
  );
}
