/** The choice whether parcels leave now, or are packed and leave later. */
import type { Typed } from "@hansa/front/islands";
import { Choice } from "../changes/choice.tsx";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const one = textsOf("send")[language];
const several = textsOf("sendOrders")[language];

const name = "leaves";

export function LeavesChoice({ isOfSeveral = false }: { isOfSeveral?: boolean }) {
  const texts = isOfSeveral ? several : one;
  return (
    <Choice
      legend={texts.leaves}
      name={name}
      begin="now"
      options={[
        { value: "now", label: texts.leavesNow },
        { value: "later", label: texts.leavesLater },
      ]}
    />
  );
}

/** Whether the form says that they leave later. */
export function isReadyIn(typed: Typed): boolean {
  return typed(name) === "later";
}
