/** A withdrawal as its page reads it. */
import type { OfficeWithdrawalQuery } from "../../generated/graphql.ts";

export type Withdrawal = OfficeWithdrawalQuery["withdrawals"]["nodes"][number];
