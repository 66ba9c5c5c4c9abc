/** The form of e-mail and address. */
import { Button, Field, Notice } from "@hansa/front/elements";
import { useState } from "react";
import type { AddressInput } from "../../../generated/graphql.ts";
import { type AddressForm, addressValues, typedAddress } from "../../../shop/address/form.ts";
import { addressTexts } from "../../../shop/address/texts.ts";
import { AddressFields, useAddressForm } from "../../../shop/elements/address-fields.tsx";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";

export type ContactFormProps = {
  checkout: CheckoutContent;
  language: Language;
  countries: readonly string[];
  form: AddressForm;
  /** The e-mail address of the account. */
  accountEmail: string | null;
  isBusy: boolean;
  problems: ReadonlyMap<string, string>;
  onSave(email: string, address: AddressInput): void;
};

export function ContactForm(props: ContactFormProps) {
  const { checkout, language, countries, form, accountEmail, isBusy, problems, onSave } = props;
  const texts = checkoutTexts[language];
  const [email, setEmail] = useState(checkout.email ?? accountEmail ?? "");
  const [shownForm, setShownForm] = useAddressForm(form, checkout.shippingAddress?.country, language);
  const [values, setValues] = useState(() => addressValues(checkout.shippingAddress));
  return (
    <form
      className="grid grid-cols-2 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(email.trim(), typedAddress(shownForm, values));
      }}
    >
      {problems.size > 0 ? (
        <div className="col-span-2">
          <Notice kind="fault">{addressTexts[language].checkFields}</Notice>
        </div>
      ) : null}
      <Field
        label={texts.email}
        hint={texts.emailHint}
        fault={problems.get("email")}
        type="email"
        name="email"
        autoComplete="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        className="col-span-2"
      />
      <AddressFields
        language={language}
        countries={countries}
        form={shownForm}
        values={values}
        problems={problems}
        onForm={setShownForm}
        onValues={setValues}
      />
      <Button type="submit" isBusy={isBusy} className="col-span-2">
        {texts.save}
      </Button>
    </form>
  );
}
