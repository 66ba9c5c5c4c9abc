/** A foreign supergraph, served by the command of the README, as a process of its own and without our services. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { longDeadlines, type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { buildClientSchema, getIntrospectionQuery, graphql } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../../src/graph/composition/sources.ts";
import { supergraphOf } from "../support/router.ts";
import { portOf, schemaOf } from "../support/subgraphs.ts";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])`;
const planetsSdl = `${link} type Query { planets: [Planet!]! } type Planet @key(fields: "id") { id: ID! name: String! }`;
const moonsSdl = `${link} type Planet @key(fields: "id") { id: ID! moons(first: Int = 1): [String!]! }`;
const moons: Record<string, string[]> = { mars: ["Phobos", "Deimos"], venus: [] };

const folder = mkdtempSync(join(tmpdir(), "hansa-foreign-"));
const file = join(folder, "theirs.txt");
const received: FastifyRequest["headers"][] = [];
const servers: FastifyInstance[] = [];
let router: OwnedProgram;
let url: string;
let internalUrl: string;
let compose: (moreSdl?: string) => void;

/** A subgraph as others write them: without our GraphQL server and without signatures. */
async function serve(sdl: string, resolvers: object): Promise<string> {
  const schema = schemaOf(sdl, resolvers);
  const app = fastify({ forceCloseConnections: true });
  app.post<{ Body: { query: string; variables?: Record<string, unknown> } }>("/", async ({ body, headers }) => {
    received.push(headers);
    return graphql({ schema, source: body.query, variableValues: body.variables ?? {} });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  servers.push(app);
  return `http://127.0.0.1:${portOf(app.server.address())}/`;
}

async function freePort(): Promise<number> {
  const app = fastify();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const port = portOf(app.server.address());
  await app.close();
  return port > 65_000 ? freePort() : port;
}

async function ask(query: string, headers: Record<string, string> = {}): Promise<{ data?: unknown }> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  return JSON.parse(await response.text());
}

beforeAll(async () => {
  const planets = await serve(planetsSdl, {
    Query: {
      planets: () => [
        { id: "mars", name: "Mars" },
        { id: "venus", name: "Venus" },
      ],
    },
  });
  const moonsUrl = await serve(moonsSdl, {
    Planet: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      moons: ({ id }: { id: string }, { first }: { first: number }) => moons[id]?.slice(0, first),
    },
  });
  compose = (more = "") =>
    writeFileSync(
      file,
      supergraphOf([
        { name: "planets", url: planets, sdl: planetsSdl },
        { name: "moons", url: moonsUrl, sdl: moonsSdl + more },
      ]),
    );
  compose();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  internalUrl = `http://127.0.0.1:${port + 10}`;
  // As `npm run serve` has it; npm would not hand on the end of this process.
  const { scripts } = JSON.parse(readFileSync(join(repository, "router/package.json"), "utf8"));
  const options = ["--supergraph", file, "--port", String(port), "--identity", "none"];
  router = startOwned("sh", ["-c", `${scripts.serve} "$@"`, "sh", ...options], {
    cwd: join(repository, "router"),
    env: { ...process.env, ...longDeadlines, HANSA_LOG_LEVEL: "fatal", HANSA_DATA: folder },
  });
  const isHealthy = () =>
    fetch(`${internalUrl}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await router.until("it was healthy", isHealthy);
});
afterAll(async () => {
  await router.stop("SIGINT");
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

test("uses the addresses in the supergraph, and sends its subgraphs nothing about the viewer", async () => {
  const response = await ask("{ planets { name moons(first: 2) } }", {
    authorization: "Bearer theirs",
    "hansa-guest": "x",
  });
  expect(response).toEqual({
    data: {
      planets: [
        { name: "Mars", moons: ["Phobos", "Deimos"] },
        { name: "Venus", moons: [] },
      ],
    },
  });
  expect(received.length).toBeGreaterThanOrEqual(2);
  for (const headers of received) {
    expect(Object.keys(headers).filter((name) => /hansa|authorization/.test(name))).toEqual([]);
  }
});

test("can be introspected, without the subscriptions that are refused", async () => {
  compose("extend type Planet { age: Int } type Subscription { eclipse: Planet }");
  const fields = () => ask('{ __type(name: "Planet") { fields { name } } }');
  await expect.poll(async () => JSON.stringify(await fields())).toContain("age");
  const { data } = await ask(getIntrospectionQuery());
  const schema = buildClientSchema(JSON.parse(JSON.stringify(data)));
  expect(schema.getType("Planet")).toBeDefined();
  expect([schema.getSubscriptionType(), schema.getType("Subscription")]).toEqual([null, undefined]);
  const refused = JSON.stringify(await ask("subscription { eclipse { id } }"));
  expect(refused).toContain("SUBSCRIPTIONS_NOT_SUPPORTED");
});

test("has a playground without our operations, and none of our addresses", async () => {
  const notes = await fetch(`${url}/playground/variables.json`);
  expect(await notes.json()).toMatchObject({ shop: false });
  for (const path of ["/media/a.svg", "/.well-known/jwks.json"]) expect((await fetch(url + path)).status).toBe(404);
});

test("is replaced when its file changes", async () => {
  compose("extend type Planet { rings: Int }");
  await expect
    .poll(async () => JSON.stringify(await ask('{ __type(name: "Planet") { fields { name } } }')))
    .toContain("rings");
});

test("stops on request, and leaves no port open", async () => {
  // One that does not stop by itself ends with code 1.
  expect(await router.stop("SIGINT")).toBe(0);
  await expect(fetch(`${url}/graphql`)).rejects.toThrow();
});
