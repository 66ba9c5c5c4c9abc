/** Fake of the users service's internal server: real EdDSA keys at a real JWKS address, access tokens, and API clients. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { processes } from "@hansa/contracts/processes";
import { users as contract } from "@hansa/contracts/users";
import { developmentRing, verifyPeers } from "@hansa/kit/identity";
import { systemRuntime } from "@hansa/kit/runtime";
import type { Revocation } from "@hansa/kit/sessions";
import type { TokenPair } from "@hansa/kit/testing";
import { fastify } from "fastify";
import { portOf } from "./subgraphs.ts";

export type TestUsers = {
  origin: string;
  /** How many times the keys were asked for. */
  keyRequests(): number;
  /** The keys that are published now; undefined makes the service answer 500. */
  publish(pairs: readonly TokenPair[] | undefined): void;
  /** The API clients, by the hash of their key, those of an earlier users without a contract; `away` makes the lookup answer 500. */
  clients: Map<string, { id: string; scopes: string[]; contract?: GraphContract }> & { away?: boolean };
  /** The entries of the feed; `away` makes it answer 500. */
  revoked: Revocation[] & { away?: boolean };
  /** The body of each lookup of a key, as received. */
  requests: string[];
  stop(): Promise<void>;
};

export async function startUsers(pairs: readonly TokenPair[]): Promise<TestUsers> {
  let published: readonly TokenPair[] | undefined = pairs;
  let keyRequests = 0;
  const app = fastify({ forceCloseConnections: true });
  app.get("/.well-known/jwks.json", async (_request, reply) => {
    keyRequests += 1;
    return published ? { keys: published.map(({ publicJwk }) => publicJwk) } : reply.status(500).send({});
  });
  const clients: TestUsers["clients"] = new Map();
  const requests: string[] = [];
  const revoked: TestUsers["revoked"] = [];
  const verify = verifyPeers(developmentRing("users", processes), systemRuntime);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.post("/internal/revocations", async ({ headers, body }, reply) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from("");
    const identity = verify({ claims: headers["hansa-claims"], signature: headers["hansa-signature"] }, bytes);
    if (!identity || revoked.away) return reply.status(identity ? 500 : 401).send({});
    return { entries: revoked, seq: revoked.length, waitedMs: 0 };
  });
  app.post("/internal/clientByKey", async ({ headers, body }, reply) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from("");
    requests.push(bytes.toString());
    const identityHeaders = { claims: headers["hansa-claims"], signature: headers["hansa-signature"] };
    const identity = verify(identityHeaders, bytes);
    const isRouter = identity?.viewer.kind === "service" && identity.viewer.name === "router";
    if (!isRouter || identity.purpose !== "/internal/clientByKey") return reply.status(401).send({});
    if (clients.away) return reply.status(500).send({});
    const { keyHash } = contract.clientByKey.input.parse(JSON.parse(bytes.toString()));
    return { client: clients.get(keyHash) ?? null };
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    origin: `http://127.0.0.1:${portOf(app.server.address())}`,
    keyRequests: () => keyRequests,
    clients,
    requests,
    revoked,
    publish: (next) => {
      published = next;
    },
    stop: () => app.close(),
  };
}
