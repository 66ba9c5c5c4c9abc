/** VAT ids of buyers: a register is asked, and tax is left out only while its answer is that the id is valid. */
import { createHmac } from "node:crypto";
import { euVatCountry } from "@hansa/commerce/address/vat-ids";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { RegisterAnswer } from "../../providers/vat-register.ts";
import { dropVatIdAnswers, findVatIdAnswer, keepVatIdAnswer } from "../../store/checkout/vat-id-answers.ts";
import type { CheckoutRow, PricingTerms, SettingsRow, VatIdCheck } from "../../store/tables.ts";

const hour = 60 * 60 * 1_000;
/** How long an answer counts. One that a register did not give is not kept. */
const lifetimes = { VALID: 24 * hour, INVALID: hour } as const;

type Addresses = Pick<CheckoutRow, "shippingAddress" | "billingAddress">;
type Rules = Pick<SettingsRow, "reverseCharge" | "reverseChargeCheck" | "vatId">;

/** An id and what a register says of it. */
export type AskedVatId = RegisterAnswer & { vatId: string; checkedAt: number };

/** Asks a register about the id that decides the tax of these addresses; undefined if none does. Call it outside of a transaction. */
export async function askAboutVatId(deps: Deps, rules: Rules, addresses: Addresses): Promise<AskedVatId | undefined> {
  const vatId = rules.reverseChargeCheck === "SERVICE" ? decidingVatId(rules, addresses) : undefined;
  if (vatId === undefined) return undefined;
  const { store, runtime, guestSecret } = deps;
  const key = createHmac("sha256", guestSecret).update(`vat id ${vatId}`).digest("base64url");
  const known = await store.read((db) => findVatIdAnswer(db, key));
  if (known && runtime.now() - known.checkedAt <= lifetimes[known.state]) return { vatId, ...known };
  const answer = await deps.vatRegister.check(vatId, rules.vatId);
  const { state, consultation } = answer;
  const checkedAt = runtime.now();
  if (state !== "UNAVAILABLE")
    await store.write("keep-vat-id-answer", (tx) => keepVatIdAnswer(tx, { key, state, checkedAt, consultation }));
  return { vatId, state, consultation, checkedAt };
}

/** The check of these addresses: null without a VAT id. An answer about another id, such as one of before, does not count. */
export function judgeVatId(rules: Rules, addresses: Addresses, asked: AskedVatId | undefined): VatIdCheck | null {
  const rule = rules.reverseChargeCheck;
  if (!rules.reverseCharge || buyerOf(addresses).vatId === null) return null;
  const isAnswered = rule === "SERVICE" && asked !== undefined && asked.vatId === decidingVatId(rules, addresses);
  if (!isAnswered) return { rule, state: "UNCHECKED", checkedAt: null, consultation: null };
  const { state, checkedAt, consultation } = asked;
  return { rule, state, checkedAt: state === "UNAVAILABLE" ? null : checkedAt, consultation };
}

/** The terms, under which the buyer's id leaves tax out only as far as it was checked. */
export function withVatIdCheck(terms: PricingTerms, check: VatIdCheck | null): PricingTerms {
  const mayLeaveOut = check === null || check.rule === "FORM" || check.state === "VALID";
  return { ...terms, reverseCharge: terms.reverseCharge && mayLeaveOut };
}

/** Whether the tax of a checkout or an order is left out because of the buyer's VAT id. */
export function isUntaxedByVatId({ taxParts }: Pick<CheckoutRow, "taxParts">): boolean {
  return taxParts.some(({ category }) => category === "INTRA_COMMUNITY" || category === "REVERSE_CHARGE");
}

/** Whether the answer by which tax is left out is too old for a payment. */
export function isOutdated(checkout: Pick<CheckoutRow, "taxParts" | "vatIdCheck">, now: number): boolean {
  const { vatIdCheck } = checkout;
  if (vatIdCheck?.rule !== "SERVICE" || !isUntaxedByVatId(checkout)) return false;
  return vatIdCheck.checkedAt === null || now - vatIdCheck.checkedAt > lifetimes.VALID;
}

/** Drops the answers that count no longer. */
export async function dropOldAnswers(tx: Tx, now: number): Promise<void> {
  await dropVatIdAnswers(tx, now - lifetimes.VALID);
}

/** The id of a company of another member state than the seller's; undefined if the buyer has none. */
function decidingVatId(rules: Rules, addresses: Addresses): string | undefined {
  const { company, vatId } = buyerOf(addresses);
  const seller = rules.vatId === null ? null : euVatCountry(rules.vatId);
  if (!rules.reverseCharge || seller === null || !company?.trim() || vatId === null) return undefined;
  const buyer = euVatCountry(vatId);
  return buyer === null || buyer === seller ? undefined : vatId;
}

function buyerOf({ shippingAddress, billingAddress }: Addresses): { company: string | null; vatId: string | null } {
  return billingAddress ?? shippingAddress ?? { company: null, vatId: null };
}
