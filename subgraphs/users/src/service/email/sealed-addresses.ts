/** Sealed addresses of erased people, and download links of personal data exports. */
import type { Runtime } from "@hansa/kit/runtime";
import type { Deps } from "../../context.ts";
import { remakeToken, type Secrets, seal, unseal } from "../../providers/secrets.ts";
import type { ErasureEmailRow, ExportRow, PendingErasureRow } from "../../store/tables.ts";

const ivBytes = 12;

/** Builds the link to an export; null while the export is incomplete, and without the secret of the link. */
export function buildExportLink({ secrets, rules }: Deps, { id, tokenHash, content }: ExportRow): string | null {
  const token = remakeToken(secrets, id, tokenHash);
  return content === null || token === undefined ? null : `${rules.publicUrl}/exports/${token}`;
}

/** Seals the address of an erased person or guest, to be stored under this id until the e-mail is sent or orders has confirmed. */
export function sealAddress(secrets: Secrets, runtime: Runtime, id: string, email: string): string {
  return seal(secrets, labelOf(id), Buffer.from(email), runtime.randomBytes(ivBytes));
}

/** Opens a sealed address; undefined if no configured secret opens it. */
export function openAddress(
  { secrets }: Deps,
  { id, sealedEmail }: ErasureEmailRow | PendingErasureRow,
): string | undefined {
  return unseal(secrets, labelOf(id), sealedEmail)?.plain.toString();
}

function labelOf(id: string): string {
  return `farewell ${id}`;
}
