/** Replays viewer assertions, overheard on the router's connections, to another service than their audience. */

import { processes, type ServiceName } from "@hansa/contracts/processes";
import { developmentKeys, graphPurpose, signRequest } from "@hansa/kit/identity";
import type { Network } from "../faults/network.ts";
import { programOf } from "../processes/names.ts";

/** The last assertion of a signed-in viewer that was sent to each of these services. */
export type Overheard = { orders?: string; payments?: string };

const header = /^hansa-viewer: (\S+)\r$/im;

export function overhearAssertions(wiring: Network): Overheard {
  const overheard: Overheard = {};
  for (const service of ["orders", "payments"] as const)
    wiring.link(`router > ${service}`).overhear((sent) => {
      const [, assertion] = header.exec(sent.toString("latin1")) ?? [];
      if (assertion && isUser(assertion)) overheard[service] = assertion;
    });
  return overheard;
}

/**
 * Presents both assertions to payments under the router's own pair key, so that nothing but the audience can be wrong with one of them. Throws
 * if its own assertion is refused as well: then the replay would prove nothing.
 */
export async function replay({ orders, payments }: Overheard, port: number): Promise<string[]> {
  if (!orders || !payments) throw new Error("no assertion was overheard");
  if (!(await isAccepted("payments", payments, port))) throw new Error("payments refuses its own assertion");
  return (await isAccepted("payments", orders, port)) ? ["replayed assertion"] : [];
}

async function isAccepted(service: ServiceName, assertion: string, port: number): Promise<boolean> {
  const keys = developmentKeys("router", processes).outgoing.get(service);
  if (!keys) throw new Error(`the router has no key for ${service}`);
  const body = JSON.stringify({ query: "{ __typename }" });
  const request = { requestId: "req_replay", purpose: graphPurpose, assertion };
  const response = await fetch(`http://127.0.0.1:${programOf(service).publicPort(port)}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signRequest(keys, request, body, Date.now()) },
    body,
  });
  const text = await response.text();
  return response.status === 200 && text.includes('"__typename":"Query"');
}

function isUser(assertion: string): boolean {
  const [claims = ""] = assertion.split(".");
  return Buffer.from(claims, "base64url").toString("utf8").includes('"kind":"user"');
}
