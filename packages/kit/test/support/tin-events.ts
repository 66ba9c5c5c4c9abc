/** The event that a tin was put on a shelf, and its application. */
import { z } from "zod";
import type { Event } from "../../src/messaging/outbox.ts";
import { eventContract } from "../../src/rpc/contract.ts";
import type { Tx } from "../../src/store/store.ts";
import { addTin } from "./shelf.ts";

export const tinPayload = z.object({ name: z.string() });
export const tinAdded = eventContract("tin.added", 1, tinPayload, ({ name }) => name);

export const applyTin = (tx: Tx, { payload }: Event) => addTin(tx, tinPayload.parse(payload).name);
