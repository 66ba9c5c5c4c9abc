/** Deeds for the audit log: any service tells of them in the transaction that does them, and users, who keeps the log, follows. */
import { z } from "zod";
import { eventContract } from "./contract.ts";
import type { Viewer } from "./identity.ts";
import { appendEvent } from "./outbox.ts";
import type { Tx } from "./store.ts";
import type { World } from "./world.ts";

/** Somebody did something that the shop's owner may want to know of later. */
export const auditRecorded = eventContract(
  "audit.recorded",
  1,
  z.object({
    /** What was done, such as `settings.changed`. */
    action: z.string(),
    /** The id of what it was done to. */
    subjectId: z.string().nullable(),
    /** One English sentence with ids, without secrets, names or addresses: entries stay for ever. */
    summary: z.string(),
    /** The person, or else the program; neither if the shop did it by itself. */
    actorId: z.string().nullable(),
    clientId: z.string().nullable(),
  }),
);

export type AuditedDeed = Pick<z.infer<typeof auditRecorded.payload>, "action" | "subjectId" | "summary">;

/** Who did it, as the audit log writes it down. Guests and services are nobody in particular. */
export function authorOf(viewer: Viewer): { actorId: string | null; clientId: string | null } {
  return {
    actorId: viewer.kind === "user" ? viewer.id : null,
    clientId: viewer.kind === "client" ? viewer.id : null,
  };
}

/** Tells the audit log what this viewer does, in the transaction that does it. */
export function recordAudit(tx: Tx, world: World, viewer: Viewer, deed: AuditedDeed): Promise<void> {
  const aggregateId = deed.subjectId ?? deed.action;
  return appendEvent(tx, world, auditRecorded, aggregateId, { ...deed, ...authorOf(viewer) });
}
