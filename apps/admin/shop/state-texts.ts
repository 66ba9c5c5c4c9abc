/** Texts of states, by their names in the graph: one without a text does not compile. */
import type { OrderHoldReason, OrderState, SettlementState } from "../generated/graphql.ts";
import { language } from "./language.ts";
import { textsOf } from "./texts.ts";

type Texts<Name extends string> = Readonly<Record<Name, string>>;

export const orderStates: Texts<OrderState> = textsOf("orderStates")[language];
export const settlementStates: Texts<SettlementState> = textsOf("settlementStates")[language];
export const holdReasons: Texts<OrderHoldReason> = textsOf("holdReasons")[language];
