/** Heads of requests that no listener of a service reads: coded refusals in one shape, signed or not. */
import { expect, test } from "vitest";
import { sendRaw } from "../../testing/raw-http.ts";
import { service } from "../support/service.ts";

const cases: [string, string[], number, string][] = [
  ["no Host", [], 400, "BAD_REQUEST"],
  ["two Hosts", ["host: a", "host: b"], 400, "BAD_REQUEST"],
  ["a Host that names no host", ["host: a/b"], 400, "BAD_REQUEST"],
  ["a gzip body", ["host: a", "content-encoding: gzip"], 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["an unknown expectation", ["host: a", "expect: x"], 417, "BAD_REQUEST"],
  ["a line that is no header", ["host: a", "no header"], 400, "BAD_REQUEST"],
];

const bearer = { mode: "bearer", isProduction: false, trustedProxies: 0 } as const;
const trials = [{ mode: "signed" } as const, bearer].flatMap((access) => cases.map((row) => ({ access, row })));

test.each(trials)("with $access.mode access both listeners refuse $row.0", async ({ access, row }) => {
  const [, lines, status, code] = row;
  const { graph, internal, sign } = await service(undefined, { access });
  const body = '{"query":"{ hello }"}';
  const claims = access.mode === "signed" ? sign(body) : { "content-type": "application/json" };
  const signed = Object.entries({ ...claims, "content-length": String(body.length) });
  const content = signed.map(([name, value]) => `${name}: ${value}`);
  for (const [server, path] of [
    [graph, "/graphql"],
    [internal, "/health"],
  ] as const) {
    const origin = await server.listen({ host: "127.0.0.1", port: 0 });
    const response = await sendRaw(origin, [`POST ${path} HTTP/1.1`, ...lines, ...content], body);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body)).toEqual({ errors: [{ message: expect.any(String), extensions: { code } }] });
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  }
});
