/** The form of one address of the address book: a new one, or one that is changed. */
import { Button, Notice } from "@hansa/front/elements";
import { Form, forgetTyped } from "@hansa/front/islands";
import { useEffect, useRef } from "react";
import type { AddressSaveInput } from "../../../generated/graphql.ts";
import { type AddressForm, addressValues, typedAddress } from "../../../shop/address/form.ts";
import { addressTexts } from "../../../shop/address/texts.ts";
import { AddressFields, useAddressForm } from "../../../shop/elements/address-fields.tsx";
import type { Language } from "../../../shop/texts.ts";
import type { SavedAddress } from "../address-actions.ts";
import { accountPageTexts } from "../texts.ts";

type AddressEditorProps = {
  language: Language;
  countries: readonly string[];
  form: AddressForm;
  /** Null for a new one. */
  address: SavedAddress | null;
  /** The default stays the default: another one takes its place. */
  isDefault: boolean;
  isBusy: boolean;
  faults: ReadonlyMap<string, string>;
  onSave(input: AddressSaveInput): void;
  onCancel(): void;
};

export function AddressEditor(props: AddressEditorProps) {
  const { language, countries, form, address, isDefault, isBusy, faults, onSave, onCancel } = props;
  const texts = accountPageTexts[language];
  const shown = useAddressForm(form, addressValues(address), language);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that opened the form is gone.
  useEffect(() => heading.current?.focus(), []);
  return (
    <Form
      keptAs={keptAddress(address)}
      aria-label={address ? texts.changeAddress : texts.newAddress}
      className="grid max-w-xl grid-cols-2 gap-4"
      onTyped={(typed) => shown.choose(typed("country"))}
      onSend={(typed, element) =>
        shown.sendWith(typed("country"), element, (shownForm) => {
          // A form without a field for the VAT id keeps a saved one.
          const hasField = shownForm.fields.some(({ name }) => name === "vatId");
          const vatId = address?.vatId && !hasField ? { vatId: address.vatId } : {};
          const id = address ? { id: address.id } : {};
          onSave({ ...typedAddress(shownForm, typed), ...vatId, ...id, makeDefault: typed("default") !== "" });
        })
      }
    >
      <h2 ref={heading} tabIndex={-1} className="col-span-2 text-2xl outline-none">
        {address ? texts.changeAddress : texts.newAddress}
      </h2>
      {faults.size > 0 ? (
        <div className="col-span-2">
          <Notice kind="fault">{addressTexts[language].checkFields}</Notice>
        </div>
      ) : null}
      <AddressFields language={language} countries={countries} address={shown} problems={faults} />
      {isDefault ? null : (
        <label className="col-span-2 flex min-h-11 items-center gap-3">
          <input type="checkbox" name="default" className="size-4" />
          {texts.makeDefault}
        </label>
      )}
      <div className="col-span-2 flex flex-wrap gap-3">
        <Button type="submit" isBusy={isBusy || shown.isWaiting}>
          {texts.save}
        </Button>
        <Button
          look="secondary"
          onClick={() => {
            forgetTyped(keptAddress(address));
            onCancel();
          }}
        >
          {texts.cancel}
        </Button>
      </div>
    </Form>
  );
}

/** The name under which this tab keeps what is typed into the form of an address; null: a new one. */
export function keptAddress(address: { id: string } | null): string {
  return `address ${address?.id ?? "new"}`;
}
