/** The step of e-mail and address: the address book of an account, the form of a new address, or the saved one with a way to change it. */
import { Button } from "@hansa/front/elements";
import { useState } from "react";
import type { AddressInput } from "../../../generated/graphql.ts";
import type { AddressForm } from "../../../shop/address/form.ts";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import { isSignedIn } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutUpdate } from "../actions.ts";
import type { Buyer, CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import { ContactForm } from "./contact-form.tsx";
import { SavedAddresses } from "./saved-addresses.tsx";
import { VatIdAnswer } from "./vat-id-answer.tsx";

export type ContactStepProps = {
  checkout: CheckoutContent;
  buyer: Buyer | null;
  countries: readonly string[];
  form: AddressForm;
  language: Language;
  signInLink: string;
  isBusy: boolean;
  problems: ReadonlyMap<string, string>;
  /** Whether a saved address is to be changed. */
  isEditing: boolean;
  onEdit(): void;
  onSave(update: CheckoutUpdate): void;
};

export function ContactStep(props: ContactStepProps) {
  const { checkout, buyer, countries, form, language, signInLink, isBusy, problems, isEditing, onEdit, onSave } = props;
  const texts = checkoutTexts[language];
  const [isNewAddress, setIsNewAddress] = useState(false);
  const { missing, email, shippingAddress, selectedShipping, vatIdCheck } = checkout;
  const needsBilling = missing.includes("BILLING_ADDRESS");
  const isMissing = needsBilling || missing.includes("EMAIL") || missing.includes("SHIPPING_ADDRESS");
  const addresses = buyer?.addresses ?? [];

  function saveTyped(typedEmail: string, address: AddressInput): void {
    onSave({ email: typedEmail, ...(needsBilling ? { billingAddress: address } : { shippingAddress: address }) });
  }

  function saveChosen(savedAddressId: string): void {
    onSave({ savedAddressId, ...(!email && buyer?.email ? { email: buyer.email } : {}) });
  }

  if (!isMissing && !isEditing) {
    return (
      <>
        <div className="flex items-start justify-between gap-4">
          <AddressLines address={shippingAddress} before={email ?? null} language={language} />
          <Button look="quiet" className="shrink-0" isBusy={isBusy} onClick={onEdit}>
            {texts.change}
          </Button>
        </div>
        {vatIdCheck ? (
          <VatIdAnswer
            check={vatIdCheck}
            language={language}
            isBusy={isBusy}
            onRepeat={selectedShipping ? () => onSave({ shippingOptionId: selectedShipping.id }) : null}
          />
        ) : null}
      </>
    );
  }
  if (addresses.length > 0 && !isNewAddress && !needsBilling) {
    return (
      <SavedAddresses
        addresses={addresses}
        language={language}
        isBusy={isBusy}
        onChoose={saveChosen}
        onOther={() => setIsNewAddress(true)}
      />
    );
  }
  return (
    <>
      {buyer === null ? <AccountHint language={language} signInLink={signInLink} /> : null}
      <ContactForm
        checkout={checkout}
        language={language}
        countries={countries}
        form={form}
        accountEmail={buyer?.email ?? null}
        isBusy={isBusy}
        problems={problems}
        onSave={saveTyped}
      />
      {addresses.length > 0 && !needsBilling ? (
        <Button look="quiet" className="mt-2" isBusy={isBusy} onClick={() => setIsNewAddress(false)}>
          {texts.backToBook}
        </Button>
      ) : null}
    </>
  );
}

/** For a guest the way to sign in; for an account whose service is away, that it is. */
function AccountHint({ language, signInLink }: { language: Language; signInLink: string }) {
  const texts = checkoutTexts[language];
  if (isSignedIn()) return <p className="mb-4 text-sm">{texts.buyerAway}</p>;
  return (
    <p className="mb-4 text-sm">
      {texts.haveAccount}{" "}
      <a href={signInLink} className="inline-flex min-h-11 items-center underline underline-offset-4">
        {texts.signIn}
      </a>
    </p>
  );
}
