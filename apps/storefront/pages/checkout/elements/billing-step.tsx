/** The billing address: the shipping address, or another one and its form. */
import { Button, Notice } from "@hansa/front/elements";
import { Form, forgetTyped } from "@hansa/front/islands";
import { type AddressForm, addressValues, typedAddress } from "../../../shop/address/form.ts";
import { addressTexts } from "../../../shop/address/texts.ts";
import { AddressFields, useAddressForm } from "../../../shop/elements/address-fields.tsx";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutUpdate } from "../actions.ts";
import { keptBilling } from "../kept.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import type { EditedAddress } from "../use-steps.ts";

type BillingStepProps = {
  checkout: Pick<CheckoutContent, "billingAddress">;
  countries: readonly string[];
  form: AddressForm;
  language: Language;
  isBusy: boolean;
  problems: ReadonlyMap<string, string>;
  /** Whether its form is shown. */
  isOpen: boolean;
  onEdit(address: EditedAddress): void;
  onSave(update: CheckoutUpdate): void;
};

export function BillingStep(props: BillingStepProps) {
  const { checkout, language, isBusy, isOpen, onEdit } = props;
  const { billingAddress } = checkout;
  const texts = checkoutTexts[language];
  return (
    <section className="mt-4 border-t border-line pt-4">
      <h3 className="mb-2 text-lg">{texts.billing}</h3>
      {isOpen ? (
        <BillingForm {...props} />
      ) : (
        <div className="flex flex-wrap items-start justify-between gap-x-4">
          {billingAddress ? (
            <AddressLines address={billingAddress} language={language} />
          ) : (
            <p className="py-2">{texts.sameBilling}</p>
          )}
          <Button look="quiet" className="-mx-1" isBusy={isBusy} onClick={() => onEdit("billing")}>
            {texts.otherBilling}
          </Button>
        </div>
      )}
    </section>
  );
}

function BillingForm({ checkout, countries, form, language, isBusy, problems, onEdit, onSave }: BillingStepProps) {
  const { billingAddress } = checkout;
  const texts = checkoutTexts[language];
  const address = useAddressForm(form, addressValues(billingAddress), language);

  /** Goes back to the shipping address, which the shop is told if it has another one. */
  function keepSame(): void {
    forgetTyped(keptBilling);
    if (billingAddress) onSave({ billingAddress: null });
    else onEdit(undefined);
  }

  return (
    <Form
      keptAs={keptBilling}
      aria-label={texts.billing}
      className="grid grid-cols-2 gap-4"
      onTyped={(typed) => address.choose(typed("country"))}
      onSend={(typed, element) =>
        address.sendWith(typed("country"), element, (shown) => onSave({ billingAddress: typedAddress(shown, typed) }))
      }
    >
      {problems.size > 0 ? (
        <div className="col-span-2">
          <Notice kind="fault">{addressTexts[language].checkFields}</Notice>
        </div>
      ) : null}
      <AddressFields
        language={language}
        countries={countries}
        address={address}
        problems={problems}
        purpose="billing"
      />
      <div className="col-span-2 flex flex-wrap gap-3">
        <Button type="submit" isBusy={isBusy || address.isWaiting}>
          {texts.saveBilling}
        </Button>
        <Button look="secondary" isBusy={isBusy} onClick={keepSame}>
          {texts.keepSame}
        </Button>
      </div>
    </Form>
  );
}
