/** GraphQL over HTTP: the protocol's own audits of a service. */
import { auditServer } from "graphql-http";
import { expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.ts";
import { service } from "../../support/service.ts";

/** Optional: a GET is refused, and refused operations have status 400 for `application/json` too, as Apollo Server gives it. */
const missedAudits = ["5A70", "D6D5", "6A70", "572B", "FDE2", "7B9B"];

test("a service passes all audits but six that are optional, through a fetch that signs", async () => {
  const { graph, sign } = await service();
  const origin = await graph.listen({ host: "127.0.0.1", port: 0 });
  await expectAudits(origin, (url, { headers, body, ...init } = {}) => {
    const signed: Record<string, string> = { ...sign(typeof body === "string" ? body : "") };
    delete signed["content-type"];
    delete signed.accept;
    return fetch(url, { ...init, ...(body ? { body } : {}), headers: { ...signed, ...headers } });
  });
});

test("a service passes the same audits without a signature in bearer mode", async () => {
  const access = { mode: "bearer", isProduction: false, trustedProxies: 0 } as const;
  const { graph } = await service(createLog("test", "silent"), { access });
  await expectAudits(await graph.listen({ host: "127.0.0.1", port: 0 }), fetch);
});

async function expectAudits(origin: string, fetchFn: (url: string, init?: RequestInit) => Promise<Response>) {
  const results = await auditServer({ url: `${origin}/graphql`, fetchFn });
  const missed = results.filter(({ status }) => status !== "ok").map(({ id }) => id);
  expect(missed).toEqual(missedAudits);
  expect(results).toHaveLength(61);
}
