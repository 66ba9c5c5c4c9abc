/** The correction of a contact, with each of its refusals in words. */
import type { OrderContactUpdateInput } from "../../generated/graphql.ts";
import { getFragmentData } from "../../generated/index.ts";
import { faultsAt } from "../../shop/changes/problems.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { changeTexts, type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import { type AddressForm, type Contact, emailField } from "./contact.ts";
import { ContactFragment, ContactUpdateDocument } from "./documents.ts";
import { contactProblems, texts } from "./texts.ts";

/** `onChanged` is called with the contact as it is now, if the order has changed since it was read. */
type ContactFormState = { form: AddressForm | undefined; onChanged(now: Contact): void };

export function updateContact(
  input: OrderContactUpdateInput,
  { form, onChanged }: ContactFormState,
): Promise<KnownOutcome> {
  return makeChange(
    ContactUpdateDocument,
    { input },
    ({ orderContactUpdate }) => orderContactUpdate,
    (result) => {
      switch (result.__typename) {
        case "OrderContactUpdated":
          return { isSuccess: true, text: input.email === undefined ? texts.done : texts.doneByMail };
        case "OrderChangedError":
          onChanged(getFragmentData(ContactFragment, result.order));
          return { text: texts.changed };
        case "TaxWouldChangeError":
          return { text: texts.otherTaxes };
        case "InvalidTransitionError":
          return result.blockedBy === "PACKED" ? { text: texts.packed } : refusedOutcome(result);
        case "ValidationError":
          return faultsAt(result.problems.map((problem) => faultOf(problem, form)));
        case "NotFoundError":
          return refusedOutcome(result);
      }
    },
  );
}

type Problem = { path: readonly string[]; code: string };

/** The path of a field of the address is `input.shippingAddress.line1`. */
function faultOf({ path, code }: Problem, form: AddressForm | undefined) {
  const [, part = "", step] = path;
  const field = part === emailField ? part : form?.fields.find(({ name }) => name === step)?.name;
  return { field, text: contactProblems[`${step ?? part}.${code}`] ?? contactProblems[code] ?? changeTexts.other };
}
