/** Audit log entries: any service publishes them in the transaction of the action; users consumes and stores them. */

import type { Viewer } from "@hansa/kit/identity";
import { appendEvent } from "@hansa/kit/messaging";
import { eventContract } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";

/** An action that the shop's owner may want to review later. */
export const auditRecorded = eventContract(
  "audit.recorded",
  1,
  z.object({
    /** The action, such as `settings.changed`. */
    action: z.string(),
    /** The id of the object of the action. */
    subjectId: z.string().nullable(),
    /** One English sentence with ids, without secrets, names or addresses: entries stay for ever. */
    summary: z.string(),
    /** The person or else the API client; neither for an action of the shop itself. */
    actorId: z.string().nullable(),
    clientId: z.string().nullable(),
  }),
  ({ subjectId, action }) => subjectId ?? action,
);

export type AuditedAction = Pick<z.infer<typeof auditRecorded.payload>, "action" | "subjectId" | "summary">;

/** The author of an action, for the audit log. Guests and services have no id. */
export function authorOf(viewer: Viewer): { actorId: string | null; clientId: string | null } {
  return {
    actorId: viewer.kind === "user" ? viewer.id : null,
    clientId: viewer.kind === "client" ? viewer.id : null,
  };
}

/** Publishes this viewer's action to the audit log, in the transaction of the action. */
export function recordAudit(runtime: Runtime, tx: Tx, viewer: Viewer, action: AuditedAction): Promise<void> {
  return appendEvent(runtime, tx, auditRecorded, { ...action, ...authorOf(viewer) });
}
