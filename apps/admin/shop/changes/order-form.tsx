/** The form of a page on which an order is changed. Once it is done it leads to the order, where its outcome is told. */
import { buttonClass } from "@hansa/front/elements";
import { useRef } from "react";
import { changeTexts } from "../graph/change.ts";
import { orderAddress } from "../places/address.ts";
import { go } from "../places/places.ts";
import { tellAt } from "../places/told.ts";
import { ChangeForm, type ChangeFormProps } from "./change-form.tsx";

type OrderFormProps = Omit<ChangeFormProps, "lost" | "onDone" | "beside"> & { number: string };

export function OrderForm({ number, act, ...rest }: OrderFormProps) {
  const address = orderAddress(number);
  const text = useRef<string>(undefined);
  return (
    <ChangeForm
      {...rest}
      act={async (typed) => {
        const outcome = await act(typed);
        text.current = typeof outcome.text === "string" ? outcome.text : undefined;
        return { ...outcome, isToRead: false };
      }}
      lost={changeTexts.unknownOnce}
      onDone={() => {
        if (text.current !== undefined) tellAt(address, text.current);
        go(address, { isInstead: true });
      }}
      beside={
        <a href={address} className={buttonClass("quiet")}>
          {changeTexts.back}
        </a>
      }
    />
  );
}
