/** Where the file of an export can be fetched, and the sealed addresses of people who leave. */
import type { World } from "@hansa/kit/world";
import type { Deps } from "../context.ts";
import { remakeToken, type Secrets, seal, unseal } from "../providers/secrets.ts";
import type { DepartureRow, ExportRow, FarewellRow } from "../store/tables.ts";

const ivBytes = 12;

/** The link to an export; null while it is not whole. */
export function linkOf({ secrets, rules }: Deps, { id, tokenHash, content }: ExportRow): string | null {
  const token = remakeToken(secrets, id, tokenHash);
  return content === null || token === undefined ? null : `${rules.publicUrl}/exports/${token}`;
}

/** The address of somebody who leaves, as it is kept under this id until the last letter is sent, or orders has heard. */
export function sealAddress(secrets: Secrets, world: World, id: string, email: string): string {
  return seal(secrets, labelOf(id), Buffer.from(email), world.randomBytes(ivBytes));
}

/** The address again; undefined if no secret of ours opens it any more. */
export function openAddress({ secrets }: Deps, { id, sealedEmail }: FarewellRow | DepartureRow): string | undefined {
  return unseal(secrets, labelOf(id), sealedEmail)?.plain.toString();
}

function labelOf(id: string): string {
  return `farewell ${id}`;
}
