/** The causes of the alarms of users that end by them. */
import type { AlarmCauses } from "@hansa/kit/alarms";
import type { Deps } from "../context.ts";
import { isStrained } from "../service/rate-limiter.ts";
import { findExportById } from "../store/privacy/exports.ts";
import { findPendingErasure, privacyRetries } from "../store/privacy/pending-erasures.ts";

/** Creates the causes. */
export function createAlarmCauses(deps: Pick<Deps, "runtime">) {
  const { maxAttempts } = privacyRetries;
  return {
    export_stalled: async (db, id) => {
      const found = await findExportById(db, id);
      return found !== undefined && found.content === null && found.attempts >= maxAttempts;
    },
    erasure_stalled: async (db, id) => ((await findPendingErasure(db, id))?.attempts ?? 0) >= maxAttempts,
    many_attempts: (db, kind) => isStrained(deps, db, kind),
  } satisfies AlarmCauses;
}
