/** The choice among the addresses of an account, and the way to another one. */
import { Button } from "@hansa/front/elements";
import { Form } from "@hansa/front/islands";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import type { Language } from "../../../shop/texts.ts";
import type { Buyer } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";

type SavedAddressesProps = {
  addresses: NonNullable<Buyer["addresses"]>;
  language: Language;
  isBusy: boolean;
  onChoose(id: string): void;
  onOther(): void;
};

export function SavedAddresses({ addresses, language, isBusy, onChoose, onOther }: SavedAddressesProps) {
  const texts = checkoutTexts[language];
  return (
    <Form onSend={(typed) => onChoose(typed("address"))}>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="mb-2 text-sm font-medium">{texts.addressBook}</legend>
        {addresses.map((address, index) => (
          <label
            key={address.id}
            className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-strong p-4 text-sm"
          >
            <input
              type="radio"
              name="address"
              value={address.id}
              defaultChecked={index === 0}
              className="mt-1 size-4 shrink-0"
            />
            <AddressLines address={address} language={language} />
          </label>
        ))}
      </fieldset>
      <div className="mt-4 flex flex-wrap items-center gap-4">
        <Button type="submit" isBusy={isBusy}>
          {texts.shipHere}
        </Button>
        <Button look="quiet" isBusy={isBusy} onClick={onOther}>
          {texts.otherAddress}
        </Button>
      </div>
    </Form>
  );
}
