/** The form of e-mail and address. */
import { Button, Field, Notice } from "@hansa/front/elements";
import { Form } from "@hansa/front/islands";
import { useState } from "react";
import type { AddressInput } from "../../../generated/graphql.ts";
import { type AddressForm, addressValues, typedAddress } from "../../../shop/address/form.ts";
import { addressTexts } from "../../../shop/address/texts.ts";
import { AddressFields, useAddressForm } from "../../../shop/elements/address-fields.tsx";
import type { Language } from "../../../shop/texts.ts";
import { keptContact } from "../kept.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";

export type ContactFormProps = {
  checkout: CheckoutContent;
  language: Language;
  countries: readonly string[];
  form: AddressForm;
  /** The address that is known, to change it. */
  known: CheckoutContent["shippingAddress"];
  /** The e-mail address of the account. */
  accountEmail: string | null;
  isBusy: boolean;
  problems: ReadonlyMap<string, string>;
  onSave(email: string, address: AddressInput): void;
};

export function ContactForm(props: ContactFormProps) {
  const { checkout, language, countries, form, known, accountEmail, isBusy, problems, onSave } = props;
  const texts = checkoutTexts[language];
  const [email] = useState(checkout.email ?? accountEmail ?? "");
  const address = useAddressForm(form, addressValues(known), language);
  return (
    <Form
      keptAs={keptContact}
      className="grid grid-cols-2 gap-4"
      onTyped={(typed) => address.choose(typed("country"))}
      onSend={(typed, element) =>
        address.sendWith(typed("country"), element, (shown) =>
          onSave(typed("email").trim(), typedAddress(shown, typed)),
        )
      }
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
        defaultValue={email}
        className="col-span-2"
      />
      <AddressFields language={language} countries={countries} address={address} problems={problems} />
      <Button type="submit" isBusy={isBusy || address.isWaiting} className="col-span-2">
        {texts.save}
      </Button>
    </Form>
  );
}
