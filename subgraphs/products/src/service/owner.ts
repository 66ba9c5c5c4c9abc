/** Whose doing something is. */
import { askerId, type Viewer } from "@hansa/kit/identity";

/** The id of the person or program: what they start is theirs, and their keys never meet those of others. */
export function ownerOf(viewer: Viewer): string {
  return askerId(viewer) ?? viewer.kind;
}
