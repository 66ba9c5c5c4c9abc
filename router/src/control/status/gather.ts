/** The state of the running shop: asks every instance of every service, every router and every storefront at once, and waits at most two seconds. */

import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { readResponseText, readyPath } from "@hansa/kit/http";
import type { KeyRing } from "@hansa/kit/identity";
import { askEachInstance, type HttpTransport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { type ProcessReport, processReport, type Reported, readReport, reportState } from "@hansa/kit/server";
import type { ShopState } from "./shop-state.ts";
import { type AskedProcess, judgeState } from "./state.ts";

export type StatusSource = {
  runtime: Runtime;
  ring: KeyRing;
  services: HttpTransport<ServiceName>["services"];
  production: boolean;
  /** The private address of this router. */
  address: string;
  /** The private addresses of all routers of the shop, this one included; empty: it is the only one. */
  routers: readonly string[];
  /** The addresses of the storefronts to which this router passes requests. */
  storefronts: readonly string[];
};

/** An instance that has not answered by then is out. */
const waitMs = 2_000;
/** The most bytes of the report of a router. */
const maxReportBytes = 512 * 1024;
/** The path of the report of one router. */
export const ownReportPath = "/status/own";

/** Gathers and judges the reports, that of this router read from `own`. It never throws. */
export async function gatherState(source: StatusSource, own: Reported): Promise<ShopState> {
  const { runtime, ring, services, production } = source;
  const asked = await Promise.all([
    ...serviceNames.map(async (name): Promise<AskedProcess[]> => {
      const request = { callee: name, instances: services[name], waitMs };
      const responses = await askEachInstance({ ring, runtime }, request, reportState, {});
      return responses.map(({ instance, response }) => askedProcess(name, instance, response));
    }),
    gatherRouters(source, own),
    Promise.all(source.storefronts.map((origin) => askStorefront(runtime, origin))),
  ]);
  return judgeState({ takenAt: runtime.now(), production }, asked.flat());
}

async function gatherRouters({ runtime, address, routers }: StatusSource, own: Reported): Promise<AskedProcess[]> {
  if (routers.length === 0) return [askedProcess("router", address, await readReport(own))];
  return Promise.all(
    routers.map(async (origin) => askedProcess("router", new URL(origin).host, await askRouter(runtime, origin))),
  );
}

/** A storefront answers, or does not: it knows nothing that an operator would have to see here. */
async function askStorefront(runtime: Runtime, origin: string): Promise<AskedProcess> {
  const { host: address } = new URL(origin);
  const asked = { name: "storefront", address, report: undefined };
  try {
    const response = await fetch(new URL(readyPath, origin), { signal: runtime.deadline(waitMs), redirect: "manual" });
    await response.body?.cancel();
    return { ...asked, answers: true };
  } catch {
    return { ...asked, answers: false };
  }
}

function askedProcess(name: string, address: string, report: ProcessReport | undefined): AskedProcess {
  return { name, address, answers: report !== undefined, report };
}

async function askRouter(runtime: Runtime, origin: string): Promise<ProcessReport | undefined> {
  try {
    const response = await fetch(new URL(ownReportPath, origin), {
      signal: runtime.deadline(waitMs),
      redirect: "error",
    });
    return processReport.parse(JSON.parse(await readResponseText(response.body, maxReportBytes)));
  } catch {
    return undefined;
  }
}
