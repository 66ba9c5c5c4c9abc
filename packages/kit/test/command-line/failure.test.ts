/** Failures in one line: the cause and the remedy, and a stack for our own errors only. */
import { createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import { CommandFailure, explainError, explainFailure } from "../../src/command-line/failure.ts";

const systemError = (code: string, fields: object) =>
  Object.assign(new Error(`${code}: text of the system`), { code, ...fields });

test.each([
  ["EACCES", { path: "/srv/shop" }, /^\/srv\/shop cannot be written .*HANSA_DATA/],
  ["EROFS", { path: "/srv/shop" }, /^\/srv\/shop cannot be written .*HANSA_DATA/],
  ["ENOENT", { path: "/srv/shop/orders.db" }, /^\/srv\/shop\/orders\.db is not there .*HANSA_DATA/],
  ["ENOENT", { path: "/srv/shop/a", syscall: "mkdir" }, /^\/srv\/shop\/a cannot be created: .*read-only.*HANSA_DATA/],
  ["ENOSPC", {}, /^the disk is full/],
  ["EADDRINUSE", { address: "127.0.0.1", port: 4000 }, /^port 4000 is in use.*HANSA_PORT/],
  ["SQLITE_READONLY_DIRECTORY", {}, /^a store .*HANSA_DATA/],
  ["SQLITE_CANTOPEN", {}, /^a store .*HANSA_DATA/],
])("%s is one line with the remedy", (code, fields, line) => {
  expect(explainFailure(systemError(code, fields))).toMatch(line);
  expect(explainFailure(systemError(code, fields))).not.toContain("\n");
});

test("a call to a port without a listener names the address, also inside the error of fetch", async () => {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  const error = await fetch(`http://127.0.0.1:${port}/graphql`).catch((cause: unknown) => cause);
  expect(explainError(error)).toMatch(new RegExp(`^nothing answers at 127\\.0\\.0\\.1:${port} .*npm start`));
});

test("a failure with an explanation of its own keeps its text for every cause", () => {
  const failure = new CommandFailure("there is no shop", { cause: systemError("ENOENT", { path: "/x" }) });
  expect(explainError(failure)).toBe("there is no shop");
});

test("an error of our own code keeps its stack", () => {
  expect(explainError(new TypeError("undefined is no function"))).toContain("\n    at ");
  expect(explainFailure(new TypeError("undefined is no function"))).toBeUndefined();
});

function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
}
