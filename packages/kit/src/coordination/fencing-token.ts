/** The fencing token of a lease, as requests carry it. */
import { z } from "zod";

/**
 * A fencing token: the lease, and a number that rises with each acquisition. It is sent with requests under a lease; null where none is
 * needed. The receiver rejects a token that is older than the latest one it has recorded.
 */
export const fencingToken = z.object({ lease: z.string(), token: z.int() });
export type FencingToken = z.infer<typeof fencingToken>;
