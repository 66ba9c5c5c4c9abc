/** Kind of a return: requested, or the effect of a withdrawal. */
import type { ReturnRow } from "../../store/tables.ts";

/** Whether a return follows from a withdrawal or was requested. */
export function kindOfReturn({ withdrawalId }: Pick<ReturnRow, "withdrawalId">): "REQUEST" | "WITHDRAWAL" {
  return withdrawalId === null ? "REQUEST" : "WITHDRAWAL";
}
