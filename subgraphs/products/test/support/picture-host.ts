/** A host of pictures for tests: an https server on this machine, which the names pictures.example and other.example lead to. */
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { systemRuntime } from "@hansa/kit/runtime";
import { onTestFinished } from "vitest";
import { type Connections, openPictureOrigin, type PictureOrigin } from "../../src/providers/picture-origin.ts";

/** The hosts of tests that start none: pictures of imports stay at their origin. */
export const awayOrigin: PictureOrigin = {
  fetch: () => Promise.reject(new Error("pictures: no host in tests")),
};

/** Starts it; it ends with the test. `addresses` are what each name resolves to; by default a public address. */
export async function startPictureHost(
  respond: RequestListener,
  addresses: Readonly<Record<string, string[]>> = {},
): Promise<{ origin: PictureOrigin; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    requests.push(`${request.headers.host?.replace(/:\d+$/, "")}${request.url}`);
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const connections: Connections = {
    resolve: async (hostname) =>
      (addresses[hostname] ?? ["93.184.215.14"]).map((text) => ({ address: text, family: text.includes(":") ? 6 : 4 })),
    dial: () => ({ address: "127.0.0.1", family: 4 }),
    options: { port: address.port, ca: cert },
  };
  const metrics = { countCall: () => undefined };
  return { origin: openPictureOrigin({ runtime: systemRuntime, metrics }, connections), requests };
}

/** Made for these tests, and trusted by them only. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBuDCCAV+gAwIBAgIUM5qFI3Uc2Eo8Pc0TdQzklHIN+B0wCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQcGljdHVyZXMuZXhhbXBsZTAgFw0yNjExMjcyMjU3NDhaGA8y
MTI2MTEwMzIyNTc0OFowGzEZMBcGA1UEAwwQcGljdHVyZXMuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABNRqifp+B1XvBZHCg8e6Is93f+zwPMX7j23Z
XhBKXw5JvtMGXge7pfyXs/gz+3+6ehItZ14LXOO8IpvGp4sZSASjfzB9MB0GA1Ud
DgQWBBT3gZiPmg7/mp8I5SUqIeEgMOA9hzAfBgNVHSMEGDAWgBT3gZiPmg7/mp8I
5SUqIeEgMOA9hzAPBgNVHRMBAf8EBTADAQH/MCoGA1UdEQQjMCGCEHBpY3R1cmVz
LmV4YW1wbGWCDW90aGVyLmV4YW1wbGUwCgYIKoZIzj0EAwIDRwAwRAIgYTlA6+N4
+bR5s6yKj3R0k7z6ayUUhYhyX3rOAotWGkACIGEIMFJGpNvhxKtMdaJnIf9caLHO
Op8vevSx2psbqCPR
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUoApk9MQC0o6cqPX
u7cx/1HM/DT8kMZL/aheD/eVXnKhRANCAATUaon6fgdV7wWRwoPHuiLPd3/s8DzF
+49t2V4QSl8OSb7TBl4Hu6X8l7P4M/t/unoSLWdeC1zjvCKbxqeLGUgE
-----END PRIVATE KEY-----
`;
