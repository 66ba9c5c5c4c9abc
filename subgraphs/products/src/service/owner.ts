/** The owner of idempotency keys, uploads and imports. */
import { type Viewer, viewerIdOf } from "@hansa/kit/identity";

/** The id of the person or program. Idempotency keys of different owners never collide. */
export function ownerOf(viewer: Viewer): string {
  return viewerIdOf(viewer) ?? viewer.kind;
}
