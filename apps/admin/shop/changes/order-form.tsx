/** The form of a page on which an order is changed. Once it is done it leads to the order, where its outcome is told. */
import { buttonClass } from "@hansa/front/elements";
import { changeTexts } from "../graph/change.ts";
import { orderAddress } from "../places/address.ts";
import { go } from "../places/places.ts";
import { tellNext } from "../places/told.ts";
import { ChangeForm, type ChangeFormProps } from "./change-form.tsx";

type OrderFormProps = Omit<ChangeFormProps, "lost" | "onDone" | "beside"> & { number: string };

export function OrderForm({ number, act, ...rest }: OrderFormProps) {
  const address = orderAddress(number);
  return (
    <ChangeForm
      {...rest}
      act={async (typed) => {
        const outcome = await act(typed);
        if (outcome.isSuccess && typeof outcome.text === "string") tellNext(outcome.text);
        return outcome;
      }}
      lost={changeTexts.unknownOnce}
      onDone={() => go(address, { isInstead: true })}
      beside={
        <a href={address} className={buttonClass("quiet")}>
          {changeTexts.back}
        </a>
      }
    />
  );
}
