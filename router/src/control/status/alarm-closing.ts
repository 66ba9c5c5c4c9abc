/** The closing of alarms at the internal listener: a person has acted on them. */

import { serviceNames } from "@hansa/contracts/processes";
import type { AlarmKeeper } from "@hansa/kit/alarms";
import { askEachInstance } from "@hansa/kit/rpc";
import { closeAlarm } from "@hansa/kit/server";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { StatusSource } from "./gather.ts";

/** The path that closes an alarm of the shop, and the one that closes an alarm of this router alone. */
export const closingPath = "/status/alarms/close";
const ownClosingPath = "/status/own/alarms/close";

const request = z.object({ id: z.string() });
export const closingResponse = z.object({ outcome: z.enum(["closed", "unknown", "causeLasts", "unanswered"]) });
export type ClosingResponse = z.infer<typeof closingResponse>["outcome"];

/** An instance that has not answered by then is out. */
const waitMs = 4_000;

/**
 * Opens both paths, for JSON alone: a page in a browser cannot send that to another origin unasked. Every process is asked, since one of them has the
 * alarm. `unanswered`: no process has it, and not all have answered.
 */
export function openAlarmClosing(app: FastifyInstance, source: StatusSource, own: Pick<AlarmKeeper, "close">): void {
  app.post(ownClosingPath, async ({ body }, reply) => {
    const asked = request.safeParse(body);
    return asked.success ? { outcome: await own.close(asked.data.id) } : reply.status(400).send();
  });
  app.post(closingPath, async ({ body }, reply) => {
    const asked = request.safeParse(body);
    if (!asked.success) return reply.status(400).send();
    const outcomes = await Promise.all([askServices(source, asked.data.id), askRouters(source, own, asked.data.id)]);
    return { outcome: joinOutcomes(outcomes.flat()) };
  });
}

async function askServices({ runtime, ring, services }: StatusSource, id: string): Promise<ClosingResponse[]> {
  const responses = await Promise.all(
    serviceNames.map((callee) =>
      askEachInstance({ ring, runtime }, { callee, instances: services[callee], waitMs }, closeAlarm, { id }),
    ),
  );
  return responses.flat().map(({ response }) => response?.outcome ?? "unanswered");
}

function askRouters(
  { runtime, routers }: StatusSource,
  own: Pick<AlarmKeeper, "close">,
  id: string,
): Promise<ClosingResponse[]> {
  if (routers.length === 0) return Promise.all([own.close(id)]);
  return Promise.all(routers.map((origin) => askRouter(runtime.deadline(waitMs), origin, id)));
}

async function askRouter(signal: AbortSignal, origin: string, id: string): Promise<ClosingResponse> {
  try {
    const response = await fetch(new URL(ownClosingPath, origin), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id }),
      redirect: "error",
      signal,
    });
    return closingResponse.parse(await response.json()).outcome;
  } catch {
    return "unanswered";
  }
}

function joinOutcomes(outcomes: readonly ClosingResponse[]): ClosingResponse {
  for (const outcome of ["closed", "causeLasts", "unanswered"] as const) if (outcomes.includes(outcome)) return outcome;
  return "unknown";
}
