/** GraphQL over HTTP: the protocol's own audits of a service, through a fetch that signs as the router does. */
import { auditServer } from "graphql-http";
import { expect, test } from "vitest";
import { service } from "../../support/service.ts";

/** Optional: a GET has no signed body and is refused, and refused operations have status 400 for `application/json` too, as Apollo Server gives it. */
const missedAudits = ["5A70", "D6D5", "6A70", "572B", "FDE2", "7B9B"];

test("a service passes all audits but six that are optional", async () => {
  const { graph, sign } = await service();
  const origin = await graph.listen({ host: "127.0.0.1", port: 0 });
  const fetchFn = (url: string, { headers, body, ...init }: RequestInit = {}) => {
    const signed: Record<string, string> = { ...sign(typeof body === "string" ? body : "") };
    delete signed["content-type"];
    delete signed.accept;
    return fetch(url, { ...init, ...(body ? { body } : {}), headers: { ...signed, ...headers } });
  };
  const results = await auditServer({ url: `${origin}/graphql`, fetchFn });
  const missed = results.filter(({ status }) => status !== "ok").map(({ id }) => id);
  expect(missed).toEqual(missedAudits);
  expect(results).toHaveLength(61);
});
