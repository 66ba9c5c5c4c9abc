/** Texts of the states of returns and withdrawals, in the language of this browser; a state without one does not compile. */
import type {
  OrderRefundState,
  ReturnKind,
  ReturnOutcome,
  ReturnState,
  WithdrawalState,
} from "../generated/graphql.ts";
import { language } from "../shop/language.ts";
import { textsOf } from "../shop/texts.ts";

type Texts<Name extends string> = Readonly<Record<Name, string>>;

export const returnStates: Texts<ReturnState> = textsOf("returnStates")[language];
export const returnKinds: Texts<ReturnKind> = textsOf("returnKinds")[language];
export const returnOutcomes: Texts<ReturnOutcome> = textsOf("returnOutcomes")[language];
export const withdrawalStates: Texts<WithdrawalState> = textsOf("withdrawalStates")[language];
export const refundStates: Texts<OrderRefundState> = textsOf("refundStates")[language];
